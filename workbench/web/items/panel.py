"""What stands beside an item: findings, where it is used, comments; and keys to offer."""

from __future__ import annotations

from dataclasses import dataclass

from workbench.design.base import Item
from workbench.design.dictionary import Entity
from workbench.design.kinds import artifact_of
from workbench.design.package import Finding
from workbench.design.tables import Table
from workbench.http.database import db
from workbench.review.discussion.comments import Said, comments_of
from workbench.review.draft.editing import findings_at
from workbench.review.draft.items import count_by_kind, find_item, list_keys
from workbench.review.draft.reports import findings_of
from workbench.review.draft.tracing import is_traced, traced
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.fields import fields_of

#: Items that share an endpoint's key.
FAMILY = ("endpoint", "operation", "access", "score")
#: Keys offered while typing; a longer list would be slower than typing.
_SUGGESTED = 400
#: Designs of at most so many items are checked and traced while the page waits.
SMALL = 600


@dataclass(frozen=True, slots=True)
class Panel:
    """What stands beside an item."""

    slug: str
    kind: str
    key: str
    findings: tuple[Finding, ...]
    complete: bool
    """False where rules over the whole design have not run since the last write."""
    talk: tuple[Said, ...]
    """Open conversations about it."""
    used: dict[str, tuple[str, ...]] | None
    """None where it is worked out when asked for."""
    may_write: bool


def panel_of(
    access: ProjectAccess, kind: str, key: str, local: tuple[Finding, ...] | None = None
) -> Panel:
    """Findings of an item. `local` are those of its last write, which cost nothing to ask."""
    if local is not None:
        return Panel(
            slug=access.project.slug,
            kind=kind,
            key=key,
            findings=local,
            complete=False,
            talk=(),
            used={},
            may_write=True,
        )
    report = findings_of(db(), access=access, fresh=is_small(access))
    found = tuple(one for one in report.findings if (one.kind, one.item) == (kind, key))
    if not report.current:
        fresh = findings_at(db(), access=access, kind=kind, key=key)
        found = fresh or found
    talk = comments_of(db(), access=access, kind=kind, item=key)
    return Panel(
        slug=access.project.slug,
        kind=kind,
        key=key,
        findings=found,
        complete=report.current,
        talk=tuple(one for one in talk if one.open)[:5],
        used=used_of(access, kind, key),
        may_write=why_not_edit(access, artifact_of(kind)) is None,
    )


def is_small(access: ProjectAccess) -> bool:
    """Whether the whole design can be looked at while the page waits."""
    return sum(count_by_kind(db(), access).values()) <= SMALL


def used_of(
    access: ProjectAccess, kind: str, key: str, *, wait: bool = False
) -> dict[str, tuple[str, ...]] | None:
    """Keys of what an item is linked with; None where that is worked out when asked for."""
    home = "endpoint" if kind in FAMILY else kind
    if not (wait or is_traced(db(), access=access) or is_small(access)):
        return None
    return traced(db(), access=access).used_by(home, key)


def suggestions_of(access: ProjectAccess, kind: str, item: Item | None) -> dict[str, list[str]]:
    """Keys to offer, by kind; one query per kind that the form can name."""
    wanted: set[str] = set()
    for one in fields_of(kind):
        wanted |= {field.suggest for field in (one, *one.columns) if field.suggest}
    found = {name: list_keys(db(), access, name)[:_SUGGESTED] for name in sorted(wanted)}
    if isinstance(item, Table) and item.entity:
        stored = find_item(db(), access, "entity", item.entity)
        if stored is not None and isinstance(stored.item, Entity):
            found["attribute"] = [f"{item.entity}.{one.name}" for one in stored.item.attributes]
    return found
