"""URLs of items and of pages of a project."""

from __future__ import annotations

import hashlib
from urllib.parse import quote, urlencode

from flask import Blueprint, current_app, url_for

from workbench.http.settings import current_settings
from workbench.review.errors import PageLink

#: Endpoints for the page of a PageLink; the first that exists is used.
_PAGES: dict[str, tuple[str, ...]] = {
    "overview": ("projects.overview",),
    "handoff": ("handoff.overview",),
    "import": ("imports.page", "handoff.overview"),
    "findings": ("findings.index",),
    "checklist": ("findings.checklist",),
    "review": ("review.gate",),
    "decision": ("review.gate",),
    "present": ("review.present",),
    "downloads": ("downloads.index",),
    "comments": ("comments.index",),
    "interventions": ("interventions.index",),
    "rfis": ("rfis.index",),
    "scope": ("scope.page",),
    "read-back": ("read_back.page",),
    "assumptions": ("assumptions.index",),
    "setup": ("setup.page",),
    "prioritisation": ("prioritise.plot",),
    "suggestions": ("suggestions.index",),
    "requests": ("phases.requests",),
    "schema": ("phases.schema",),
}

#: Endpoints of the page of a single comment or intervention.
_OWN_PAGES = {"comments": "comments.show", "interventions": "interventions.detail"}


#: Acceptance steps on the handoff page, with the fragment of their section.
_PARTS_OF_HANDOFF = {"release-mode": "scope", "no-go": "check"}


def public_url(path: str) -> str:
    """Absolute URL of a path of this site, at the configured base URL.

    The Host header of a request is not used, because the client chooses it.
    """
    return current_settings().base_url + path


def item_url(slug: str, kind: str, key: str, pointer: str = "") -> str:
    """URL of an item, or of a part of it.

    A key that would be changed in a path (empty or dotted segments, a slash at an end) becomes a
    query parameter.
    """
    address = (
        url_for("items.page", slug=slug, kind=kind, key=key)
        if fits_path(key)
        else url_for("items.page", slug=slug, kind=kind, key="-", at=key)
    )
    return f"{address}#{anchor(pointer)}" if pointer else address


def new_url(slug: str, kind: str, **fields: str) -> str:
    """URL of the form for a new item, with some of its fields filled in."""
    address = url_for("items.new", slug=slug, kind=kind)
    return f"{address}?{urlencode(fields)}" if fields else address


def fits_path(key: str) -> bool:
    """Whether a key can be the rest of a path; `new` and `-` are other pages."""
    segments = key.split("/")
    inner = segments[1:] if key.startswith("/") else segments
    return bool(
        key not in {"new", "-"}
        and not key.startswith("/")
        and all(segment not in {"", ".", ".."} for segment in inner)
        and "\\" not in key
    )


def anchor(pointer: str) -> str:
    """Fragment of a pointer in an item: its first two steps, which are a field and a row.

    >>> anchor("/columns/3/type"), anchor("/covers")
    ('p-columns-3', 'p-covers')
    """
    steps = [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:3]]
    return "p-" + "-".join(quote(step, safe="") for step in steps)


def link_url(slug: str, link: PageLink) -> str:
    """URL of a PageLink."""
    if link.page == "item":
        return item_url(slug, link.kind, link.item, link.pointer)
    own = _own_url(slug, link)
    if own:
        return own
    pages = _PAGES.get(link.page, ())
    known = current_app.view_functions
    endpoint = next((name for name in pages if name in known), "projects.overview")
    return url_for(endpoint, slug=slug)


def _own_url(slug: str, link: PageLink) -> str:
    """URL of a PageLink to a part of a page; empty for a whole page."""
    match link.page:
        case "comments" | "interventions" if link.number:
            return url_for(_OWN_PAGES[link.page], slug=slug, number=link.number)
        case "rfis" | "assumptions" if link.number or link.item:
            part = f"rfi-{link.number}" if link.number else dom_id("assumption", link.item)
            return url_for(_PAGES[link.page][0], slug=slug, _anchor=part)
        case "requests" if link.item:
            return url_for("phases.requests", slug=slug, key=link.item)
        case "migrations":
            return url_for("phases.documents", slug=slug, tab="migrations")
        case "release-mode" | "no-go":
            part = _PARTS_OF_HANDOFF[link.page]
            return url_for("handoff.overview", slug=slug, _anchor=part)
    return ""


def page_url(slug: str, page: str) -> str:
    """URL of a page of the project, by its name in a PageLink."""
    return link_url(slug, PageLink(page))


def dom_id(kind: str, key: str) -> str:
    """Element ID of an item's row on a page: short, unique and stable."""
    return f"{kind[:2]}{hashlib.blake2s(f'{kind} {key}'.encode(), digest_size=6).hexdigest()}"


def install(blueprint: Blueprint) -> None:
    """Register these functions as globals of templates."""
    for function in (item_url, new_url, link_url, page_url, dom_id, anchor):
        blueprint.add_app_template_global(function)
