"""The main job in the browser, from an empty installation to the downloaded package."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from tests.users import ADA, MIRA, PASSWORD, PAULA, REN, Character
from workbench import paths
from workbench.artifacts.bundle import verify_files

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

EXAMPLE = paths.artifacts() / "example" / "order-service"
_INDEX = "idx_order_notes_order_id_created_at"
_ENDPOINT = "GET /v1/orders/{orderId}/events"
_PERMISSION = "order-events:read"


@pytest.fixture
def enter(origin: str, new_context: Callable[..., BrowserContext]) -> Callable[[Character], Page]:
    """A function that signs somebody in through the form, in a browser of their own."""

    def sign_in(who: Character) -> Page:
        page = new_context(base_url=origin).new_page()
        page.goto("/")
        page.get_by_label("E-mail address").fill(who.email)
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Sign in").click()
        page.wait_for_url("**/")
        return page

    return sign_in


def handoff_with_faults(target: Path) -> Path:
    """The example as a zip, with one index and one endpoint's permission taken out."""
    archive = target / "handoff.zip"
    with zipfile.ZipFile(archive, "w") as packed:
        for path in sorted(EXAMPLE.rglob("*")):
            if path.is_file():
                packed.writestr(str(path.relative_to(EXAMPLE)), _spoil(path))
    return archive


def _spoil(path: Path) -> str:
    text = path.read_text(encoding="utf-8")
    if path.name == "schema.sql":
        text = _without(text, rf"CREATE INDEX {_INDEX}\b[^;]*;")
    if path.name == "auth-permission-model.md":
        text = _without(text, rf"\| {re.escape(_ENDPOINT)} \|.*\n")
    if path.name == "endpoint-inventory.md":
        text = _without(text, rf"(?<=\| FR-005 \|) {_PERMISSION}(?= \|)")
    if path.name == "openapi-spec.yaml":
        text = _without(text, rf" +x-permission: {_PERMISSION}\n")
    return text


def _without(text: str, pattern: str) -> str:
    text, number = re.subn(pattern, "", text)
    assert number == 1, pattern
    return text


def test_an_architect_a_reviewer_and_a_pm_do_the_main_job(
    enter: Callable[[Character], Page], tmp_path: Path
) -> None:
    architect = enter(MIRA)
    _create_project(architect)
    _give_roles(enter(ADA))
    _bring_the_handoff(architect, handoff_with_faults(tmp_path))
    _accept(architect)
    _see_and_mend_what_blocks(architect)
    _present(architect)

    reviewer = enter(REN)
    _comment_and_revise(reviewer)
    _edit_only_what_was_flagged(architect)
    _present_again(architect)
    _see_changes_and_approve(reviewer)

    _download(enter(PAULA))


def _create_project(page: Page) -> None:
    page.goto("/projects")
    page.get_by_role("link", name="New project").first.click()
    page.get_by_label("Name", exact=True).fill("Orders")
    page.get_by_role("button", name="Create project").click()
    page.wait_for_url("**/projects/orders")
    assert page.get_by_role("heading", level=1).inner_text() == "Orders"


def _give_roles(page: Page) -> None:
    """An administrator puts reviewer and PM into the project, through the members page."""
    page.goto("/projects/orders/members")
    for who, role in ((REN, "reviewer"), (PAULA, "PM")):
        page.get_by_label("Person").select_option(label=f"{who.name} ({who.email})")
        page.get_by_role("group", name="Roles").first.get_by_label(role, exact=True).check()
        page.get_by_role("button", name="Add member").click()
        assert page.get_by_role("row", name=who.name).is_visible()


def _bring_the_handoff(page: Page, archive: Path) -> None:
    page.goto("/projects/orders")
    page.get_by_role("link", name="Import the handoff").first.click()
    page.locator("input[type=file][name=files]").first.set_input_files(archive)
    page.get_by_role("button", name="Preview import").click()
    page.wait_for_url("**/import/*")
    assert "Import preview" in page.get_by_role("heading", level=1).inner_text()
    text = page.locator("main").inner_text()
    assert "prd.md" in text
    assert "openapi-spec.yaml" in text
    # Lines that `workbench read` prints are addresses on this page.
    assert page.locator("pre.src [data-n]").count() > 0
    page.get_by_role("button", name="Import", exact=True).click()
    page.wait_for_url("**/handoff*")
    arrived = page.locator("main").inner_text()
    assert "26 requirements" in arrived
    assert "11 entities" in arrived


def _accept(page: Page) -> None:
    page.goto("/projects/orders/handoff")
    # What the documents say is there already; a person stands by it, step by step.
    assert page.locator("input[name=mode][value=MVP]").is_checked()
    for label in ("Set the release mode", "Confirm the set", "Sign it", "Confirm these answers"):
        page.get_by_role("button", name=re.compile(label)).click()
    page.get_by_role("button", name="Accept the handoff").click()
    page.wait_for_selector("#flash >> text=accepted")
    for address, words in (
        ("inventory", "/v1/orders"),
        ("requests", "Place an order"),
        ("schema", "customers"),
        ("access", "orders:create"),
        ("integrations", "order.placed"),
        ("documents", "3.1.0"),
    ):
        page.goto(f"/projects/orders/{address}")
        assert words in page.locator("main").inner_html(), address


