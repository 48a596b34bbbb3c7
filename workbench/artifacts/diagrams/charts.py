"""The 2x2 of impact and effort and the strip of coverage, as SVG of our own.

Fields differ by words and by the shape of the marks, so nothing depends on colour; each
picture has a title for readers who do not see it, and is beside a table of the same facts.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from operator import attrgetter

from workbench.design.endpoints import Outcome, Quadrant, Score, quadrant
from workbench.design.ids import count_of
from workbench.design.trace import Coverage

_SIDE = 88
_LEFT, _TOP, _BOTTOM = 54, 18, 44
_LEVELS = 5
_FONT = "font-family=\"'Noto Sans', 'DejaVu Sans', sans-serif\""
#: Marks in one cell of the plot; more are shown as one count.
MAX_IN_CELL = 12
_PER_ROW = 4
_STEP = 20

_FIELDS = {
    Quadrant.quick_win: "Quick Wins: first",
    Quadrant.major_project: "Major Projects: second",
    Quadrant.fill_in: "Fill-Ins: third",
    Quadrant.thankless_task: "Thankless Tasks: deferred",
}

#: Bars of the coverage strip.
_SERVING_PARTS = (
    ("User flows", attrgetter("flows")),
    ("Screens", attrgetter("screens")),
    ("Endpoints", attrgetter("endpoints")),
    ("Tables", attrgetter("tables")),
    ("Permissions", attrgetter("permissions")),
)
_BAR_WIDTH = 300
_BAR_HEIGHT = 24

Link = Callable[[str], str]


def priority_plot(
    scores: Sequence[Score], threshold: int, *, link: Link | None = None
) -> tuple[str, list[tuple[int, Score]]]:
    """SVG of the 2x2, and the number that each scored endpoint has in it.

    Impact grows upwards, effort to the right. Deferred endpoints are hollow.
    """
    placed: dict[tuple[int, int], list[tuple[int, Score]]] = {}
    numbered: list[tuple[int, Score]] = []
    for score in scores:
        if score.impact is not None and score.effort is not None:
            numbered.append((len(numbered) + 1, score))
            placed.setdefault((score.effort, score.impact), []).append(numbered[-1])
    size = _SIDE * _LEVELS
    parts = [*_axes(threshold, size)]
    for (effort, impact), marks in sorted(placed.items()):
        x, y = _LEFT + (effort - 1) * _SIDE, _TOP + (_LEVELS - impact) * _SIDE
        if len(marks) > MAX_IN_CELL:
            parts.append(_text(x + _SIDE / 2, y + _SIDE / 2 + 4, f"{len(marks)} endpoints", 11))
            continue
        for at, (number, score) in enumerate(marks):
            left = x + 14 + at % _PER_ROW * _STEP
            top = y + 18 + at // _PER_ROW * _STEP
            parts.append(_mark((left, top), number, score, threshold, link))
    title = f"{count_of(len(numbered), 'endpoint')} by business impact and design effort"
    return _svg(_LEFT + size + 12, _TOP + size + _BOTTOM, title, parts), numbered


def coverage_strip(rows: Sequence[Coverage]) -> str:
    """SVG with the number of requirements in scope that each part serves; empty without any."""
    inside = [row for row in rows if row.in_scope]
    if not inside:
        return ""
    total = len(inside)
    counts = [(name, sum(1 for row in inside if serving(row))) for name, serving in _SERVING_PARTS]
    parts = [_hatch()]
    for at, (name, count) in enumerate(counts):
        parts += _bar(6 + at * _BAR_HEIGHT, name, count, total)
    title = "Requirements in scope that have: " + ", ".join(
        f"{name.lower()} {count} of {total}" for name, count in counts
    )
    return _svg(480, 12 + len(counts) * _BAR_HEIGHT, title, parts)


def _bar(y: int, name: str, count: int, total: int) -> list[str]:
    full = _BAR_WIDTH * count / total
    return [
        _text(92, y + 12, name, 10, "end"),
        (
            f'<rect x="100" y="{y}" width="{_BAR_WIDTH}" height="16" fill="url(#gap)"'
            ' stroke="#404040" stroke-width="0.6"/>'
        ),
        f'<rect x="100" y="{y}" width="{full:.1f}" height="16" fill="#3a5a80"/>',
        _text(108 + _BAR_WIDTH, y + 12, f"{count} of {total}", 10, "start"),
    ]


def _hatch() -> str:
    return (
        '<defs><pattern id="gap" width="5" height="5" patternUnits="userSpaceOnUse">'
        '<rect width="5" height="5" fill="#ffffff"/>'
        '<path d="M0 5 L5 0" stroke="#b0b0b0" stroke-width="0.7"/></pattern></defs>'
    )


def _axes(threshold: int, size: int) -> list[str]:
    parts = []
    for at in range(_LEVELS + 1):
        x, y = _LEFT + at * _SIDE, _TOP + at * _SIDE
        parts += [
            f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{_TOP + size}" stroke="#d8d8d8"/>',
            f'<line x1="{_LEFT}" y1="{y}" x2="{_LEFT + size}" y2="{y}" stroke="#d8d8d8"/>',
        ]
    split_x = _LEFT + (threshold - 1) * _SIDE
    split_y = _TOP + (_LEVELS - threshold + 1) * _SIDE
    parts += [
        (
            f'<rect x="{_LEFT}" y="{_TOP}" width="{size}" height="{size}" fill="none"'
            ' stroke="#202020"/>'
        ),
        (
            f'<line x1="{split_x}" y1="{_TOP}" x2="{split_x}" y2="{_TOP + size}" stroke="#202020"'
            ' stroke-width="1.6"/>'
        ),
        (
            f'<line x1="{_LEFT}" y1="{split_y}" x2="{_LEFT + size}" y2="{split_y}" stroke="#202020"'
            ' stroke-width="1.6"/>'
        ),
    ]
    for kind, x, y in (
        (Quadrant.quick_win, _LEFT, _TOP),
        (Quadrant.major_project, split_x, _TOP),
        (Quadrant.fill_in, _LEFT, split_y),
        (Quadrant.thankless_task, split_x, split_y),
    ):
        bottom = _TOP + size if y == split_y else split_y
        parts.append(_text(x + 5, bottom - 5, _FIELDS[kind], 9, "start", weight="bold"))
    for at in range(1, _LEVELS + 1):
        parts.append(_text(_LEFT + (at - 0.5) * _SIDE, _TOP + size + 16, str(at), 11))
        parts.append(_text(_LEFT - 10, _TOP + (_LEVELS - at + 0.5) * _SIDE + 4, str(at), 11))
    middle = _TOP + size / 2
    parts.append(_text(_LEFT + size / 2, _TOP + size + 36, "Design effort →", 12))
    turned = (
        f'<g transform="rotate(-90 16 {middle})">{_text(16, middle, "Business impact →", 12)}</g>'
    )
    parts.append(turned)
    return parts


def _mark(
    at: tuple[float, float], number: int, score: Score, threshold: int, link: Link | None
) -> str:
    """A mark whose shape is that of its field: circle, square, triangle, diamond."""
    x, y = at
    hollow = score.outcome is Outcome.deferred
    style = f'fill="{"#ffffff" if hollow else "#24476b"}" stroke="#24476b" stroke-width="1.2"'
    match quadrant(score, threshold):
        case Quadrant.major_project:
            shape = f'<rect x="{x - 8}" y="{y - 8}" width="16" height="16" {style}/>'
        case Quadrant.fill_in:
            shape = f'<path d="M{x} {y - 11} L{x + 11} {y + 8} L{x - 11} {y + 8} Z" {style}/>'
        case Quadrant.thankless_task:
            points = f"M{x} {y - 11} L{x + 11} {y} L{x} {y + 11} L{x - 11} {y} Z"
            shape = f'<path d="{points}" {style}/>'
        case _:
            shape = f'<circle cx="{x}" cy="{y}" r="9" {style}/>'
    label = _text(x, y + 3.5, str(number), 9, colour="#24476b" if hollow else "#ffffff")
    mark = f"<g><title>{_escape(score.endpoint)}</title>{shape}{label}</g>"
    if link is None:
        return mark
    return f'<a href="{_escape(link(score.endpoint))}">{mark}</a>'


def _text(
    x: float,
    y: float,
    words: str,
    size: int,
    anchor: str = "middle",
    *,
    weight: str = "normal",
    colour: str = "#202020",
) -> str:
    return (
        f'<text x="{x:g}" y="{y:g}" {_FONT} font-size="{size}" font-weight="{weight}"'
        f' text-anchor="{anchor}" fill="{colour}">{_escape(words)}</text>'
    )


def _escape(text: str) -> str:
    clean = "".join(char if char.isprintable() else " " for char in text)
    return html.escape(clean)


def _svg(width: float, height: float, title: str, parts: Sequence[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width:g}"'
        f' height="{height:g}" viewBox="0 0 {width:g} {height:g}">'
        f"<title>{_escape(title)}</title>{''.join(parts)}</svg>"
    )
