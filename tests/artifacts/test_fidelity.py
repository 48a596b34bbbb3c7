"""OpenAPI in, OpenAPI out: the same document, key by key, for every public one."""

from __future__ import annotations

from typing import Any

import yaml

from tests.shared_data import shared_data
from workbench.artifacts.openapi.document import openapi_text
from workbench.design.openapi_view import references
from workbench.intake.folder import read_files


class JsonLoader(yaml.CSafeLoader):
    """YAML as JSON has it: what looks like a date stays the string it was written as."""


JsonLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(":timestamp")]
    for first, found in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def as_json(value: Any) -> Any:
    """The value with the names of JSON: `200:` in YAML is the member "200"."""
    if isinstance(value, dict):
        return {str(name): as_json(inner) for name, inner in value.items()}
    return [as_json(member) for member in value] if isinstance(value, list) else value


def test_every_public_document_leaves_as_it_came() -> None:
    base = shared_data()
    paths = [
        *base.glob("openapi/**/*.yaml"),
        *base.glob("openapi/**/*.json"),
        *base.glob("openapi-conformance/oai-3.1/pass/*.yaml"),
        *base.glob("openapi-diff/real/**/*.yaml"),
    ]
    compared = 0
    for path in sorted(paths):
        wanted = as_json(yaml.load(path.read_bytes(), JsonLoader))  # noqa: S506 - a safe loader
        if not isinstance(wanted, dict) or not str(wanted.get("openapi", "")).startswith("3."):
            continue
        if not all(ref.startswith("#") for _, ref in references(wanted)):
            # Files beside it are bundled by the importer, whose tests compare them.
            continue
        design = read_files({path.name: path.read_bytes()}).design()
        for form in ("yaml", "json"):
            text = openapi_text(design, "yaml" if form == "yaml" else "json")
            assert as_json(yaml.load(text, JsonLoader)) == wanted, path  # noqa: S506 - a safe loader
        compared += 1
    assert compared >= 55
