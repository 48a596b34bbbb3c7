"""Phase 2 and 6: the API contract, in OpenAPI's own shapes.

OpenAPI objects are kept as the JSON they are: the published format is the best model of
itself, and a document that goes in must come out the same in meaning. `Contract` holds what
belongs to the document as a whole, every operation, schema and other component is an item.
"""

from __future__ import annotations

from typing import Literal

from workbench.design.base import Item, JsonObject, Key, Keyed, Line, Single

#: Sections of `components` whose members are items of their own, beside `schemas`.
COMPONENT_SECTIONS = (
    "responses",
    "parameters",
    "examples",
    "requestBodies",
    "headers",
    "securitySchemes",
    "links",
    "callbacks",
    "pathItems",
    "mediaTypes",
)


class Contract(Single):
    """Document-level parts of the OpenAPI document: everything that is not an item of its own."""

    version: Line = "3.1.0"
    """OpenAPI version of the document (`openapi`)."""
    format: Literal["yaml", "json"] = "yaml"
    info: JsonObject = {}
    servers: tuple[JsonObject, ...] = ()
    security: tuple[JsonObject, ...] | None = None
    """Default security requirements; an empty list means that no sign-in is required."""
    tags: tuple[JsonObject, ...] = ()
    external_docs: JsonObject = {}
    path_items: dict[str, JsonObject] = {}
    """Path-level parts beside the operations: parameters, summary, servers, extensions."""
    has_paths: bool = True
    components_extra: JsonObject = {}
    """Other sections of `components`, including extensions."""
    extra: JsonObject = {}
    """Other document-level properties, such as `x-…` and `jsonSchemaDialect`."""


class Operation(Item):
    """The OpenAPI operation object of one endpoint; its key is the endpoint's."""

    endpoint: Key
    body: JsonObject = {}

    @property
    def item_key(self) -> str:
        """The endpoint's key."""
        return self.endpoint


class Schema(Keyed):
    """One member of `components.schemas`; its key is its name."""

    body: JsonObject | bool = {}


class Component(Item):
    """One other member of `components`; its key is `responses/NotFound`."""

    section: Key
    name: Key
    body: JsonObject = {}

    @property
    def item_key(self) -> str:
        """Section and name."""
        return f"{self.section}/{self.name}"
