"""What work costs, told by how it grows, so that small inputs and any machine are enough.

A cost that is measured on one large input says as much about the machine as about the code, and
takes an input that other software may not survive. Between a small input and one four times as
large, what grows faster than its input stands out by itself.
"""

from __future__ import annotations

import gc
import inspect
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import Any

#: How often a measurement that looks bad is taken again, for another program may have been at it.
_AGAIN = 4
#: Four times as much may take so many times as long: sorting and rounding are in it.
_FACTOR = 4
_TOLERANCE = 2.2
#: Seconds that are too few to tell anything.
_NOTHING = 0.03


def grows_too_fast(work: Callable[[int], Callable[[], object]], size: int) -> str:
    """What four times the size costs, where that is far more than four times as much; else "".

    `work(size)` prepares an input of that size and gives what is to be measured with it.
    """
    small = large = float("inf")
    for _ in range(_AGAIN):
        large = min(large, _seconds(work(size * _FACTOR)))
        if large < _NOTHING:
            return ""
        small = min(small, _seconds(work(size)))
        if large < small * _FACTOR * _TOLERANCE:
            return ""
    return f"{small:.3f} s for {size}, {large:.3f} s for {size * _FACTOR}"


def _seconds(work: Callable[[], object]) -> float:
    gc.disable()
    try:
        begin = time.process_time()
        work()
        return time.process_time() - begin
    finally:
        gc.enable()


def calls_of(work: Callable[[], object]) -> int:
    """How many functions the work calls: the same number on every machine."""
    return _profiled(work)[0]


def stack_of(work: Callable[[], object]) -> int:
    """How many Python frames the work has on the stack at most; refusals do not count."""
    # What is imported when something is first done stands on the stack of the first time alone.
    with suppress(Exception):
        work()
    return _profiled(work)[1]


@contextmanager
def stack_left(frames: int) -> Iterator[None]:
    """Leave so many frames of the stack: what recurses further meets its end there."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(len(inspect.stack(0)) + frames)
    try:
        yield
    finally:
        sys.setrecursionlimit(before)


def _profiled(work: Callable[[], object]) -> tuple[int, int]:
    calls = depth = deepest = 0

    def count(_frame: FrameType, event: str, _argument: Any) -> None:
        nonlocal calls, depth, deepest
        if event == "call":
            calls += 1
            depth += 1
            deepest = max(deepest, depth)
        elif event == "return":
            depth -= 1
        elif event == "c_call":
            calls += 1

    before = sys.getprofile()
    gc.disable()
    sys.setprofile(count)
    try:
        with suppress(ValueError):
            work()
    finally:
        sys.setprofile(before)
        gc.enable()
    return calls, deepest
