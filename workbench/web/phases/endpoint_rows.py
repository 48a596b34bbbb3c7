"""Endpoints as rows of the inventory, and the coverage of requirements."""

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
class EndpointRow:
    """An endpoint as a row of the inventory."""

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
class CoverageCell:
    """A requirement in the coverage strip."""

    key: str
    short: str
    status: str
    words: str
    url: str


@dataclass(frozen=True, slots=True)
class CoverageStrip:
    """Coverage of the requirements in scope."""

    cells: tuple[CoverageCell, ...]
    covered: int
    in_scope: int
    more: int
    """Number of requirements that are not shown; those with gaps are shown first."""


def resource_of(path: str) -> str:
    """The resource of a path: its first segment that is neither a version nor a parameter.

    >>> resource_of("/v1/orders/{orderId}/items")
    'orders'
    """
    for segment in path_segments(path):
        if not is_parameter(segment) and not _is_version(segment):
            return segment
    return "/"


def _is_version(segment: str) -> bool:
    return segment == "api" or (segment[:1] == "v" and segment[1:].replace(".", "").isdigit())


def rows_of(known: TracedDesign, report: DraftReport) -> list[EndpointRow]:
    """All endpoints, grouped by resource, in the order of the draft."""
    found = findings_by_item(report, KINDS)
    scores = {score.endpoint: score for score in known.design.scores}
    threshold = known.design.planning.threshold
    groups: dict[str, list[Endpoint]] = {}
    for endpoint in known.design.endpoints:
        groups.setdefault(resource_of(endpoint.path), []).append(endpoint)
    ordered = [endpoint for members in groups.values() for endpoint in members]
    return [
        endpoint_row(
            endpoint,
            number=number,
            score=scores.get(endpoint.item_key),
            threshold=threshold,
            scope=known.scope,
            findings=endpoint_findings(found, endpoint.item_key),
        )
        for number, endpoint in enumerate(ordered, start=1)
    ]


def endpoint_findings(found: dict[tuple[str, str], list[Finding]], key: str) -> list[Finding]:
    """Findings of all items that share an endpoint's key."""
    return [finding for kind in ENDPOINT_KINDS for finding in found.get((kind, key), [])]


def endpoint_row(
    endpoint: Endpoint,
    *,
    score: Score | None,
    threshold: int,
    findings: list[Finding],
    scope: Scope | None = None,
    number: int = 0,
    version: int = 0,
) -> EndpointRow:
    """An endpoint with its score and its findings; deferred if it is outside of a given scope."""
    return EndpointRow(
        number=number,
        key=endpoint.item_key,
        method=endpoint.method,
        path=endpoint.path,
        covers=endpoint.covers,
        kind=endpoint.kind.value if endpoint.kind else "",
        description=endpoint.description,
        impact=score.impact if score else None,
        effort=score.effort if score else None,
        quadrant=quadrant(score, threshold) if score else None,
        deferred=scope is not None and not scope.contains("endpoint", endpoint.item_key),
        findings=count_findings(findings),
        version=version,
    )


def coverage_strip(known: TracedDesign, slug: str, limit: int = 120) -> CoverageStrip:
    """Coverage of requirements; if there are more than `limit`, gaps come first."""
    cells = []
    covered = inside = 0
    reasons = {
        requirement.key: requirement.no_backend_reason for requirement in known.design.requirements
    }
    for coverage in known.coverage:
        served = len(coverage.endpoints) + len(coverage.webhooks)
        inside += coverage.in_scope
        covered += coverage.in_scope and bool(served or reasons.get(coverage.requirement))
        status, words = _coverage_status(
            served, reasons.get(coverage.requirement, ""), coverage.in_scope
        )
        if coverage.webhooks and not coverage.endpoints:
            words = "covered by a webhook"
        url = url_for("phases.inventory", slug=slug, q=coverage.requirement)
        cells.append(
            CoverageCell(coverage.requirement, _short(coverage.requirement), status, words, url)
        )
    if len(cells) <= limit:
        return CoverageStrip(tuple(cells), covered, inside, 0)
    order = {"stop": 0, "warn": 1, "ok": 2, "hold": 3}
    first = sorted(cells, key=lambda cell: order[cell.status])[:limit]
    return CoverageStrip(tuple(first), covered, inside, len(cells) - limit)


def _coverage_status(served: int, reason: str, inside: bool) -> tuple[str, str]:  # noqa: FBT001
    if not inside:
        return "hold", "deferred"
    if served:
        return "ok", f"covered by {served} endpoint{'s' if served > 1 else ''}"
    if reason:
        return "ok", "no backend needed"
    return "stop", "no endpoint"


def _short(key: str) -> str:
    head, dash, tail = key.rpartition("-")
    return tail if dash and len(tail) <= 6 and head else key[-6:]  # noqa: PLR2004
