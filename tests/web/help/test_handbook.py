"""The handbook: readable by everybody, complete, and in step with the program."""

from __future__ import annotations

import html
import inspect
import re
from collections.abc import Callable, Iterator
from functools import cache
from urllib.parse import urlsplit

import click
import pytest
from flask import Flask

from tests.users import ADA
from tests.web.conftest import Visitor
from tests.web.walk import endpoints_with_addresses, match
from workbench import config
from workbench.api.document import api_document
from workbench.api.examples import BODIES
from workbench.api.views import bp as api
from workbench.cli.app import cli
from workbench.design.endpoints import Endpoint
from workbench.review import commands
from workbench.rules.engine.catalogue import all_rules
from workbench.web.help import page_links
from workbench.web.help.chapters import CHAPTERS, Chapter, chapter_source, chapter_text
from workbench.web.help.rendering import render

_LINK = re.compile(r"\]\(([^)]+)\)")
#: What everybody may open without a section of its own.
_NO_PAGE = {"home.health"}

chapters = pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda chapter: chapter.slug)


@cache
def _page(app: Flask, path: str) -> str:
    answer = app.test_client().get(path)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def _text(app: Flask, path: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", "", _page(app, path))).split())


def _anchors(app: Flask, chapter: str) -> set[str]:
    return set(re.findall(r'id="([^"]+)"', _page(app, f"/help/{chapter}")))


def _is_there(app: Flask, link: str) -> bool:
    parts = urlsplit(link)
    slug = parts.path.removeprefix("/help").strip("/")
    if not slug:
        return not parts.fragment
    known = {chapter.slug for chapter in CHAPTERS}
    return slug in known and (not parts.fragment or parts.fragment in _anchors(app, slug))


@chapters
def test_everybody_can_read_every_chapter(app: Flask, chapter: Chapter) -> None:
    page = _page(app, f"/help/{chapter.slug}")
    assert f"<h1>{chapter.title}</h1>" in page
    assert 'href="/help/' in page


def test_an_unknown_chapter_is_not_found(app: Flask) -> None:
    assert app.test_client().get("/help/nothing").status_code == 404


@chapters
def test_every_link_of_a_chapter_leads_somewhere(app: Flask, chapter: Chapter) -> None:
    links = _LINK.findall(chapter_source(chapter))
    dead = [link for link in links if not _is_there(app, f"/help/{link}")]
    assert dead == []


def test_every_page_has_a_section_that_exists(app: Flask) -> None:
    pages = endpoints_with_addresses() - _NO_PAGE
    without = {page for page in pages if page_links.handbook_section(page) is None}
    assert without == set()
    values = {"slug": "orders", "code": "API-18"}
    dead = {
        page: link
        for page in pages
        if not _is_there(app, link := page_links.help_url(page, values))
    }
    assert dead == {}


def test_the_page_of_a_rule_and_its_entry_link_to_each_other(app: Flask) -> None:
    link = page_links.help_url("findings.rule", {"slug": "orders", "code": "API-18"})
    assert link == "/help/rules?project=orders#api-18"
    assert 'href="/projects/orders/rules/API-18"' in _page(app, link.partition("#")[0])
    assert "/projects/" not in _page(app, "/help/rules?project=%2F%2Felsewhere")


def test_every_rule_has_an_entry_with_all_it_says(app: Flask) -> None:
    page = _text(app, "/help/rules")
    anchors = _anchors(app, "rules")
    for rule in all_rules():
        assert rule.code.lower() in anchors
        for text in (rule.what, rule.why, rule.how, rule.good, rule.bad, rule.source):
            assert " ".join(text.replace("`", "").split()) in page, rule.code


# --- Nothing drifts from the program ----------------------------------------------------------


def _commands(group: click.Group, name: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for part in group.list_commands(context):
        command = group.get_command(context, part)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{name} {part}")
        else:
            yield f"{name} {part}", command


@cache
def _command_sections() -> dict[str, str]:
    text = chapter_source(next(entry for entry in CHAPTERS if entry.slug == "command-line"))
    parts = re.split(r"^### (workbench .+)$", text, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def test_the_handbook_has_every_command_and_no_other() -> None:
    assert set(_command_sections()) == {name for name, _ in _commands(cli, "workbench")}


@pytest.mark.parametrize("name", [name for name, _ in _commands(cli, "workbench")])
def test_the_handbook_has_every_option_with_its_values_and_default(name: str) -> None:
    rows = {
        tuple(re.findall(r"`(-[^`]+)`", cells[0])): cells
        for line in _command_sections()[name].splitlines()
        if line.startswith("| `-")
        for cells in [line.strip("| ").split(" | ")]
    }
    options = [
        parameter
        for parameter in dict(_commands(cli, "workbench"))[name].params
        if isinstance(parameter, click.Option)
    ]
    assert set(rows) == {tuple(option.opts) for option in options}
    for option in options:
        row = " | ".join(rows[tuple(option.opts)])
        if isinstance(option.type, click.Choice):
            assert f"| {', '.join(f'`{choice}`' for choice in option.type.choices)} |" in row
        if option.show_default:
            assert f"| `{option.default}` |" in row


def test_the_handbook_has_every_setting_and_no_other() -> None:
    text = chapter_source(next(entry for entry in CHAPTERS if entry.slug == "administration"))
    table = re.findall(r"^\| `(WORKBENCH_[A-Z_]+)`", text, re.MULTILINE)
    assert set(table) == set(re.findall(r'"(WORKBENCH_[A-Z_]+)"', inspect.getsource(config)))


def test_every_endpoint_of_the_api_is_in_the_handbook_and_routed(app: Flask) -> None:
    page = _text(app, "/help/api")
    routed = set()
    for path, methods in api_document()["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in page
            address = re.sub(r"\{number\}", "1", f"/api/v1{path}").replace("{", "").replace("}", "")
            endpoint = match(app, address, method.upper())[0]
            assert endpoint.startswith("api."), address
            routed.add(endpoint)
    views = {name for name in app.view_functions if name.startswith(f"{api.name}.")}
    assert routed == views - {"api.document"}


@pytest.mark.parametrize("operation", [name for name in BODIES if name != "putItem"])
def test_the_example_of_an_operation_is_valid(operation: str) -> None:
    models: dict[str, type[commands.Command]] = {
        "addWaiver": commands.AddWaiver,
        "presentDraft": commands.Present,
        "addComment": commands.AddComment,
        "raiseIntervention": commands.RaiseIntervention,
        "askForExport": commands.AskForExport,
    }
    models[operation].model_validate(BODIES[operation])


def test_the_example_of_an_item_is_valid() -> None:
    assert Endpoint.model_validate(BODIES["putItem"]).item_key == "GET /orders"


# --- Search -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "link", "title"),
    [
        ("waiver", "/help/findings#waivers", "Waivers"),
        ("restore backup", "/help/administration#backup-and-restore", "Backup and restore"),
        ("api-18", "/help/rules#api-18", "API-18 unpaged-list"),
        ("comments POST", "/help/api#api-addcomment", "POST /projects/{slug}/comments"),
    ],
    ids=["a word", "two words", "a rule", "an endpoint"],
)
def test_search_finds_sections(app: Flask, query: str, link: str, title: str) -> None:
    page = _page(app, f"/help?q={query}")
    assert f'<a href="{link}">{title}' in page


def test_search_says_when_there_is_nothing_and_escapes_what_was_asked(app: Flask) -> None:
    page = _page(app, "/help?q=%3Cscript%3Ezebra")
    assert "No results" in page
    assert "&lt;script&gt;zebra" in page
    assert "<script>zebra" not in page


# --- Rendering --------------------------------------------------------------------------------


def test_html_in_a_text_is_shown_as_text() -> None:
    html = render("<script>x</script>\n\nA <b>bold</b> `<table>` word\n\n<div>\nblock\n</div>").html
    assert set(re.findall(r"</?(\w+)", html)) == {"p", "code"}
    assert "&lt;script&gt;" in html


def test_a_text_has_contents_tables_admonitions_and_coloured_code() -> None:
    text = (
        "Intro\n\n## First part\n\n### Detail `x`\n\n| A | B |\n|---|---|\n| 1 | 2 |\n\n"
        '!!! note "Mind"\n    This.\n\n```json\n{"a": 1}\n```\n'
    )
    rendered = render(text)
    assert [(entry.level, entry.anchor, entry.title) for entry in rendered.contents] == [
        (2, "first-part", "First part"),
        (3, "detail-x", "Detail x"),
    ]
    assert "<th>A</th>" in rendered.html
    assert '<div class="admonition note">' in rendered.html
    assert re.search(r'<div class="hl" tabindex="0"><pre>.*<span class="nt">', rendered.html)
    assert [section.anchor for section in rendered.sections] == ["", "first-part", "detail-x"]


def test_a_chapter_is_rendered_once_in_a_process() -> None:
    assert chapter_text(CHAPTERS[0]) is chapter_text(CHAPTERS[0])


def test_a_person_who_is_signed_in_keeps_the_navigation(visit: Callable[..., Visitor]) -> None:
    page = visit(ADA).get("/help/workflow").get_data(as_text=True)
    assert 'aria-label="Main"' in page
    assert 'aria-current="page">How a project works' in page