def _see_and_mend_what_blocks(page: Page) -> None:
    page.goto("/projects/orders")
    blocked = page.locator("section.block").first.inner_text()
    assert "order_notes" in blocked
    assert _ENDPOINT.partition(" ")[2] in blocked
    # The index is a mechanical fix: preview, apply.
    page.goto("/projects/orders/findings")
    page.get_by_role("row", name=re.compile("order_notes")).get_by_role(
        "link", name=re.compile("Preview fix")
    ).first.click()
    page.get_by_role("button", name="Apply the fix").click()
    # The permission is the architect's to give.
    page.goto(f"/projects/orders/items/access/{_ENDPOINT}".replace("{", "%7B").replace("}", "%7D"))
    _type_and_see_it_saved(page, "Permissions", _PERMISSION)
    page.goto("/projects/orders")
    blocks = page.locator("section.block").first
    assert "No blockers" in blocks.inner_text()


def _present(page: Page) -> None:
    page.get_by_role("link", name="Present for review").first.click()
    page.get_by_role("button", name="Present for review").click()
    page.wait_for_url("**/revisions/1")


def _comment_and_revise(page: Page) -> None:
    page.goto("/")
    page.get_by_role("link", name=re.compile("Decide on revision 1")).first.click()
    page.wait_for_url("**/revisions/1*")
    assert re.search(r"[0-9a-f]{8}", page.locator(".head").inner_text())
    page.goto("/projects/orders/comments/new?kind=table&item=orders")
    page.get_by_label(re.compile("Comment|Text")).first.fill("Why is the total nullable?")
    page.get_by_role("button", name="Comment").click()
    page.goto("/projects/orders/revisions/1")
    page.get_by_label("REVISE").check()
    page.get_by_label("Schema Design", exact=True).check()
    page.get_by_label("Auth & Permission Model", exact=True).check()
    page.get_by_role("button", name=re.compile("Record")).click()
    # A REVISE without words is refused at its field, and what was chosen stays.
    assert page.get_by_label("REVISE").is_checked()
    page.get_by_label("Feedback").fill("Say who may read the events, and index what you filter.")
    page.get_by_role("button", name=re.compile("Record")).click()
    page.wait_for_url("**/projects/orders*")
    assert "REVISE" in page.locator("main").inner_text()


def _edit_only_what_was_flagged(page: Page) -> None:
    endpoint = f"/projects/orders/items/endpoint/{_ENDPOINT}"
    page.goto(endpoint.replace("{", "%7B").replace("}", "%7D"))
    assert "Read only" in page.locator("main").inner_text()
    token = page.locator("input[name=csrf_token]").first.input_value()
    refused = page.request.post(
        endpoint.replace("{", "%7B").replace("}", "%7D"),
        form={"csrf_token": token, "method": "GET", "path": "/v1/else", "_version": "1"},
    )
    assert refused.status in {403, 409, 422, 423}
    page.goto("/projects/orders/items/role/staff")
    _type_and_see_it_saved(page, "Description", "Serves customers; reads every order.")
    page.goto("/projects/orders/items/table/orders")
    _type_and_see_it_saved(page, "Description", "One order, as it was placed.")


def _present_again(page: Page) -> None:
    page.goto("/projects/orders/present")
    for field in page.locator("textarea[required]").all():
        field.fill("Done as asked.")
    page.get_by_role("button", name="Present for review").click()
    page.wait_for_url("**/revisions/2")


def _see_changes_and_approve(page: Page) -> None:
    page.goto("/projects/orders/revisions/2")
    changed = page.get_by_role("region", name="Changes per artifact").inner_text()
    assert "Schema Design" in changed
    assert "Auth & Permission Model" in changed
    assert "Done as asked." in changed
    assert "Identical" in changed
    page.goto("/projects/orders/compare/1/2")
    assert "One order, as it was placed." in page.locator("main").inner_text()
    page.goto("/projects/orders/revisions/2")
    page.get_by_label("APPROVED").check()
    page.get_by_role("button", name=re.compile("Record")).click()
    page.wait_for_url("**/projects/orders*")
    assert "approved" in page.locator(".head").inner_text()


def _download(page: Page) -> None:
    page.goto("/projects/orders/downloads/2")
    page.get_by_role("button", name=re.compile("zip|package|PDF|Make", re.IGNORECASE)).first.click()
    page.wait_for_selector("a[href$='.zip']", timeout=120_000)
    with page.expect_download() as fetched:
        page.locator("a[href$='.zip']").first.click()
    with zipfile.ZipFile(io.BytesIO(fetched.value.path().read_bytes())) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    assert not verify_files(files)
    assert {"prd.md", "openapi-spec.yaml", "schema.sql", "design.json", "manifest.json"} <= set(
        files
    )
    with page.expect_download() as fetched:
        page.locator("a[href$='/pdf']").first.click()
    reader = PdfReader(fetched.value.path())
    text = reader.pages[0].extract_text()
    assert "APPROVED" in text
    assert reader.outline


def _type_and_see_it_saved(page: Page, label: str, text: str) -> None:
    field = page.get_by_label(re.compile(f"^{label}")).first
    field.fill(text)
    with page.expect_response(lambda answer: answer.request.method == "POST") as saved:
        field.press("Tab")
    assert saved.value.ok
    page.wait_for_selector("[data-save-status] [data-when=saved]:not([hidden])")
