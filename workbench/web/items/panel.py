"""The panel beside an item: its findings, where it is used, comments; and key suggestions."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.design.base import Item
from workbench.design.dictionary import Entity
from workbench.design.kinds import artifact_of
from workbench.design.package import Finding
from workbench.design.tables import Table
from workbench.http.database import db
from workbench.review.discussion.comments import CommentView, comments_of
from workbench.review.draft.editing import findings_at
from workbench.review.draft.items import count_by_kind, find_item, list_keys
from workbench.review.draft.reports import findings_of
from workbench.review.draft.tracing import is_traced, traced
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import fields_of

#: Items that share an endpoint's key.
ENDPOINT_KINDS = ("endpoint", "operation", "access", "score")
#: Maximum number of suggested keys; a longer list would be slower than typing.
_MAX_SUGGESTIONS = 400
#: Designs of up to this number of items are checked and traced while the page loads.
SYNC_CHECK_LIMIT = 600


@dataclass(frozen=True, slots=True)
class Panel:
    """The panel beside an item."""

    slug: str
    kind: str
    key: str
    findings: tuple[Finding, ...]
    complete: bool
    """False if design-wide rules have not run since the last change."""
    comments: tuple[CommentView, ...]
    """Open comments on the item."""
    used: dict[str, tuple[str, ...]] | None
    """Keys of linked items by kind; None if the page loads them later."""
    may_write: bool


def panel_of(
    access: ProjectAccess, kind: str, key: str, local: tuple[Finding, ...] | None = None
) -> Panel:
    """The panel of an item; with `local`, the findings of its last save, nothing else is loaded."""
    if local is not None:
        return Panel(
            slug=access.project.slug,
            kind=kind,
            key=key,
            findings=local,
            complete=False,
            comments=(),
            used={},
            may_write=True,
        )
    report = findings_of(db(), access=access, fresh=is_small(access))
    found = tuple(
        finding for finding in report.findings if (finding.kind, finding.item) == (kind, key)
    )
    if not report.current:
        fresh = findings_at(db(), access=access, kind=kind, key=key)
        found = fresh or found
    comments = comments_of(db(), access=access, kind=kind, item=key)
    return Panel(
        slug=access.project.slug,
        kind=kind,
        key=key,
        findings=found,
        complete=report.current,
        comments=tuple(comment for comment in comments if comment.open)[:5],
        used=usages_of(access, kind, key),
        may_write=why_not_edit(access, artifact_of(kind)) is None,
    )


def is_small(access: ProjectAccess) -> bool:
    """Whether the design is small enough to be checked and traced while the page loads."""
    return sum(count_by_kind(db(), access).values()) <= SYNC_CHECK_LIMIT


def usages_of(
    access: ProjectAccess, kind: str, key: str, *, wait: bool = False
) -> dict[str, tuple[str, ...]] | None:
    """Keys of the items that an item is linked with, by kind.

    None for a large design whose links are not known yet, unless the caller waits for them.
    """
    home = "endpoint" if kind in ENDPOINT_KINDS else kind
    if not (wait or is_traced(db(), access=access) or is_small(access)):
        return None
    return traced(db(), access=access).used_by(home, key)


def key_suggestions(access: ProjectAccess, kind: str, item: Item | None) -> dict[str, list[str]]:
    """Keys that are offered while typing, by kind; one query per kind that the form refers to."""
    wanted: set[str] = set()
    for field in fields_of(kind):
        wanted |= {part.suggest for part in (field, *field.columns) if part.suggest}
    found = {name: list_keys(db(), access, name)[:_MAX_SUGGESTIONS] for name in sorted(wanted)}
    if isinstance(item, Table) and item.entity:
        stored = find_item(db(), access, "entity", item.entity)
        if stored is not None and isinstance(stored.item, Entity):
            found["attribute"] = [
                f"{item.entity}.{attribute.name}" for attribute in stored.item.attributes
            ]
    return found
