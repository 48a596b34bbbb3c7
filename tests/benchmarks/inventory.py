"""Suggested endpoints against the inventories that people wrote for the same documents.

Everything that names an endpoint is taken out of a design before the question: its inventory,
its contract, who may call what, and what its flows' steps name.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.shared_data import SHARED_DATA
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.flows import Flow
from workbench.intake.folder import read_path
from workbench.suggest.endpoints import suggest
from workbench.suggest.path_shapes import bare_shape

_EXAMPLE = Path(__file__).resolve().parents[2] / "artifacts" / "example"
PACKAGES = {
    "order service": _EXAMPLE / "order-service",
    "loyalty points": _EXAMPLE / "loyalty-points",
    "govstack consent, a dictionary alone": SHARED_DATA / "packages" / "govstack-consent",
}
_DOCUMENTS = frozenset({
    "handoff", "setup", "requirement", "story", "entity", "flow", "screen", "role",
})  # fmt: skip


def without_endpoints(design: Design, *, dictionary: bool = True) -> Design:
    """What there was before anybody designed an endpoint; on wish before the dictionary too."""
    kept: list[Item] = []
    for one in design.items():
        name = type(one).__name__.lower()
        if name not in _DOCUMENTS or (name == "entity" and not dictionary):
            continue
        if isinstance(one, Flow):
            steps = tuple(step.model_copy(update={"endpoint": ""}) for step in one.steps)
            kept.append(one.model_copy(update={"steps": steps}))
        else:
            kept.append(one)
    return Design.from_items(kept)


def resources(keys: Iterator[tuple[str, str]]) -> set[tuple[str, str]]:
    """Method and resource: the last collection of a path, and whether one of it is meant."""
    found = set()
    for one in keys:
        method, shape = bare_shape(*one)
        name = [part for part in shape.split("/") if part and part != "{}"][-1:]
        found.add((method, f"{''.join(name)}{'/{}' if shape.endswith('{}') else ''}"))
    return found


def inventories() -> Iterator[tuple[str, set[tuple[str, str]], set[tuple[str, str]]]]:
    """Per package its name, what people wrote and what is suggested."""
    for name, folder in PACKAGES.items():
        if not folder.is_dir():
            continue  # The shared data need not lie beside every checkout.
        design = read_path(folder).design()
        there = resources((one.method, one.path) for one in design.endpoints)
        for dictionary in (True, False):
            if dictionary or design.requirements:
                found = suggest(without_endpoints(design, dictionary=dictionary)).found
                said = resources((one.endpoint.method, one.endpoint.path) for one in found)
                yield f"{name}{'' if dictionary else ', no dictionary'}", there, said
