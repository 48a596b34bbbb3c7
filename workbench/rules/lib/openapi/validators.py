"""Validates examples and defaults against the contract's schemas.

The engine is bounded: patterns run with a limit on backtracking, so that a hostile one costs
no more than an honest one, and nothing is ever fetched.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

import jsonschema_rs
import orjson

from workbench.design.base import JsonObject
from workbench.design.openapi_view import ContractView

#: Steps back that the engine takes for one value before it gives up.
MAX_BACKTRACKS = 100_000
#: Bytes that a pattern may take once it is compiled.
MAX_COMPILED = 1_000_000
#: Keywords that do not affect validity, left out so that less is compiled.
_ANNOTATIONS = frozenset(
    {
        "description",
        "title",
        "example",
        "examples",
        "default",
        "deprecated",
        "xml",
        "externalDocs",
        "discriminator",
        "nullable",
        "readOnly",
        "writeOnly",
        "$id",
        "$schema",
        "$comment",
    }
)
_MAPS = frozenset({"properties", "patternProperties", "$defs", "definitions", "dependentSchemas"})
_LITERAL = frozenset({"enum", "const", "required", "dependentRequired"})
_MAX_DEPTH = 60
_MAX_ERRORS = 3


class Mismatch(NamedTuple):
    """Where and how a value breaks its schema."""

    path: tuple[str | int, ...]
    message: str


class SchemaChecker:
    """Checks values against schemas of one contract."""

    def __init__(self, view: ContractView, version: str) -> None:
        """Prepare for a contract of that OpenAPI version."""
        self._view = view
        self._old = version.startswith("3.0")
        self._parts: dict[tuple[str, str], tuple[Any, frozenset[str]]] = {}
        self._validators: dict[tuple[bytes, str], jsonschema_rs.Validator | None] = {}

    def mismatches(self, schema: Any, value: Any, use: str) -> list[Mismatch]:  # noqa: ANN401
        """How a value breaks a schema, the first few places; none where that is unknown.

        `use` is `request` or `response` (or anything else): read-only properties are not
        required in a request, write-only ones not in a response.
        """
        validator = self._validator(schema, use)
        if validator is None:
            return []
        try:
            errors = validator.iter_errors(value)
            return [
                Mismatch(tuple(error.instance_path), _shorten(error.message))
                for error, _ in zip(errors, range(_MAX_ERRORS), strict=False)
                if "backtrack" not in type(error.kind).__name__.lower()
            ]
        except (ValueError, TypeError):
            return []

    def _validator(self, schema: Any, use: str) -> jsonschema_rs.Validator | None:  # noqa: ANN401
        """The compiled schema; schemas that are written alike are compiled once."""
        try:
            key = orjson.dumps(schema), use
        except TypeError:
            # Integers beyond 64 bits and nesting beyond 254 levels.
            return self._compile(schema, use)
        if key not in self._validators:
            self._validators[key] = self._compile(schema, use)
        return self._validators[key]

    def _compile(self, schema: Any, use: str) -> jsonschema_rs.Validator | None:  # noqa: ANN401
        refs: set[str] = set()
        try:
            body = self._translate(schema, use, refs, 0)
            parts = self._closure(refs, use)
            if not isinstance(body, dict):
                return None
            return jsonschema_rs.Draft202012Validator(
                {**body, "$defs": parts} if parts else body,
                validate_formats=True,
                ignore_unknown_formats=True,
                pattern_options=_engine(),
                offline=True,
            )
        except (jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
            return None
        except (ValueError, TypeError, RecursionError):
            return None

    def _closure(self, refs: set[str], use: str) -> JsonObject:
        parts: JsonObject = {}
        waiting = list(refs)
        while waiting:
            ref = waiting.pop()
            name = _name(ref)
            if name in parts:
                continue
            parts[name], below = self._part(ref, use)
            waiting.extend(below)
        return parts

    def _part(self, ref: str, use: str) -> tuple[Any, frozenset[str]]:
        known = self._parts.get((ref, use))
        if known is None:
            refs: set[str] = set()
            target = self._view.resolve(ref)
            body = True if target is None else self._translate(target, use, refs, 0)
            known = self._parts[ref, use] = (body, frozenset(refs))
        return known

    def _translate(self, schema: Any, use: str, refs: set[str], depth: int) -> Any:  # noqa: ANN401
        """A schema in plain JSON Schema 2020-12, its references renamed and collected."""
        if not isinstance(schema, dict) or depth > _MAX_DEPTH:
            return schema if isinstance(schema, bool) else True
        if self._old and _is_local(schema.get("$ref")):
            # OpenAPI 3.0 ignores everything beside a reference.
            refs.add(schema["$ref"])
            return {"$ref": _definition(schema["$ref"])}
        result: JsonObject = {}
        for word, value in schema.items():
            if word == "$ref":
                if _is_local(value):
                    refs.add(value)
                    result[word] = _definition(value)
            elif word not in _ANNOTATIONS and not word.startswith("x-"):
                result[word] = self._translate_keyword(word, value, use, refs, depth + 1)
        self._adapt(schema, result, use)
        return result

    def _translate_keyword(
        self,
        word: str,
        value: Any,  # noqa: ANN401
        use: str,
        refs: set[str],
        depth: int,
    ) -> Any:  # noqa: ANN401
        if word in _LITERAL:
            return value
        if isinstance(value, dict):
            if word not in _MAPS:
                return self._translate(value, use, refs, depth)
            return {
                name: self._translate(member, use, refs, depth) for name, member in value.items()
            }
        if isinstance(value, list) and word != "type":
            return [self._translate(member, use, refs, depth) for member in value]
        return value

    def _adapt(self, schema: JsonObject, result: JsonObject, use: str) -> None:
        pattern = result.get("pattern")
        if pattern is not None and not is_pattern(pattern):
            del result["pattern"]
        if isinstance(result.get("required"), list) and use in {"request", "response"}:
            hidden = "readOnly" if use == "request" else "writeOnly"
            result["required"] = [
                name for name in result["required"] if not self._is(schema, name, hidden)
            ]
        elif not isinstance(result.get("required", []), list):
            del result["required"]
        if self._old:
            self._adapt_old(schema, result)

    @staticmethod
    def _adapt_old(schema: JsonObject, result: JsonObject) -> None:
        """OpenAPI 3.0 has bounds that are flags, and `nullable`."""
        for bound in ("Minimum", "Maximum"):
            word = "exclusive" + bound
            if result.get(word) is True and bound.lower() in result:
                result[word] = result.pop(bound.lower())
            elif isinstance(result.get(word), bool):
                del result[word]
        if schema.get("nullable") is True:
            if isinstance(result.get("type"), str):
                result["type"] = [result["type"], "null"]
            if isinstance(result.get("enum"), list):
                result["enum"] = [*result["enum"], None]

    def _is(self, schema: JsonObject, name: object, word: str) -> bool:
        properties = schema.get("properties")
        if not isinstance(properties, dict) or not isinstance(name, str):
            return False
        written = properties.get(name)
        body = self._view.deref(written)
        marked = isinstance(written, dict) and written.get(word) is True
        return marked or (isinstance(body, dict) and body.get(word) is True)


def _engine() -> jsonschema_rs.FancyRegexOptions:
    return jsonschema_rs.FancyRegexOptions(backtrack_limit=MAX_BACKTRACKS, size_limit=MAX_COMPILED)


def is_pattern(pattern: object) -> bool:
    """Whether a value is a regular expression that can be run at all."""
    return isinstance(pattern, str) and _can_run(pattern)


@lru_cache(maxsize=8_192)
def _can_run(pattern: str) -> bool:
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern}, pattern_options=_engine())
    except (jsonschema_rs.ValidationError, ValueError):
        return False
    return True


def _is_local(ref: object) -> bool:
    return isinstance(ref, str) and ref.startswith("#/")


def _definition(ref: str) -> str:
    return "#/$defs/" + _name(ref)


def _name(ref: str) -> str:
    # The name must survive as a JSON pointer and as a URI fragment.
    return ref.encode().hex()


def _shorten(message: str, limit: int = 160) -> str:
    line = message.partition("\n")[0]
    return line if len(line) <= limit else line[: limit - 1] + "…"
