"""The API's reference as one HTML file that needs nothing else: no scripts, no fetches."""

from __future__ import annotations

from functools import cache, lru_cache

from markupsafe import Markup

from workbench import paths
from workbench.artifacts.markdown.html import render_markdown
from workbench.artifacts.openapi.contract_facts import contract_facts
from workbench.artifacts.overview import Overview
from workbench.artifacts.pdf.endpoints import Endpoints
from workbench.artifacts.pdf.environment import Links, environment


def api_reference(overview: Overview) -> str:
    """The page of a package's endpoints, schemas and components; empty without endpoints."""
    design = overview.design
    links = Links(design, "#", frozenset({"component", "endpoint", "schema"}))
    made = Endpoints(overview, links.link, links.links)
    keys = made.keys()
    if not keys:
        return ""
    groups: dict[str, list[str]] = {}
    for key in keys:
        groups.setdefault(made.group(key), []).append(key)
    info = design.contract.info if design.contract else {}
    template = environment().get_template("reference/api-reference.html.j2")
    title = info.get("title")
    description = info.get("description")
    return template.render(
        title=f"{title if isinstance(title, str) and title else overview.package.project} API",
        css=_stylesheet(),
        groups=list(groups.items()),
        endpoints=[made.printed(key) for members in groups.values() for key in members],
        schemas=[
            *map(made.schema, design.schemas),
            *map(made.component, design.components),
        ],
        state_line=overview.state_line,
        version=str(info.get("version", "")),
        revision=overview.package.hash,
        description=description if isinstance(description, str) else "",
        facts=[row for row in contract_facts(design.contract) if row[0] != "API"],
        web_md=_web_markdown,
    )


@cache
def _stylesheet() -> str:
    return (paths.artifacts() / "reference/api-reference.css").read_text(encoding="utf-8")


@lru_cache(maxsize=4_096)
def _web_markdown(text: str) -> Markup:
    return Markup(render_markdown(text, top_heading=4))  # noqa: S704 - sanitised there
