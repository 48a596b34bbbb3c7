"""Reference sections of the handbook that are derived from the program: rules and the API."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any, Final
from urllib.parse import quote

from flask import Flask, current_app

from workbench.rules.engine.catalogue import all_rules
from workbench.rules.engine.rule import Rule
from workbench.web.help.rendering import Heading, Section

AREA_TITLES: Final = {
    "contract": "API contract",
    "schema": "Schema design",
    "access": "Auth and permissions",
    "integrations": "Integration points",
    "trace": "Traceability",
}
_DOCUMENT: Final = "help_api_document"


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """One endpoint of the API with an example of calling it."""

    anchor: str
    method: str
    path: str
    summary: str
    parameters: tuple[Mapping[str, Any], ...]
    example: str
    """A curl command."""
    success: str
    """The status code of success."""


def install(app: Flask, *, api_document: Callable[[], Mapping[str, Any]]) -> None:
    """Give the handbook the OpenAPI document of the API, which this package must not import."""
    app.extensions[_DOCUMENT] = api_document


@cache
def rules_by_area() -> tuple[tuple[str, tuple[Rule, ...]], ...]:
    """Every rule, by the title of its area."""
    return tuple(
        (AREA_TITLES[area], tuple(rules))
        for area, rules in groupby(all_rules(), key=lambda rule: rule.area)
    )


def rule_anchor(rule: Rule) -> str:
    """The anchor of a rule's entry, `api-18`."""
    return rule.code.lower()


@cache
def rule_contents() -> tuple[Heading, ...]:
    """Table of contents of the rules."""
    found = []
    for title, rules in rules_by_area():
        found.append(Heading(2, area_anchor(title), title))
        found.extend(Heading(3, rule_anchor(rule), f"{rule.code} {rule.name}") for rule in rules)
    return tuple(found)


def area_anchor(title: str) -> str:
    """The anchor of an area's heading."""
    return "rules-" + title.lower().replace(" ", "-")


@cache
def rule_sections() -> tuple[Section, ...]:
    """The rules as sections, for searching."""
    return tuple(
        Section(
            rule_anchor(rule),
            f"{rule.code} {rule.name}: {rule.title}",
            f"{rule.what} {rule.why} {rule.how}",
        )
        for rule in all_rules()
    )


def api_operations() -> tuple[ApiOperation, ...]:
    """Every endpoint of the API, in the order of its document."""
    document: Mapping[str, Any] = current_app.extensions[_DOCUMENT]()
    return tuple(_operations(document))


def api_contents() -> tuple[Heading, ...]:
    """Table of contents of the endpoints."""
    return tuple(
        Heading(3, operation.anchor, f"{operation.method} {operation.path}")
        for operation in api_operations()
    )


def api_sections() -> tuple[Section, ...]:
    """The endpoints as sections, for searching."""
    return tuple(
        Section(operation.anchor, f"{operation.method} {operation.path}", operation.summary)
        for operation in api_operations()
    )


def _operations(document: Mapping[str, Any]) -> Iterator[ApiOperation]:
    base = str(document["servers"][0]["url"])
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield ApiOperation(
                anchor=f"api-{operation['operationId'].lower()}",
                method=method.upper(),
                path=path,
                summary=operation["summary"],
                parameters=tuple(operation["parameters"]),
                example=_curl(base, path, method.upper(), operation),
                success=next(code for code in operation["responses"] if code.startswith("2")),
            )


def _curl(base: str, path: str, method: str, operation: Mapping[str, Any]) -> str:
    """A command that calls the endpoint with the examples of its document."""
    for parameter in operation["parameters"]:
        if parameter["in"] == "path":
            value = quote(str(parameter["example"]), safe="")
            path = path.replace(f"{{{parameter['name']}}}", value)
    lines = [f'curl "$WORKBENCH{base}{path}"', '-H "Authorization: Bearer $TOKEN"']
    if method != "GET":
        lines.append(f"-X {method}")
    lines += [
        f"-H '{parameter['name']}: {parameter['example']}'"
        for parameter in operation["parameters"]
        if parameter["in"] == "header"
    ]
    body = operation.get("requestBody")
    if body is not None:
        example = body["content"]["application/json"]["example"]
        lines += [
            "-H 'Content-Type: application/json'",
            f"-d '{json.dumps(example, ensure_ascii=False)}'",
        ]
    return " \\\n  ".join(lines)
