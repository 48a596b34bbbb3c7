"""HTML tables inside Markdown, as plain rows.

Documents exported from office programs and wikis carry their tables as HTML. Only the text of
the cells is kept; no tag has any effect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from html.parser import HTMLParser

#: More cells than this in one table are left unread.
MAX_CELLS = 200_000
#: A cell takes at most so many columns or rows.
MAX_SPAN = 1_000
_SPAN_DIGITS = 6
_MARKUP = {"strong": "**", "b": "**", "code": "`", "em": "*", "i": "*", "del": "~~", "s": "~~"}
_BREAKS = {"br", "p", "div"}
_LIST_TAGS = {"ul", "ol", "li"}
_PARTS = {"table", "tbody", "thead", "tfoot"}
_VOID = {"br", "img", "input", "hr", "wbr", "col", "embed", "source"}
_UNSEEN = re.compile(
    r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}(?:hidden|collapse)", re.IGNORECASE
)
_STRIKING = re.compile(r"text-decoration(?:-line)?\s{0,9}:[^;]{0,80}line-through", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """Rows as (line, cells) in order; the first is the header."""

    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    cut_at: int = 0
    """Line of the first cell that is one too many; 0 where all were read."""


def read_html_table(lines: list[str], first_line: int) -> HtmlTable | None:
    """Read the table that starts in these lines; None where it has no rows.

    Bold, italic, code and struck text become their Markdown, breaks and lists stay as tags; what
    is hidden is left out. A cell that spans several columns or rows is repeated in each of them.
    """
    reader = _Reader()
    reader.feed("\n".join(lines))
    reader.close()
    reader.end_row()
    if not reader.rows:
        return None
    rows = tuple((line + first_line - 1, tuple(cells)) for line, cells in reader.rows)
    return HtmlTable(first_line, rows, reader.cut_at and reader.cut_at + first_line - 1)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: list[tuple[int, list[str]]] = []
        self.cut_at = 0
        self._row: list[str] = []
        self._line = 1
        self._cell: list[str] | None = None
        self._cells = 0
        self._spans = (1, 1)
        self._hanging: dict[int, tuple[int, str]] = {}
        """Per column, for how many more rows a cell from above reaches down, and its text."""
        self._muted: list[str] = []
        """Tags that are open inside a hidden one, with it."""
        self._row_muted = False
        self._parts_muted: dict[str, bool] = {}
        self._cell_struck = False
        self._struck: list[bool] = []
        """Of the tags that are open in a cell, whether their style strikes them out."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag == "tr":
            self.end_row()
            self._line = self.getpos()[0]
            self._row_muted = any(self._parts_muted.values()) or _is_hidden(attributes)
        elif tag in _PARTS and self._cell is None:
            self._parts_muted[tag] = _is_hidden(attributes)
        elif tag in {"td", "th"}:
            self._end_cell()
            if self._has_room():
                self._begin_cell(attributes)
        elif self._cell is not None and (self._muted or _is_hidden(attributes)):
            self._muted.extend([tag] if tag not in _VOID else [])
        elif self._cell is not None:
            self._begin_inside(tag, attributes, self._cell)

    def _begin_cell(self, attributes: dict[str, str | None]) -> None:
        self._cell = []
        self._cells += 1
        self._spans = (_span(attributes.get("colspan")), _span(attributes.get("rowspan")))
        self._muted = ["td"] if self._row_muted or _is_hidden(attributes) else []
        self._struck = []
        self._cell_struck = _is_struck(attributes)

    def _begin_inside(self, tag: str, attributes: dict[str, str | None], cell: list[str]) -> None:
        if tag in _BREAKS:
            cell.append("<br>")
        elif tag in _LIST_TAGS:
            cell.append(f"<{tag}>")
        else:
            cell.append(_MARKUP.get(tag, ""))
        if tag not in _VOID:
            self._struck.append(_is_struck(attributes))
            cell.append("~~" if self._struck[-1] else "")

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self.end_row()
        elif tag in _PARTS and self._cell is None:
            self.end_row()
            self._parts_muted[tag] = False
        elif self._cell is None:
            return
        elif self._muted:
            if tag == self._muted[-1]:
                self._muted.pop()
        else:
            if self._struck and self._struck.pop():
                self._cell.append("~~")
            if tag in _LIST_TAGS or tag in _MARKUP:
                self._cell.append(f"</{tag}>" if tag in _LIST_TAGS else _MARKUP[tag])

    def handle_data(self, data: str) -> None:
        if self._cell is not None and not self._muted:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = _without_outer_breaks(" ".join("".join(self._cell).split()))
        if any(self._struck):
            text = f"{text}~~"
        text = f"~~{text}~~" if self._cell_struck and text else text
        self._cell = None
        self._muted = []
        across, down = self._spans
        self._add_spanning_cells()
        for _ in range(across):
            if down > 1:
                self._hanging[len(self._row)] = (down, text)
            self._row.append(text)
        self._cells += across - 1

    def _add_spanning_cells(self) -> None:
        """Put in what reaches down from the rows above, up to the next free column."""
        while self._hanging.get(len(self._row), (0, ""))[0] and self._has_room():
            self._row.append(self._hanging[len(self._row)][1])
            self._cells += 1

    def _has_room(self) -> bool:
        """Whether one more cell may be read; the line of the first that may not is kept."""
        if self._cells < MAX_CELLS:
            return True
        self.cut_at = self.cut_at or self.getpos()[0]
        return False

    def end_row(self) -> None:
        """Close the row that is open, if it has cells."""
        self._end_cell()
        if not self._row:
            return
        self._add_spanning_cells()
        if not self._row_muted:
            self.rows.append((self._line, self._row))
        self._row = []
        left = {at: (rows - 1, text) for at, (rows, text) in self._hanging.items()}
        self._hanging = {at: cell for at, cell in left.items() if cell[0]}


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    return "hidden" in attributes or bool(_UNSEEN.search(attributes.get("style") or ""))


def _is_struck(attributes: dict[str, str | None]) -> bool:
    return bool(_STRIKING.search(attributes.get("style") or ""))


def _span(written: str | None) -> int:
    """How many columns or rows a cell takes; one where that is not written in digits."""
    text = (written or "").strip()
    plain = text.isascii() and text.isdigit() and len(text) < _SPAN_DIGITS
    return min(max(int(text), 1), MAX_SPAN) if plain else 1


def _without_outer_breaks(text: str) -> str:
    while text.startswith("<br>"):
        text = text[4:].lstrip()
    while text.endswith("<br>"):
        text = text[:-4].rstrip()
    return text
