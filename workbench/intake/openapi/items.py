"""Splits an OpenAPI 3 document into items, without losing a member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal

from pydantic import ValidationError

from workbench.design.access import Access
from workbench.design.base import MAX_TEXT, Item, JsonObject
from workbench.design.contract import COMPONENT_SECTIONS, Component, Contract, Operation, Schema
from workbench.design.design import describe_errors
from workbench.design.endpoints import Endpoint
from workbench.design.ids import METHODS, endpoint_key
from workbench.design.integrations import Webhook
from workbench.design.openapi_document import has_webhooks
from workbench.design.openapi_references import look_up
from workbench.intake.openapi.inference import (
    describe_security,
    infer_kind,
    mentioned_covers,
    required_security,
    scopes_of,
    stated_covers,
    stated_permissions,
)
from workbench.intake.openapi.origins import Origins
from workbench.intake.result import Note, NoteLevel, ReadItem

_METHODS = frozenset(method.lower() for method in METHODS)
_MAX_HOPS = 20


class ItemReader:
    """Reads one document; `notes` lists what could not be read."""

    def __init__(self, tree: JsonObject, origins: Origins, path: str) -> None:
        self.tree = tree
        self.origins = origins
        self.path = path
        self.notes: list[Note] = []
        self.extra: JsonObject = {}
        self.components_extra: JsonObject = {}
        self.path_items: dict[str, JsonObject] = {}

    def read(self, style: Literal["json", "yaml"]) -> Iterator[ReadItem]:
        """All items in document order; the frame comes first."""
        rest = [*self._paths(), *self._webhooks(), *self._components()]
        frame = self._item(lambda: self._frame(style), "openapi")
        if frame:
            yield frame
        yield from rest

    def _item(self, make: Any, *path: str) -> ReadItem | None:  # noqa: ANN401
        """One item with its place, or a note where the design refuses it."""
        place = self.origins.find(*path)
        try:
            item: Item = make()
        except ValidationError as error:
            what = " ".join(path)
            message = (
                f"{what} is kept as written and cannot be edited as an item: "
                f"{describe_errors(error)}"
            )
            self.notes.append(Note(place.source, place.line, NoteLevel.warning, message[:1000]))
            return None
        return ReadItem(item, place.source, place.line, place.end)

    # --- The frame ---------------------------------------------------------------------------

    def _frame(self, style: Literal["json", "yaml"]) -> Contract:
        """The members around the items; `extra` holds those that have no field of their own."""
        tree = self.tree
        fields: dict[str, Any] = {}
        for member, name in _FRAME_FIELDS.items():
            if member not in tree:
                continue
            if _fits_frame(member, tree[member]):
                fields[name] = tree[member]
            else:
                self.extra[member] = tree[member]
        for member, value in tree.items():
            if member not in _READ_ELSEWHERE:
                self.extra[member] = value
        return Contract(
            **fields,
            format=style,
            version=str(tree.get("openapi")),
            has_paths=isinstance(tree.get("paths"), dict),
            path_items=self.path_items,
            components_extra=self.components_extra,
            extra=self.extra,
        )

    # --- Paths -------------------------------------------------------------------------------

    def _paths(self) -> Iterator[ReadItem]:
        paths = self.tree.get("paths")
        if not isinstance(paths, dict):
            if "paths" in self.tree:
                self.extra["paths"] = paths
            return
        for path, raw in paths.items():
            item = self._resolved(raw)
            if not isinstance(item, dict) or path.startswith("x-"):
                self.extra.setdefault("paths", {})[path] = raw
                continue
            yield from self._path(path, item)

    def _resolved(self, item: Any) -> Any:  # noqa: ANN401 - JSON has any shape
        """A path item with its local reference written out, so that its operations are seen."""
        ref = item.get("$ref") if isinstance(item, dict) else None
        for _ in range(_MAX_HOPS):
            if not isinstance(ref, str) or not ref.startswith("#/"):
                return item
            exists, found = look_up(self.tree, ref)
            if not exists or not isinstance(found, dict):
                return item
            ref = found.get("$ref")
            if ref is None:
                own = {name: value for name, value in item.items() if name != "$ref"}
                return {**found, **own}
        return item

    def _path(self, path: str, item: JsonObject) -> Iterator[ReadItem]:
        rest: JsonObject = {}
        for name, value in item.items():
            found: list[ReadItem] = []
            if name in _METHODS and isinstance(value, dict):
                found = list(self._operation(path, name, value))
            if found:
                yield from found
            else:
                rest[name] = value
                if name == "additionalOperations":
                    self._warn(
                        "additionalOperations are kept as written, but are not imported as "
                        "endpoints",
                        "paths",
                        path,
                        name,
                    )
        if rest or not item:
            self.path_items[path] = rest

    def _operation(self, path: str, name: str, body: JsonObject) -> Iterator[ReadItem]:
        method = name.upper()
        place = ("paths", path, name)
        endpoint = self._item(lambda: self._endpoint(method, path, body), *place)
        operation = self._item(
            lambda: Operation(endpoint=endpoint_key(method, path), body=body), *place
        )
        if endpoint is None or operation is None:
            return
        if operation.item.item_key != endpoint_key(method, path):
            self._warn(f"path {path!r} starts or ends with white space; remove it", *place)
            return
        yield endpoint
        yield operation
        access = self._item(lambda: self._access(method, path, body), *place)
        if access and access.item != Access(endpoint=endpoint_key(method, path)):
            yield access

    def _endpoint(self, method: str, path: str, body: JsonObject) -> Endpoint:
        covers = stated_covers(body)
        mentioned = [] if covers else mentioned_covers(body)
        inferred = ("kind", "covers") if mentioned else ("kind",)
        return Endpoint(
            method=method,  # type: ignore[arg-type]
            path=path,
            kind=infer_kind(method, path, body, self.tree),
            covers=tuple(covers or mentioned),
            description=_text(body.get("summary")) or _text(body.get("description")),
            inferred=inferred,
        )

    def _access(self, method: str, path: str, body: JsonObject) -> Access:
        key = endpoint_key(method, path)
        permissions = stated_permissions(body)
        required = required_security(body, self.tree)
        if required is None:
            return Access(endpoint=key, permissions=tuple(permissions))
        if not required:
            return Access(endpoint=key, permissions=tuple(permissions), public=not permissions)
        notes = f"Security: {describe_security(required)}"
        return Access(
            endpoint=key, permissions=tuple(permissions or scopes_of(required)), notes=notes
        )

    # --- Webhooks and components -------------------------------------------------------------

    def _webhooks(self) -> Iterator[ReadItem]:
        webhooks = self.tree.get("webhooks")
        kept = isinstance(webhooks, dict) and has_webhooks(str(self.tree.get("openapi")))
        if not isinstance(webhooks, dict) or not kept or not webhooks:
            if "webhooks" in self.tree:
                self.extra["webhooks"] = webhooks
            if webhooks:
                self._warn("webhooks need OpenAPI 3.1 or later", "webhooks")
            return
        for name, item in webhooks.items():
            if not isinstance(item, dict) or not item:
                self.extra.setdefault("webhooks", {})[name] = item
                continue
            found = self._item(lambda n=name, i=item: _webhook(n, i), "webhooks", name)
            if found and found.item.item_key == name:
                yield found
            else:
                self.extra.setdefault("webhooks", {})[name] = item

    def _components(self) -> Iterator[ReadItem]:
        components = self.tree.get("components")
        if not isinstance(components, dict) or not components:
            if "components" in self.tree:
                self.extra["components"] = components
            return
        for section, members in components.items():
            known = section == "schemas" or section in COMPONENT_SECTIONS
            if not known or not isinstance(members, dict) or not members:
                self.components_extra[section] = members
                continue
            for name, body in members.items():
                found = self._component(section, name, body)
                if found:
                    yield found
                else:
                    self.components_extra.setdefault(section, {})[name] = body

    def _component(self, section: str, name: str, body: Any) -> ReadItem | None:  # noqa: ANN401
        place = ("components", section, name)
        if section == "schemas" and isinstance(body, dict | bool):
            found = self._item(lambda: Schema(key=name, body=body), *place)
            return found if found and found.item.item_key == name else None
        if section != "schemas" and isinstance(body, dict):
            found = self._item(lambda: Component(section=section, name=name, body=body), *place)
            return found if found and found.item.item_key == f"{section}/{name}" else None
        self._warn(f"{section} {name} is not an object; kept as written", *place)
        return None

    def _warn(self, message: str, *path: str) -> None:
        place = self.origins.find(*path)
        self.notes.append(Note(place.source, place.line, NoteLevel.warning, message))


#: Members of a document that the contract has fields for, with the names of these.
_FRAME_FIELDS = {
    "info": "info",
    "externalDocs": "external_docs",
    "servers": "servers",
    "tags": "tags",
    "security": "security",
}
#: Members of which an empty value differs from none.
_MAY_BE_EMPTY = frozenset({"info", "security"})
#: Members of a document that are taken apart; all others are kept whole.
_READ_ELSEWHERE = frozenset({"openapi", "paths", "webhooks", "components", *_FRAME_FIELDS})


def _fits_frame(member: str, value: Any) -> bool:  # noqa: ANN401 - JSON has any shape
    """Whether the contract's field for a member can hold its value without loss."""
    if not value and member not in _MAY_BE_EMPTY:
        return False
    if member in {"info", "externalDocs"}:
        return isinstance(value, dict)
    return isinstance(value, list) and all(isinstance(entry, dict) for entry in value)


def _webhook(name: str, item: JsonObject) -> Webhook:
    operations = [item[key] for key in item if key in _METHODS and isinstance(item[key], dict)]
    body = operations[0] if operations else {}
    covers = stated_covers(body) or mentioned_covers(body)
    description = _text(body.get("description")) or _text(body.get("summary"))
    return Webhook(key=name, description=description, covers=tuple(covers), path_item=item)


def _text(value: object) -> str:
    return value[:MAX_TEXT].replace("\x00", "") if isinstance(value, str) else ""
