"""The kinds of items a design is made of, and the artifact each belongs to.

An artifact is what a reviewer flags and a REVISE unlocks, so every kind belongs to exactly
one. This registry is the only list of kinds; the store, the importers and the pages read it.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from workbench.design import (
    access,
    content,
    contract,
    dictionary,
    endpoints,
    flows,
    handoff,
    integrations,
    requirements,
    tables,
)
from workbench.design.base import Item, Single


class Artifact(StrEnum):
    """The named deliverables, and the parts of the package around them."""

    handoff = "handoff"
    prioritization = "prioritization"
    inventory = "endpoint-inventory"
    request_response = "request-response"
    schema = "schema-design"
    access = "auth-permission-model"
    integrations = "integration-points"
    documentation = "openapi-and-migrations"
    summary = "summary"


#: Names on screen, in the order in which people work.
ARTIFACT_TITLES: dict[Artifact, str] = {
    Artifact.handoff: "Handoff",
    Artifact.prioritization: "Prioritisation",
    Artifact.inventory: "Endpoint Inventory",
    Artifact.request_response: "OpenAPI schemas",
    Artifact.schema: "Schema Design",
    Artifact.access: "Auth & Permission Model",
    Artifact.integrations: "Integration Points",
    Artifact.documentation: "OpenAPI + Migrations",
    Artifact.summary: "Summary",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of item: its name, where a Design keeps it, its model, its artifact."""

    name: str
    section: str
    """Attribute of Design: a tuple of items, or one item for a single."""
    model: type[Item]
    artifact: Artifact

    @property
    def single(self) -> bool:
        """Whether a design has at most one."""
        return issubclass(self.model, Single)


_H, _P, _S = Artifact.handoff, Artifact.prioritization, Artifact.schema

#: Every kind by name, in reading order.
KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("handoff", "handoff", handoff.Handoff, _H),
        Kind("setup", "setup", handoff.Setup, _H),
        Kind("requirement", "requirements", requirements.Requirement, _H),
        Kind("story", "stories", requirements.Story, _H),
        Kind("entity", "entities", dictionary.Entity, _H),
        Kind("flow", "flows", flows.Flow, _H),
        Kind("screen", "screens", flows.Screen, _H),
        Kind("content_type", "content_types", content.ContentType, _H),
        Kind("feedback_channel", "feedback_channels", content.FeedbackChannel, _H),
        Kind("decision", "decisions", handoff.Decision, _H),
        Kind("risk", "risks", handoff.Risk, _H),
        Kind("assumption", "assumptions", handoff.Assumption, _H),
        Kind("planning", "planning", endpoints.Planning, _P),
        Kind("score", "scores", endpoints.Score, _P),
        Kind("endpoint", "endpoints", endpoints.Endpoint, Artifact.inventory),
        Kind("operation", "operations", contract.Operation, Artifact.request_response),
        Kind("schema", "schemas", contract.Schema, Artifact.request_response),
        Kind("component", "components", contract.Component, Artifact.request_response),
        Kind("table", "tables", tables.Table, _S),
        Kind("sql_object", "sql_objects", tables.SqlObject, _S),
        Kind("auth", "auth", access.Auth, Artifact.access),
        Kind("role", "roles", access.Role, Artifact.access),
        Kind("permission", "permissions", access.Permission, Artifact.access),
        Kind("grant", "grants", access.Grant, Artifact.access),
        Kind("access", "accesses", access.Access, Artifact.access),
        Kind("policy", "policies", access.Policy, Artifact.access),
        Kind("webhook", "webhooks", integrations.Webhook, Artifact.integrations),
        Kind("third_party", "third_parties", integrations.ThirdParty, Artifact.integrations),
        Kind("event", "events", integrations.Event, Artifact.integrations),
        Kind("contract", "contract", contract.Contract, Artifact.documentation),
        Kind("migration", "migrations", tables.Migration, Artifact.documentation),
        Kind("summary", "summary", handoff.Summary, Artifact.summary),
        Kind("waiver", "waivers", handoff.Waiver, Artifact.summary),
        Kind("judgement", "judgements", handoff.Judgement, Artifact.summary),
    )
}

KIND_OF_MODEL: dict[type[Item], Kind] = {kind.model: kind for kind in KINDS.values()}


def get_kind(name: str) -> Kind:
    """The kind of that name; raises KeyError with the known names otherwise."""
    try:
        return KINDS[name]
    except KeyError:
        message = f"no kind of item is called {name!r}; there are: {', '.join(KINDS)}"
        raise KeyError(message) from None


def artifact_of(kind: str, item: Item | None = None) -> Artifact:
    """The artifact that an item belongs to.

    A waiver belongs to the artifact of the item it excuses: whoever may mend that item may
    also ask for the exception.
    """
    if isinstance(item, handoff.Waiver) and item.kind in KINDS:
        return KINDS[item.kind].artifact
    return get_kind(kind).artifact
