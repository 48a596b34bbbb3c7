"""Made designs for properties: every section, with the text that people and attackers type."""

from __future__ import annotations

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from tests.artifacts.made_content import content_types, feedback_channels
from tests.artifacts.made_texts import (
    distinct,
    full_lines,
    full_texts,
    keys,
    lines,
    numbered,
    some,
    texts,
    yes_no,
)
from workbench.design.access import Access, Auth, Effect, Grant, Permission, Policy, Role
from workbench.design.base import Item
from workbench.design.contract import Component, Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity, LifecycleState, Relationship
from workbench.design.endpoints import Endpoint, EndpointKind, Outcome, Planning, Score
from workbench.design.flows import EmptyState, ErrorState, Flow, Screen, ScreenField, Step
from workbench.design.handoff import (
    ApiStyle,
    Assumption,
    AssumptionStatus,
    Decision,
    Handoff,
    Judgement,
    ReleaseMode,
    Risk,
    Setup,
    Summary,
    Versioning,
    Waiver,
    waiver_key,
)
from workbench.design.integrations import Event, ThirdParty, Webhook
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.requirements import Priority, Requirement, RequirementType, Story
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    Migration,
    PrimaryKey,
    SqlObject,
    SqlObjectType,
    Table,
    Unique,
)

paths = st.lists(st.sampled_from(["orders", "{id}", "items", "über"]), min_size=1, max_size=3).map(
    lambda parts: "/" + "/".join(parts)
)
endpoints = st.builds(
    Endpoint,
    method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]),
    path=paths,
    kind=st.none() | st.sampled_from(list(EndpointKind)),
    covers=distinct(numbered("FR")),
    description=texts,
    critical=st.booleans(),
)
endpoint_keys = endpoints.map(lambda endpoint: endpoint.item_key)
schema_bodies = st.fixed_dictionaries(
    {"type": st.just("object")},
    optional={
        "description": texts,
        "properties": st.dictionaries(keys, st.just({"type": "string"}), max_size=3),
        "x-note": full_lines,
    },
)
operation_bodies = st.fixed_dictionaries(
    {
        "responses": st.just(
            {
                "200": {
                    "description": "ok",
                    "content": {
                        "application/json": {
                            "schema": {"$ref": "#/components/schemas/A"},
                            "example": {"a": "x", "n": 1},
                        }
                    },
                }
            }
        )
    },
    optional={"summary": full_lines, "description": full_texts, "x-any": st.just([1, None])},
)
columns = st.builds(
    Column,
    name=keys,
    type=st.sampled_from(["uuid", "text", "numeric(10,2)", "text[]", "timestamptz"]),
    nullable=st.booleans(),
    default=st.sampled_from(["", "now()", "'a|b'::text", "0"]),
    comment=texts,
    deviation=texts,
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    parts = draw(st.lists(columns, max_size=4, unique_by=lambda column: column.name))
    names = [part.name for part in parts]
    chosen = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple)
    primary = draw(st.none() | st.builds(PrimaryKey, columns=chosen)) if names else None
    # PostgreSQL makes every column of a primary key NOT NULL, whatever its definition says.
    within = primary.columns if primary else ()
    parts = [
        part.model_copy(update={"nullable": False}) if part.name in within else part
        for part in parts
    ]
    return Table(
        # A table of an entity's name is taken for that entity's, so none has such a name.
        key=draw(keys.map("t_{}".format)),
        entity=draw(st.sampled_from(["", "Order"])),
        description=draw(texts),
        columns=tuple(parts),
        primary_key=primary,
        foreign_keys=draw(some(st.builds(ForeignKey, columns=chosen, target=keys), 2))
        if names
        else (),
        uniques=draw(some(st.builds(Unique, columns=chosen), 1)) if names else (),
        checks=draw(
            some(st.builds(Check, expression=st.sampled_from(["a > 0", "b IN (1, 2)"])), 1)
        ),
        indexes=draw(
            st.lists(
                st.builds(
                    Index,
                    name=keys,
                    parts=chosen.map(lambda c: tuple(IndexPart(column=n) for n in c)),
                    unique=st.booleans(),
                    where=st.sampled_from(["", "a IS NOT NULL"]),
                ),
                max_size=2,
                unique_by=lambda item: item.name,
            ).map(tuple)
        )
        if names
        else (),
        junction=draw(st.booleans()),
        mutable=draw(st.booleans()),
        deviation=draw(texts),
    )


