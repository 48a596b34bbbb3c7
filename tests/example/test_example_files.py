from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any, cast

import jsonschema_rs
import pytest
import sqlglot
import yaml
from openapi_spec_validator import validate
from sqlglot import exp

from tests.example.documents import (
    EXAMPLE,
    ORDERS,
    POINTS,
    PRESENTED,
    ids,
    rows_under,
    sections,
    stated,
    tables,
)
from workbench.design.endpoints import Score, quadrant
from workbench.design.ids import snake_case
from workbench.design.kinds import Artifact
from workbench.intake.folder import read_files

METHODS = ("get", "post", "put", "patch", "delete")
PROJECTS = pytest.mark.parametrize("project", [ORDERS, POINTS], ids=lambda path: path.name)
MARKDOWN = sorted(EXAMPLE.rglob("*.md"))


def _read(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _contract(project: Path) -> dict[str, Any]:
    return cast("dict[str, Any]", _read(project / "openapi-spec.yaml"))


def _operations(contract: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        f"{method.upper()} {path}": item[method]
        for path, item in contract["paths"].items()
        for method in METHODS
        if method in item
    }


def _deref(contract: dict[str, Any], value: Any) -> Any:
    while isinstance(value, dict) and "$ref" in value:
        found: Any = contract
        for part in value["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        value = found
    return value


def _requirements(project: Path) -> dict[str, dict[str, str]]:
    return {
        row["ID"]: row
        for row in rows_under(
            project / "prd.md", "Functional Requirements", "ID", "Requirement", "Notes"
        )
    }


def _in_scope(project: Path) -> set[str]:
    return {
        key
        for key, row in _requirements(project).items()
        if row.get("MVP", "Yes") == "Yes" and row["Priority"] != "P2"
    }


def _inventory(project: Path) -> dict[str, dict[str, str]]:
    return {
        f"{row['Method']} {row['Path']}": row
        for row in rows_under(project / "endpoint-inventory.md", "Endpoints", "Method", "Path")
    }


def _attributes(project: Path) -> dict[str, dict[str, str]]:
    return {
        f"{table.headings[-2].removeprefix('Entity: ')}.{row['Attribute']}": row
        for table in tables(project / "data-dictionary.md")
        if table.columns[0] == "Attribute"
        for row in table.dicts()
    }


@cache
def _created(sql: str) -> dict[str, exp.Expr]:
    # Policies are no concern of this reader, and sqlglot would complain about each.
    tables_only = re.findall(r"^CREATE TABLE .*?^\);", sql, flags=re.MULTILINE | re.DOTALL)
    found = [sqlglot.parse_one(one, dialect="postgres") for one in tables_only]
    return {next(one.find_all(exp.Table)).name: one for one in found}


def _columns(project: Path) -> dict[str, exp.ColumnDef]:
    sql = (project / "schema.sql").read_text(encoding="utf-8")
    return {
        f"{name}.{column.name}": column
        for name, table in _created(sql).items()
        for column in table.find_all(exp.ColumnDef)
    }


def _statements(sql: str) -> list[str]:
    lines = [line for line in sql.splitlines() if not line.startswith("--")]
    return sorted(one.strip().rstrip(";") for one in "\n".join(lines).split(";\n") if one.strip())


@pytest.mark.parametrize("path", MARKDOWN, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_table_row_has_as_many_cells_as_its_head(path: Path) -> None:
    for table in tables(path):
        widths = {len(row) for row in table.rows}
        assert widths <= {len(table.columns)}, f"line {table.line}"


@PROJECTS
def test_every_cited_id_is_defined_once(project: Path) -> None:
    prd = (project / "prd.md").read_text(encoding="utf-8")
    stories = re.findall(r"^- \*\*(US-\d{3})\*\*", prd, flags=re.MULTILINE)
    defined = {
        "FR": [key for key in _requirements(project) if key.startswith("FR")],
        "US": stories,
        "UF": list(sections(project / "user-flows.md", "Flow")),
        "WF": list(sections(project / "wireframe-specs.md", "Screen")),
        "NFR": [
            row["ID"]
            for row in rows_under(project / "prd.md", "Non-Functional Requirements", "ID", "Target")
        ],
    }
    assert len(set(stories)) == len(stories)
    for path in [*project.glob("*.md"), project / "openapi-spec.yaml"]:
        text = path.read_text(encoding="utf-8")
        for prefix, known in defined.items():
            assert set(ids(text, prefix)) <= set(known), f"{path.name}: {prefix}"


@PROJECTS
def test_each_requirement_row_and_its_story_name_each_other(project: Path) -> None:
    prd = (project / "prd.md").read_text(encoding="utf-8")
    told = {
        match[1]: ids(match[2], "FR")
        for match in re.finditer(r"^- \*\*(US-\d{3})\*\* \(([^)]*)\)", prd, flags=re.MULTILINE)
    }
    by_row: dict[str, list[str]] = {}
    for key, row in _requirements(project).items():
        by_row.setdefault(row["User Story"], []).append(key)
    assert {story: sorted(keys) for story, keys in by_row.items()} == {
        story: sorted(keys) for story, keys in told.items()
    }


@PROJECTS
def test_everything_in_scope_has_a_flow_an_endpoint_and_its_screens(project: Path) -> None:
    flows = sections(project / "user-flows.md", "Flow")
    screens = sections(project / "wireframe-specs.md", "Screen")
    scope = _in_scope(project)
    by_flow = {one for part in flows.values() for one in ids(stated(part, "Covers"), "FR")}
    by_endpoint = {one for row in _inventory(project).values() for one in ids(row["Covers"], "FR")}
    assert scope
    assert by_flow == scope
    assert by_endpoint == scope
    for key, part in flows.items():
        for screen in ids(stated(part, "Screens"), "WF"):
            assert key in ids(stated(screens[screen], "Flow(s)"), "UF"), f"{key} {screen}"
        for words in ("### Happy Path", "### Error States", "### Empty States"):
            assert words in part, f"{key} lacks {words}"


def test_steps_name_endpoints_of_the_inventory_and_every_endpoint_is_used_by_a_step() -> None:
    text = (ORDERS / "user-flows.md").read_text(encoding="utf-8")
    named = re.findall(r"\(`((?:GET|POST|PATCH|DELETE) [^`]+)`\)", text)
    assert set(named) == set(_inventory(ORDERS))


@pytest.mark.parametrize("project", [ORDERS, POINTS], ids=lambda path: path.name)
def test_inventory_and_contract_list_the_same_endpoints(project: Path) -> None:
    assert set(_inventory(project)) == set(_operations(_contract(project)))


def test_inventory_contract_and_permission_map_agree_on_every_endpoint() -> None:
    mapped = {
        row["Endpoint"]: row
        for row in rows_under(
            ORDERS / "auth-permission-model.md", "Endpoint → Permission Mapping", "Endpoint"
        )
    }
    operations = _operations(_contract(ORDERS))
    inventory = _inventory(ORDERS)
    assert set(mapped) == set(inventory)
    for key, operation in operations.items():
        assert operation["x-covers"] == ids(inventory[key]["Covers"], "FR"), key
        permission = operation.get("x-permission", "public")
        assert mapped[key]["Permission"] == inventory[key]["Permission"] == permission, key
        is_public = operation.get("security") == []
        assert is_public == (permission == "public") == bool(mapped[key]["Reason"]), key


@pytest.mark.parametrize(
    "path", [one / "auth-permission-model.md" for one in (ORDERS, POINTS, PRESENTED)], ids=str
)
def test_the_matrix_has_a_word_in_every_cell_and_a_condition_for_every_own(path: Path) -> None:
    roles = [row["Role"] for row in rows_under(path, "Roles", "Role", "In Flows")]
    permissions = [
        row["Permission"]
        for table in tables(path)
        if table.headings[-1] == "Permissions"
        for row in table.dicts()
    ]
    matrix = {row["Permission"]: row for row in rows_under(path, "Matrix", "Permission", *roles)}
    assert list(matrix) == permissions
    cells = {(role, key): row[role] for key, row in matrix.items() for role in roles}
    assert set(cells.values()) <= {"Allow", "Own", "Deny"}
    own = {cell for cell, word in cells.items() if word == "Own"}
    conditions = rows_under(path, "Conditions", "Role", "Permission", "Attribute", "Column")
    assert {(row["Role"], row["Permission"]) for row in conditions} == own
    project = POINTS if path.parent == PRESENTED else path.parent
    assert {row["Column"] for row in conditions} <= set(_columns(project))
    for key in permissions:
        assert any(cells[role, key] != "Deny" for role in roles), key


@pytest.mark.parametrize(
    "project", [ORDERS, POINTS, PRESENTED], ids=lambda folder: str(folder.name)
)
def test_each_cell_of_the_matrix_is_imported_as_the_word_it_has(project: Path) -> None:
    path = project / "auth-permission-model.md"
    grants = read_files({path.name: path.read_bytes()}).design().grants
    imported = {(grant.role, grant.permission): grant.effect.value for grant in grants}
    written = {
        (role, row["Permission"]): word.lower()
        for table in tables(path)
        if any("Matrix" in heading for heading in table.headings[-1:])
        for row in table.dicts()
        for role, word in row.items()
        if role != "Permission"
    }
    assert imported == written


@PROJECTS
def test_every_flow_is_walked_by_a_role_and_every_role_walks_one(project: Path) -> None:
    walked: dict[str, list[str]] = {}
    for key, part in sections(project / "user-flows.md", "Flow").items():
        walked.setdefault(stated(part, "Persona"), []).append(key)
    roles = rows_under(project / "auth-permission-model.md", "Roles", "Role", "In Flows")
    assert {row["Role"]: ids(row["In Flows"], "UF") for row in roles} == walked


@PROJECTS
def test_the_contract_is_valid(project: Path) -> None:
    validate(_contract(project))


def _examples(value: Any, where: str) -> list[tuple[str, Any, Any]]:
    """Where an example stands, its schema and its value."""
    found: list[tuple[str, Any, Any]] = []
    if isinstance(value, dict):
        if "schema" in value and "example" in value:
            found.append((where, value["schema"], value["example"]))
        if "schema" in value and isinstance(value.get("examples"), dict):
            found += [
                (f"{where}/{name}", value["schema"], one["value"])
                for name, one in value["examples"].items()
            ]
        for key, child in value.items():
            found += _examples(child, f"{where}/{key}")
    elif isinstance(value, list):
        for at, child in enumerate(value):
            found += _examples(child, f"{where}/{at}")
    return found


@PROJECTS
def test_every_example_validates_against_its_schema(project: Path) -> None:
    contract = _contract(project)
    found = _examples(contract, "")
    assert found
    for where, schema, value in found:
        whole = {"components": contract["components"], **schema}
        validator = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
        assert [error.message for error in validator.iter_errors(value)] == [], where


def test_every_body_parameter_and_answer_of_the_order_service_has_an_example() -> None:
    contract = _contract(ORDERS)
    for key, operation in _operations(contract).items():
        path = contract["paths"][key.partition(" ")[2]]
        bodies = [operation["requestBody"]] if "requestBody" in operation else []
        answers = [_deref(contract, one) for one in operation["responses"].values()]
        for holder in bodies + answers:
            for media in holder.get("content", {}).values():
                assert media.get("examples"), key
        for one in operation.get("parameters", []) + path["parameters"]:
            assert "example" in _deref(contract, one), key


def _answer_sources(contract: dict[str, Any], schema: Any, seen: frozenset[str]) -> set[str]:
    """Columns that a schema shows; a leaf with neither source nor computation fails."""
    name = schema.get("$ref", "")
    if name in seen:
        return set()
    body = _deref(contract, schema)
    kinds = body.get("type")
    if "x-source" in body:
        return {body["x-source"]}
    if body.get("x-computed"):
        return set()
    if kinds == "array":
        return _answer_sources(contract, body["items"], seen | {name} - {""})
    assert kinds == "object", f"neither source nor computation: {body}"
    return {
        one
        for child in body["properties"].values()
        for one in _answer_sources(contract, child, seen | {name} - {""})
    }


def _sources_of(contract: dict[str, Any], operation: dict[str, Any]) -> set[str]:
    return {
        one
        for status, answer in operation["responses"].items()
        if status.startswith("2")
        for media in _deref(contract, answer).get("content", {}).values()
        for one in _answer_sources(contract, media["schema"], frozenset())
    }


def test_every_answered_property_comes_from_a_column_or_is_computed() -> None:
    contract = _contract(ORDERS)
    columns = set(_columns(ORDERS))
    for key, operation in _operations(contract).items():
        assert _sources_of(contract, operation) <= columns, key


def test_every_field_of_a_screen_is_answered_by_an_endpoint_of_its_requirements() -> None:
    contract = _contract(ORDERS)
    operations = _operations(contract)
    attributes = _attributes(ORDERS)
    tables_of = _tables_of_entities(ORDERS)
    for key, part in sections(ORDERS / "wireframe-specs.md", "Screen").items():
        covers = set(ids(stated(part, "Covers"), "FR"))
        served = {
            source
            for operation in operations.values()
            if covers & set(operation["x-covers"])
            for source in _sources_of(contract, operation)
        }
        for row in _fields(part):
            if row["Derived?"] == "Yes":
                continue
            assert row["Source"] in attributes, f"{key}: {row['Source']}"
            entity, _, name = row["Source"].partition(".")
            assert f"{tables_of[entity]}.{name}" in served, f"{key}: {row['Source']}"


def _fields(part: str) -> list[dict[str, str]]:
    rows = re.findall(r"^\| (.+?) \| (.+?) \| (Yes|No) \|$", part, flags=re.MULTILINE)
    return [dict(zip(("Field", "Source", "Derived?"), row, strict=True)) for row in rows]


def _tables_of_entities(project: Path) -> dict[str, str]:
    names = {column.partition(".")[0] for column in _columns(project)}
    entities = {address.partition(".")[0] for address in _attributes(project)}
    return {
        entity: next(
            name
            for name in names
            if name in {snake_case(entity) + end for end in ("s", "es")}
            or name == snake_case(entity).removesuffix("y") + "ies"
        )
        for entity in entities
    }


def test_dictionary_and_schema_have_the_same_attributes_and_agree_on_what_is_required() -> None:
    columns = _columns(ORDERS)
    tables_of = _tables_of_entities(ORDERS)
    wanted = {
        f"{tables_of[address.partition('.')[0]]}.{address.partition('.')[2]}": row
        for address, row in _attributes(ORDERS).items()
    }
    assert set(wanted) == set(columns)
    for key, column in columns.items():
        not_null = column.find(exp.NotNullColumnConstraint) is not None
        assert not_null == (wanted[key]["Required"] == "Yes"), key


def test_every_column_has_a_comment_with_its_data_class() -> None:
    sql = (ORDERS / "schema.sql").read_text(encoding="utf-8")
    comments = re.findall(
        r"^COMMENT ON COLUMN public\.([a-z_.]+) IS '.* "
        r"\[class: (public|internal|personal|confidential)\]';$",
        sql,
        flags=re.MULTILINE,
    )
    personal = {
        f"{_tables_of_entities(ORDERS)[address.partition('.')[0]]}.{address.partition('.')[2]}"
        for address, row in _attributes(ORDERS).items()
        if row["PII/Sensitive"] == "Yes"
    }
    assert {key for key, _ in comments} == set(_columns(ORDERS))
    assert {key for key, word in comments if word == "personal"} == personal


def test_the_migrations_build_the_schema_and_each_can_be_undone() -> None:
    ups: list[str] = []
    for path in sorted((ORDERS / "migrations").glob("*.sql")):
        up, marker, down = path.read_text(encoding="utf-8").partition("-- migrate:down")
        assert marker, path.name
        start = up.partition("-- migrate:up")[2]
        ups.append(start)
        for name in _created(start):
            assert f"DROP TABLE public.{name};" in down, path.name
    schema = (ORDERS / "schema.sql").read_text(encoding="utf-8")
    assert _statements("\n".join(ups)) == _statements(schema)


@PROJECTS
def test_row_security_of_the_documents_is_that_of_the_schema(project: Path) -> None:
    sql = (project / "schema.sql").read_text(encoding="utf-8")
    in_schema = re.findall(r"^CREATE POLICY (\w+) ON public\.(\w+) FOR (\w+)", sql, re.MULTILINE)
    rows = rows_under(
        project / "auth-permission-model.md", "Row-Level Security", "Policy", "Table", "Command"
    )
    assert [(row["Policy"], row["Table"], row["Command"]) for row in rows] == in_schema
    for row in rows:
        for word in ("Using", "Check"):
            assert row[word] == "—" or row[word].strip("`") in sql, row["Policy"]


def test_webhooks_and_events_of_the_documents_are_those_of_the_contract() -> None:
    contract = _contract(ORDERS)
    path = ORDERS / "integration-points-spec.md"
    hooks = rows_under(path, "Outgoing Webhooks", "Name", "Event", "Covers")
    events = {row["Event"]: row for row in rows_under(path, "Events", "Event", "Version")}
    assert [row["Name"] for row in hooks] == list(contract["webhooks"])
    assert set(events) == {row["Event"] for row in hooks}
    for row in hooks:
        post = contract["webhooks"][row["Name"]]["post"]
        assert post["x-covers"] == ids(row["Covers"], "FR")
        body = _deref(contract, post["requestBody"]["content"]["application/json"]["schema"])
        named = events[row["Event"]]["Payload"].replace("data: ", "").split(", ")
        assert named == [
            *(name for name in body["properties"] if name != "data"),
            *body["properties"]["data"]["properties"],
        ]


@PROJECTS
def test_quadrants_follow_from_the_scores_and_deferred_endpoints_are_not_designed(
    project: Path,
) -> None:
    path = project / "prioritization.md"
    settings = {row["Setting"]: row["Value"] for row in rows_under(path, "Settings", "Setting")}
    rows = rows_under(path, "Sequence", "Endpoint", "Impact", "Effort")
    for row in rows:
        score = Score.model_validate(
            {
                "endpoint": row["Endpoint"],
                "impact": int(row["Impact"]),
                "effort": int(row["Effort"]),
            }
        )
        assert quadrant(score, int(settings["Threshold"])) == row["Quadrant"], row["Endpoint"]
        assert row["Justification"] or row["Outcome"] == "Designed", row["Endpoint"]
    designed = [row for row in rows if row["Outcome"] == "Designed"]
    assert {row["Endpoint"] for row in designed} == set(_inventory(project))
    assert sum(int(row["Effort"]) for row in designed) <= int(settings["Capacity"])


def test_the_release_table_is_that_of_the_requirements() -> None:
    path = ORDERS / "handoff-package.md"
    scope = {row["FR-ID"]: row for row in rows_under(path, "MVP Scope", "FR-ID", "MVP?")}
    requirements = _requirements(ORDERS)
    assert {key: row["MVP?"] for key, row in scope.items()} == {
        key: row["MVP"] for key, row in requirements.items()
    }
    assert all(row["Rationale"] for row in scope.values())
    backlog = rows_under(path, "Post-MVP Backlog", "FR-ID", "Notes")
    assert [row["FR-ID"] for row in backlog] == [
        key for key, row in requirements.items() if row["MVP"] == "No"
    ]


def test_only_the_unfinished_project_has_marks_of_the_unfinished() -> None:
    mark = re.compile(r"\b(?:TBD|NEEDS CLARIFICATION)\b")
    marked = {path.parent for path in MARKDOWN if mark.search(path.read_text(encoding="utf-8"))}
    assert marked == {POINTS}


def test_the_unfinished_project_has_the_faults_that_a_newcomer_shall_see() -> None:
    operations = _operations(_contract(POINTS))
    rewards = _contract(POINTS)["components"]["schemas"]["RewardList"]["properties"]
    assert "pagination" not in rewards
    assert not any(
        status.startswith("4") for status in operations["GET /v1/members/{memberId}"]["responses"]
    )
    mapped = {
        row["Endpoint"]
        for row in rows_under(
            POINTS / "auth-permission-model.md", "Endpoint → Permission Mapping", "Endpoint"
        )
    }
    assert set(_inventory(POINTS)) - mapped == {"POST /v1/members/{memberId}/corrections"}
    schema = (POINTS / "schema.sql").read_text(encoding="utf-8")
    assert "REFERENCES public.rewards" in schema
    assert "(reward_id);" not in schema


def test_the_recorded_state_speaks_of_what_is_there() -> None:
    state = _read(POINTS / "state.yaml")
    assert {one["status"] for one in state["rfis"]} == {"open", "answered"}
    assert all(bool(one["answer"]) == (one["status"] == "answered") for one in state["rfis"])
    known = set(_requirements(POINTS)) | set(_attributes(POINTS))
    assert {one["about"] for one in state["rfis"]} <= known
    assert set(state["review"]["flagged"]) <= {one.value for one in Artifact}
    items = set(_inventory(POINTS)) | {key.partition(".")[0] for key in _columns(POINTS)}
    assert {one["item"] for one in state["review"]["comments"]} <= items
    items |= {address.partition(".")[0] for address in _attributes(POINTS)}
    items |= set(sections(POINTS / "wireframe-specs.md", "Screen"))
    assert {one["item"] for one in state["waivers"]} <= items
    assert {one["urgency"] for one in state["interventions"]} == {"end-of-phase"}
    changed = {path.name for path in (POINTS / state["presented"]).resolve().iterdir()}
    assert changed == {"schema.sql", "auth-permission-model.md"}
