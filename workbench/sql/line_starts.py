"""Line numbers of offsets in a text."""

from __future__ import annotations

from bisect import bisect_right
from itertools import accumulate, count
from operator import add


class LineStarts:
    """Turns offsets of a text into lines, which count from 1."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts: list[int] = []

    def line(self, offset: int) -> int:
        """Line of an offset."""
        if not self._starts:
            lengths = map(len, self._text.split("\n"))
            self._starts = [0, *map(add, accumulate(lengths), count(1))]
        return bisect_right(self._starts, offset)
