"""The set-up answers: kept with who gave them, proposed from what arrived, and followed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from tests.scenarios import Journey
from tests.users import MIRA, PAULA, REN
from workbench.design.base import Item
from workbench.design.contract import Component, Contract
from workbench.design.design import Design
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint
from workbench.design.flows import Flow
from workbench.design.handoff import ApiStyle, Decision, RuleLevel, Setup, Versioning
from workbench.design.openapi_document import build_openapi
from workbench.design.openapi_validation import validate_openapi
from workbench.design.requirements import Priority, Requirement
from workbench.design.schema_dialect import dialect_of
from workbench.design.tables import Column, Table
from workbench.review.errors import Refused, StaleWrite
from workbench.review.gate.events import StepTaken
from workbench.review.generate.contract import generate_contract
from workbench.review.generate.tables import generate_tables
from workbench.review.handoff.setup_answers import (
    AnswerSetup,
    ConfirmSetup,
    answer_setup,
    confirm_setup,
)
from workbench.review.handoff.setup_proposals import Proposal, setup_proposals
from workbench.review.projects.access import ProjectAccess
from workbench.rules.engine.run import run_rules
from workbench.suggest.endpoints import suggest

KITE = Entity(key="Kite", attributes=(Attribute(name="flown at", type="Timestamp"),))
WISH = Requirement(key="FR-001", title="List kites", text="Staff list kites.", priority=Priority.P0)
_TODAY = date(2026, 11, 20)
FLOW = Flow(key="UF-001", covers=("FR-001",))


def _proposed(name: str, *items: Item) -> tuple[str, str]:
    found: Proposal = setup_proposals(Design.from_items(items))[name]
    return found.value, found.source


def _endpoints(*paths: str) -> list[Item]:
    return [Endpoint(method="GET", path=path) for path in paths]


def _table(type_: str, options: str = "") -> Table:
    return Table(key="kites", columns=(Column(name="id", type=type_),), options=options)


@pytest.mark.parametrize(
    ("name", "items", "expected"),
    [
        ("api_style", [], ("REST", "default")),
        ("api_style", _endpoints("/kites"), ("REST", "inferred")),
        ("api_style", _endpoints("/graphql"), ("GraphQL", "inferred")),
        ("api_style", _endpoints("/graphql", "/kites"), ("both", "inferred")),
        ("api_style", [Decision(key="D-1", decision="We take GraphQL.")], ("GraphQL", "inferred")),
        ("api_style", [Setup(api_style=ApiStyle.both)], ("both", "stated")),
        ("database", [], ("postgresql", "default")),
        ("database", [_table("timestamptz")], ("postgresql", "inferred")),
        ("database", [_table("int unsigned")], ("mysql", "inferred")),
        ("database", [_table("int", "ENGINE=InnoDB")], ("mysql", "inferred")),
        ("database", [_table("INTEGER", "WITHOUT ROWID")], ("sqlite", "inferred")),
        ("database", [Decision(key="D-1", decision="MariaDB is run here")], ("mysql", "inferred")),
        # Two are named, so a person has to say which.
        ("database", [Decision(key="D-1", decision="From MySQL to Postgres")], ("", "inferred")),
        ("versioning", [], ("URL path", "default")),
        ("versioning", _endpoints("/v1/kites", "/v1/tails"), ("URL path", "inferred")),
        # Paths without a version must not be told that the version stands in them.
        ("versioning", _endpoints("/kites", "/tails"), ("", "inferred")),
        (
            "versioning",
            [*_endpoints("/kites"), Contract(servers=({"url": "https://x.example/v2"},))],
            ("URL path", "inferred"),
        ),
        (
            "versioning",
            [
                *_endpoints("/kites"),
                Component(
                    section="parameters", name="V", body={"name": "Api-Version", "in": "header"}
                ),
            ],
            ("header", "inferred"),
        ),
    ],
)
def test_answers_are_proposed_from_what_arrived(
    name: str, items: list[Item], expected: tuple[str, str]
) -> None:
    assert _proposed(name, *items) == expected


def _steps(session: Session, *, access: ProjectAccess) -> tuple[StepTaken, ...]:
    del session
    return access.state.steps


def test_answers_are_kept_once_and_levels_of_rules_stay(begun: Journey) -> None:
    before = begun.find("setup", "setup")
    assert isinstance(before, Setup)
    levels = (RuleLevel(rule="API-11", level="off", reason="Old."),)
    begun.save(before.model_copy(update={"rule_levels": levels}))
    told: dict[str, Any] = {"api_style": "GraphQL", "database": " mysql ", "versioning": ""}
    stale = AnswerSetup.model_validate(told | {"expected_version": 1})
    with pytest.raises(StaleWrite):
        begun.do(MIRA, answer_setup, stale)
    assert begun.see(MIRA, _steps) == (), "what was not kept was not answered"
    fresh = AnswerSetup.model_validate(told | {"expected_version": 2})
    with pytest.raises(Refused):
        begun.do(REN, answer_setup, fresh)
    after = begun.do(PAULA, answer_setup, fresh)
    assert (after.api_style, after.database, after.versioning) == (ApiStyle.graphql, "mysql", None)
    assert after.rule_levels == levels
    assert after.conventions == ""
    confirmed = ConfirmSetup(
        api_style=ApiStyle.rest, database="sqlite", versioning=Versioning.query, expected_version=3
    )
    with pytest.raises(StaleWrite):
        begun.do(MIRA, confirm_setup, confirmed.model_copy(update={"expected_version": 2}))
    kept = begun.do(MIRA, confirm_setup, confirmed)
    assert (kept.database, kept.versioning, kept.rule_levels) == (
        "sqlite", Versioning.query, levels
    )  # fmt: skip
    assert [one.by for one in begun.see(MIRA, _steps)] == [begun.access(MIRA).actor.id]


@pytest.mark.parametrize(
    ("setup", "server", "path"),
    [
        (Setup(versioning=Versioning.path), "", "/v1/kites"),
        (Setup(versioning=Versioning.path), "https://x.example/v1", "/kites"),
        (Setup(versioning=Versioning.header), "", "/kites"),
        (Setup(), "", "/kites"),
    ],
)
def test_suggested_paths_carry_the_version_where_the_answer_says(
    setup: Setup, server: str, path: str
) -> None:
    contract = Contract(servers=({"url": server},) if server else ())
    found = suggest(Design.from_items([KITE, WISH, FLOW, setup, contract])).found
    assert path in {one.endpoint.path for one in found}


def test_graphql_has_no_paths_to_suggest() -> None:
    setup = Setup(api_style=ApiStyle.graphql)
    assert suggest(Design.from_items([KITE, WISH, FLOW, setup])).found == ()


@pytest.mark.parametrize(
    ("style", "place", "name"),
    [(Versioning.header, "header", "API-Version"), (Versioning.query, "query", "version")],
)
def test_drafted_operations_carry_the_version_and_the_rule_is_content(
    style: Versioning, place: str, name: str
) -> None:
    items: list[Item] = [KITE, *_endpoints("/kites", "/kites/{id}"), Setup(versioning=style)]
    design = Design.from_items(items)
    made = Design.from_items([*items, *generate_contract(design)])
    document = build_openapi(made)
    assert list(validate_openapi(document)) == []
    (shared,) = document["components"]["parameters"].values()
    assert (shared["in"], shared["name"]) == (place, name)
    references = [
        one.get("$ref")
        for path in document["paths"].values()
        for operation in path.values()
        for one in operation["parameters"]
    ]
    assert references.count("#/components/parameters/Version") == 2
    codes = {one.code for one in run_rules(made, today=_TODAY).findings if one.open}
    assert not codes & {"API-46", "API-11"}
    # Without the parameter the same design is found fault with.
    bare = [one for one in made.items() if not isinstance(one, Component)]
    assert "API-46" in {
        one.code for one in run_rules(Design.from_items(bare), today=_TODAY).findings
    }


@pytest.mark.parametrize(
    ("setup", "tables", "type_", "dialect"),
    [
        (Setup(database="MariaDB 11"), [], "datetime", "mysql"),
        (Setup(database="sqlite"), [], "text", "sqlite"),
        (Setup(database="PostgreSQL 16"), [_table("tinyint(1)")], "timestamptz", "postgresql"),
        # Nobody has answered: the tables that are there speak.
        (Setup(), [_table("int", "ENGINE=InnoDB")], "datetime", "mysql"),
        (Setup(), [], "timestamptz", "postgresql"),
    ],
)
def test_tables_are_drafted_and_exported_for_the_database_of_the_answer(
    setup: Setup, tables: list[Item], type_: str, dialect: str
) -> None:
    kept = [one.model_copy(update={"key": "tails"}) for one in tables]
    design = Design.from_items([KITE, setup, *kept])
    (made,) = generate_tables(design)
    column = made.column("flown_at")
    assert column is not None
    assert column.type.lower().startswith(type_)
    assert dialect_of(design) == dialect


def test_a_set_up_without_an_answer_is_not_confirmed() -> None:
    with pytest.raises(ValueError, match="versioning"):
        ConfirmSetup.model_validate({"api_style": "REST", "database": "x", "versioning": ""})
    with pytest.raises(ValueError, match="database"):
        ConfirmSetup.model_validate({"api_style": "REST", "database": " ", "versioning": "header"})
