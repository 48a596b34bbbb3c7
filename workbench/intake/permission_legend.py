"""What a document says that its marks mean: `✅ = own records only`.

A legend is only ever taken to mean less than the mark does; what it adds is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from workbench.design.access import Effect
from workbench.intake import escapes
from workbench.intake import permission_words as words
from workbench.intake.blocks import ListItem, Markdown, Paragraph, Table
from workbench.intake.permission_cells import Cell, read_cell
from workbench.intake.permission_remarks import takes_back

_MARKS = (*words.YES_MARKS, *words.PARTLY_MARKS)
_ANY = "".join((*_MARKS, *words.NO_MARKS))
_STATED = re.compile(
    rf"(?P<mark>[{''.join(_MARKS)}])\ufe0f?`?\s{{0,9}}(?:[=:\uff1a→–—-]|means?\b)\s{{0,9}}"
    rf"(?P<meaning>[^,;|\n{_ANY}]{{1,300}})"
)


def read_legend(document: Markdown) -> dict[str, Cell]:
    """Marks that mean less in this document than they do by themselves, with what they mean."""
    found: dict[str, Cell] = {}
    for block in document.blocks:
        if isinstance(block, (Paragraph, ListItem)):
            said = [(one["mark"], one["meaning"]) for one in _STATED.finditer(block.text)]
        elif isinstance(block, Table) and len(block.header.cells) == 2:  # noqa: PLR2004 - a mark and what it means
            said = [(row.cells[0].replace("\ufe0f", ""), row.cells[1]) for row in block.rows]
        else:
            continue
        for mark, meaning in said:
            cell = _less(escapes.plain(mark), meaning.strip().rstrip("."))
            if cell is not None:
                found.setdefault(escapes.plain(mark), cell)
    return found


def _less(mark: str, meaning: str) -> Cell | None:
    if mark not in _MARKS:
        return None
    cell = read_cell(meaning)
    if cell.effect is Effect.deny and not cell.doubt:
        return Cell(Effect.deny, notes=escapes.value(meaning))
    if cell.effect is Effect.own or takes_back(meaning):
        return Cell(Effect.own, cell.attribute, cell.column, escapes.value(meaning), vague=True)
    return None


def under_legend(cell: Cell, raw: Iterable[str], legend: Mapping[str, Cell]) -> Cell:
    """A cell as the legend has it: what was read of these texts, or less."""
    for mark, means in legend.items():
        marked = any(mark in one for one in raw)
        if marked and cell.effect and means.effect and means.effect.width < cell.effect.width:
            notes = "\n".join(dict.fromkeys(filter(None, [cell.notes, means.notes])))
            return replace(means, notes=notes, certain=True)
    return cell
