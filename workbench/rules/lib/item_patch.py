"""Changing items: what fixes are made of. Nothing is changed in place."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

from workbench.design.base import Item, JsonObject
from workbench.design.contract import Operation
from workbench.design.design import Design
from workbench.design.kinds import KIND_OF_MODEL

_T = TypeVar("_T", bound=Item)


class ItemChange(NamedTuple):
    """One item before and after; None where it does not exist."""

    kind: str
    key: str
    before: Item | None
    after: Item | None


def changed(before: Item | None, after: Item | None) -> ItemChange:
    """The change from one state of an item to another; one of them may be missing."""
    item = after if after is not None else before
    if item is None:
        raise ValueError("a change needs an item before or after")
    return ItemChange(KIND_OF_MODEL[type(item)].name, item.item_key, before, after)


def replaced(item: _T, **fields: object) -> ItemChange:
    """The change of some fields of an item."""
    return changed(item, item.model_copy(update=fields))


def operation_of(design: Design, key: str) -> Operation | None:
    """The operation of an endpoint, if there is one."""
    found = design.find("operation", key)
    return found if isinstance(found, Operation) else None


def parse_pointer(pointer: str) -> tuple[str, ...]:
    """The unescaped parts of a JSON pointer."""
    return tuple(part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])


def get_in(value: Any, parts: tuple[str | int, ...]) -> Any:  # noqa: ANN401 - JSON has any shape
    """The value at a place of a JSON value; None where there is no such place."""
    for part in parts:
        if isinstance(value, dict):
            value = value.get(part, value.get(str(part)))
        elif isinstance(value, list | tuple) and str(part).isdecimal() and int(part) < len(value):
            value = value[int(part)]
        else:
            return None
    return value


def set_in(value: Any, parts: tuple[str | int, ...], new: Any) -> Any:  # noqa: ANN401
    """A copy of a JSON value with another one at a place; missing objects are made."""
    if not parts:
        return new
    head, rest = parts[0], parts[1:]
    if isinstance(value, list | tuple):
        at = int(head)
        return [set_in(member, rest, new) if n == at else member for n, member in enumerate(value)]
    base: JsonObject = value if isinstance(value, dict) else {}
    return {**base, str(head): set_in(base.get(str(head)), rest, new)}


def remove_in(value: Any, parts: tuple[str | int, ...]) -> Any:  # noqa: ANN401
    """A copy of a JSON value without the value at a place."""
    head, rest = parts[0], parts[1:]
    if isinstance(value, list | tuple):
        at = int(head)
        if not rest:
            return [member for n, member in enumerate(value) if n != at]
        return [remove_in(member, rest) if n == at else member for n, member in enumerate(value)]
    if not isinstance(value, dict) or str(head) not in value:
        return value
    if not rest:
        return {name: member for name, member in value.items() if name != str(head)}
    return {**value, str(head): remove_in(value[str(head)], rest)}
