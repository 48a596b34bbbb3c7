"""Legends, which explain the marks of a document: `✅ = own records only`, `X = denied`.

A legend is only ever taken to mean less than the mark does; what it adds is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workbench.design.access import Effect
from workbench.intake.markdown import inline
from workbench.intake.markdown.document import Code, Markdown, Row, Table
from workbench.intake.markdown.sections import folded, label
from workbench.intake.permissions import vocabulary as words
from workbench.intake.permissions.cells import Cell, as_shown, read_cell
from workbench.intake.permissions.remarks import limits_grant, revokes_grant

_STAR = "\u2217"
#: A star that is explained; others are markup.
_STAR_SAID = re.compile(
    r"(?<!\*)\\?\*(?!\*)(?=[`\"'”’)\]]{0,2}\s{0,9}(?:[=:→⇒]|->|means?\b|stands? for\b))"
)
_TICK = "tick"
_TICKS = re.compile(r"check ?marks?|checks?|ticks?")
_SAME = {"✓": "✔", "☑": "☑"}
_MARKS = (*words.YES_MARKS, *words.PARTLY_MARKS, *words.NO_MARKS)
_SAYING = (
    r"means?|stands? for|signif(?:y|ies)|denotes?|marks?|indicates?|represents?"
    r"|bedeutet|heißt|steht für|significa|signifie|означает"
)
_TOKENS = "|".join(
    re.escape(answer)
    for answer in sorted(words.ALLOW | words.DENY | words.OWN | {"x", "o"}, key=len, reverse=True)
    if answer.isascii()
)
_HEAD = re.compile(
    # A mark, with or without a sign after it …
    rf"(?P<mark>[{''.join(_MARKS)}{_STAR}])[\"'”’)\]]{{0,2}}\s{{0,9}}"
    rf"(?P<sign>(?:[=:\uff1a→⇒⟶➔|(—–>-]|\.{{2,3}}|…|表示|意味|تعني|\b(?:{_SAYING}|is|are)\b){{1,3}})?"
    # … or a word where a statement may begin, with a sign after it.
    rf"|(?:^|[,;/|(.\n\"'“‘]\s{{0,9}}|:\s{{1,9}}|\b(?:an?|the|and)\s)(?P<word>{_TOKENS}"
    r"|check ?marks?|checks?|ticks?|blank|empty(?: cells?)?)"
    rf"[\"'”’)\]]{{0,2}}\s{{0,9}}(?:[=:\uff1a→⇒|]{{1,2}}|->|\s[—–-]\s|\b(?:{_SAYING})\b)",
    re.IGNORECASE | re.MULTILINE,
)
#: A mark with a footnote or something in brackets is a symbol of its own.
_QUALIFIED = re.compile(
    rf"[{''.join(_MARKS)}](?:\\?[*†‡§¹²³⁰⁴-⁹]|\s{{0,9}}\([^()\n]{{1,40}}\)\s{{0,9}}(?:[=:→⇒–—-]|\b(?:{_SAYING})\b))"
)
#: Before a mark that needs no sign to be a statement.
_BEGINS = re.compile(
    r"(?:^|[,;/|(.:\n]|\blegend|\bkey)\s{0,9}[\"'“‘(\[-]{0,2}\s{0,9}$", re.IGNORECASE
)
_AFTERWARDS = re.compile(r"(?:but|only|except|unless|if|when|however)\b", re.IGNORECASE)
_NO_WORDS = re.compile(
    folded(
        r"\b(?:(?:may|must|can|could|should|do|does|is|are) ?not|cannot|forbidden|prohibited|denied"
        r"|blocked|no access|no permission|nicht|verboten|interdit|prohibido)\b|禁止|ممنوع"
    )
)
_YES_WORDS = frozenset(
    {"may", "can", "has", "have", "with", "permission", "permissions", "permitted", "access",
     "granted", "role", "roles", "the", "this", "that", "is", "are", "to", "do", "it", "so",
     "action", "actions", "perform", "performed", "user", "users", "authorised", "authorized",
     "enabled", "available", "right", "rights", "of", "and", "or", "a", "given", "unrestricted",
     "what", "which", "who", "unconditionally", "possible", "included", "in", "darf", "zugriff",
     "hat", "acces", "acceso", "acesso", "accesso", "доступ", "有", "可", "column", "row", "marks"}
)  # fmt: skip
_SYMBOL_TITLES = frozenset(
    {"mark", "marks", "symbol", "symbols", "value", "values", "legend", "icon", "sign", "entry",
     "cell", "code", "letter", "abbreviation", "key", "zeichen", "symbole", "simbolo", "symbol s"}
)  # fmt: skip
_MEANING_TITLES = frozenset(
    {"meaning", "means", "description", "explanation", "bedeutung", "signification",
     "significado", "definition", "stands for"}
)  # fmt: skip
_WIDEST = 3
#: So much before a mark is looked at.
_BEFORE = 300


@dataclass(frozen=True, slots=True)
class _Statement:
    """That a symbol means something."""

    symbol: str
    meaning: str
    stated: bool
    """Whether a sign between them leaves no doubt that this is a legend."""


def read_legend(document: Markdown) -> dict[str, Cell]:
    """Symbols that mean less in this document than they do by themselves, with what they mean."""
    found: dict[str, Cell] = {}
    for block in document.blocks:
        if isinstance(block, Table):
            statements = _in_table(block)
        elif isinstance(block, Code):
            statements = _in_text(block.text)
        else:
            statements = _in_text(_with_bullet(block.text, document.lines[block.line - 1]))
        for statement in statements:
            cell = _weaker_meaning(statement)
            before = found.get(statement.symbol)
            if cell and (before is None or _width(cell) < _width(before)):
                found[statement.symbol] = cell
    return found


def under_legend(cell: Cell, raw: Iterable[str], legend: Mapping[str, Cell]) -> Cell:
    """The cell, limited by what the legend says about the symbols in its texts."""
    if not legend or not cell.effect:
        return cell
    symbols = {symbol for character in raw for symbol in _symbols(character)}
    for symbol, means in legend.items():
        if symbol in symbols and means.effect and means.effect.width < cell.effect.width:
            notes = "\n".join(dict.fromkeys(filter(None, [cell.notes, means.notes])))
            cell = replace(means, notes=notes, certain=True)
    return cell


def _width(cell: Cell) -> int:
    return cell.effect.width if cell.effect else 0


def _with_bullet(text: str, line: str) -> str:
    """A list item whose bullet is what it explains: `* = own records only`."""
    return (
        f"* {text}" if text.startswith(("=", ":", "→")) and line.lstrip().startswith("*") else text
    )


def _in_text(text: str) -> Iterator[_Statement]:
    shown = as_shown(_STAR_SAID.sub(_STAR, text))
    shown = _QUALIFIED.sub("❌=", re.sub(r"\*\*|__|[`~]", "", shown))
    heads = list(_HEAD.finditer(shown))
    for at, head in enumerate(heads):
        until = heads[at + 1].start() if at + 1 < len(heads) else len(shown)
        meaning, *later = re.split(r"\n|\.\s|\.$", shown[head.end() : until].strip(), maxsplit=3)
        for more in later:
            meaning = f"{meaning}, {more}" if _AFTERWARDS.match(more.strip()) else meaning
        meaning = meaning.strip(" ,;:/|[]\"'”’")
        if meaning.count("(") < meaning.count(")"):
            meaning = meaning.removesuffix(")")
        symbol = _same(head["mark"]) if head["mark"] else label(head["word"])
        symbol = _TICK if _TICKS.fullmatch(symbol) else symbol
        begin = shown.rfind("\n", max(0, head.start() - _BEFORE), head.start())
        line = shown[max(begin + 1, head.start() - _BEFORE) : head.start()]
        if not meaning and re.search(r"[=:]\s{0,9}$", line):
            yield _Statement(symbol, line.strip(" :=").rpartition(",")[2], stated=False)
        elif head["word"] or head["sign"]:
            yield _Statement(symbol, meaning, stated=True)
        elif _BEGINS.search(line):
            yield _Statement(symbol, meaning, stated=False)


def _in_table(table: Table) -> Iterator[_Statement]:
    found = _symbol_columns(table)
    if found is None:
        return
    at, meaning_at, rows = found
    for row in rows:
        marked = any(mark in as_shown(row.cells[at]) for mark in _MARKS)
        if marked and not _is_mark(row.cells[at]):
            continue
        for symbol in _symbols(row.cells[at]):
            yield _Statement(symbol, inline.plain(row.cells[meaning_at]), stated=True)


def _symbol_columns(table: Table) -> tuple[int, int, Iterable[Row]] | None:
    """(column of symbols, column of their meanings, rows that explain); None for other tables."""
    titles = [label(cell) for cell in table.header.cells]
    width = len(titles)
    if not _NARROWEST <= width <= _WIDEST:
        return None
    at = next((at for at, title in enumerate(titles) if title in _SYMBOL_TITLES), None)
    if at is not None:
        meanings = (
            column
            for column, title in enumerate(titles)
            if title in _MEANING_TITLES and column != at
        )
        return at, next(meanings, 1 if at == 0 else 0), table.rows
    # Without a title of a legend, only marks are explained, and by the text after them.
    if width != _NARROWEST:
        return None
    return 0, 1, [row for row in (table.header, *table.rows) if _is_mark(row.cells[0])]


#: A symbol and what it means.
_NARROWEST = 2


def _is_mark(raw: str) -> bool:
    return bool(re.fullmatch(f"[{''.join(_MARKS)}]", as_shown(inline.plain(raw))))


def _symbols(raw: str) -> Iterator[str]:
    """The symbols by which a cell may be explained."""
    shown = as_shown(raw)
    if shown.strip("`") in {"*", r"\*"}:
        yield _STAR
    marks = [mark for mark in _MARKS if mark in shown]
    if not {*words.YES_MARKS}.isdisjoint(marks):
        yield _TICK
    yield from map(_same, marks)
    word = label(re.split(r"[(:,;–—]|\s-\s", inline.plain(shown), maxsplit=1)[0])
    if word:
        yield word


def _same(mark: str) -> str:
    return _SAME.get(mark, mark)


def _weaker_meaning(statement: _Statement) -> Cell | None:
    """What a symbol means, where a statement makes it grant less; None otherwise."""
    meaning = statement.meaning
    phrase = label(meaning)
    if statement.symbol in words.NO_MARKS or not phrase:
        return None
    cell = read_cell(meaning)
    if revokes_grant(meaning) or _NO_WORDS.search(phrase):
        return Cell(Effect.deny, notes=inline.value(meaning))
    if cell.effect is Effect.own:
        return replace(cell, notes=cell.notes or inline.value(meaning), vague=True)
    plain = cell.effect is Effect.allow and not cell.doubt
    if plain or words.is_unlimited(phrase) or _means_yes(phrase):
        return None
    if statement.stated or limits_grant(meaning):
        return Cell(Effect.own, notes=inline.value(meaning), vague=True)
    return None


def _means_yes(phrase: str) -> bool:
    return all(word in _YES_WORDS or word in words.ALLOW for word in phrase.split())
