"""The templates of the printed chapters and what they call by name."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from workbench import paths
from workbench.artifacts.markdown.html import direction, render_markdown, resolve_directions, slug
from workbench.artifacts.openapi.schema_text import json_lines, sql_lines
from workbench.artifacts.overview import overview_filters
from workbench.artifacts.pdf.fragment import LINK_SCHEME
from workbench.design.design import Design
from workbench.design.handoff import Assumption
from workbench.design.tables import Column, ForeignKey, Index, IndexPart, Table

#: Of one script; what is longer is in the file of the migration.
MAX_CODE_LINES = 2_000
_ONE_PARAGRAPH = re.compile(r'<div class="text"><p>((?:(?!</?p[ >]).)*)</p>\s*</div>', re.DOTALL)
_MAX_SLUG = 40
# Kinds that have a chapter entry of their own to jump to.
_TARGETS = frozenset(
    {
        "component",
        "content_type",
        "decision",
        "endpoint",
        "entity",
        "event",
        "feedback_channel",
        "flow",
        "migration",
        "operation",
        "permission",
        "requirement",
        "role",
        "schema",
        "screen",
        "story",
        "table",
        "third_party",
        "webhook",
    }
)


@lru_cache(maxsize=16_384)
def anchor(kind: str, key: str) -> str:
    """The name of an item's place in the PDF; readable, and never that of another item."""
    digest = hashlib.sha1(key.encode(), usedforsecurity=False).hexdigest()[:6]
    words = slug(key).encode("ascii", "ignore").decode().strip("-")[:_MAX_SLUG]
    return f"{kind}-{words}-{digest}"


class Links:
    """Links to items that the design has; other keys are only words."""

    def __init__(
        self, design: Design, scheme: str = LINK_SCHEME, kinds: frozenset[str] = _TARGETS
    ) -> None:
        """Look up in this design; only items of some kinds are shown and can be linked to."""
        self._design = design
        self._scheme = scheme
        self._kinds = kinds

    def link(self, kind: str, key: str, words: str = "") -> Markup:
        """One link, or the words where there is no such item."""
        shown = words or key
        if kind not in self._kinds or not self._has(kind, key):
            return escape(shown)
        return Markup('<a href="{}{}">{}</a>').format(self._scheme, anchor(kind, key), shown)

    def links(self, kind: str, keys: Iterable[str]) -> Markup:
        """Several links in a row."""
        return Markup(", ").join(self.link(kind, key) for key in keys)

    def _has(self, kind: str, key: str) -> bool:
        if self._design.find(kind, key) is not None:
            return True
        return kind == "endpoint" and self._design.find("operation", key) is not None


@cache
def environment() -> Environment:
    """The environment of the printed chapters; everything is escaped unless it was sanitised."""
    made = Environment(
        loader=FileSystemLoader(paths.artifacts()),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    made.filters |= {
        **overview_filters(),
        "md": _markdown,
        "cell_md": _cell,
        "direction": _direction,
        "lines": _lines,
        "anchor": anchor,
        "ref": _in_context(Links.link),
        "refs": _in_context(Links.links),
        "clipped": _clipped,
        "json_lines": lambda value: Markup(json_lines(value)),  # noqa: S704 - escaped there
        "sql_lines": lambda text: Markup(sql_lines(text)),  # noqa: S704 - escaped there
        "table_facts": lambda table: list(_table_facts(table)),
        "default_words": _default_words,
        "key_words": _key_words,
        "index_words": _index_words,
        "affected_words": _affected_words,
    }
    return made


def _in_context(method: Callable[..., Markup]) -> Callable[..., Markup]:
    @pass_context
    def called(context: Context, kind: str, value: Any) -> Markup:  # noqa: ANN401
        return method(context["links"], kind, value)

    return called


@lru_cache(maxsize=8_192)
def _markdown(text: str) -> Markup:
    """What people typed, sanitised."""
    rendered = resolve_directions(render_markdown(text, top_heading=4))
    return Markup(f'<div class="text">{rendered}</div>') if rendered else Markup()  # noqa: S704


@lru_cache(maxsize=8_192)
def _cell(text: str) -> Markup:
    """The same for a cell, where one paragraph needs no boxes of its own."""
    rendered = _markdown(text)
    found = _ONE_PARAGRAPH.fullmatch(rendered)
    return Markup(found[1]) if found else rendered  # noqa: S704 - a part of what was sanitised


def _direction(text: str) -> Markup:
    return Markup(' dir="rtl"') if direction(text) == "rtl" else Markup()


def _lines(text: str) -> Markup:
    return Markup("<br>").join(text.split("\n"))


def _clipped(text: str) -> str:
    lines = text.split("\n")
    left = len(lines) - MAX_CODE_LINES
    return text if left <= 0 else "\n".join([*lines[:MAX_CODE_LINES], f"… {left} more lines"])


def _table_facts(table: Table) -> Iterator[tuple[str, str]]:
    key = table.primary_key
    if key:
        name = f" {key.name}" if key.name else ""
        yield "Primary key", f"{', '.join(key.columns)}{name}"
    yield (
        "Kind",
        ", ".join(
            words
            for words, holds in (
                ("junction table", table.junction),
                ("append-only", not table.mutable),
                ("row-level security", table.row_security),
                ("forced row-level security", table.force_row_security),
            )
            if holds
        ),
    )
    yield "Partition of", f"{table.partition_of} {table.partition_bound}".strip()
    yield "Partitioned by", table.partition_by
    yield "Inherits", ", ".join(table.inherits)
    yield "Storage options", table.options
    yield "Documented deviation", table.deviation


def _affected_words(assumption: Assumption) -> str:
    """What an assumption affects, as far as it is set."""
    affects = {"API": assumption.affects_api, "schema": assumption.affects_schema}
    named = [name for name, affected in affects.items() if affected]
    if named:
        return ", ".join(named)
    return "neither" if set(affects.values()) == {False} else "not set"


def _default_words(column: Column) -> str:
    if column.generated:
        return f"generated: {column.generated}"
    if column.identity:
        return f"identity, {column.identity}"
    return column.default


def _key_words(key: ForeignKey) -> str:
    words = [
        f"on delete {key.on_delete.lower()}" if key.on_delete else "",
        f"on update {key.on_update.lower()}" if key.on_update else "",
        f"match {key.match.lower()}" if key.match else "",
        key.deferrable,
        key.options.lower(),
        key.name,
    ]
    shown = ", ".join(word for word in words if word)
    return f", {shown}" if shown else ""


def _index_words(index: Index) -> str:
    parts = ", ".join(map(_part_words, index.parts))
    words = [
        index.name,
        f"({parts})",
        "unique" if index.unique else "",
        index.method,
        f"including {', '.join(index.include)}" if index.include else "",
        f"where {index.where}" if index.where else "",
        index.options,
        f"– {index.comment}" if index.comment else "",
    ]
    return " ".join(word for word in words if word)


def _part_words(part: IndexPart) -> str:
    words = [part.column or part.expression, part.opclass, "desc" if part.descending else ""]
    return " ".join(word for word in words if word)


def render(name: str, context: Mapping[str, Any]) -> str:
    """One chapter's body from its template."""
    return environment().get_template(f"print/{name}.html.j2").render(context)
