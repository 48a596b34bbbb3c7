"""OpenAPI metadata as fields: nothing is lost, and errors are shown at their field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.scenarios import Journey
from tests.shared_data import SHARED_DATA
from tests.users import VIC
from tests.web.conftest import Visitor
from tests.web.phases.pages import HOME
from workbench.design.contract import Component, Contract
from workbench.intake.folder import read_files
from workbench.web.phases.metadata_form import MetadataTexts, metadata_texts, read_metadata

Visit = Callable[..., Visitor]
URL = f"{HOME}/documents"
SAVE = f"{URL}/frame"


def _form(metadata: MetadataTexts) -> dict[str, str]:
    """What a browser sends of an unchanged form."""
    sent = {**metadata.fields, "access": metadata.access}
    for at, (url, words) in enumerate(metadata.servers):
        sent |= {f"server.{at}.url": url, f"server.{at}.description": words}
    for at, (name, words) in enumerate(metadata.tags):
        sent |= {f"tag.{at}.name": name, f"tag.{at}.description": words}
    return sent | {f"security.{at}.way": way for at, way in enumerate(metadata.security)}


_TEXT = st.text(st.sampled_from("aZ9 é\n<&ط-"), max_size=12)
_MORE = st.dictionaries(st.sampled_from(["x-one", "x-two"]), st.integers() | _TEXT, max_size=2)
_NAMES = st.sampled_from(["orders", "refunds", "people", "طلبات"])


def _members(**named: st.SearchStrategy[str]) -> st.SearchStrategy[dict[str, object]]:
    return st.builds(lambda known, more: {**more, **known}, st.fixed_dictionaries(named), _MORE)


_CONTRACTS = st.builds(
    Contract,
    version=st.sampled_from(["3.0.3", "3.1.0", "3.0.1"]),
    format=st.sampled_from(["yaml", "json"]),
    info=_members(title=_NAMES, version=_NAMES, description=_TEXT),
    servers=st.lists(
        _members(url=st.sampled_from(["https://a.test", "/v1", "https://{x}.test/"])), max_size=3
    ).map(tuple),
    tags=st.lists(_members(name=_NAMES), max_size=3, unique_by=lambda one: one["name"]).map(tuple),
    security=st.none()
    | st.lists(
        st.dictionaries(_NAMES, st.lists(st.sampled_from(["read", "orders.write"])), min_size=1),
        max_size=2,
    ).map(tuple),
)


@given(contract=_CONTRACTS)
@settings(max_examples=100)
def test_an_unchanged_form_changes_nothing(contract: Contract) -> None:
    read = read_metadata(_form(metadata_texts(contract)), contract, [])
    assert read.errors == {}
    assert read.contract == contract


@pytest.mark.parametrize("path", ["openapi/museum.yaml", "openapi/cafe.yaml"])
def test_metadata_of_real_documents_survives_the_form(path: str) -> None:
    if not SHARED_DATA.is_dir():
        pytest.skip("the real inputs (shared/data) do not lie beside this checkout")
    contract = read_files({"a.yaml": (SHARED_DATA / path).read_bytes()}).design().contract
    assert contract is not None
    read = read_metadata(_form(metadata_texts(contract)), contract, [])
    assert (read.errors, read.contract) == ({}, contract)


@pytest.mark.parametrize(
    ("field", "value", "place"),
    [
        ("title", " ", "title"),
        ("number", "", "number"),
        ("contact_email", "me", "contact_email"),
        ("contact_url", "javascript:alert(1)", "contact_url"),
        ("license_identifier", "MIT", "license_name"),
        ("server.0.url", "ftp://x", "server.0.url"),
        ("server.1.description", "No address", "server.1.url"),
        ("tag.1.name", "Orders", "tag.1.name"),
        ("security.0.way", "nobodyKnows", "security.0.way"),
        ("security.0.way", "", "security.0.way"),
        ("openapi", "1.0", "openapi"),
        ("format", "xml", "format"),
    ],
)
def test_an_error_is_shown_at_its_field(field: str, value: str, place: str) -> None:
    before = Contract(
        info={"title": "Shop", "version": "1"},
        servers=({"url": "https://a.test"},),
        tags=({"name": "Orders"},),
        security=({"bearer": []},),
    )
    read = read_metadata({**_form(metadata_texts(before)), field: value}, before, ["bearer"])
    assert list(read.errors) == [place]
    assert read.contract is None
    assert value.strip() in str(read.texts)


def test_metadata_is_saved_by_its_fields_and_shown_again_with_errors(
    journey: Journey, visit: Visit
) -> None:
    journey.save(
        Contract(
            info={"title": "Old", "version": "1", "x-audience": "internal"},
            servers=({"url": "https://{host}", "variables": {"host": {"default": "a.test"}}},),
            extra={"x-own": 1},
        )
    )
    journey.save(Component(section="securitySchemes", name="bearer", body={"type": "http"}))
    mira = visit()
    page = mira.get(URL).get_data(as_text=True)
    version = (
        page.split('form stack" id="metadata"')[1].split('name="_version" value="')[1].split('"')[0]
    )
    sent: dict[str, Any] = {
        "_version": version, "title": "Shop", "number": "2.0.0", "openapi": "3.1.0",
        "format": "yaml", "server.0.url": "https://{host}", "server.1.url": "/sandbox",
        "server.1.description": "To try", "tag.0.name": "Orders", "access": "schemes",
        "security.0.way": "bearer",
    }  # fmt: skip
    wrong = mira.post(SAVE, status=422, **sent | {"contact_email": "nobody<at>", "tag.0.name": ""})
    said = wrong.get_data(as_text=True)
    assert "Enter a valid e-mail address." in said
    assert "nobody&lt;at&gt;" in said
    assert 'value="2.0.0"' in said
    mira.post(SAVE, **sent)
    kept = journey.find("contract", "contract")
    assert isinstance(kept, Contract)
    assert kept.info == {"title": "Shop", "version": "2.0.0", "x-audience": "internal"}
    assert kept.servers[0]["variables"] == {"host": {"default": "a.test"}}
    assert kept.servers[1] == {"url": "/sandbox", "description": "To try"}
    assert kept.tags == ({"name": "Orders"},)
    assert kept.security == ({"bearer": []},)
    assert kept.extra == {"x-own": 1}
    stale = mira.post(SAVE, status=409, **sent | {"title": "Mine"}).get_data(as_text=True)
    assert "Someone else changed these fields" in stale
    assert 'value="Mine"' in stale
    visit(VIC).post(SAVE, status=403, **sent)
