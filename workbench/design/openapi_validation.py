"""Whether an OpenAPI document is valid: by its official JSON Schema and by its prose.

The schemas are those that openapi-spec-validator carries; jsonschema-rs evaluates them, ten
times faster than that package and in linear time. Nothing outside the document is resolved:
there is no retriever, and a reference that leads elsewhere is an error here.
"""

from __future__ import annotations

import importlib.util
import json
import string
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Any

from workbench.design.ids import METHODS, pointer
from workbench.design.json_values import same_json
from workbench.design.openapi_references import Problem, reference_problems, resolve_reference
from workbench.design.openapi_view import Steps, path_of

MAX_PROBLEMS = 200
_ENOUGH = 1_000
MAX_DEPTH = 250
_MAX_MESSAGE = 240
_METHODS = frozenset(method.lower() for method in METHODS)
_LITERAL = frozenset({"example", "examples", "enum", "const", "default", "value"})
_NAMED = frozenset({"properties", "patternProperties", "$defs", "definitions", "schemas"})
_CONTAINERS = (dict, list)
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
    "null": (type(None),),
}


def validate_openapi(tree: object, *, whole: bool = True) -> list[Problem]:
    """What makes a Swagger 2.0 or OpenAPI 3.0, 3.1 or 3.2 document invalid.

    `whole` asks that the document stand for itself: then a reference that leads outside is a
    problem too, because nobody here will ever resolve it. Returns at most MAX_PROBLEMS pairs
    of JSON pointer and message; an empty list for a valid document. Never raises, reads no
    file and no network.
    """
    if not isinstance(tree, Mapping):
        return [("", "an OpenAPI document must be an object")]
    version = _version(tree)
    if version is None:
        stated = tree.get("openapi", tree.get("swagger"))
        return [("/openapi", f"the OpenAPI version {stated!r} is not supported")]
    if _is_deeper(tree, MAX_DEPTH):
        return [("", f"nested deeper than {MAX_DEPTH} levels")]
    found = dict.fromkeys(islice(_problems(dict(tree), version, whole=whole), _ENOUGH))
    return list(found)[:MAX_PROBLEMS]


def _version(tree: Mapping[str, Any]) -> str | None:
    stated = tree.get("openapi", tree.get("swagger"))
    found = str(stated)[:3] if isinstance(stated, str) else None
    return found if found in _SCHEMA_FILES else None


def _problems(tree: dict[str, Any], version: str, *, whole: bool) -> Iterator[Problem]:
    yield from _structure(tree, version)
    yield from reference_problems(tree, whole=whole)
    yield from _operations(tree)
    yield from _tags(tree)
    # Up to 3.0 the official schema itself asks that patterns be regular expressions.
    yield from _schemas(tree, patterns=version not in _DRAFT_4)


# --- The official schema ---------------------------------------------------------------------

_SCHEMA_FILES = {
    "2.0": "v2.0/schema.json",
    "3.0": "v3.0/schema.json",
    "3.1": "v3.1/schema.json",
    "3.2": "v3.2/schema.json",
}
_DRAFT_4 = frozenset({"2.0", "3.0"})
_DIALECTS = {
    "3.1": "https://spec.openapis.org/oas/3.1/dialect/base",
    "3.2": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17",
}


def _structure(tree: dict[str, Any], version: str) -> Iterator[Problem]:
    dialect = _DIALECTS.get(version, "")
    if tree.get("jsonSchemaDialect", dialect) != dialect:
        # Schemas in another dialect are not ours to judge.
        dialect = ""
    validator = _validator(version, dialect)
    try:
        for error in validator.iter_errors(tree):
            yield from _problems_of(error, 0)
    except (ValueError, RecursionError) as failure:
        yield "", f"cannot be checked: {str(failure)[:_MAX_MESSAGE]}"


@lru_cache
def _validator(version: str, dialect: str) -> Any:
    import jsonschema_rs  # noqa: PLC0415 - most commands never validate

    schemas = _package("openapi_spec_validator") / "resources" / "schemas"
    schema = json.loads((schemas / _SCHEMA_FILES[version]).read_text("utf-8"))
    if version in _DRAFT_4:
        return jsonschema_rs.Draft4Validator(schema)
    if version == "3.1":
        _correct(schema["$defs"])
    resources = [(schema["$id"], schema)]
    for path in sorted((_package("openapi_schema_validator") / "schemas").rglob("*")):
        if path.is_file():
            found = json.loads(path.read_text("utf-8"))
            resources.append((found["$id"], found))
    # As the specification's schema-base does: the dialect says what a schema object may hold.
    whole: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"https://workbench.invalid/oas/{version}",
        "$ref": schema["$id"],
    }
    if dialect:
        whole["$defs"] = {"schema": {"$dynamicAnchor": "meta", "$ref": dialect}}
    registry = jsonschema_rs.Registry(resources)
    return jsonschema_rs.Draft202012Validator(whole, registry=registry)


