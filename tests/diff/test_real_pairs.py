"""Real designs in two versions, with the truth that was found out independently."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.shared_data import shared_data
from workbench.design.package import Change, Impact
from workbench.diff.compare import compare, verdict
from workbench.intake.folder import read_path

TODAY = date(2026, 1, 1)


def changes(folder: Path, suffix: str) -> tuple[Change, ...]:
    old, new = (read_path(folder / f"{name}.{suffix}").design() for name in ("old", "new"))
    assert compare(old, old) == compare(new, new) == ()
    return compare(old, new, today=TODAY)


def truth(name: str) -> Any:
    return json.loads((shared_data() / "expected" / name).read_text())


def test_requirements_of_two_versions_of_a_document() -> None:
    for pair in truth("prd-diff.json"):
        found = changes(shared_data() / "prd-diff" / pair["pair"], "md")
        requirements = [change for change in found if change.kind == "requirement"]
        whole: dict[str, set[str]] = {kind: set() for kind in ("added", "removed")}
        for requirement in requirements:
            if not requirement.pointer:
                whole[requirement.change].add(requirement.item)
        assert whole == {"added": set(pair["added"]), "removed": set(pair["removed"])}
        changed = {requirement.item for requirement in requirements if requirement.pointer}
        assert changed == set(pair["changed"])
        assert not changed & set(pair["unchanged"])


def test_tables_and_columns_of_two_dumps() -> None:
    found = changes(shared_data() / "sql-diff" / "pagila", "sql")
    expected = truth("sql-diff/pagila.json")
    for word in ("added", "removed"):
        tables = {f"public.{change.item}" for change in found if change.code == f"table-{word}"}
        assert tables == set(expected[f"tables_{word}"])
        columns = [change for change in found if change.code.startswith(f"column-{word}")]
        assert len(columns) == len(expected[f"columns_{word}"])
        keys = [change for change in found if change.code == f"foreign-key-{word}"]
        assert len(keys) == len(expected[f"fks_{word}"])
    columns = [change for change in found if change.pointer.startswith("/columns/")]
    changed = {
        f"public.{column.item}.{column.pointer.split('/')[2]}"
        for column in columns
        if column.impact is not Impact.editorial
    }
    assert changed == {column["column"] for column in expected["columns_changed"]}
    # Each type got wider: varchar became text, smallint became integer.
    types = [column for column in columns if column.pointer.endswith("/type")]
    assert {type_name.code for type_name in types if type_name.impact is not Impact.editorial} == {
        "column-type-widened"
    }
    lost = [change for change in found if change.code == "table-removed"]
    assert all("data is lost" in loss.message for loss in lost)


@pytest.mark.parametrize("name", ["adyen-binlookup-53-54", "adyen-transfer-notif-3-4"])
def test_a_vendors_new_version_breaks_those_of_the_old_one(name: str) -> None:
    folder = shared_data() / "openapi-diff" / "real" / name
    found = changes(folder, "yaml")
    assert verdict(found) == "breaking"
    old, new = (
        {schema.key for schema in read_path(folder / f"{side}.yaml").design().schemas}
        for side in ("old", "new")
    )
    assert {change.item for change in found if change.code == "api-schema-added"} == new - old


def test_receivers_of_webhooks_are_hurt_by_what_goes() -> None:
    folder = shared_data() / "openapi-diff" / "real" / "adyen-transfer-notif-3-4"
    found = {(change.item, change.pointer): change for change in changes(folder, "yaml")}
    gone = found["TransferData", "/body/properties/balanceAccountId"]
    assert (gone.code, gone.impact) == ("response-optional-property-removed", Impact.breaking)
    assert "webhook balancePlatform.transfer.created" in gone.message