_SQL_OBJECTS = st.builds(
    lambda name, values: SqlObject(
        key=f"enum {name}", type=SqlObjectType.enum, name=name, values=values
    ),
    st.from_regex(r"[a-z]{1,6}", fullmatch=True),
    distinct(st.from_regex(r"[a-z]{1,6}", fullmatch=True)),
)
_WAIVERS = st.builds(
    lambda kind, item, reason: Waiver(
        key=waiver_key("API-18", kind, item, ""), rule="API-18", kind=kind, item=item, reason=reason
    ),
    st.sampled_from(["endpoint", "table"]),
    keys,
    full_texts,
)
items: SearchStrategy[Item] = st.one_of(
    st.builds(
        Requirement,
        key=numbered("FR"),
        title=lines,
        text=texts,
        type=st.sampled_from(list(RequirementType)),
        priority=st.sampled_from([None, *Priority]),
        mvp=yes_no,
        group=st.sampled_from(["", "Core", "Later", "Quality of service"]),
        criteria=some(full_texts),
        notes=texts,
    ),
    st.builds(
        Story,
        key=numbered("US"),
        title=lines,
        text=texts,
        priority=st.sampled_from([None, *Priority]),
        covers=distinct(numbered("FR")),
        criteria=some(full_texts),
    ),
    st.builds(
        Entity,
        key=keys,
        description=texts,
        notes=texts,
        attributes=st.lists(
            st.builds(
                Attribute,
                name=keys,
                type=st.sampled_from(["", "UUID", "Enum"]),
                required=yes_no,
                rule=texts,
                pii=yes_no,
                values=distinct(keys),
                technical=st.booleans(),
            ),
            max_size=3,
            unique_by=lambda item: item.name,
        ).map(tuple),
        relationships=some(st.builds(Relationship, target=keys, description=texts), 2),
        states=st.lists(
            st.builds(LifecycleState, name=keys, description=texts, transitions=distinct(keys)),
            max_size=2,
            unique_by=lambda item: item.name,
        ).map(tuple),
        soft_delete=st.booleans(),
        mvp=yes_no,
    ),
    st.builds(
        Flow,
        key=numbered("UF"),
        title=full_lines,
        covers=distinct(numbered("FR")),
        actor=lines,
        steps=some(st.builds(Step, text=full_texts, needs_backend=yes_no)),
        errors=some(st.builds(ErrorState, condition=full_texts, message=texts), 2),
        empties=some(st.builds(EmptyState, where=full_texts, action=texts), 2),
        notes=texts,
    ),
    st.builds(
        Screen,
        key=numbered("WF"),
        title=full_lines,
        flows=distinct(numbered("UF")),
        covers=distinct(numbered("FR")),
        auth_required=yes_no,
        fields=st.lists(
            st.builds(ScreenField, name=keys, derived=st.booleans(), notes=texts),
            max_size=3,
            unique_by=lambda item: item.name,
        ).map(tuple),
        notes=texts,
    ),
    content_types,
    feedback_channels,
    st.builds(
        Decision,
        key=numbered("D"),
        decision=full_texts,
        rationale=texts,
        constraint=texts,
        inferred=st.sampled_from([(), ("key",)]),
    ),
    st.builds(Risk, key=numbered("R"), risk=full_texts, why=texts, mitigation=texts),
    st.builds(
        Assumption,
        key=numbered("A"),
        text=full_texts,
        affects_api=yes_no,
        status=st.sampled_from(list(AssumptionStatus)),
        answer=texts,
    ),
    endpoints,
    st.builds(
        Score,
        endpoint=endpoint_keys,
        impact=st.sampled_from([None, 1, 3, 5]),
        effort=st.sampled_from([None, 2, 4]),
        outcome=st.sampled_from(list(Outcome)),
        reason=texts,
    ),
    st.builds(Operation, endpoint=endpoint_keys, body=operation_bodies),
    st.builds(
        Schema, key=st.from_regex(r"[A-Z][A-Za-z0-9_.-]{0,8}", fullmatch=True), body=schema_bodies
    ),
    st.builds(
        Component,
        section=st.sampled_from(["responses", "examples"]),
        name=st.from_regex(r"[A-Z][a-z]{0,5}", fullmatch=True),
        body=st.builds(dict, description=full_lines),
    ),
    tables(),
    _SQL_OBJECTS,
    st.builds(Role, key=keys, description=texts, admin=st.booleans()),
    st.builds(Permission, key=keys, description=texts),
    st.builds(
        Access,
        endpoint=endpoint_keys,
        permissions=distinct(keys),
        public=st.booleans(),
        reason=texts,
    ),
    st.builds(Policy, name=keys, table=keys, using=st.sampled_from(["", "a = 1"])),
    st.builds(Webhook, key=keys, description=texts, covers=distinct(numbered("FR")), retry=texts),
    st.builds(ThirdParty, key=keys, purpose=texts, fallback=texts, owner=lines),
    st.builds(Event, key=keys, description=texts, payload=schema_bodies),
    st.builds(
        Migration,
        key=st.integers(1, 20).map("{:03}".format),
        name=st.from_regex(r"[a-z]{1,6}(_[a-z]{1,6})?", fullmatch=True),
        description=texts,
        up=st.sampled_from(["", "UPDATE a SET b = 1;", "SELECT 1;\n\nSELECT 2;"]),
        down=st.sampled_from(["", "UPDATE a SET b = 0;"]),
        data_loss=texts,
    ),
    _WAIVERS,
    st.builds(Judgement, key=keys, answer=st.sampled_from(["", "yes", "no"]), note=texts),
)
singles: SearchStrategy[list[Item]] = st.tuples(
    st.builds(
        Handoff,
        product=lines,
        summary=texts,
        release_mode=st.none() | st.sampled_from(list(ReleaseMode)),
        include_p1=st.booleans(),
        read_back=texts,
        extra=some(st.tuples(st.sampled_from(["Links", "Tone of voice"]), full_texts), 1),
    ),
    st.builds(
        Setup,
        api_style=st.none() | st.sampled_from(list(ApiStyle)),
        database=st.sampled_from(["", "postgresql"]),
        conventions=texts,
        versioning=st.none() | st.sampled_from(list(Versioning)),
    ),
    st.builds(Planning, capacity=st.none() | st.integers(1, 99), tradeoff=texts),
    st.builds(Auth, strategy=lines, refresh=texts, denied_status=st.sampled_from([0, 403, 404])),
    st.builds(Contract, info=st.just({"title": "Made", "version": "1.0"})),
    st.builds(Summary, situation=texts, strong=texts, open_items=some(full_texts)),
).map(list)


def _put_together(one_of_each: list[Item], many: list[Item]) -> Design:
    # A contract's operation is an endpoint for whoever reads it, so the inventory has it too.
    known = {item.item_key for item in many if isinstance(item, Endpoint)}
    many = [item for item in many if not isinstance(item, Operation) or item.item_key in known]
    roles = {item.key for item in many if isinstance(item, Role)}
    permissions = {item.key for item in many if isinstance(item, Permission)}
    grants = [
        Grant(role=role, permission=permission, effect=Effect.own, attribute="token.sub")
        for role in sorted(roles)
        for permission in sorted(permissions)
    ]
    return Design.from_items([*one_of_each, *many, *grants])


designs: SearchStrategy[Design] = st.builds(
    _put_together,
    singles,
    st.lists(
        items, max_size=14, unique_by=lambda item: (KIND_OF_MODEL[type(item)].name, item.item_key)
    ),
)
