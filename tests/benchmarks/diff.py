"""Two designs compared: all of one resource in ten changed, and everything changed."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tests.benchmarks.measure import Step
from tests.factories import made_design
from workbench.design.contract import Operation, Schema
from workbench.design.design import Design, design_to_json, parse_design
from workbench.design.package import Change
from workbench.diff.compare import AffectedOperations, compare, verdict

SIZES = (100, 1_000, 10_000)


def run(size: int) -> Iterator[Step]:
    """Compare a design with its changed self; every part is a value of its own."""
    old = made_design(size)
    raw = design_to_json(old)
    some, every = changed_design(parse_design(raw), 10), changed_design(parse_design(raw), 1)
    yield Step("compare, a tenth changed", lambda: verdict(compare(old, some)))
    yield Step("compare, all changed", lambda: verdict(compare(old, every)))
    changes = compare(old, some)
    yield Step("operations of each change", lambda: _touched(old, some, changes))


def _touched(old: Design, new: Design, changes: tuple[Change, ...]) -> int:
    affected = AffectedOperations(old, new)
    return sum(len(affected(change)) for change in changes)


def changed_design(design: Design, every: int) -> Design:
    """Bounds, requirements and statuses changed in every so many operations and schemas."""
    items = []
    for position, item in enumerate(design.items()):
        if position % every or not isinstance(item, Operation | Schema):
            items.append(item)
            continue
        body = json.loads(json.dumps(item.body))
        if isinstance(item, Operation):
            body["responses"].pop("401", None)
            body["operationId"] = f"{body.get('operationId', 'made')}Changed"
        elif isinstance(body, dict):
            body["required"] = sorted(body.get("properties", {}))
            body["maxProperties"] = 50
        items.append(item.model_copy(update={"body": body}))
    return Design.from_items(items)
