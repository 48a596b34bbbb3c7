"""The items of several documents as one: duplicates, statements, and references that hold.

Runs after `linking`, which joins endpoints and tables. Whatever else two files define is joined
here field by field; where they differ the first one counts and the difference is named.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from workbench.design.access import Grant
from workbench.design.base import Item
from workbench.design.design import ItemAddress
from workbench.design.json_values import same_json
from workbench.design.kinds import KIND_OF_MODEL, KINDS
from workbench.intake.collector import Statement
from workbench.intake.merge.numbering import renumber
from workbench.intake.merge.references import check_references
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem

_SHOWN = 8


def assemble(imported: Imported, statements: Iterable[Statement]) -> Imported:
    """Join what is left, apply statements, resolve references; order of documents kept."""
    numbered, settled = renumber(imported.items)
    items, notes = _joined(numbered)
    notes = [*settled, *notes]
    items, more = _with_statements(items, statements)
    items, links = check_references(items)
    return replace(imported, items=tuple(items), notes=(*imported.notes, *notes, *more, *links))


def _joined(items: Iterable[ReadItem]) -> tuple[list[ReadItem], list[Note]]:
    places: dict[ItemAddress, int] = {}
    made: list[ReadItem] = []
    notes: list[Note] = []
    for read in items:
        place = places.setdefault(read.address, len(made))
        if place == len(made):
            made.append(read)
            continue
        first = made[place]
        if isinstance(first.item, Grant) and isinstance(read.item, Grant):
            made[place], differences = _narrower(first, read, first.item, read.item)
            notes += differences
            continue
        item, differing = _filled(first.item, read.item)
        made[place] = first if item is first.item else replace(first, item=item)
        if differing:
            where = f" line {first.line}" if first.line else ""
            notes.append(
                Note(
                    read.source,
                    read.line,
                    NoteLevel.warning,
                    f"{_name_of(read)} is also defined in {first.source}{where}, which counts; "
                    f"this definition differs in {', '.join(differing[:_SHOWN])}",
                )
            )
    return made, notes


def _narrower(
    first: ReadItem, second: ReadItem, grant: Grant, other: Grant
) -> tuple[ReadItem, list[Note]]:
    """Of two documents that grant differently, the one that grants less, and a note on it.

    Conditions that differ hold both: the second is added to the notes of the first.
    """
    if grant.effect is not other.effect:
        kept = min((first, grant), (second, other), key=lambda pair: pair[1].effect.width)[0]
        message = (
            f"{_name_of(second)} is {other.effect.value} here and {grant.effect.value} "
            f"in {first.source} line {first.line}; the narrower one counts. Remove one "
            "of the two."
        )
        return kept, [Note(second.source, second.line, NoteLevel.warning, message)]
    item, differing = _filled(grant, other)
    if not differing:
        return first if item is grant else replace(first, item=item), []
    beside = "\n".join(
        filter(None, [other.notes, " = ".join(filter(None, [other.attribute, other.column]))])
    )
    notes = "\n".join(dict.fromkeys(filter(None, [grant.notes, beside])))
    message = (
        f"{_name_of(second)} is also defined in {first.source} line {first.line} "
        f"with a different {' and '.join(differing)}; the text here is added to its "
        "notes"
    )
    merged = replace(first, item=grant.model_copy(update={"notes": notes}))
    return merged, [Note(second.source, second.line, NoteLevel.warning, message)]


def _name_of(read_item: ReadItem) -> str:
    """Its kind and key; of what a design has once, the kind alone."""
    return (
        f"the {read_item.kind}"
        if read_item.address.key == read_item.kind
        else f"{read_item.kind} {read_item.address.key}"
    )


def _filled(first: Item, second: Item) -> tuple[Item, list[str]]:
    """The first item with what only the second states, and the fields where they differ."""
    update: dict[str, Any] = {}
    differing: list[str] = []
    inferred, also_inferred = getattr(first, "inferred", ()), getattr(second, "inferred", ())
    for name, info in type(first).model_fields.items():
        mine, theirs = getattr(first, name), getattr(second, name, None)
        if name == "inferred" or theirs in (info.default, None) or same_json(mine, theirs):
            continue
        if mine == info.default:
            update[name] = theirs
        elif name in also_inferred:
            continue
        elif name in inferred:
            update[name] = theirs
        else:
            differing.append(name)
    # Two that contradict each other may be different things; nothing is mixed.
    separate = differing and not KINDS[KIND_OF_MODEL[type(first)].name].single
    if separate or not update:
        return first, differing
    if inferred:
        update["inferred"] = tuple(name for name in inferred if name not in update)
    return first.model_copy(update=update), differing


def _with_statements(
    items: list[ReadItem], statements: Iterable[Statement]
) -> tuple[list[ReadItem], list[Note]]:
    places = {read.address: at for at, read in enumerate(items)}
    notes: list[Note] = []
    missing: dict[str, list[Statement]] = {}
    for statement in statements:
        place = places.get(statement.address)
        if place is None:
            if KINDS[statement.address.kind].single:
                places[statement.address] = len(items)
                item = KINDS[statement.address.kind].model(**statement.values)
                items.append(ReadItem(item, statement.source, statement.line))
            else:
                missing.setdefault(statement.source, []).append(statement)
            continue
        items[place] = _with_statement(items[place], statement, notes)
    for source, absent in missing.items():
        keys = list(dict.fromkeys(key.address.key for key in absent))
        shown = ", ".join(keys[:_SHOWN]) + (", …" if len(keys) > _SHOWN else "")
        notes.append(
            Note(
                source,
                absent[0].line,
                NoteLevel.info,
                f"ignored, because {shown} is not defined in these documents. Define it or "
                "correct the reference.",
            )
        )
    return items, notes


def _with_statement(read_item: ReadItem, statement: Statement, notes: list[Note]) -> ReadItem:
    update: dict[str, Any] = {}
    for name, value in statement.values.items():
        mine = getattr(read_item.item, name)
        if mine in (type(read_item.item).model_fields[name].default, None):
            update[name] = value
        elif mine != value and name != "mvp_rationale":
            notes.append(
                Note(
                    statement.source,
                    statement.line,
                    NoteLevel.warning,
                    f"{read_item.address.key}: {name} is {_value_text(value)} here and "
                    f"{_value_text(mine)} in {read_item.source} line {read_item.line}, "
                    "which counts",
                )
            )
    return (
        replace(read_item, item=read_item.item.model_copy(update=update)) if update else read_item
    )


def _value_text(value: object) -> str:
    text = (
        {True: "yes", False: "no"}.get(value, str(value)) if isinstance(value, bool) else str(value)
    )
    return repr(text[:80])


def sort_notes(notes: Iterable[Note], order: Mapping[str, int]) -> tuple[Note, ...]:
    """Notes by document, line and seriousness, each once."""
    levels = {NoteLevel.error: 0, NoteLevel.warning: 1, NoteLevel.info: 2}
    unique = dict.fromkeys(notes)
    return tuple(
        sorted(
            unique,
            key=lambda note: (
                order.get(note.source, len(order)),
                note.source,
                note.line,
                levels[note.level],
            ),
        )
    )
