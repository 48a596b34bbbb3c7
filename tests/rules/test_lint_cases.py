"""Rule-by-rule cases of two well-known linters: our rules must find what theirs do."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.shared_data import SHARED_DATA, shared_data
from workbench.design.design import Design
from workbench.intake.folder import read_files
from workbench.rules.engine.catalogue import get_rule
from workbench.rules.engine.rule import run_rule
from workbench.rules.lib.facts import Facts

SPECTRAL = {
    "path-params": ("API-04", "API-05"),
    "typed-enum": ("API-27",),
    "oas3-server-variables": ("API-49",),
    "oas3-server-trailing-slash": ("API-49",),
    "oas3-valid-media-example": ("API-30",),
    "oas3-valid-schema-example": ("API-30",),
    "no-eval-in-markdown": ("API-36",),
    "no-script-tags-in-markdown": ("API-36",),
    "oas3-operation-security-defined": ("AUT-02",),
    "operation-operationId-valid-in-url": ("API-03",),
    "path-declarations-must-exist": ("API-06",),
    "openapi-tags-uniqueness": ("API-01",),
}

#: Cases whose documents put things where OpenAPI has no place for them, so that an importer
#: cannot know that they are schemas, parameters or definitions; and one that we do not check.
ELSEWHERE = {
    "components containing valid parents examples which contain invalid child examples",
    "headers containing valid parents examples which contain invalid child examples",
    "headers containing an invalid complex example",
    "content containing an invalid complex example",
    "parameters: will fail when complex example is used",
    "No error if $ref path parameter definition is used (at the path level)",
    # Which addresses a server's variables may give is for whoever runs it to say.
    "server has a server variable resulting in broken URL",
}

SQUAWK = {
    "prefer-text-field": "SCH-14",
    "prefer-timestamp-tz": "SCH-13",
    "ban-char-field": "SCH-14",
    "adding-serial-primary-key-field": "SCH-12",
}

#: Rules about scripts that alter what is there; each case is read as one step of a plan.
SQUAWK_STEPS = {
    "adding-field-with-default": "SCH-23",
    "adding-foreign-key-constraint": "SCH-21",
    "ban-char-field": "SCH-14",
    "ban-drop-table": "SCH-18",
    "constraint-missing-not-valid": "SCH-21",
    "prefer-repack": "SCH-20",
    "prefer-text-field": "SCH-14",
    "prefer-timestamp-tz": "SCH-13",
    "renaming-table": "SCH-19",
    "require-concurrent-index-deletion": "SCH-22",
    "require-concurrent-partition-detach": "SCH-22",
    "require-lock-timeout": "SCH-39",
    "transaction-nesting": "SCH-38",
}

#: Cases of theirs that we judge otherwise, by test, and why.
STEPS_ASIDE = {
    "add_foreign_key_constraint_not_valid_validate": "another rule of theirs finds it too",
    "fix_char_with_length": 'PostgreSQL has no length for its internal type "char"',
    "creating_table_with_var_char_and_text_okay": "varchar(n) is the same rule to us",
    "all_the_types": "a script with nchar is not taken for one of PostgreSQL",
    "cluster_below_pg19_ok": "a table is rewritten under a lock in every version",
    "vacuum_full_below_pg19_ok": "a table is rewritten under a lock in every version",
    "ok_only_lock_timeout_rule_enabled": "both limits are one rule to us",
}


def cases(name: str) -> list[dict[str, Any]]:
    path = SHARED_DATA / "lint-cases" / name
    if not path.is_file():
        return []
    found: list[dict[str, Any]] = json.loads(path.read_bytes())["cases"]
    return found


def spectral() -> list[dict[str, Any]]:
    return [
        case
        for case in cases("spectral-oas.json")
        if case["rule"] in SPECTRAL
        and "document" in case
        and "swagger" not in case["document"]
        and case["name"] not in ELSEWHERE
    ]


def squawk() -> list[dict[str, Any]]:
    """Scripts that make tables; what they alter is not there in the others."""
    return [
        case
        for case in cases("squawk-sql.json")
        if case["rule"] in SQUAWK and "create table" in case["sql"].lower()
    ]


def squawk_steps() -> list[dict[str, Any]]:
    """Cases with their linter's own settings, which say what no script says, are left out."""
    return [
        case
        for case in cases("squawk-sql.json")
        if case["rule"] in SQUAWK_STEPS and not case["settings"] and case["test"] not in STEPS_ASIDE
    ]


def label(case: dict[str, Any]) -> str:
    return f"{case['rule']}: {case.get('name') or case.get('test')}"


def count(design: Design, codes: tuple[str, ...]) -> int:
    facts = Facts(design)
    return sum(1 for code in codes for _ in run_rule(get_rule(code), facts))


def whole(fragment: dict[str, Any]) -> dict[str, Any]:
    """A document around a fragment: what stands loose goes where OpenAPI has a place for it."""
    document = dict(fragment)
    paths = document.get("paths")
    if isinstance(paths, dict) and isinstance(paths.get("paths"), dict):
        document = {**document, **paths}
    document.setdefault("openapi", "3.0.0")
    document.setdefault("info", {"title": "a", "version": "1"})
    document.setdefault("paths", {})
    components = dict(document.get("components", {}))
    headers = document.pop("headers", {})
    if "schemas" in headers:
        components["schemas"] = headers["schemas"]
    elif headers:
        components["headers"] = headers
    if "content" in document:
        components["requestBodies"] = {"Body": {"content": document.pop("content")}}
    if "parameters" in document:
        components["parameters"] = {
            f"P{at}": {"name": "p", "in": "query", **parameter}
            for at, parameter in enumerate(document.pop("parameters"))
        }
    return {**document, "components": components}


@pytest.mark.parametrize("case", spectral(), ids=label)
def test_contract_rules_find_what_spectral_finds(case: dict[str, Any]) -> None:
    raw = json.dumps(whole(case["document"])).encode()
    design = read_files({"openapi.json": raw}).design()
    ours = count(design, SPECTRAL[case["rule"]])
    assert bool(ours) == bool(case["errors"])
    # One place may break a rule in more than one way, which is one finding to us.
    assert ours <= max(len(case["errors"]), 1)


@pytest.mark.parametrize("case", squawk(), ids=label)
def test_schema_rules_find_what_squawk_finds(case: dict[str, Any]) -> None:
    design = read_files({"schema.sql": case["sql"].encode()}).design()
    ours = count(design, (SQUAWK[case["rule"]],))
    if case["rule"] == "ban-char-field" and case["expect"] == "ok":
        # There varchar(n) is a rule of its own; to us it is one with char(n).
        assert all("char(" not in column.type.replace("varchar(", "") for column in columns(design))
        return
    qualified = "pg_catalog." in case["sql"]
    assert bool(ours) == (case["expect"] == "violation") or qualified


@pytest.mark.parametrize("case", squawk_steps(), ids=label)
def test_step_rules_find_what_squawk_finds(case: dict[str, Any]) -> None:
    files = {"migrations/V1__step.sql": case["sql"].encode()}
    ours = count(read_files(files).design(), (SQUAWK_STEPS[case["rule"]],))
    assert bool(ours) == (case["expect"] == "violation")


def columns(design: Design) -> list[Any]:
    return [column for table in design.tables for column in table.columns]


def test_the_cases_are_really_there() -> None:
    shared_data()
    assert len(spectral()) > 80
    assert len(squawk()) > 8
    assert len(squawk_steps()) > 50
