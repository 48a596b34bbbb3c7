"""Layout of the impact/effort plot: every point is drawn or counted, and none covers another."""

from __future__ import annotations

from itertools import combinations
from math import hypot

import pytest

from workbench.web.phases.score_plot import plot_drawing


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 5, 11, 12, 13, 17, 18, 19, 150])
@pytest.mark.parametrize("impact", [1, 3, 5])
def test_points_of_a_cell_are_drawn_apart_or_counted(
    impact: int, number: int, *, small: bool
) -> None:
    points = [{"impact": impact, "effort": 2, "no": no} for no in range(number)]
    drawing = plot_drawing(points, 3, small=small)
    assert len(drawing.points) + sum(link.count for link in drawing.more) == number
    assert [drawn.point for drawn in drawing.points] == points[: len(drawing.points)]
    for first, second in combinations(drawing.points, 2):
        assert hypot(first.x - second.x, first.y - second.y) >= first.radius + second.radius
    for drawn in drawing.points:
        assert drawing.grid.left_of(2) <= drawn.x - drawn.radius
        assert drawn.x + drawn.radius <= drawing.grid.left_of(3)
        assert drawing.grid.top_of(impact) <= drawn.y - drawn.radius
        assert drawn.y + drawn.radius <= drawing.grid.top_of(impact - 1)


def test_the_lines_lie_before_the_first_high_score() -> None:
    drawing = plot_drawing([], 3)
    assert drawing.cut_x == drawing.grid.left_of(3)
    assert drawing.cut_y == drawing.grid.top_of(2)
