"""The impact/effort plot: where its grid, points and links are drawn, in units of the SVG."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

Point = Mapping[str, Any]
"""An endpoint in the plot: impact and effort (1 to 5), and what the template shows of it."""


@dataclass(frozen=True, slots=True)
class Grid:
    """The five by five cells: the origin, the size of a cell and the size of the whole drawing."""

    x: int
    y: int
    cell_width: int
    cell_height: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x of the right edge of the cells."""
        return self.x + 5 * self.cell_width

    @property
    def bottom(self) -> int:
        """The y of the lower edge of the cells."""
        return self.y + 5 * self.cell_height

    def left_of(self, effort: float) -> float:
        """The x of the left edge of an effort's column."""
        return self.x + (effort - 1) * self.cell_width

    def top_of(self, impact: float) -> float:
        """The y of the upper edge of an impact's row; 5 is the uppermost."""
        return self.y + (5 - impact) * self.cell_height


@dataclass(frozen=True, slots=True)
class DrawnPoint:
    """A point with its centre, its radius, and whether its name is written beside it."""

    point: Point
    x: float
    y: float
    radius: float
    named: bool = False


@dataclass(frozen=True, slots=True)
class MoreLink:
    """The "+n" of a cell that has more points than fit in."""

    impact: int
    effort: int
    count: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class PlotDrawing:
    """Everything that the plot draws."""

    grid: Grid
    threshold: int
    points: tuple[DrawnPoint, ...]
    more: tuple[MoreLink, ...]

    @property
    def cut_x(self) -> float:
        """The x of the line between low and high effort."""
        return self.grid.left_of(self.threshold)

    @property
    def cut_y(self) -> float:
        """The y of the line between high and low impact."""
        return self.grid.top_of(self.threshold - 1)


_WIDE: Final = Grid(x=52, y=12, cell_width=126, cell_height=66, width=690, height=386)
_SMALL: Final = Grid(x=34, y=8, cell_width=64, cell_height=64, width=360, height=380)
#: Distance between the centres of neighbouring points, and the most points in a line of a cell.
_WIDE_STEP, _WIDE_COLUMNS = 20, 6
_SMALL_STEP, _SMALL_COLUMNS, _SMALL_ROOM = 30, 2, 4


def plot_drawing(points: Sequence[Point], threshold: int, *, small: bool = False) -> PlotDrawing:
    """Lay out the plot, from the most important cell down; `small` is the drawing for phones."""
    grid = _SMALL if small else _WIDE
    parts: list[DrawnPoint | MoreLink] = []
    for impact, effort in product((5, 4, 3, 2, 1), (1, 2, 3, 4, 5)):
        cell = [point for point in points if (point["impact"], point["effort"]) == (impact, effort)]
        layout = _small_cell if small else _wide_cell
        parts.extend(layout(grid, impact, effort, cell))
    return PlotDrawing(
        grid=grid,
        threshold=threshold,
        points=tuple(part for part in parts if isinstance(part, DrawnPoint)),
        more=tuple(part for part in parts if isinstance(part, MoreLink)),
    )


def _small_cell(
    grid: Grid, impact: int, effort: int, cell: list[Point]
) -> Iterator[DrawnPoint | MoreLink]:
    """Two by two points; the link takes the place of the fourth."""
    left, top = grid.left_of(effort), grid.top_of(impact)
    room = _SMALL_ROOM if len(cell) <= _SMALL_ROOM else _SMALL_ROOM - 1
    for number, point in enumerate(cell[:room]):
        row, column = divmod(number, _SMALL_COLUMNS)
        yield DrawnPoint(point, left + 17 + _SMALL_STEP * column, top + 17 + _SMALL_STEP * row, 12)
    if len(cell) > room:
        yield MoreLink(impact, effort, len(cell) - room, left + 47, top + 51)


def _wide_cell(
    grid: Grid, impact: int, effort: int, cell: list[Point]
) -> Iterator[DrawnPoint | MoreLink]:
    """Few points with their names below one another, else lines of numbers and a link."""
    at_edge = impact in {1, 5}  # These rows also hold the names of the quadrants.
    lines = 2 if at_edge else 3
    left = grid.left_of(effort)
    middle = grid.top_of(impact) + grid.cell_height / 2 + {5: 6, 1: -6}.get(impact, 0)
    if len(cell) <= lines:
        for number, point in enumerate(cell):
            y = middle + (number - (len(cell) - 1) / 2) * _WIDE_STEP
            yield DrawnPoint(point, left + 15, y, 8.5, named=True)
        return
    room = _WIDE_COLUMNS * lines
    shown = cell if len(cell) <= room else cell[: room - 1]
    used_lines = -(-min(len(cell), room) // _WIDE_COLUMNS)
    first_y = middle - (used_lines - 1) / 2 * _WIDE_STEP
    for number, point in enumerate(shown):
        row, column = divmod(number, _WIDE_COLUMNS)
        yield DrawnPoint(point, left + 13 + _WIDE_STEP * column, first_y + row * _WIDE_STEP, 8.5)
    if len(cell) > len(shown):
        x = left + 13 + _WIDE_STEP * (_WIDE_COLUMNS - 1)
        y = first_y + (used_lines - 1) * _WIDE_STEP + 4
        yield MoreLink(impact, effort, len(cell) - len(shown), x, y)
