"""Columns of tables about access, and what the cells of one row mean together."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from workbench.design.access import Effect
from workbench.intake.collector import clean_line
from workbench.intake.markdown import inline
from workbench.intake.markdown.sections import label
from workbench.intake.permissions import column_titles as titles
from workbench.intake.permissions import vocabulary as words
from workbench.intake.permissions.cells import Cell, has_bits, meaning_of_x, read_bit, read_cell
from workbench.intake.permissions.column_titles import meaning_of
from workbench.intake.permissions.remarks import limits_grant, revokes_grant

_GRANTING = frozenset({"access", "scope"})
_LIMITING = frozenset({"condition", "attribute", "column"}) | titles.TAKING
_REMARKS = frozenset({"notes", titles.HARMLESS, ""})
_SHOWN = 80


def grants_or_denies(meaning: str) -> bool:
    """Whether a column allows something, or denies it."""
    return meaning in _GRANTING or meaning == titles.DENIAL


def affects_access(meaning: str) -> bool:
    """Whether a column allows something, or limits when it is allowed."""
    return meaning in _GRANTING or meaning in _LIMITING


@dataclass(frozen=True)
class Column:
    """One column beside role and action."""

    at: int
    title: str
    meaning: str
    """As `meaning_of` has it."""
    cells: tuple[str, ...] = ()
    """All its cells."""

    @cached_property
    def cross(self) -> Effect | None:
        """What a lone letter x means in it."""
        return meaning_of_x(self.cells)

    @cached_property
    def bits(self) -> bool:
        """Whether it answers with 1 and 0."""
        return self.meaning == "access" and has_bits(self.cells)

    @cached_property
    def answers(self) -> bool:
        """Whether a cell in it says yes, so that a blank one says no."""
        return any(read_cell(cell, cross=self.cross).effect is Effect.allow for cell in self.cells)


def column_of(at: int, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Column:
    """The column at a position."""
    cells = tuple(row[at] for row in rows)
    title = inline.plain(header[at])
    meaning = meaning_of(title)
    if label(title) == "no" and all(cell.strip().isdigit() for cell in cells):
        meaning = titles.HARMLESS
    return Column(at, title, meaning, cells)


def filled_titles(row: Sequence[str], columns: Iterable[Column]) -> Iterator[str]:
    """Titles of the columns whose cell in this row is not empty."""
    for column in columns:
        if column.title and inline.value(row[column.at]):
            yield column.title


@dataclass(frozen=True, slots=True)
class _Answer:
    """What one column of a row answers."""

    title: str
    meaning: str
    raw: str
    cell: Cell
    at: int | None = None

    @property
    def quoted(self) -> str:
        return f"{self.title} {inline.plain(self.raw)[:_SHOWN]!r}"


def decide(
    row: Sequence[str],
    columns: Sequence[Column],
    about: str,
    given: Cell | None = None,
    *,
    ignored_at: int | None = None,
) -> Cell:
    """What the columns of a row mean together: the narrowest, with a doubt where they conflict.

    `given` comes from elsewhere, such as from a cell of a matrix. Remarks in the column
    `ignored_at` are left out. No effect where no column could allow anything.
    """
    if given is not None and not columns:
        return given
    answers = _answers(row, columns, about, given)
    granting = [answer for answer in answers if answer.meaning in _GRANTING]
    limiting = [*filter(_is_limiting, answers), *_comparison(row, columns)]
    notes = [answer for answer in answers if answer.meaning in _REMARKS]
    expects = given is not None or any(grants_or_denies(column.meaning) for column in columns)
    cell = _unless_blank(_narrowest(granting, limiting, expects=expects), row, columns)
    if cell.effect is Effect.allow:
        cell = _limited_by_notes(cell, notes)
    kept = [cell.notes, *(_remark(note) for note in notes if note.at != ignored_at)]
    return _with_effect(cell, cell.effect, "", "\n".join(dict.fromkeys(filter(None, kept))))


def _answers(
    row: Sequence[str], columns: Iterable[Column], about: str, given: Cell | None
) -> list[_Answer]:
    """What the cell of a matrix, if there is one, and each filled cell of a row answer."""
    read = (_read(column, row[column.at], about) for column in columns)
    answers = [answer for answer in read if answer]
    if given is not None:
        answers.insert(0, _Answer("the cell", "access", given.notes, given))
    return answers


def _is_limiting(answer: _Answer) -> bool:
    return answer.meaning == "condition" or answer.meaning in titles.TAKING


def _comparison(row: Sequence[str], columns: Sequence[Column]) -> Iterator[_Answer]:
    """What is compared, where the row has columns for attribute and column."""
    attribute, column = (_bare(row, columns, name) for name in ("attribute", "column"))
    if attribute or column:
        cell = Cell(Effect.own, attribute, column)
        yield _Answer("Column", "condition", column or attribute, cell)


def _unless_blank(cell: Cell, row: Sequence[str], columns: Sequence[Column]) -> Cell:
    """Deny where one column of access is empty and another grants."""
    blank = next(
        (
            column.title
            for column in columns
            if column.meaning == "access" and not row[column.at].strip()
        ),
        None,
    )
    if blank is None or cell.effect in {None, Effect.deny}:
        return cell
    return _with_effect(
        cell, Effect.deny, f"{blank} is empty, although another column grants access"
    )


def _bare(row: Sequence[str], columns: Sequence[Column], meaning: str) -> str:
    texts = (inline.name(row[column.at]) for column in columns if column.meaning == meaning)
    return clean_line(next(filter(None, texts), ""))


def _read(column: Column, raw: str, about: str) -> _Answer | None:
    bare = column.meaning in {"attribute", "column"}
    if bare or not raw.strip():
        missing = column.meaning == titles.STATE and column.answers
        return _Answer(column.title, column.meaning, raw, Cell(Effect.deny)) if missing else None
    if column.meaning in _REMARKS:
        text = inline.value(raw)
        made = _Answer(column.title, column.meaning, text, Cell(None), column.at)
        return made if text else None
    if column.meaning == "condition" or column.meaning in titles.TAKING:
        if not inline.value(raw):
            return None
        return _Answer(column.title, column.meaning, raw, _limit_of(column, raw, about))
    cell = read_bit(raw) if column.bits else read_cell(raw, about=about, cross=column.cross)
    return _Answer(column.title, column.meaning, raw, cell) if cell.effect else None


def _limit_of(column: Column, raw: str, about: str) -> Cell:
    """What a column that limits access means; no effect where it limits nothing."""
    phrase = label(raw)
    cell = read_cell(raw, about=about, cross=_CROSSES.get(column.meaning, column.cross))
    plain = not (cell.doubt or cell.notes or cell.vague)
    answer = cell.effect if plain else None
    if _limits_nothing(column, phrase, answer):
        return Cell(None)
    if _denies_all(column, phrase, answer):
        return Cell(Effect.deny)
    if plain and answer is Effect.own and column.meaning not in _TURNING:
        return cell
    if answer in {Effect.own, Effect.allow} and column.meaning in _TURNING:
        quoted = f"{column.title} {inline.plain(raw)[:_SHOWN]!r}"
        return Cell(Effect.deny, doubt=f"{quoted} says that this is left out")
    text = inline.value(raw)
    if column.meaning == "condition":
        return cell if cell.effect is Effect.own else Cell(Effect.own, notes=text, vague=True)
    owns = answer is Effect.allow and words.is_own(label(column.title), "")
    return Cell(Effect.own, notes=clean_line(f"{column.title}: {text}"), vague=not owns)


_CROSSES = {titles.DENIAL: Effect.allow, titles.DEMAND: Effect.allow}
_TURNING = frozenset({titles.DENIAL, titles.EXCEPTION})


def _limits_nothing(column: Column, phrase: str, answer: Effect | None) -> bool:
    if column.meaning in {titles.DENIAL, titles.EXCEPTION, titles.DEMAND}:
        return answer is Effect.deny
    if column.meaning == titles.STATE:
        return answer is Effect.allow or phrase in words.IN_FORCE
    if column.meaning == titles.RANGE:
        return phrase in words.EVERYTHING
    endless = phrase == "never" and _ENDING.search(label(column.title)) is not None
    return phrase in words.NO_CONDITION or phrase in words.EVERYTHING or endless


def _denies_all(column: Column, phrase: str, answer: Effect | None) -> bool:
    if column.meaning == titles.DENIAL:
        return answer is Effect.allow
    if column.meaning == titles.STATE:
        return answer is Effect.deny or phrase in words.NOT_IN_FORCE
    return answer is Effect.deny


_ENDING = re.compile(r"\b(?:until|till|expir\w*|ends?)\b")


def _narrowest(granting: list[_Answer], limiting: list[_Answer], *, expects: bool) -> Cell:
    """One answer of columns that give access and columns that limit it: the narrowest."""
    answers = [answer for answer in (*granting, *limiting) if answer.cell.effect is not None]
    doubt = "" if granting else _doubt_without_grant(limiting, expects=expects)
    if doubt:
        return Cell(Effect.deny, notes=_all_notes(answers), doubt=doubt)
    if not answers:
        return Cell(None)
    narrowest = min(answers, key=_width)
    compared = next(
        (answer.cell for answer in answers if answer.cell.column or answer.cell.attribute),
        Cell(None),
    )
    return Cell(
        narrowest.cell.effect,
        compared.attribute,
        compared.column,
        _all_notes(answers),
        doubt="; ".join(_doubts(answers, narrowest)),
        vague=any(answer.cell.vague for answer in answers),
    )


def _doubt_without_grant(limiting: list[_Answer], *, expects: bool) -> str:
    """Why limits alone, without a column that gives access, are no answer; empty if they are."""
    is_denied = any(
        answer.meaning == titles.DENIAL and answer.cell == Cell(Effect.deny) for answer in limiting
    )
    if expects and not is_denied:
        return "nothing states whether it is allowed"
    has_effect = any(answer.cell.effect is not None for answer in limiting)
    if has_effect and any(words.is_negated(label(answer.cell.notes)) for answer in limiting):
        return f"{limiting[0].quoted} is neither yes nor no"
    return ""


def _doubts(answers: list[_Answer], narrowest: _Answer) -> list[str]:
    """Doubts that cells have, else a contradiction between two of them."""
    doubts = [answer.cell.doubt for answer in answers if answer.cell.doubt]
    if doubts:
        return doubts
    other = next((answer for answer in answers if _conflict(answer, narrowest)), None)
    return [f"{narrowest.quoted} and {other.quoted} contradict each other"] if other else []


def _all_notes(answers: Iterable[_Answer]) -> str:
    return "\n".join(dict.fromkeys(answer.cell.notes for answer in answers if answer.cell.notes))


def _width(answer: _Answer) -> int:
    return answer.cell.effect.width if answer.cell.effect else 0


def _conflict(answer: _Answer, narrowest: _Answer) -> bool:
    """Whether a column grants what the narrowest limits, so that a person must decide."""
    if answer.cell.effect is narrowest.cell.effect:
        return False
    if narrowest.cell.effect is Effect.deny:
        return answer.meaning in _GRANTING
    if narrowest.meaning in titles.TAKING:
        return False
    return answer.meaning == "scope" or narrowest.meaning == "access"


def _limited_by_notes(cell: Cell, notes: list[_Answer]) -> Cell:
    for note in notes:
        if note.meaning == titles.HARMLESS and " " not in note.raw:
            continue
        if revokes_grant(note.raw):
            return _with_effect(cell, Effect.deny, f"{note.quoted} contradicts what the row grants")
        if limits_grant(note.raw):
            return _with_effect(
                cell, Effect.own, f"{note.quoted} may say less than what the row grants"
            )
    return cell


def _remark(answer: _Answer) -> str:
    return answer.raw if answer.meaning == "notes" else f"{answer.title}: {answer.raw}"


def _with_effect(cell: Cell, effect: Effect | None, doubt: str, notes: str | None = None) -> Cell:
    return Cell(
        effect,
        cell.attribute,
        cell.column,
        cell.notes if notes is None else notes,
        doubt=doubt or cell.doubt,
        vague=cell.vague,
    )
