"""The fields of an item, read off its model, so that every kind of item can be edited.

A model says everything a form needs: names, types, limits, choices, and the docstring of each
field is its help.
"""

from __future__ import annotations

import types
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, StringConstraints
from pydantic.fields import FieldInfo

from workbench.design.base import MAX_LINE, Part
from workbench.design.field_descriptions import field_descriptions
from workbench.design.kinds import get_kind
from workbench.design.tables import IndexPart
from workbench.web.items.labels import field_label


class Widget(StrEnum):
    """How a field is typed in."""

    line = "line"
    text = "text"
    number = "number"
    choice = "choice"
    tick = "tick"
    #: Not set, yes or no.
    tristate = "tristate"
    #: Names, separated by commas or lines.
    keys = "keys"
    #: Texts, one per line.
    lines = "lines"
    #: Parts of an item as rows of a small table.
    rows = "rows"
    #: One part that may be missing.
    part = "part"
    #: Columns and expressions of an index, in the words of SQL.
    index_parts = "index_parts"
    #: JSON as YAML or JSON text.
    data = "data"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form."""

    name: str
    label: str
    widget: Widget
    help: str = ""
    required: bool = False
    default: Any = None
    choices: tuple[tuple[str, str], ...] = ()
    """Value as text, and words."""
    numbers: bool = False
    """Whether the choices are numbers."""
    suggest: str = ""
    """Kind of item whose keys are offered."""
    code: bool = False
    rare: bool = False
    """Folded away while it is empty."""
    fixed: bool = False
    """Read-only: only actions write it."""
    columns: tuple[Field, ...] = ()
    """Columns of rows and parts."""
    as_pairs: bool = False
    """Whether the rows are pairs of texts rather than parts."""


_CODE = frozenset(
    """
    path key type default generated up down sql using check expression where options collation
    columns target_columns include partition_bound partition_by column attribute endpoint
    permissions permission roles role table target version retry_after entity covers flows
    stories depends_on parts name endpoints screens third_party
    """.split()  # noqa: SIM905 - a list of words is read more easily than of texts
)
# Prose in spite of its name.
_PROSE = frozenset(
    {("migration", "description"), ("contract", "format"), ("requirement", "type"),
     ("ContentField", "type")}
)  # fmt: skip
_FIXED = frozenset(
    {
        ("handoff", "read_back_by"),
        ("judgement", "by"),
        ("planning", "tradeoff_by"),
        ("waiver", "key"),
    }
)
_RARE = frozenset(
    """
    deviation partition_of partition_bound partition_by inherits options force_row_security
    priority_words status_words pii_words components_extra extra external_docs
    path_items no_backend_reason no_table_reason no_flow_reason no_rollback_reason data_loss
    sensitive_reason payload_words parent group
    """.split()  # noqa: SIM905 - a list of words is read more easily than of texts
)
_HIDDEN = frozenset({"inferred", "has_paths"})
#: Columns that the form in a table's workspace shows; the table's own page has all of them.
COMPACT: dict[str, tuple[str, ...]] = {
    "columns": ("name", "type", "nullable", "default", "attribute", "comment")
}
_SUGGEST = {
    "covers": "requirement",
    "parent": "requirement",
    "stories": "story",
    "flows": "flow",
    "screens": "screen",
    "third_party": "third_party",
    "endpoint": "endpoint",
    "endpoints": "endpoint",
    "entity": "entity",
    "permission": "permission",
    "permissions": "permission",
    "role": "role",
    "roles": "role",
    "table": "table",
    "partition_of": "table",
    "inherits": "table",
    "event": "event",
}
_SUGGEST_IN = {
    ("requirement", "depends_on"): "requirement",
    ("migration", "depends_on"): "migration",
    ("ForeignKey", "target"): "table",
    ("Relationship", "target"): "entity",
}
_PAIRS = {"states": ("State", "Shows"), "extra": ("Heading", "Text")}
_UNIONS = (Union, types.UnionType)


@cache
def fields_of(kind: str) -> tuple[Field, ...]:
    """The fields of a kind of item, in the order of its model."""
    return _fields(get_kind(kind).model, kind)


def find_field(kind: str, name: str) -> Field | None:
    """The field with that name; None if the kind has none."""
    return next((field for field in fields_of(kind) if field.name == name), None)


def _fields(model: type[BaseModel], owner: str) -> tuple[Field, ...]:
    descriptions = field_descriptions(model)
    return tuple(
        _field(name, info, descriptions.get(name, ""), owner)
        for name, info in model.model_fields.items()
        if name not in _HIDDEN
    )


def _field(name: str, info: FieldInfo, description: str, owner: str) -> Field:
    widget, more = _widget(info.annotation, _longest(info.metadata), name)
    default = None if info.is_required() else info.default
    return Field(
        name=name,
        label=field_label(name, owner),
        widget=widget,
        help=description,
        required=info.is_required(),
        default=default,
        suggest=_SUGGEST_IN.get((owner, name), _SUGGEST.get(name, "")),
        code=widget is Widget.data or (name in _CODE and (owner, name) not in _PROSE),
        rare=name in _RARE,
        fixed=(owner, name) in _FIXED,
        **more,
    )


def _widget(annotation: Any, longest: int, name: str) -> tuple[Widget, dict[str, Any]]:  # noqa: ANN401, PLR0911
    optional, inner = _without_none(annotation)
    if inner is bool:
        return (Widget.tristate if optional else Widget.tick), {}
    if inner is int:
        return Widget.number, {}
    choices = _choices(inner)
    if choices:
        numbers = get_origin(inner) is Literal and isinstance(get_args(inner)[0], int)
        return Widget.choice, {"choices": choices, "numbers": numbers}
    if inner is str:
        return (Widget.text if longest > MAX_LINE else Widget.line), {}
    if isinstance(inner, type) and issubclass(inner, Part):
        return Widget.part, {"columns": _fields(inner, inner.__name__)}
    if get_origin(inner) is tuple:
        return _tuple_widget(get_args(inner)[0], name)
    return Widget.data, {}


def _tuple_widget(member: Any, name: str) -> tuple[Widget, dict[str, Any]]:  # noqa: ANN401
    plain = member
    longest = 0
    if get_origin(member) is Annotated:
        plain, *metadata = get_args(member)
        longest = _longest(metadata)
    if plain is str:
        return (Widget.lines if longest > MAX_LINE else Widget.keys), {}
    if plain is IndexPart:
        return Widget.index_parts, {}
    if isinstance(plain, type) and issubclass(plain, Part):
        return Widget.rows, {"columns": _fields(plain, plain.__name__)}
    if get_origin(plain) is tuple:
        heads = _PAIRS.get(name, ("Name", "Value"))
        columns = tuple(
            Field(str(at), head, Widget.text if at else Widget.line)
            for at, head in enumerate(heads)
        )
        return Widget.rows, {"columns": columns, "as_pairs": True}
    return Widget.data, {}


def _without_none(annotation: Any) -> tuple[bool, Any]:  # noqa: ANN401
    if get_origin(annotation) in _UNIONS:
        rest = [member for member in get_args(annotation) if member is not types.NoneType]
        if len(rest) < len(get_args(annotation)):
            return True, rest[0] if len(rest) == 1 else Union[tuple(rest)]  # noqa: UP007
    return False, annotation


def _choices(annotation: Any) -> tuple[tuple[str, str], ...]:  # noqa: ANN401
    if get_origin(annotation) is Literal:
        return tuple((str(v), str(v) if v else "not set") for v in get_args(annotation))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return tuple((str(member.value), str(member.value)) for member in annotation)
    return ()


def _longest(metadata: list[Any]) -> int:
    limits = [
        constraints.max_length or 0
        for constraints in metadata
        if isinstance(constraints, StringConstraints)
    ]
    return max(limits, default=0)
