"""Whole documents as Redocly and Spectral judged them: each of their errors has a counterpart."""

from __future__ import annotations

import json
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tests.shared_data import SHARED_DATA, shared_data
from workbench.intake.folder import read_files
from workbench.rules.engine.run import run_rules

TODAY = date(2030, 1, 1)

COUNTERPARTS = {
    "security-defined": {"AUT-01", "AUT-02"},
    "operation-summary": {"API-34"},
    "no-empty-servers": {"API-51"},
    "no-path-trailing-slash": {"API-06"},
    "struct": {"API-01"},
    "no-unresolved-refs": {"API-01", "API-02"},
    "operation-operationId-url-safe": {"API-03"},
    "no-undefined-server-variable": {"API-49"},
    "path-parameters-defined": {"API-04"},
    "no-server-trailing-slash": {"API-49"},
    "no-server-variables-empty-enum": {"API-01", "API-49"},
    "path-not-include-query": {"API-06"},
    "no-enum-type-mismatch": {"API-27"},
    "no-$ref-siblings": {"API-50"},
    "oas3-schema": {"API-01"},
    "invalid-ref": {"API-01", "API-02"},
    "oas3-valid-media-example": {"API-01", "API-30"},
    "oas3-valid-schema-example": {"API-01", "API-30"},
    "oas3-server-variables": {"API-49"},
    "path-params": {"API-04", "API-05"},
    "array-items": {"API-24"},
}

#: Why an error of theirs needs no finding of ours.
REASONS = {
    "parser": "quotes around statuses are a matter of the file, which the importer reads",
    ("security-defined", "callback-object-examples.yaml"): "a callback is somebody else's door",
    ("operation-summary", "callback-object-examples.yaml"): "a callback is no operation of ours",
    ("security-defined", "webhook-example"): "a webhook is somebody else's door",
    ("struct", "mega.yaml"): "a valid document; their linter knows no schema dialects",
    ("no-empty-servers", "-example"): "no operation that a server would be needed for",
    ("no-empty-servers", "minimal_"): "no operation that a server would be needed for",
    ("no-empty-servers", "comp_pathitems"): "no operation that a server would be needed for",
    ("no-empty-servers", "info_summary"): "no operation that a server would be needed for",
    ("no-empty-servers", "json_schema_dialect"): "no operation that a server would be needed for",
    ("no-empty-servers", "license_identifier"): "no operation that a server would be needed for",
    ("no-empty-servers", "specification-extensions"): "no operation that needs one",
    ("no-empty-servers", "style-defaults"): "no operation that needs one",
    ("no-empty-servers", "invalid_schema_types"): "no operation that needs one",
    ("no-empty-servers", "servers.yaml"): "the servers are there, and no list; API-01 says so",
    ("no-empty-servers", "link-object-no-body"): "no operation that needs one",
    ("no-empty-servers", "unknown_container"): "no operation that needs one",
    ("no-empty-servers", "path_var_empty_pathitem"): "no operation that needs one",
    ("no-empty-servers", "path_item_servers"): "every path names its own servers",
    ("no-empty-servers", "allowReserved"): "no operation that needs one",
    ("no-empty-servers", "path_no_response"): "no operation that needs one",
    ("no-empty-servers", "property-missing-reference"): "no operation that needs one",
    ("no-empty-servers", "property-recursive"): "no operation that needs one",
    ("no-empty-servers", "read-only-write-only"): "no operation that needs one",
    ("no-empty-servers", "missing-description"): "no operation that needs one",
    ("no-empty-servers", "empty.yaml"): "no operation that needs one",
    ("no-empty-servers", "TransferNotification"): "webhooks only",
    ("no-empty-servers", "transfer-notif"): "webhooks only",
    ("oas3-server-variables", "servers.yaml"): "the servers are no list; API-01 says so",
    ("oas3-valid-media-example", "media-type-examples"): "their linter cannot follow a reference",
    ("oas3-valid-media-example", "cafe.yaml"): "their linter cannot follow a reference",
    ("oas3-schema", "path_item_servers_parameters"): "a valid document by its own suite",
    ("oas3-schema", "property-missing-reference"): "API-02 names the reference",
    ("no-$ref-siblings", "v3.0/petstore.yaml"): "a property that is called $ref is none",
}


def opinions() -> list[Path]:
    folder = SHARED_DATA / "expected"
    found = [*folder.glob("redocly/*.json"), *folder.glob("spectral/*.json")]
    return sorted(path for path in found if "multifile" not in path.name)


def excused(rule: str, source: str) -> bool:
    return any(
        key == rule or (isinstance(key, tuple) and key[0] == rule and key[1] in source)
        for key in REASONS
    )


@pytest.mark.parametrize("path", opinions(), ids=lambda path: f"{path.parent.name}/{path.name}")
def test_every_error_of_another_linter_has_a_counterpart(path: Path) -> None:
    opinion = json.loads(path.read_bytes())
    source = shared_data() / opinion["source"]
    design = read_files({source.name: source.read_bytes()}).design()
    ours = Counter(
        finding.code for finding in run_rules(design, today=TODAY, partial=True).findings
    )
    theirs = {
        finding.get("rule") or finding.get("code")
        for finding in opinion["findings"]
        if finding["severity"] in {"error", 0}
    }
    missing = {
        rule
        for rule in theirs
        if not excused(rule, opinion["source"])
        and not any(ours[code] for code in COUNTERPARTS.get(rule, ()))
    }
    assert not missing


@pytest.mark.parametrize(
    "name",
    ["openapi-ref-cycles.yaml", "openapi-ssrf-refs.yaml", "openapi-proto-pollution.json"],
)
def test_strange_documents_of_others_are_judged(name: str) -> None:
    raw = (shared_data() / "hostile" / name).read_bytes()
    report = run_rules(read_files({name: raw}).design(), today=TODAY, partial=True)
    assert report.findings
