"""Recall and precision of the importers, and of suggested endpoints, on the public documents.

`python -m tests.benchmarks truth` prints the table.

Each row is one kind of thing in one group of documents, against what the shared data states.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.benchmarks.inventory import inventories
from tests.shared_data import SHARED_DATA
from workbench.intake.folder import read_files, read_path
from workbench.intake.result import Imported

PACKAGE = "packages/_synthetic-clean"
SHAPES: dict[str, set[str]] = {
    "prd/shape-bmad-para.synthetic.md": {"FR1", "FR2", "NFR1"},
    "prd/shape-heading-priority.synthetic.md": {"FR-001", "FR-002"},
    "prd/shape-moscow-sections.synthetic.md": {f"FR-{number:03}" for number in range(1, 6)},
    "prd/shape-hierarchy.synthetic.md": {"FR-1", "FR-1.1", "FR-1.2", "FR-2", "FR-2.1"},
    "prd/shape-mentions-trap.synthetic.md": {"FR-001", "FR-002"},
    "prd/shape-key-value.synthetic.md": {"REQ-BOOK-010", "REQ-BOOK-020"},
    "prd/shape-ears.synthetic.md": {"Requirement 1"},
    "hostile/prd-xss.md": {f"FR-{number:03}" for number in range(1, 10)},
    "hostile/huge-table.md": {f"FR-{number:05}" for number in range(1, 5001)},
    "rtl/arabic-prd.synthetic.md": {"FR-001", "FR-002", "FR-003"},
}
PACKAGE_KEYS: dict[str, set[str]] = {
    "requirement": {*(f"FR-{number:03}" for number in range(1, 6)), "NFR-001", "NFR-002"},
    "story": {f"US-{number:03}" for number in range(1, 5)},
    "entity": {"Halaqa", "Member"},
    "attribute": {
        *(f"Halaqa.{name}" for name in ("id", "title", "status", "starts_at", "owner_id")),
        *(f"Member.{name}" for name in ("id", "phone", "display_name")),
    },
    "flow": {"UF-001", "UF-002", "UF-003"},
    "screen": {"WF-001", "WF-002", "WF-003"},
    "flow covers": {"UF-001 FR-001", "UF-001 FR-002", "UF-002 FR-003", "UF-003 FR-004"},
    "screen covers": {"WF-001 FR-001", "WF-001 FR-002", "WF-002 FR-001", "WF-003 FR-003"},
    "role": {"admin", "teacher", "member"},
    "permission": {f"halaqas:{name}" for name in ("read", "create", "update", "export")},
    "access": {
        "GET /halaqas", "POST /halaqas", "PATCH /halaqas/{id}", "GET /halaqas/{id}/attendance.csv",
    },
}  # fmt: skip
#: Fixed wordings of documents that define constraints; the stated truth counts FR and NFR alone.
_CONSTRAINT = "C-"


@dataclass(frozen=True)
class Row:
    """How much of what is there was found, and how much of what was found is there."""

    what: str
    there: int
    found: int
    right: int

    @property
    def recall(self) -> float:
        """Share of what is there that was found."""
        return self.right / self.there if self.there else 1.0

    @property
    def precision(self) -> float:
        """Share of what was found that is there."""
        return self.right / self.found if self.found else 1.0


def row(what: str, there: set[Any], found: set[Any]) -> Row:
    """Compare two sets."""
    return Row(what, len(there), len(found), len(there & found))


def keys(found: Imported, kind: str) -> set[str]:
    """Keys of one kind; `attribute` among the parts, `flow covers` as pairs."""
    if kind.endswith(" covers"):
        items = [one.item for one in found.items if one.kind == kind.removesuffix(" covers")]
        return {f"{one.item_key} {key}" for one in items for key in getattr(one, "covers", ())}
    if kind == "attribute":
        return {part.key for one in found.items for part in one.parts if part.kind == kind}
    return {one.item.item_key for one in found.items if one.kind == kind}


def rows() -> Iterator[Row]:
    """Every comparison, documents of one truth file together."""
    truth = json.loads((SHARED_DATA / "expected/prd.json").read_text("utf-8"))
    there: set[tuple[Any, ...]] = set()
    found: set[tuple[Any, ...]] = set()
    words_there: set[tuple[str, ...]] = set()
    words_found: set[tuple[str, ...]] = set()
    for path, one in truth.items():
        read = read_files({"prd.md": (SHARED_DATA / path).read_bytes()})
        requirements = [entry for entry in read.items if entry.kind == "requirement"]
        if "requirements" in one:
            there |= {
                (path, f"Requirement {n['n']}", n["title"], n["criteria"])
                for n in one["requirements"]
            }
            found |= {
                (
                    path,
                    entry.item.item_key,
                    getattr(entry.item, "title", ""),
                    len(getattr(entry.item, "criteria", ())),
                )
                for entry in requirements
            }
            continue
        there |= {
            (path, key, value["line"]) for part in ("FR", "NFR") for key, value in one[part].items()
        }
        found |= {
            (path, entry.item.item_key, entry.line)
            for entry in requirements
            if not entry.item.item_key.startswith(_CONSTRAINT)
        }
        for field, member in (("priority", "priority_words"), ("status", "status_words")):
            stated = one.get(field, {})
            words_there |= {(path, field, key, words) for key, words in stated.items()}
            words_found |= {
                (path, field, entry.item.item_key, getattr(entry.item, member, ""))
                for entry in requirements
                if entry.item.item_key in stated
            }
    yield row("requirements of real documents, with line or criteria", there, found)
    yield row("priority and status words of real documents", words_there, words_found)
    shapes_there = {(path, key) for path, wanted in SHAPES.items() for key in wanted}
    shapes_found = {
        (path, key)
        for path in SHAPES
        for key in keys(read_files({"prd.md": (SHARED_DATA / path).read_bytes()}), "requirement")
    }
    yield row("requirements of made shapes", shapes_there, shapes_found)
    package = read_path(SHARED_DATA / PACKAGE)
    for kind, wanted in PACKAGE_KEYS.items():
        yield row(f"clean package: {kind}", wanted, keys(package, kind))


def suggested_rows() -> Iterator[Row]:
    """Suggested endpoints beside the inventories that people wrote; nobody expects all of them."""
    for name, written, suggested in inventories():
        yield row(f"suggested endpoints: {name}", written, suggested)


def print_tables() -> None:
    """Print the table."""
    print(f"{'what':<58} {'there':>6} {'found':>6} {'recall':>8} {'precision':>10}")
    for one in (*rows(), *suggested_rows()):
        print(
            f"{one.what:<58} {one.there:>6} {one.found:>6} {one.recall:>8.1%} "
            f"{one.precision:>10.1%}"
        )
