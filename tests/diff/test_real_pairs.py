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
        requirements = [one for one in found if one.kind == "requirement"]
        whole: dict[str, set[str]] = {kind: set() for kind in ("added", "removed")}
        for one in requirements:
            if not one.pointer:
                whole[one.change].add(one.item)
        assert whole == {"added": set(pair["added"]), "removed": set(pair["removed"])}
        changed = {one.item for one in requirements if one.pointer}
        assert changed == set(pair["changed"])
        assert not changed & set(pair["unchanged"])


def test_tables_and_columns_of_two_dumps() -> None:
    found = changes(shared_data() / "sql-diff" / "pagila", "sql")
    expected = truth("sql-diff/pagila.json")
    for word in ("added", "removed"):
        tables = {f"public.{one.item}" for one in found if one.code == f"table-{word}"}
        assert tables == set(expected[f"tables_{word}"])
        columns = [one for one in found if one.code.startswith(f"column-{word}")]
        assert len(columns) == len(expected[f"columns_{word}"])
        keys = [one for one in found if one.code == f"foreign-key-{word}"]
        assert len(keys) == len(expected[f"fks_{word}"])
    columns = [one for one in found if one.pointer.startswith("/columns/")]
    changed = {
        f"public.{one.item}.{one.pointer.split('/')[2]}"
        for one in columns
        if one.impact is not Impact.editorial
    }
    assert changed == {one["column"] for one in expected["columns_changed"]}
    # Each type got wider: varchar became text, smallint became integer.
    types = [one for one in columns if one.pointer.endswith("/type")]
    assert {one.code for one in types if one.impact is not Impact.editorial} == {
        "column-type-widened"
    }
    lost = [one for one in found if one.code == "table-removed"]
    assert all("data is lost" in one.message for one in lost)


@pytest.mark.parametrize("name", ["adyen-binlookup-53-54", "adyen-transfer-notif-3-4"])
def test_a_vendors_new_version_breaks_those_of_the_old_one(name: str) -> None:
    folder = shared_data() / "openapi-diff" / "real" / name
    found = changes(folder, "yaml")
    assert verdict(found) == "breaking"
    old, new = (
        {schema.key for schema in read_path(folder / f"{one}.yaml").design().schemas}
        for one in ("old", "new")
    )
    assert {one.item for one in found if one.code == "api-schema-added"} == new - old


def test_receivers_of_webhooks_are_hurt_by_what_goes() -> None:
    folder = shared_data() / "openapi-diff" / "real" / "adyen-transfer-notif-3-4"
    found = {(one.item, one.pointer): one for one in changes(folder, "yaml")}
    gone = found["TransferData", "/body/properties/balanceAccountId"]
    assert (gone.code, gone.impact) == ("response-optional-property-removed", Impact.breaking)
    assert "webhook balancePlatform.transfer.created" in gone.message
