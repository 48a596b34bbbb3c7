"""Example request bodies of the API, by the operation that takes them."""

from __future__ import annotations

from typing import Any, Final

BODIES: Final[dict[str, dict[str, Any]]] = {
    "putItem": {
        "method": "GET",
        "path": "/orders",
        "kind": "list",
        "covers": ["FR-001"],
        "description": "Orders of the signed-in customer, newest first.",
    },
    "addWaiver": {
        "rule": "API-30",
        "kind": "operation",
        "item": "GET /orders",
        "reason": "The export is a file without a fixed structure.",
        "owner": "Ada Architect",
        "expires": "2027-06-30",
    },
    "presentDraft": {
        "reasons": {"schema-design": "Orders have a currency now."},
        "responses": {"12": "Added the missing index."},
    },
    "addComment": {
        "kind": "table",
        "item": "orders",
        "pointer": "/columns/total_minor",
        "text": "Which currency is this amount in?",
        "must_fix": True,
    },
    "raiseIntervention": {
        "phase": "04-backend-design",
        "topic": "order-currency",
        "type": "requirement-change",
        "urgency": "end-of-phase",
        "feedback": "Orders can be placed in two currencies from May on.",
    },
    "askForExport": {"content": "summary"},
}
