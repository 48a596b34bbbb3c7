"""A made design of any size that follows the rules: for benchmarks and for whole journeys.

Five endpoints share one resource, and a resource brings its requirement, flow, screen, entity,
table, schemas, permissions, roles' grants and migration, in the proportions of real designs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, product

from tests.contract_factories import Resource, operation_body, resource_schemas, shared_components
from workbench.design.access import Access, Auth, Effect, Grant, Permission, Role
from workbench.design.base import Item
from workbench.design.contract import Contract, Operation
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint, EndpointKind, Planning, Score
from workbench.design.flows import EmptyState, ErrorState, Flow, Screen, ScreenField, Step
from workbench.design.handoff import (
    ApiStyle,
    Decision,
    Handoff,
    PaginationStyle,
    ReleaseMode,
    Setup,
    Summary,
    Versioning,
)
from workbench.design.requirements import Priority, Requirement, Story
from workbench.design.tables import Column, Index, IndexPart, Migration, PrimaryKey, Table

_FIRST = """
amber azure bright brisk calm clear coral crisp dusky early fresh gentle golden grand green
ivory jolly keen large light lively lucid mellow mild misty neat noble novel olive pale
plain proud pure quick quiet rapid rare ready rosy royal ruby sandy sharp silent silver
smooth snowy solid sunny swift tidy tiny vivid warm white wise young
""".split()  # noqa: SIM905 - sixty lines of words otherwise
_SECOND = """
anchor basket beacon bridge button candle carpet castle corner cradle dollar engine feather
flower forest garden hammer harbor helmet island jacket kettle ladder lantern magnet market
meadow mirror needle orchard parcel pencil pillow planet pocket ribbon saddle signal socket
stream tablet ticket timber tunnel valley vessel wallet window
""".split()  # noqa: SIM905
_VERBS = ("list", "create", "read", "update", "delete")


def made_design(endpoints: int) -> Design:
    """A design of that many endpoints (at least one), the same one every time."""
    return Design.from_items(made_items(endpoints))


def made_items(endpoints: int) -> Iterator[Item]:
    """The items of `made_design`, singles first."""
    yield from _singles()
    yield from shared_components()
    yield from _roles()
    left = endpoints
    for number, (second, first) in enumerate(islice(product(_SECOND, _FIRST), endpoints), 1):
        yield from _resource_items(Resource(number, first, second), _VERBS[: min(left, 5)])
        left -= 5
        if left <= 0:
            return
    raise ValueError(f"there are names for {len(_FIRST) * len(_SECOND) * 5} endpoints at most")


def _roles() -> Iterator[Item]:
    # In a small design not every role has a flow of its own.
    reason = "Walks the flows of others."
    for name in ("member", "clerk"):
        yield Role(key=name, description=f"A {name} of the house.", no_flow_reason=reason)
    yield Role(key="steward", description="Runs it.", admin=True, no_flow_reason=reason)
    yield Permission(key="house:close", description="To close the house.")
    for name, effect in (("member", "deny"), ("clerk", "deny"), ("steward", "allow")):
        yield Grant(role=name, permission="house:close", effect=Effect(effect))


def _singles() -> Iterator[Item]:
    yield Handoff(
        product="Made House",
        summary="A house of many things, made to measure.",
        release_mode=ReleaseMode.full,
        include_p1=True,
        read_back="We build the whole house.",
        read_back_by="Mira Castellano",
    )
    yield Setup(
        api_style=ApiStyle.rest,
        database="postgresql",
        conventions="As the house has them.",
        third_parties="None.",
        versioning=Versioning.path,
        pagination=PaginationStyle.offset,
        property_case="camelCase",
    )
    yield Planning(capacity=None)
    yield Auth(
        strategy="JWT",
        token_location="Authorization header",
        expiry="15 minutes",
        refresh="A refresh token of 30 days, rotated with each use.",
        denied_status=403,
        tenancy="none",
    )
    yield Summary(
        situation="The house is designed. Everything in scope is covered.",
        strong="One shape for everything.",
        thin="Nothing is measured yet.",
        deferred="Nothing.",
    )
    yield Decision(
        key="D-001",
        decision="Things are addressed by UUID.",
        rationale="Numbers can be guessed.",
        constraint="No serial number is ever shown.",
        kept_in="schema-design",
    )
    yield Contract(
        version="3.1.0",
        info={
            "title": "Made House",
            "version": "1.0.0",
            "description": "Everything in the house.",
            "contact": {"name": "The house", "email": "house@example.org"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=({"url": "https://api.example.org", "description": "Production"},),
        security=({"bearer": []},),
    )


def _resource_items(one: Resource, verbs: tuple[str, ...]) -> Iterator[Item]:
    yield from _handed_down(one)
    yield _table(one)
    yield Migration(
        key=f"{one.number:04}",
        name=f"create_{one.snake}",
        description=f"The table of {one.words}s.",
        up=_create_table(one),
        down=f"DROP TABLE {one.snake};",
    )
    for action in ("read", "write"):
        yield Permission(key=f"{one.kebab}:{action}", description=f"To {action} {one.words}s.")
    for role, actions in (("member", "r"), ("clerk", "rw"), ("steward", "rw")):
        for action in ("read", "write"):
            effect = Effect.allow if action[0] in actions else Effect.deny
            yield Grant(role=role, permission=f"{one.kebab}:{action}", effect=effect)
    yield from resource_schemas(one)
    for verb in verbs:
        yield from _endpoint(one, verb)


def _handed_down(one: Resource) -> Iterator[Item]:
    yield Requirement(
        key=one.key,
        title=f"Keep {one.words}s",
        text=f"People can list, add, read, change and remove {one.words}s.",
        priority=Priority.P0,
        stories=(f"US-{one.number:04}",),
        criteria=(f"A {one.words} that was added is in the list.",),
    )
    yield Story(
        key=f"US-{one.number:04}",
        title=f"Keep {one.words}s",
        text=f"As a clerk I keep {one.words}s, so that members find them.",
        covers=(one.key,),
    )
    yield Entity(
        key=one.pascal,
        description=f"A {one.words}.",
        attributes=(
            Attribute(name="id", type="UUID", required=True, rule="Given once."),
            Attribute(name="name", type="Text", required=True, rule="1 to 200 characters."),
            Attribute(name="amount", type="Integer", required=True, rule="From 0."),
            Attribute(name="createdAt", type="Timestamp", required=True, rule="Set once."),
            Attribute(name="updatedAt", type="Timestamp", required=True, rule="Set on change."),
        ),
    )
    yield Flow(
        key=f"UF-{one.number:04}",
        title=f"Keep {one.words}s",
        covers=(one.key,),
        actor=("member", "clerk", "steward")[one.number % 3],
        stories=(f"US-{one.number:04}",),
        entry="The menu.",
        success="The list shows it.",
        steps=(
            Step(
                text=f"Open the list of {one.words}s.",
                actor="clerk",
                endpoint=f"GET /v1/{one.kebab}",
                needs_backend=True,
            ),
        ),
        errors=(ErrorState(condition="No connection.", message="Try again.", recovery="Retry."),),
        empties=(EmptyState(where="The list.", message="Nothing here yet.", action="Add one."),),
    )
    yield Screen(
        key=f"WF-{one.number:04}",
        title=f"List of {one.words}s",
        flows=(f"UF-{one.number:04}",),
        covers=(one.key,),
        platform="web",
        auth_required=True,
        fields=(
            ScreenField(name="Name", attribute=f"{one.pascal}.name"),
            ScreenField(name="Amount", attribute=f"{one.pascal}.amount"),
        ),
        states=(("default", "The rows."), ("empty", "Nothing here yet.")),
    )


def _table(one: Resource) -> Table:
    def column(name: str, sql: str, attribute: str, default: str = "") -> Column:
        return Column(
            name=name,
            type=sql,
            nullable=False,
            default=default,
            attribute=f"{one.pascal}.{attribute}",
            data_class="internal",
        )

    return Table(
        key=one.snake,
        entity=one.pascal,
        description=f"The {one.words}s.",
        columns=(
            column("id", "uuid", "id", "gen_random_uuid()"),
            column("name", "text", "name"),
            column("amount", "bigint", "amount", "0"),
            column("created_at", "timestamptz", "createdAt", "now()"),
            column("updated_at", "timestamptz", "updatedAt", "now()"),
        ),
        primary_key=PrimaryKey(columns=("id",)),
        indexes=(Index(name=f"idx_{one.snake}_name", parts=(IndexPart(column="name"),)),),
    )


def _create_table(one: Resource) -> str:
    return (
        f"CREATE TABLE {one.snake} (\n"
        "    id uuid NOT NULL DEFAULT gen_random_uuid(),\n"
        "    name text NOT NULL,\n"
        "    amount bigint NOT NULL DEFAULT 0,\n"
        "    created_at timestamptz NOT NULL DEFAULT now(),\n"
        "    updated_at timestamptz NOT NULL DEFAULT now(),\n"
        "    PRIMARY KEY (id)\n"
        ");\n"
        f"CREATE INDEX idx_{one.snake}_name ON {one.snake} (name);"
    )


_KINDS: dict[str, tuple[str, str, EndpointKind]] = {
    "list": ("GET", "", EndpointKind.list),
    "create": ("POST", "", EndpointKind.create),
    "read": ("GET", "/{id}", EndpointKind.read),
    "update": ("PUT", "/{id}", EndpointKind.update),
    "delete": ("DELETE", "/{id}", EndpointKind.delete),
}


def _endpoint(one: Resource, verb: str) -> Iterator[Item]:
    method, tail, kind = _KINDS[verb]
    path = f"/v1/{one.kebab}{tail}"
    description = f"{verb.capitalize()} {one.words}s, as the house needs it."
    endpoint = Endpoint.model_validate(
        {
            "method": method,
            "path": path,
            "kind": kind,
            "covers": (one.key,),
            "description": description,
        }
    )
    key = endpoint.item_key
    yield endpoint
    yield Score(endpoint=key, impact=4, effort=2)
    action = "read" if verb in {"list", "read"} else "write"
    yield Access(endpoint=key, permissions=(f"{one.kebab}:{action}",))
    yield Operation(endpoint=key, body=operation_body(one, verb, description))
