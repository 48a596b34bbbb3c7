"""The whole design: one value, its canonical form and the hash that identifies it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, NamedTuple

import orjson
from pydantic import ValidationError

from workbench.design.access import Access, Auth, Grant, Permission, Policy, Role
from workbench.design.base import Item, Part
from workbench.design.content import ContentType, FeedbackChannel
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.dictionary import Entity
from workbench.design.endpoints import Endpoint, Planning, Score
from workbench.design.flows import Flow, Screen
from workbench.design.handoff import (
    Assumption,
    Decision,
    Handoff,
    Judgement,
    Risk,
    Setup,
    Summary,
    Waiver,
)
from workbench.design.integrations import Event, ThirdParty, Webhook
from workbench.design.kinds import KIND_OF_MODEL, KINDS, Artifact, artifact_of, get_kind
from workbench.design.requirements import Requirement, Story
from workbench.design.tables import Migration, SqlObject, Table

#: Version of the shape of a Design. A change that older readers would misread raises it and
#: adds a step to UPGRADES. A new optional section or field does not: the version is part of
#: what is hashed, so raising it would change the identity of everything decided before.
SCHEMA_VERSION = 1

#: Per version, what turns a design of that version into one of the next.
UPGRADES: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


class DesignError(ValueError):
    """A design cannot be read; the message says where and why."""


class ItemAddress(NamedTuple):
    """Where an item is: its kind and its key."""

    kind: str
    key: str


class Design(Part):
    """Everything that is designed. Sections keep the order in which people put the items."""

    schema_version: int = SCHEMA_VERSION
    handoff: Handoff = Handoff()
    setup: Setup = Setup()
    requirements: tuple[Requirement, ...] = ()
    stories: tuple[Story, ...] = ()
    entities: tuple[Entity, ...] = ()
    flows: tuple[Flow, ...] = ()
    screens: tuple[Screen, ...] = ()
    content_types: tuple[ContentType, ...] = ()
    feedback_channels: tuple[FeedbackChannel, ...] = ()
    decisions: tuple[Decision, ...] = ()
    risks: tuple[Risk, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    planning: Planning = Planning()
    scores: tuple[Score, ...] = ()
    endpoints: tuple[Endpoint, ...] = ()
    operations: tuple[Operation, ...] = ()
    schemas: tuple[Schema, ...] = ()
    components: tuple[Component, ...] = ()
    tables: tuple[Table, ...] = ()
    sql_objects: tuple[SqlObject, ...] = ()
    auth: Auth = Auth()
    roles: tuple[Role, ...] = ()
    permissions: tuple[Permission, ...] = ()
    grants: tuple[Grant, ...] = ()
    accesses: tuple[Access, ...] = ()
    policies: tuple[Policy, ...] = ()
    webhooks: tuple[Webhook, ...] = ()
    third_parties: tuple[ThirdParty, ...] = ()
    events: tuple[Event, ...] = ()
    contract: Contract | None = None
    migrations: tuple[Migration, ...] = ()
    summary: Summary = Summary()
    waivers: tuple[Waiver, ...] = ()
    judgements: tuple[Judgement, ...] = ()

    @classmethod
    def from_items(cls, items: Iterable[Item]) -> Design:
        """Put validated items together, in the order given.

        Raises DesignError where two items share kind and key.
        """
        sections: dict[str, list[Item]] = {}
        singles: dict[str, Item] = {}
        seen: set[ItemAddress] = set()
        for item in items:
            kind = KIND_OF_MODEL[type(item)]
            address = ItemAddress(kind.name, item.item_key)
            if address in seen:
                message = f"{kind.name} {item.item_key!r} is there twice"
                raise DesignError(message)
            seen.add(address)
            if kind.single:
                singles[kind.section] = item
            else:
                sections.setdefault(kind.section, []).append(item)
        # The items are validated already; building the whole again would do it twice.
        parts = {name: tuple(members) for name, members in sections.items()}
        return cls.model_construct(**{**_DEFAULTS, **parts, **singles})

    def items(self) -> Iterator[Item]:
        """Every item, section by section; singles that say nothing are left out."""
        for kind in KINDS.values():
            value = getattr(self, kind.section)
            if not kind.single:
                yield from value
            elif value is not None and value != _DEFAULTS[kind.section]:
                yield value

    def find(self, kind: str, key: str) -> Item | None:
        """The item at that address, if there is one."""
        found = get_kind(kind)
        if found.single:
            single: Item | None = getattr(self, found.section)
            return single
        return self._index.get(ItemAddress(kind, key))

    @cached_property
    def _index(self) -> dict[ItemAddress, Item]:
        return {
            ItemAddress(kind.name, item.item_key): item
            for kind in KINDS.values()
            if not kind.single
            for item in getattr(self, kind.section)
        }

    @cached_property
    def sha256(self) -> str:
        """Identity of the design: SHA-256 of its canonical form, in hex."""
        return hashlib.sha256(canonical_json(self)).hexdigest()


_DEFAULTS: dict[str, Any] = {name: field.default for name, field in Design.model_fields.items()}


def design_to_json(design: Design) -> bytes:
    """The design as people read it: order kept, two spaces of indent, defaults left out."""
    data = design.model_dump(exclude_defaults=True)
    return dump_json({"schema_version": design.schema_version, **data}, indent=True)


def canonical_json(design: Design) -> bytes:
    """The one form that is hashed: keys sorted, items sorted by key, no white space, UTF-8.

    Two designs that say the same have the same canonical form, in whatever order their
    items or members were written. Defaults are left out, so that a new optional field does
    not change the identity of what was decided before it existed.
    """
    data = design.model_dump(exclude_defaults=True)
    data["schema_version"] = design.schema_version
    for kind in KINDS.values():
        if not kind.single and kind.section in data:
            members = sorted(
                zip(getattr(design, kind.section), data[kind.section], strict=True),
                key=lambda pair: pair[0].item_key,
            )
            data[kind.section] = [body for _, body in members]
    return dump_json(data, sort=True)


def artifact_hashes(design: Design) -> dict[Artifact, str]:
    """SHA-256 of each artifact's items: equal hashes prove that an artifact did not change."""
    members: dict[Artifact, list[tuple[str, str, bytes]]] = {each: [] for each in Artifact}
    for item in design.items():
        kind = KIND_OF_MODEL[type(item)].name
        body = dump_json(item.model_dump(exclude_defaults=True), sort=True)
        members[artifact_of(kind, item)].append((kind, item.item_key, body))
    hashes = {}
    for artifact, rows in members.items():
        digest = hashlib.sha256()
        for kind, key, body in sorted(rows):
            digest.update(dump_json([kind, key], sort=True) + body + b"\n")
        hashes[artifact] = digest.hexdigest()
    return hashes


