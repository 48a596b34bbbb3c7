"""Adding, changing and removing parameters and responses of an OpenAPI operation.

Every function returns a changed copy of the operation object and stores nothing.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from workbench.design.base import JsonObject


def with_parameter(body: JsonObject, parameter: JsonObject, at: int) -> JsonObject:
    """An operation with a parameter that replaces the one at a position, or is added for -1.

    Properties of the replaced parameter that the new one does not have are kept.
    """
    changed = deepcopy(body)
    own = changed.get("parameters")
    rows: list[Any] = own if isinstance(own, list) else []
    if 0 <= at < len(rows) and isinstance(rows[at], dict) and "$ref" not in rows[at]:
        schema = rows[at].get("schema")
        inner = (
            {**schema, **parameter["schema"]} if isinstance(schema, dict) else parameter["schema"]
        )
        rows[at] = {**rows[at], **parameter, "schema": inner}
    else:
        rows.append(parameter)
    changed["parameters"] = rows
    return changed


def without_parameter(body: JsonObject, at: int) -> JsonObject:
    """An operation without the parameter at a position."""
    changed = deepcopy(body)
    own = changed.get("parameters")
    if isinstance(own, list) and 0 <= at < len(own):
        del own[at]
        if not own:
            del changed["parameters"]
    return changed


def with_response(body: JsonObject, status: str, response: JsonObject) -> JsonObject:
    """An operation with a response added or replaced; responses are sorted by status."""
    changed = deepcopy(body)
    known = changed.get("responses")
    rows: dict[str, Any] = known if isinstance(known, dict) else {}
    before = rows.get(status)
    if isinstance(before, dict) and "$ref" not in response and "$ref" not in before:
        rows[status] = {**before, **response}
    else:
        rows[status] = response
    changed["responses"] = dict(
        sorted(rows.items(), key=lambda pair: (pair[0] == "default", pair[0]))
    )
    return changed


def without_response(body: JsonObject, status: str) -> JsonObject:
    """An operation without the response of a status."""
    changed = deepcopy(body)
    known = changed.get("responses")
    if isinstance(known, dict):
        known.pop(status, None)
    return changed
