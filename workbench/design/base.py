"""What every part of a design is built from: frozen models, text limits, JSON shapes."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic_core import CoreSchema

from workbench.design.field_descriptions import field_descriptions
from workbench.design.json_values import same_json

#: An object as JSON has it. Kept verbatim where a published format is its own best model
#: (OpenAPI operations and schemas), so that what goes in comes out.
JsonObject = dict[str, Any]

MAX_KEY = 600
MAX_LINE = 4_000
MAX_TEXT = 200_000

# Line breaks and other control characters would let one key pass for another in a list.
_CONTROL = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")
# NUL cannot be kept by PostgreSQL, and an unpaired surrogate is no Unicode text at all.
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def _without_controls(value: str) -> str:
    if _CONTROL.search(value) or _UNSTORABLE.search(value):
        message = "must not contain control characters"
        raise ValueError(message)
    return value


def _storable(value: str) -> str:
    if _UNSTORABLE.search(value):
        message = "must not contain NUL or unpaired surrogates"
        raise ValueError(message)
    return value


#: What names an item: 1 to 600 characters, no control characters.
Key = Annotated[
    str,
    StringConstraints(min_length=1, max_length=MAX_KEY, strip_whitespace=True),
    AfterValidator(_without_controls),
]
#: One line of text: a title, a name. Empty means not stated.
Line = Annotated[
    str, StringConstraints(max_length=MAX_LINE, strip_whitespace=True), AfterValidator(_storable)
]
#: Text of several paragraphs, Markdown allowed. Empty means not stated.
Text = Annotated[
    str, StringConstraints(max_length=MAX_TEXT, strip_whitespace=True), AfterValidator(_storable)
]


class Part(BaseModel):  # noqa: PLW1641 - pydantic gives frozen models their hash
    """A part of a design: immutable, and strict about names it does not know.

    Two are equal if they are of one model and JSON takes their fields for equal: `1` is not `true`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    _json_fields: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **more: Any) -> None:
        """Note which fields hold JSON of any shape; the types of the others are known."""
        super().__pydantic_init_subclass__(**more)
        cls._json_fields = tuple(
            name for name, info in cls.model_fields.items() if _holds_any(info.annotation)
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        """Give the fields in a JSON Schema their descriptions."""
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for name, description in field_descriptions(cls).items():
            properties[name]["description"] = description
        return schema

    def __eq__(self, other: object) -> bool:
        equal = super().__eq__(other)
        if equal is not True:
            return equal
        mine, theirs = self.__dict__, other.__dict__
        return all(same_json(mine[name], theirs[name]) for name in self._json_fields)


def _holds_any(annotation: Any) -> bool:
    return annotation is Any or any(map(_holds_any, get_args(annotation)))


class Item(Part):
    """A part with an address of its own: (kind, key) is unique in a design."""

    @property
    def item_key(self) -> str:
        """The key that, with the kind, addresses this item."""
        raise NotImplementedError(type(self).__name__)


class Keyed(Item):
    """An item whose key is a field of its own (`FR-001`, `orders:read`)."""

    key: Key

    @property
    def item_key(self) -> str:
        """The key as written."""
        return self.key


class Single(Item):
    """An item that a design has at most once; its key is its kind."""

    @property
    def item_key(self) -> str:
        """The name of the part, which is also its kind."""
        return type(self).__name__.lower()