def _correct(parts: dict[str, Any]) -> None:
    """Apply the fixes of later editions of the 3.1 schema; the one at hand is of 2022-10-07."""
    link = parts["link"]["properties"]
    if "body" in link:
        link["server"] = link.pop("body")
    parts["examples"].setdefault("not", {"required": ["example", "examples"]})


def _package(name: str) -> Path:
    """Folder of an installed package, without running it."""
    spec = importlib.util.find_spec(name)
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError(f"the package {name} is not installed", name=name)
    return Path(spec.submodule_search_locations[0])


def _problems_of(error: Any, depth: int) -> Iterator[Problem]:
    """The error, or those of the alternative that came closest."""
    branches = getattr(error.kind, "context", None)
    if branches and depth < MAX_DEPTH:
        own = [branch for branch in branches if branch and not _only_lacks_reference(branch)]
        if own:
            closest = max(own, key=lambda branch: max(len(each.instance_path) for each in branch))
            if len(own) == 1 or any(
                len(each.instance_path) > len(error.instance_path) for each in closest
            ):
                for each in closest:
                    yield from _problems_of(each, depth + 1)
                return
            why = ", or ".join(_short(branch[0].message) for branch in own[:3])
            yield pointer(*error.instance_path), why
            return
    if error.kind.name == "not":
        yield pointer(*error.instance_path), "has properties that exclude one another"
        return
    yield pointer(*error.instance_path), _short(error.message)


def _only_lacks_reference(errors: list[Any]) -> bool:
    return len(errors) == 1 and errors[0].message == '"$ref" is a required property'


def _short(message: str) -> str:
    return message if len(message) <= _MAX_MESSAGE else "…" + message[-_MAX_MESSAGE:]


# --- What the schema cannot say --------------------------------------------------------------


def _operations(tree: dict[str, Any]) -> Iterator[Problem]:
    seen: dict[str, str] = {}
    for section in ("paths", "webhooks"):
        items = tree.get(section)
        for path, item in items.items() if isinstance(items, dict) else ():
            if not isinstance(item, dict):
                continue
            shared, problems = _parameters(tree, item, (section, path))
            yield from problems
            for method, operation in item.items():
                if method not in _METHODS or not isinstance(operation, dict):
                    continue
                where = (section, path, method)
                own, problems = _parameters(tree, operation, where)
                yield from problems
                yield from _operation_id(operation, where, seen)
                if section == "paths" and "$ref" not in item:
                    yield from _path_parameters(path, shared | own, where)


def _parameters(
    tree: dict[str, Any], holder: dict[str, Any], where: tuple[str, ...]
) -> tuple[set[tuple[str, str]], list[Problem]]:
    found: set[tuple[str, str]] = set()
    problems = []
    raw = holder.get("parameters")
    for at, parameter in enumerate(raw if isinstance(raw, list) else ()):
        body = resolve_reference(tree, parameter)
        if not isinstance(body, Mapping):
            continue
        key = (str(body.get("name")), str(body.get("in")))
        if key in found:
            message = f"the {key[1]} parameter {key[0]!r} is declared twice"
            problems.append((pointer(*where, "parameters", at), message))
        found.add(key)
    return found, problems


def _operation_id(
    operation: dict[str, Any], where: tuple[str, ...], seen: dict[str, str]
) -> Iterator[Problem]:
    name = operation.get("operationId")
    if not isinstance(name, str):
        return
    here = pointer(*where, "operationId")
    if name in seen:
        yield here, f"the operationId {name!r} is already used at {seen[name]}"
    seen.setdefault(name, here)


def _path_parameters(
    path: str, declared: set[tuple[str, str]], where: tuple[str, ...]
) -> Iterator[Problem]:
    try:
        named = {part[1] for part in string.Formatter().parse(path) if part[1]}
    except ValueError:
        yield pointer(*where[:-1]), f"the braces in {path!r} do not match"
        return
    given = {name for name, place in declared if place == "path"}
    for name in sorted(named - given):
        yield pointer(*where), f"the path parameter {{{name}}} is not declared"
    for name in sorted(given - named):
        yield pointer(*where), f"the path parameter {name!r} is declared, but the path lacks it"


