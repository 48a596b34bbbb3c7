"""HTML tables inside Markdown, as plain rows.

Documents exported from office programs and wikis carry their tables as HTML. Only the text of
the cells is kept; no tag has any effect.
"""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class HtmlTable:
    """Rows as (line, cells) in order; the first is the header."""

    line: int
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    cut_at: int = 0
    """Line of the first cell that is one too many; 0 where all were read."""


def read_html_table(lines: list[str], first_line: int) -> HtmlTable | None:
    """Read the table that starts in these lines; None where it has no rows.

    Bold, italic, code and struck text become their Markdown, breaks and lists stay as tags. A cell
    that reaches over several columns or rows stands in each of them.
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

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "tr":
            self.end_row()
            self._line = self.getpos()[0]
        elif tag in {"td", "th"}:
            self._end_cell()
            if self._has_room():
                self._cell = []
                self._cells += 1
                said = dict(attrs)
                self._spans = (_span(said.get("colspan")), _span(said.get("rowspan")))
        elif self._cell is not None:
            if tag in _BREAKS:
                self._cell.append("<br>")
            elif tag in _LIST_TAGS:
                self._cell.append(f"<{tag}>")
            else:
                self._cell.append(_MARKUP.get(tag, ""))

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._end_cell()
        elif tag in {"tr", "table"}:
            self.end_row()
        elif self._cell is not None and (tag in _LIST_TAGS or tag in _MARKUP):
            self._cell.append(f"</{tag}>" if tag in _LIST_TAGS else _MARKUP[tag])

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.append(data)

    def _end_cell(self) -> None:
        if self._cell is None:
            return
        text = _without_outer_breaks(" ".join("".join(self._cell).split()))
        self._cell = None
        across, down = self._spans
        self._hang()
        for _ in range(across):
            if down > 1:
                self._hanging[len(self._row)] = (down, text)
            self._row.append(text)
        self._cells += across - 1

    def _hang(self) -> None:
        """Put in what reaches down from the rows above, up to the next free column."""
        while self._hanging.get(len(self._row), (0, ""))[0] and self._has_room():
            self._row.append(self._hanging[len(self._row)][1])
            self._cells += 1

    def _has_room(self) -> bool:
        """Whether one more cell may be read; where the first that may not stands is kept."""
        if self._cells < MAX_CELLS:
            return True
        self.cut_at = self.cut_at or self.getpos()[0]
        return False

    def end_row(self) -> None:
        """Close the row that is open, if it has cells."""
        self._end_cell()
        if not self._row:
            return
        self._hang()
        self.rows.append((self._line, self._row))
        self._row = []
        left = {at: (rows - 1, text) for at, (rows, text) in self._hanging.items()}
        self._hanging = {at: one for at, one in left.items() if one[0]}


def _span(said: str | None) -> int:
    """How many columns or rows a cell takes; one where that is not said in plain digits."""
    text = (said or "").strip()
    plain = text.isascii() and text.isdigit() and len(text) < _SPAN_DIGITS
    return min(max(int(text), 1), MAX_SPAN) if plain else 1


def _without_outer_breaks(text: str) -> str:
    while text.startswith("<br>"):
        text = text[4:].lstrip()
    while text.endswith("<br>"):
        text = text[:-4].rstrip()
    return text
