"""Nothing of a revision is missing from its documents: every word of every item is found."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from typing import Any

import html5lib
from hypothesis import given, settings

from tests.artifacts.designs import designs
from tests.artifacts.packages import example_design, package_of
from workbench.artifacts.bundle import build_files, write_zip
from workbench.artifacts.markdown.documents import DESIGN_DOCUMENTS
from workbench.design.design import Design
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.package import Package, PackageState

_MARKUP = re.compile(r"</?(?:br|ul|ol|li)>|&#13;", re.IGNORECASE)
_NO_WORD = re.compile(r"[\W_]+")
#: Where an item's body is OpenAPI, its words are in the contract.
_IN_CONTRACT = {"operation", "schema", "component", "contract"}
#: Members whose values are vocabulary of ours, written in other words (`Yes`, a heading).
_VOCABULARY = {
    "type",
    "priority",
    "release_mode",
    "api_style",
    "versioning",
    "error_format",
    "pagination",
    "effect",
    "command",
    "nulls",
    "inferred",
}


def words(text: str) -> str:
    """Letters and digits alone: what no escaping and no line break changes."""
    before = ""
    while text != before:
        before = text
        text = text.replace("&amp;", "&").replace("&lt;", "<")
    return _NO_WORD.sub("", _MARKUP.sub(" ", text)).casefold()


def leaves(value: Any, name: str = "") -> Iterator[str]:
    """Every text of an item, whatever holds it."""
    if isinstance(value, dict):
        for member, inner in value.items():
            if member not in _VOCABULARY:
                yield from leaves(inner, member)
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, name)
    elif isinstance(value, str):
        yield value


def missing(design: Design) -> list[str]:
    files = dict(build_files(Package(design, "Made"), pdf=False))
    documents = words("\n".join(files[name].decode() for name in DESIGN_DOCUMENTS if name in files))
    documents += words(
        "\n".join(
            f"{name}\n{text.decode()}"
            for name, text in files.items()
            if name.startswith("migrations/")
        )
    )
    contract = words(
        "".join(text.decode() for name, text in files.items() if name.startswith("openapi-spec"))
    )
    found = []
    for item in design.items():
        kind = KIND_OF_MODEL[type(item)].name
        place = documents + contract if kind in _IN_CONTRACT | {"webhook"} else documents
        found += [
            f"{kind} {item.item_key}: {text[:80]!r}"
            for text in leaves(item.model_dump(mode="json", exclude_defaults=True))
            # A path and its methods stand apart in the contract.
            if text != item.item_key and not all(words(line) in place for line in text.splitlines())
        ]
    return found


def test_every_word_of_the_example_is_in_its_documents() -> None:
    assert missing(example_design()) == []


@settings(max_examples=30)
@given(designs)
def test_every_word_of_any_design_is_in_its_documents(design: Design) -> None:
    assert missing(design) == []


def test_the_archive_holds_every_word_and_nothing_of_another_state() -> None:
    for state in (PackageState.draft, PackageState.presented, PackageState.approved):
        package = package_of(example_design(), state)
        files = dict(build_files(package, pdf=False))
        with zipfile.ZipFile(io.BytesIO(write_zip(files.items()))) as archive:
            assert {name: archive.read(name) for name in archive.namelist()} == files
        for name in ("design-package.md", "api-reference.html"):
            text = files[name].decode()
            assert state.value.casefold() in text.casefold()
            for other in set(PackageState) - {state}:
                assert f"({other.value})" not in text, (name, state, other)


def test_what_the_contract_says_is_in_the_reference() -> None:
    design = example_design()
    assert design.contract
    # The version of OpenAPI and the form are the file's, not the reader's.
    contract = design.contract.model_copy(update={"version": "3.1.0", "format": "yaml"})
    text = dict(build_files(package_of(design), pdf=False))["api-reference.html"].decode()
    page = html5lib.parse(text, namespaceHTMLElements=False)
    shown = words("".join(page.itertext()))
    stated = [
        (item.item_key, text.rpartition("/")[2] if text.startswith("#/") else text)
        for item in (
            *design.operations,
            *design.schemas,
            *design.components,
            *design.endpoints,
            contract,
        )
        for text in leaves(without_extensions(item.model_dump(mode="json", exclude_defaults=True)))
    ]
    assert len(stated) > 1_000
    assert [
        (key, text)
        for key, text in stated
        if not all(words(line) in shown for line in text.splitlines())
    ] == []


def without_extensions(value: Any) -> Any:
    """OpenAPI without what tools alone read: `x-…`."""
    if isinstance(value, dict):
        return {
            name: without_extensions(inner)
            for name, inner in value.items()
            if not name.startswith("x-")
        }
    return [without_extensions(member) for member in value] if isinstance(value, list) else value


def test_everything_around_the_design_is_in_the_overview() -> None:
    package = package_of(example_design())
    files = dict(build_files(package, pdf=False))
    overview = words(files["design-package.md"].decode())
    for text in (
        package.hash,
        *(decision.text for decision in package.decisions),
        *(comment.text for comment in package.comments),
        *(answer.text for comment in package.comments for answer in comment.answers),
        *(intervention.feedback for intervention in package.interventions),
        *(intervention.resolution for intervention in package.interventions),
        *(rfi.question for rfi in package.rfis),
        *(rfi.answer for rfi in package.rfis),
        *(change.message for change in package.changes),
        *package.reasons.values(),
        package.previous,
    ):
        assert words(text) in overview
    checklist = words(files["checklist.md"].decode())
    for row in package.checklist:
        assert words(row.question) in checklist
    for finding in package.findings:
        assert words(finding.message) in checklist
        assert words(finding.waiver) in checklist
