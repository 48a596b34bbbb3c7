"""Reading requirement documents of many lines, from bytes to items.

A PRD of 1,000 requirements may take half a second of CPU; lists, tables, headings and a
document in which nothing is defined must all grow no worse than with their lines.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tests.benchmarks.measure import Limits, Step
from workbench.intake.folder import read_files

SIZES = (1_000, 3_000, 9_000)
_LIMITS = Limits(growth=1.5)


def run(size: int) -> Iterator[Step]:
    """One step per way to write `size` requirements."""
    for name, write in _SHAPES.items():
        read = partial(read_files, {"prd.md": write(size).encode()})
        yield Step(f"requirements as {name}", read, limits=_LIMITS)


def requirements_text(size: int) -> str:
    head = (
        "# PRD\n\n## Functional Requirements\n\n"
        "| ID | Requirement | Priority | User Story |\n|---|---|---|---|\n"
    )
    return head + "".join(
        f"| FR-{number:05} | The system shall do thing {number} | P{number % 3} "
        f"| US-{number // 5 + 1:03} |\n"
        for number in range(size)
    )


def _list(size: int) -> str:
    return "# Requirements\n\n" + "".join(
        f"- **FR-{number:05}**: The system MUST do thing {number}\n  and say so.\n  - Depends on: "
        f"FR-{number + 1:05}\n"
        for number in range(size)
    )


def _headings(size: int) -> str:
    return "# Requirements\n\n" + "".join(
        f"### FR-{number:05}: Thing {number}\n\n**Priority:** Must\n\nDone well.\n\n"
        "#### Acceptance Criteria\n\n1. a\n2. b\n\n"
        for number in range(size)
    )


def _nothing(size: int) -> str:
    return "# Functional Requirements\n\n" + "".join(
        f"- The system shall do thing {number}, see FR-{number:05}\n" for number in range(size)
    )


_SHAPES: dict[str, Callable[[int], str]] = {
    "table": requirements_text,
    "list": _list,
    "headings": _headings,
    "no definitions": _nothing,
}