def _tags(tree: dict[str, Any]) -> Iterator[Problem]:
    tags = tree.get("tags")
    seen: dict[str, str | None] = {}
    for at, tag in enumerate(tags if isinstance(tags, list) else ()):
        if not isinstance(tag, Mapping) or not isinstance(tag.get("name"), str):
            continue
        if tag["name"] in seen:
            yield pointer("tags", at), f"the tag {tag['name']!r} is declared twice"
        parent = tag.get("parent")
        seen[tag["name"]] = parent if isinstance(parent, str) else None
    for name, first in seen.items():
        trail = [name]
        parent = first
        while parent is not None:
            if parent not in seen:
                yield "/tags", f"the parent {parent!r} of the tag {trail[-1]!r} is not declared"
                break
            if parent in trail:
                yield "/tags", f"the tag {name!r} is its own ancestor"
                break
            trail.append(parent)
            parent = seen[parent]


#: A node with the way to it, and whether its keys are names (of properties) rather than keywords.
_Place = tuple[Steps, Any, bool]


def _schemas(tree: dict[str, Any], *, patterns: bool) -> Iterator[Problem]:
    """Patterns that are not valid regular expressions and defaults that their schema forbids."""
    stack: list[_Place] = [(None, tree, False)]
    while stack:
        steps, node, is_map = stack.pop()
        if isinstance(node, dict) and not is_map:
            if "default" in node:
                yield from _default(node, path_of(steps))
            if patterns and "pattern" in node:
                yield from _pattern(node, path_of(steps))
        stack.extend(_children(steps, node, is_map=is_map))


def _children(steps: Steps, node: Any, *, is_map: bool) -> Iterator[_Place]:
    """The objects and arrays in a node, but for extensions and literal values."""
    if isinstance(node, list):
        for at, child in enumerate(node):
            if isinstance(child, _CONTAINERS):
                yield (steps, at), child, False
        return
    for key, child in node.items():
        if not isinstance(child, _CONTAINERS) or key.startswith("x-"):
            continue
        if is_map:
            yield (steps, key), child, False
        elif key not in _LITERAL:
            yield (steps, key), child, key in _NAMED


def _pattern(schema: dict[str, Any], here: tuple[str | int, ...]) -> Iterator[Problem]:
    pattern = schema.get("pattern")
    if isinstance(pattern, str) and not _is_pattern(pattern):
        message = f"the pattern {pattern!r} is not a valid regular expression"
        yield pointer(*here, "pattern"), _short(message)


def _default(schema: dict[str, Any], here: tuple[str | int, ...]) -> Iterator[Problem]:
    if "type" in schema or "enum" in schema:
        value = schema["default"]
        if not _fits_type(schema, value):
            message = f"the default {value!r} is not of type {schema['type']!r}"
            yield pointer(*here, "default"), _short(message)
        enum = schema.get("enum")
        if not isinstance(enum, list) or value is None:
            return
        if not any(same_json(value, allowed) for allowed in enum):
            yield pointer(*here, "default"), _short(f"the default {value!r} is not in the enum")


def _fits_type(schema: dict[str, Any], value: Any) -> bool:
    if value is None and schema.get("nullable") is True:
        return True
    stated = schema.get("type")
    names = stated if isinstance(stated, list) else [stated]
    for name in names:
        types = _TYPES.get(name) if isinstance(name, str) else None
        if types is None:
            return True
        if isinstance(value, bool) and name != "boolean":
            continue
        if isinstance(value, types) or (
            name == "integer" and isinstance(value, float) and value.is_integer()
        ):
            return True
    return not names


@lru_cache(maxsize=4096)
def _is_pattern(pattern: str) -> bool:
    """Whether ECMA 262 would take a pattern; it is only read, never run."""
    import jsonschema_rs  # noqa: PLC0415 - most commands never validate

    schema = {"format": "regex"}
    return bool(jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(pattern))


def _is_deeper(tree: Any, limit: int) -> bool:
    level = [tree]
    depth = 0
    while level:
        depth += 1
        if depth > limit:
            return True
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, dict) else node)
            if isinstance(child, dict | list)
        ]
    return False
