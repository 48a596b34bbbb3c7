"""OpenAPI 3.0 ↔ 3.1: the same contract in the words of the other version.

After "Migrating from OpenAPI 3.0 to 3.1.0" (OpenAPI Initiative, 2021) and the schema objects of
both specifications. What the older version has no word for is kept as an extension and noted,
so that nothing is lost and the way back restores it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from workbench.artifacts.openapi.grammar import rewrite
from workbench.design.base import JsonObject
from workbench.design.json_values import is_number, same_json

# Words of JSON Schema 2020-12 that a 3.0 schema does not know.
_NEW_SCHEMA_WORDS = (
    "$anchor",
    "$comment",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$schema",
    "$vocabulary",
    "contains",
    "contentEncoding",
    "contentMediaType",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
)
#: Per kind of object, other fields that 3.0 does not know.
_NEW_WORDS = {
    "document": ("webhooks", "jsonSchemaDialect", "$self"),
    "info": ("summary",),
    "license": ("identifier",),
    "components": ("pathItems", "mediaTypes"),
    "path": ("query", "additionalOperations"),
    "tag": ("summary", "parent", "kind"),
    "media": ("itemSchema", "itemEncoding", "prefixEncoding"),
    "scheme": ("deprecated", "oauth2MetadataUrl"),
    "schema": _NEW_SCHEMA_WORDS,
}
#: The same for what only 3.2 knows, where 3.1 is asked for.
_NEWEST_WORDS = {
    "document": ("$self",),
    "components": ("mediaTypes",),
    "path": ("query", "additionalOperations"),
    "tag": ("summary", "parent", "kind"),
    "media": ("itemSchema", "itemEncoding", "prefixEncoding"),
    "scheme": ("deprecated", "oauth2MetadataUrl"),
}
#: A licence of the SPDX list and the page with its text.
_SPDX_ID = re.compile(r"[A-Za-z0-9.+-]{1,64}")
_SPDX_PAGE = "https://spdx.org/licenses/{}.html"
_ANNOTATIONS = frozenset({"description", "summary", "title", "deprecated"})
_BOUNDS = (("minimum", "exclusiveMinimum", max), ("maximum", "exclusiveMaximum", min))
_OLD, _NEW = "3.0", "3.1"


@dataclass(frozen=True, slots=True)
class Converted:
    """A document in another version, and what that version cannot say."""

    tree: JsonObject
    notes: tuple[str, ...]
    """One sentence each, with the pointer of the place."""


def convert_openapi(tree: JsonObject, version: str) -> Converted:
    """Write a document in another version: `3.0.3` or `3.1.0` (or another patch of these).

    A document that is already of that minor version only gets the exact number. Raises
    ValueError for a version that is neither.
    """
    wanted = version[:3]
    if wanted not in {_OLD, _NEW}:
        raise ValueError(f"OpenAPI is written in 3.0 or 3.1, not in {version}")
    present = str(tree.get("openapi", ""))[:3]
    if present == wanted:
        return Converted({**tree, "openapi": version}, ())
    if wanted == _OLD:
        tree = _inline_path_items(tree)
    conversion: _Older | _Newer = _Older() if wanted == _OLD else _Newer(restore=present == _OLD)
    result: JsonObject = rewrite("document", tree, conversion)
    return Converted({**result, "openapi": version}, tuple(conversion.notes))


def _inline_path_items(tree: JsonObject) -> JsonObject:
    """3.0 has no `components.pathItems`, so paths that refer to one get its content."""
    shared = (tree.get("components") or {}).get("pathItems")
    paths = tree.get("paths")
    if not isinstance(shared, dict) or not isinstance(paths, dict):
        return tree
    prefix = "#/components/pathItems/"
    result = {}
    for path, item in paths.items():
        ref = item.get("$ref") if isinstance(item, dict) else None
        found = shared.get(ref.removeprefix(prefix)) if isinstance(ref, str) else None
        if isinstance(found, dict):
            own = {name: value for name, value in item.items() if name != "$ref"}
            result[path] = {**found, **own}
        else:
            result[path] = item
    return {**tree, "paths": result}


@dataclass
class _Older:
    """3.1 (and 3.2) → 3.0."""

    notes: list[str] = field(default_factory=list)

    def __call__(self, kind: str, value: Any, where: str) -> Any:  # noqa: ANN401
        if kind == "schema":
            return self._schema(value, where)
        if not isinstance(value, dict):
            return value
        if "$ref" in value and kind not in {"path", "callback"}:
            return {"$ref": value["$ref"]}
        value = _as_extensions(value, _NEW_WORDS.get(kind, ()), where, self.notes)
        if kind == "document":
            value.setdefault("paths", {})
        elif kind == "operation" and "responses" not in value:
            value["responses"] = {"default": {"description": ""}}
            self.notes.append(f"{where}: 3.0 requires responses; an empty default was added")
        elif kind == "example":
            value = _example(value)
        elif kind == "license" and _SPDX_ID.fullmatch(str(value.get("x-identifier", ""))):
            value.setdefault("url", _SPDX_PAGE.format(value["x-identifier"]))
        elif kind == "scheme" and value.get("type") == "mutualTLS":
            self.notes.append(f"{where}: 3.0 has no mutualTLS; it is written as an HTTP scheme")
            value = {"type": "http", "scheme": "mutual", "x-type": "mutualTLS", **value}
            value["type"] = "http"
        return value

    def _schema(self, value: Any, where: str) -> Any:  # noqa: ANN401
        if isinstance(value, bool):
            return _boolean_schema(value, where)
        if not isinstance(value, dict):
            return value
        result = dict(value)
        self._content(result)
        result = _as_extensions(result, _NEW_SCHEMA_WORDS, where, self.notes)
        if "const" in result:
            result["enum"] = [result.pop("const")]
        self._examples(result, where)
        for bound, exclusive, stronger in _BOUNDS:
            _exclusive_as_flag(result, bound, exclusive, stronger)
        self._types(result, where)
        _null_branch(result)
        if "$ref" in result and len(result) > 1:
            result["allOf"] = [{"$ref": result.pop("$ref")}, *result.get("allOf", [])]
        if result.get("type") == "array":
            result.setdefault("items", {})
        return result

    def _examples(self, schema: JsonObject, where: str) -> None:
        if not isinstance(schema.get("examples"), list):
            return
        examples = schema.pop("examples")
        if examples:
            schema.setdefault("example", examples[0])
        if len(examples) > 1:
            schema["x-examples"] = examples
            self.notes.append(f"{where}: a 3.0 schema has one example; all are in x-examples")

    def _content(self, schema: JsonObject) -> None:
        if schema.get("contentEncoding") == "base64" and "format" not in schema:
            schema["format"] = "byte"
            del schema["contentEncoding"]
        elif (
            schema.get("contentMediaType") == "application/octet-stream"
            and "contentEncoding" not in schema
            and "format" not in schema
        ):
            schema["format"] = "binary"
            del schema["contentMediaType"]

    def _types(self, schema: JsonObject, where: str) -> None:
        types = schema.get("type")
        if types == "null":
            types = ["null"]
        if not isinstance(types, list):
            return
        del schema["type"]
        if "null" in types:
            schema["nullable"] = True
        match [name for name in types if name != "null"]:
            case []:
                schema["enum"] = [None]
                self.notes.append(f"{where}: 3.0 has no type null; it is written as an enum")
            case [single]:
                schema["type"] = single
            case several:
                _types_as_branches(schema, several)
        if schema.get("nullable") and isinstance(schema.get("enum"), list):
            schema["enum"] = [*(value for value in schema["enum"] if value is not None), None]


def _boolean_schema(value: bool, where: str) -> Any:  # noqa: ANN401, FBT001 - it is the schema
    """`true` and `false` as schemas, which 3.0 only has for `additionalProperties`."""
    if where.endswith("/additionalProperties"):
        return value
    return {} if value else {"not": {}}


def _types_as_branches(schema: JsonObject, names: list[Any]) -> None:
    branches = [{"type": name, **({"items": {}} if name == "array" else {})} for name in names]
    if "anyOf" in schema:
        schema["allOf"] = [*schema.get("allOf", []), {"anyOf": branches}]
    else:
        schema["anyOf"] = branches


def _null_branch(schema: JsonObject) -> None:
    """`anyOf: [X, {type: null}]` is how 3.1 says nullable; the null branch is converted by now."""
    for word in ("anyOf", "oneOf"):
        branches = schema.get(word)
        if not isinstance(branches, list):
            continue
        kept = [
            branch
            for branch in branches
            if not same_json(branch, {"nullable": True, "enum": [None]})
        ]
        if len(kept) == len(branches) or not kept:
            continue
        schema["nullable"] = True
        if len(kept) > 1 or "allOf" in schema:
            schema[word] = kept
        else:
            del schema[word]
            schema["allOf"] = kept


def _exclusive_as_flag(schema: JsonObject, bound: str, exclusive: str, stronger: Any) -> None:  # noqa: ANN401
    limit, plain = schema.get(exclusive), schema.get(bound)
    if not is_number(limit):
        return
    if is_number(plain) and plain != limit and stronger(plain, limit) == plain:
        del schema[exclusive]
    else:
        schema[bound], schema[exclusive] = limit, True


def _as_extensions(
    value: JsonObject, words: tuple[str, ...], where: str, notes: list[str]
) -> JsonObject:
    found = [word for word in words if word in value]
    if not found:
        return dict(value)
    notes.extend(
        f"{where}: that version has no `{word}` there; it is written as `{_x(word)}`"
        for word in found
    )
    return {(_x(name) if name in found else name): inner for name, inner in value.items()}


def _x(word: str) -> str:
    return f"x-{word.removeprefix('$')}" if not word.startswith("$") else f"x-dollar-{word[1:]}"


def _example(value: JsonObject) -> JsonObject:
    """3.2 has the data of an example apart from its text; older versions have one `value`."""
    result = dict(value)
    for word in ("dataValue", "serializedValue"):
        if word in result:
            result.setdefault("value", result.pop(word))
    return result


@dataclass
class _Newer:
    """3.0 → 3.1, and 3.2 → 3.1."""

    restore: bool
    notes: list[str] = field(default_factory=list)

    def __call__(self, kind: str, value: Any, where: str) -> Any:  # noqa: ANN401
        if not isinstance(value, dict):
            return value
        if not self.restore:
            value = _as_extensions(value, _NEWEST_WORDS.get(kind, ()), where, self.notes)
            return _example(value) if kind == "example" else value
        known = {_x(word): word for word in _NEW_WORDS.get(kind, ()) if _x(word) in value}
        result = {known.get(str(name), str(name)): inner for name, inner in value.items()}
        if kind == "scheme" and result.pop("x-type", None) == "mutualTLS":
            result["type"] = "mutualTLS"
            result.pop("scheme", None)
        # An identifier and an address exclude each other.
        if kind == "license" and result.get("url") == _SPDX_PAGE.format(result.get("identifier")):
            del result["url"]
        return self._schema(result, where) if kind == "schema" else result

    def _schema(self, schema: JsonObject, where: str) -> JsonObject:
        if "$ref" in schema:
            return self._reference(schema, where)
        for bound, exclusive, _ in _BOUNDS:
            flag = schema.get(exclusive)
            if isinstance(flag, bool):
                del schema[exclusive]
                if flag and bound in schema:
                    schema[exclusive] = schema.pop(bound)
        if "x-examples" in schema and isinstance(schema["x-examples"], list):
            schema["examples"] = schema.pop("x-examples")
            schema.pop("example", None)
        elif "example" in schema:
            schema["examples"] = [schema.pop("example")]
        return self._nullable(schema)

    def _reference(self, schema: JsonObject, where: str) -> JsonObject:
        ignored = [word for word in schema if word != "$ref" and word not in _ANNOTATIONS]
        if ignored:
            words = ", ".join(ignored)
            self.notes.append(f"{where}: 3.0 ignores keywords beside `$ref`; left out: {words}")
        return {name: value for name, value in schema.items() if name not in ignored}

    def _nullable(self, schema: JsonObject) -> JsonObject:
        if schema.pop("nullable", False) is not True:
            return schema
        enum = schema.get("enum")
        if isinstance(enum, list) and None not in enum:
            schema["enum"] = [*enum, None]
        if isinstance(schema.get("type"), str):
            schema["type"] = [schema["type"], "null"]
        elif schema == {"enum": [None]}:
            schema = {"type": "null"}
        elif "anyOf" in schema or "oneOf" in schema:
            word = "anyOf" if "anyOf" in schema else "oneOf"
            schema[word] = [*schema[word], {"type": "null"}]
        elif "allOf" in schema:
            whole = schema.pop("allOf")
            inner = whole[0] if len(whole) == 1 else {"allOf": whole}
            schema["anyOf"] = [inner, {"type": "null"}]
        return schema
