"""Documents are judged by somebody else's tools: an OpenAPI linter and an HTML validator."""

from __future__ import annotations

import html
import json
import re
from pathlib import Path

import html5lib
import pytest

from tests.artifacts.checkers import lint_openapi, validate_html
from tests.artifacts.packages import example_design, package_of
from tests.factories import made_design
from tests.shared_data import shared_data
from workbench.artifacts.markdown.documents import DESIGN_DOCUMENTS, render_document
from workbench.artifacts.markdown.html import document_html
from workbench.artifacts.openapi.document import Format, openapi_text
from workbench.artifacts.openapi.reference_page import api_reference
from workbench.artifacts.overview import Overview
from workbench.design.contract import Contract, Operation, Schema
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint
from workbench.intake.folder import read_files

_FORMS: tuple[tuple[str | None, Format], ...] = ((None, "yaml"), ("3.0", "json"), ("3.1", "yaml"))
_REMOTE = re.compile(r"url\(|@import|https?:", re.IGNORECASE)


def page(fragment: str) -> str:
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><title>Document</title></head>'
        f"<body><main>\n{fragment}\n</main></body></html>\n"
    )


def hostile_design() -> Design:
    """Names and texts that break pages that believe them."""
    evil = json.loads((shared_data() / "hostile/xss-dompurify.json").read_text())
    text = "\n\n".join(case["payload"] for case in evil)
    name = "<img src=x onerror=alert(1)>\"'& x"
    body = {
        "summary": name,
        "description": text,
        "tags": [name],
        "parameters": [{"name": name, "in": "query", "schema": {"type": "string", "enum": [name]}}],
        "responses": {"200": {"description": text}},
    }
    schema = {"type": "object", "description": text, "properties": {name: {"description": name}}}
    return Design.from_items(
        [
            Contract(version="3.1.0", info={"title": name, "version": name, "description": text}),
            Endpoint(method="GET", path="/a b/{<x>}", description=text),
            Operation(endpoint="GET /a b/{<x>}", body=body),
            Endpoint(method="POST", path="/a-b/<x>"),
            Operation(endpoint="POST /a-b/<x>", body=body),
            Schema(key="A.b", body=schema),
            Schema(key="A-b", body=schema),
        ]
    )


def test_contracts_pass_a_linter_s_recommended_rules(tmp_path: Path) -> None:
    designs = {"example": example_design(), "made": made_design(25)}
    documents = {
        f"{name}-{version or 'own'}.{form}": openapi_text(design, form, version)
        for name, design in designs.items()
        for version, form in _FORMS
    }
    assert lint_openapi(documents, tmp_path) == []


def test_the_linter_finds_what_is_wrong(tmp_path: Path) -> None:
    text = openapi_text(example_design(), "yaml").replace("$ref: '#/comp", "$ref: '#/camp", 1)
    text = text.replace('$ref: "#/comp', '$ref: "#/camp', 1)
    assert any(
        "no-unresolved-refs" in problem for problem in lint_openapi({"a.yaml": text}, tmp_path)
    )


def pages_of(design: Design) -> dict[str, str]:
    package = package_of(design)
    overview = Overview(package)
    found = {}
    for name in ("design-package.md", "checklist.md", *DESIGN_DOCUMENTS):
        found[f"{name}.html"] = page(document_html(render_document(name, package, overview)).html)
    return {**found, "reference.html": api_reference(overview)}


def test_every_page_is_valid_html(tmp_path: Path) -> None:
    pages = pages_of(example_design())
    assert len(pages) > 14
    assert validate_html(pages, tmp_path) == []


def test_pages_of_hostile_texts_are_valid_html(tmp_path: Path) -> None:
    # People write paragraphs into their own <b>, which browsers take apart and a validator does
    # not forgive; that is the only thing.
    found = validate_html(pages_of(hostile_design()), tmp_path, off=("element-permitted-content",))
    assert found == []


def test_the_validator_finds_what_is_wrong(tmp_path: Path) -> None:
    wrong = page('<p id="a"><div></div></p><p id="a">x</p><img>')
    found = validate_html({"wrong.html": wrong}, tmp_path)
    assert {"no-dup-id", "wcag/h37"} & {message.split(": ")[1] for message in found}


@pytest.mark.parametrize("which", ["example", "hostile"])
def test_the_api_reference_needs_nothing_else(which: str) -> None:
    design = example_design() if which == "example" else hostile_design()
    text = api_reference(Overview(package_of(design)))
    tree = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(text)
    anchors, targets = set(), set()
    for element in tree.iter():
        assert element.tag not in {"script", "link", "iframe", "object", "embed", "form", "base"}
        assert not any(name.startswith("on") for name in element.attrib)
        assert element.attrib.get("src", "data:").startswith("data:")
        assert "srcset" not in element.attrib
        if element.tag == "style":
            assert not _REMOTE.search(element.text or "")
        assert not _REMOTE.search(element.attrib.get("style", ""))
        anchors.add(element.attrib.get("id"))
        if element.attrib.get("href", "").startswith("#"):
            targets.add(element.attrib["href"][1:])
    assert targets <= anchors
    shown = "".join(tree.itertext())
    for endpoint in design.endpoints:
        # Without scripts everything is there to be read.
        assert endpoint.path in html.unescape(shown)


def test_public_contracts_leave_with_no_more_problems_than_they_came_with(tmp_path: Path) -> None:
    base = shared_data() / "openapi"
    names = ("museum.yaml", "govstack-consent.yaml", "oai-examples/v3.0/callback-example.yaml")
    before, after = {}, {}
    for number, name in enumerate(names):
        raw = (base / name).read_bytes()
        before[f"{number}-came.yaml"] = raw.decode()
        design = read_files({Path(name).name: raw}).design()
        after[f"{number}-left.yaml"] = openapi_text(design, "yaml")
    problems = lint_openapi({**before, **after}, tmp_path)
    came = sorted(problem.replace("-came", "") for problem in problems if "-came" in problem)
    left = sorted(problem.replace("-left", "") for problem in problems if "-left" in problem)
    assert left == came
