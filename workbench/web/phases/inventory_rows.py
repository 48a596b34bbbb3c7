"""Endpoints as rows of the inventory, and coverage as a strip."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from workbench.design.endpoints import Endpoint, Quadrant, Score, quadrant
from workbench.design.ids import is_parameter, path_segments
from workbench.design.package import Finding
from workbench.design.scope import Scope
from workbench.review.draft.reports import DraftReport
from workbench.review.draft.tracing import TracedDesign
from workbench.web.items.panel import ENDPOINT_KINDS
from workbench.web.phases.workspace import FindingCount, count_findings, findings_by_item

KINDS = frozenset(ENDPOINT_KINDS)


@dataclass(frozen=True, slots=True)
class Row:
    """One endpoint as the table shows it."""

    number: int
    key: str
    method: str
    path: str
    covers: tuple[str, ...]
    kind: str
    description: str
    impact: int | None
    effort: int | None
    quadrant: Quadrant | None
    deferred: bool
    findings: FindingCount
    version: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """One requirement of the coverage strip."""

    key: str
    short: str
    status: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class CoverageStrip:
    """Coverage of the requirements in scope."""

    cells: tuple[Cell, ...]
    covered: int
    in_scope: int
    more: int
    """Requirements that are not drawn; those with gaps always are."""


def resource_of(path: str) -> str:
    """The resource that a path belongs to: its first segment that is no version or parameter.

    >>> resource_of("/v1/orders/{orderId}/items")
    'orders'
    """
    for segment in path_segments(path):
        if not is_parameter(segment) and not _is_version(segment):
            return segment
    return "/"


def _is_version(segment: str) -> bool:
    return segment == "api" or (segment[:1] == "v" and segment[1:].replace(".", "").isdigit())


def rows_of(known: TracedDesign, report: DraftReport) -> list[Row]:
    """Every endpoint, resource by resource, in the order in which people put them."""
    found = findings_by_item(report, KINDS)
    scores = {one.endpoint: one for one in known.design.scores}
    threshold = known.design.planning.threshold
    groups: dict[str, list[Endpoint]] = {}
    for one in known.design.endpoints:
        groups.setdefault(resource_of(one.path), []).append(one)
    ordered = [one for members in groups.values() for one in members]
    return [
        make_row(
            at,
            one,
            scores.get(one.item_key),
            threshold,
            known.scope,
            family_findings(found, one.item_key),
        )
        for at, one in enumerate(ordered, start=1)
    ]


def family_findings(found: dict[tuple[str, str], list[Finding]], key: str) -> list[Finding]:
    """Findings of everything that shares an endpoint's key."""
    return [one for kind in ENDPOINT_KINDS for one in found.get((kind, key), [])]


def make_row(  # noqa: PLR0917 - what a row is made of
    number: int,
    one: Endpoint,
    score: Score | None,
    threshold: int,
    scope: Scope | None,
    findings: list[Finding],
    version: int = 0,
) -> Row:
    """One endpoint with its score and what the rules say of it."""
    return Row(
        number=number,
        key=one.item_key,
        method=one.method,
        path=one.path,
        covers=one.covers,
        kind=one.kind.value if one.kind else "",
        description=one.description,
        impact=score.impact if score else None,
        effort=score.effort if score else None,
        quadrant=quadrant(score, threshold) if score else None,
        deferred=scope is not None and not scope.contains("endpoint", one.item_key),
        findings=count_findings(findings),
        version=version,
    )


def coverage_strip(known: TracedDesign, slug: str, limit: int = 120) -> CoverageStrip:
    """Coverage as a strip; where there are too many requirements, gaps come first."""
    cells = []
    covered = inside = 0
    reasons = {one.key: one.no_backend_reason for one in known.design.requirements}
    for one in known.coverage:
        served = len(one.endpoints) + len(one.webhooks)
        inside += one.in_scope
        covered += one.in_scope and bool(served or reasons.get(one.requirement))
        status, words = _coverage_words(served, reasons.get(one.requirement, ""), one.in_scope)
        if one.webhooks and not one.endpoints:
            words = "covered by a webhook"
        url = url_for("phases.inventory", slug=slug, q=one.requirement)
        cells.append(Cell(one.requirement, _short(one.requirement), status, words, url))
    if len(cells) <= limit:
        return CoverageStrip(tuple(cells), covered, inside, 0)
    order = {"stop": 0, "warn": 1, "ok": 2, "hold": 3}
    first = sorted(cells, key=lambda one: order[one.status])[:limit]
    return CoverageStrip(tuple(first), covered, inside, len(cells) - limit)


def _coverage_words(served: int, reason: str, inside: bool) -> tuple[str, str]:  # noqa: FBT001
    if not inside:
        return "hold", "deferred"
    if served:
        return "ok", f"covered by {served} endpoint{'s' if served > 1 else ''}"
    if reason:
        return "ok", "needs no backend"
    return "stop", "no endpoint"


def _short(key: str) -> str:
    head, dash, tail = key.rpartition("-")
    return tail if dash and len(tail) <= 6 and head else key[-6:]  # noqa: PLR2004
