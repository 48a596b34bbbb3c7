"""Sheets of paper, and the smallest on which a drawing can be read."""

from __future__ import annotations

from workbench.artifacts.diagrams.entities import Sheet, svg_size
from workbench.design.ids import count_of

#: Sheets by name: CSS size, width and height in millimetres.
SHEETS = {
    "portrait": ("A4", 210, 297),
    "landscape": ("A4 landscape", 297, 210),
    "large": ("A3 landscape", 420, 297),
    "larger": ("A2 landscape", 594, 420),
    "tall": ("A3", 297, 420),
    "taller": ("A2", 420, 594),
}
_MARGINS = (34, 44)
#: What headings and caption take from the height of a drawing.
_HEADINGS = 44
_PX_PER_MM = 96 / 25.4
#: Drawings state their sizes in points, which are taken as pixels: this makes them as large as
#: they were meant, with words of nine points.
_TRUE_SCALE = 4 / 3
#: A drawing is put on the first sheet on which its words keep seven points.
_SMALLEST_SCALE = 1.04


def _room(name: str) -> tuple[float, float]:
    """Width and height inside the margins of a sheet, in CSS pixels."""
    _, width, height = SHEETS[name]
    across, along = _MARGINS
    return (width - across) * _PX_PER_MM, (height - along - _HEADINGS) * _PX_PER_MM


def sheet_for(sheet: Sheet) -> str:
    """Name of the smallest sheet on which the drawing stays readable, else of the largest."""
    width, height = svg_size(sheet.svg)
    wide = width > height
    order = ("landscape", "large", "larger") if wide else ("portrait", "tall", "taller")
    for name in order:
        across, along = _room(name)
        if min(across / max(width, 1), along / max(height, 1)) >= _SMALLEST_SCALE:
            return name
    return order[-1]


def fitted(sheet: Sheet, name: str) -> str:
    """The drawing as large as it was meant, or as the sheet has room for.

    It gets a name for those who cannot see it.
    """
    width, height = svg_size(sheet.svg)
    across, along = _room(name)
    scale = min(_TRUE_SCALE, across / max(width, 1), along / max(height, 1))
    sized = sheet.svg.replace(
        f'<svg width="{width:g}" height="{height:g}"',
        f'<svg width="{width * scale:.1f}" height="{height * scale:.1f}" role="img"',
        1,
    )
    title = f"Entity diagram of {count_of(len(sheet.tables), 'table')}"
    head, closing, rest = sized.partition(">")
    return f"{head}{closing}<title>{title}</title>{rest}"