def upgrade(
    data: dict[str, Any],
    *,
    current: int = SCHEMA_VERSION,
    steps: Mapping[int, Callable[[dict[str, Any]], dict[str, Any]]] = UPGRADES,
) -> dict[str, Any]:
    """Bring the raw form of an older design to the current version.

    Raises DesignError for a version that is newer than this program, or is none.
    """
    version = data.get("schema_version")
    if isinstance(version, bool) or not isinstance(version, int) or version < 1:
        raise DesignError(f"schema_version must be a whole number from 1, not {version!r}")
    if version > current:
        message = (
            f"this design has schema version {version}; this program reads up to {current}. "
            "Read it with a newer version of the workbench."
        )
        raise DesignError(message)
    while version < current:
        data = steps[version](data)
        version += 1
        data["schema_version"] = version
    return data


def parse_design(raw: bytes | str) -> Design:
    """Read a design from its JSON form.

    Raises DesignError naming the place for anything that is no design of a known version.
    """
    data = load_json(raw)
    if not isinstance(data, dict):
        raise DesignError("a design is a JSON object")
    try:
        design = Design.model_validate(upgrade(data))
    except ValidationError as error:
        raise DesignError(describe_errors(error)) from error
    return Design.from_items(design.items())


def describe_errors(error: ValidationError) -> str:
    """What is wrong with a design or an item, one place after another."""
    return "; ".join(
        f"{'/'.join(str(part) for part in detail['loc']) or 'value'}: {detail['msg']}"
        for detail in error.errors(include_url=False, include_input=False)[:20]
    )


def parse_item(kind: str, body: bytes | str | dict[str, Any]) -> Item:
    """Read one item from its JSON form; raises DesignError naming the field."""
    model = get_kind(kind).model
    try:
        return model.model_validate(body if isinstance(body, dict) else load_json(body))
    except ValidationError as error:
        raise DesignError(describe_errors(error)) from error


def item_to_json(item: Item) -> str:
    """One item as it is stored: defaults left out, order of members kept."""
    return dump_json(item.model_dump(exclude_defaults=True)).decode()


def item_data(item: Item) -> dict[str, Any]:
    """One item as plain JSON data: objects, lists, texts, numbers; defaults left out."""
    data: dict[str, Any] = load_json(item_to_json(item))
    return data


# A run of 19 digits may be an integer beyond 64 bits, which orjson would turn into a float.
_LONG_NUMBER = re.compile(rb"\d{19}")


def load_json(raw: bytes | str) -> Any:
    """Read JSON exactly, integers of any size included; raises DesignError for other text."""
    data = raw.encode("utf-8", "surrogatepass") if isinstance(raw, str) else raw
    try:
        if _LONG_NUMBER.search(data):
            return json.loads(data, parse_constant=_no_number)
        return orjson.loads(data)
    except (ValueError, RecursionError) as error:
        raise DesignError(f"not JSON: {error}") from error


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no JSON number")


def dump_json(value: object, *, sort: bool = False, indent: bool = False) -> bytes:
    """JSON text of plain data, exact for integers of any size."""
    option = (orjson.OPT_SORT_KEYS if sort else 0) | (orjson.OPT_INDENT_2 if indent else 0)
    try:
        return orjson.dumps(value, option=option)
    except TypeError:
        # Integers beyond 64 bits and nesting beyond 254 levels are legal JSON; orjson has
        # neither.
        text = json.dumps(
            value,
            ensure_ascii=False,
            sort_keys=sort,
            indent=2 if indent else None,
            separators=None if indent else (",", ":"),
        )
        return text.encode()
