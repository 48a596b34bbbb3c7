"""The contract as a file: the design's OpenAPI document in YAML or JSON, in its own version."""

from __future__ import annotations

import json
from typing import Literal

import orjson

from workbench.artifacts.openapi.versions import convert_openapi
from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.design.base import JsonObject
from workbench.design.design import Design
from workbench.design.openapi_document import build_openapi

Format = Literal["yaml", "json"]

#: What `--openapi` may name, and the version that is then written.
VERSIONS = {"3.0": "3.0.3", "3.0.3": "3.0.3", "3.1": "3.1.0", "3.1.0": "3.1.0"}


def openapi_tree(design: Design, version: str | None = None) -> tuple[JsonObject, tuple[str, ...]]:
    """The design's document, and notes on what its version cannot express.

    `version` is a key of VERSIONS; None keeps the version of the contract, and then nothing
    is changed at all. The tree shares its inner values with the design: only read it.
    """
    tree = build_openapi(design)
    if version is None:
        return tree, ()
    converted = convert_openapi(tree, VERSIONS[version])
    return converted.tree, converted.notes


def openapi_text(design: Design, form: Format, version: str | None = None) -> str:
    """The design's document as text, keys in the order of the specification."""
    tree, _ = openapi_tree(design, version)
    return dump_yaml(tree) if form == "yaml" else dump_json(tree)


def dump_json(tree: JsonObject) -> str:
    """A JSON value as people read it, two spaces of indent, ended by a line break."""
    try:
        options = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
        return orjson.dumps(tree, option=options).decode()
    except TypeError:
        # Whole numbers beyond 64 bits, and depths that the fast writer refuses.
        return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"
