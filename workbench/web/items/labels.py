"""Labels of item kinds and of their fields."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from workbench.design.kinds import KINDS

#: Per kind, its singular and plural.
KIND_WORDS: dict[str, tuple[str, str]] = {
    "handoff": ("handoff", "handoff"),
    "setup": ("set-up answers", "set-up answers"),
    "requirement": ("requirement", "requirements"),
    "story": ("user story", "user stories"),
    "entity": ("entity", "entities"),
    "flow": ("user flow", "user flows"),
    "screen": ("screen", "screens"),
    "content_type": ("content type", "content types"),
    "feedback_channel": ("feedback channel", "feedback channels"),
    "decision": ("decision", "decisions"),
    "risk": ("risk", "risks"),
    "assumption": ("assumption", "assumptions"),
    "planning": ("planning", "planning"),
    "score": ("score", "scores"),
    "endpoint": ("endpoint", "endpoints"),
    "operation": ("operation", "operations"),
    "schema": ("schema", "schemas"),
    "component": ("component", "components"),
    "table": ("table", "tables"),
    "sql_object": ("SQL object", "SQL objects"),
    "auth": ("authentication strategy", "authentication strategy"),
    "role": ("role", "roles"),
    "permission": ("permission", "permissions"),
    "grant": ("grant", "grants"),
    "access": ("access rule", "access rules"),
    "policy": ("row security policy", "row security policies"),
    "webhook": ("webhook", "webhooks"),
    "third_party": ("third-party API", "third-party APIs"),
    "event": ("event", "events"),
    "contract": ("OpenAPI metadata", "OpenAPI metadata"),
    "migration": ("migration", "migrations"),
    "summary": ("summary", "summary"),
    "waiver": ("waiver", "waivers"),
    "judgement": ("judgement", "judgements"),
}

#: Labels of fields whose name alone is no good label.
_LABELS = {
    "affects_api": "Affects the API",
    "affects_schema": "Affects the schema",
    "api_style": "API style",
    "auth": "Authentication",
    "auth_required": "Sign-in required",
    "body": "Definition",
    "by": "Answered by",
    "carried": "Included as unvalidated",
    "checks": "Check constraints",
    "components_extra": "Other component sections",
    "criteria": "Acceptance criteria",
    "data_class": "Data classification",
    "data_loss": "Data loss",
    "denied_status": "Status when access is denied",
    "dictionary_not_applicable": "Why there is no data dictionary",
    "down": "Down (SQL)",
    "empties": "Empty states",
    "expires": "Expires",
    "external_docs": "External documentation",
    "force_row_security": "Force row-level security",
    "generated_stored": "Stored",
    "include": "Included columns",
    "include_p1": "Include P1",
    "kept_in": "Stored in",
    "locales": "Languages",
    "max_nesting": "Maximum nesting depth",
    "mvp": "MVP",
    "mvp_rationale": "MVP rationale",
    "needs_backend": "Needs backend",
    "no_backend_reason": "Why this requirement has no endpoint",
    "no_flow_reason": "Reason it is in no flow",
    "no_rollback_reason": "Why there is no rollback",
    "no_screen_reason": "Why this flow has no screen",
    "no_table_reason": "Why this entity has no table",
    "nullable": "Nullable",
    "on_delete": "On delete",
    "options": "Further SQL",
    "path_items": "Path-level parameters",
    "payload_words": "Payload description",
    "pii": "Personal data",
    "pii_words": "Personal data, as documented",
    "priority_words": "Priority, as documented",
    "property_case": "Property naming",
    "read_back": "Read-back",
    "read_back_by": "Read-back signed by",
    "row_security": "Row-level security",
    "sensitive_reason": "Reason for sensitive data",
    "sql": "SQL",
    "status_words": "Status, as documented",
    "tradeoff": "Trade-off",
    "tradeoff_by": "Trade-off decided by",
    "uniques": "Unique constraints",
    "up": "Up (SQL)",
    "using": "Using (SQL)",
    "validation_status": "Status of validation failures",
}
#: The same where the label depends on the kind of item, or on the part that has the field.
_LABELS_IN = {
    ("ForeignKey", "target"): "Referenced table",
    ("ForeignKey", "target_columns"): "Referenced columns",
    ("Index", "parts"): "Columns",
    ("Index", "where"): "Condition",
    ("Relationship", "target"): "Related entity",
    ("contract", "extra"): "Other properties",
    ("contract", "format"): "File format",
    ("contract", "security"): "Default security",
    ("contract", "version"): "OpenAPI version",
    ("decision", "kept_in"): "Implemented in",
    ("flow", "errors"): "Error states",
    ("handoff", "extra"): "Other sections",
    ("policy", "check"): "With check (SQL)",
    ("table", "options"): "Storage options",
    **{
        (kind, "key"): "Name"
        for kind in (
            "content_type",
            "entity",
            "event",
            "permission",
            "role",
            "schema",
            "sql_object",
            "table",
            "third_party",
            "webhook",
        )
    },
    **{
        (kind, "key"): "ID"
        for kind in (
            "assumption",
            "decision",
            "feedback_channel",
            "flow",
            "requirement",
            "risk",
            "screen",
            "story",
        )
    },
    ("migration", "key"): "Number",
    ("waiver", "key"): "Finding",
    ("judgement", "key"): "Question",
}

_CODE = re.compile(r"`([^`]+)`")


def kind_words(kind: str, number: int = 1) -> str:
    """The name of a kind, in the singular or, for other numbers than 1, in the plural."""
    name = kind.replace("_", " ")
    singular, plural = KIND_WORDS.get(kind, (name, f"{name}s"))
    return singular if number == 1 else plural


def field_label(name: str, owner: str = "") -> str:
    """The label of a field; `owner` is its kind of item, or the name of its part's model.

    >>> field_label("release_mode"), field_label("key", "table")
    ('Release mode', 'Name')
    """
    plain = _LABELS.get(name, name.replace("_", " ").capitalize())
    return _LABELS_IN.get((owner, name), plain)


def place_words(kind: str, key: str) -> str:
    """The name of an item, as for a link: `table orders`, `Set-up answers`."""
    if kind in KINDS and KINDS[kind].single:
        return upper_first(kind_words(kind))
    return key if kind == "endpoint" else f"{kind_words(kind)} {key}"


def upper_first(text: str) -> str:
    """Text with a capital first letter; the rest unchanged."""
    return text[:1].upper() + text[1:]


def lower_first(label: str) -> str:
    """A label as it stands inside a sentence; abbreviations keep their capitals.

    >>> lower_first("Acceptance criteria"), lower_first("MVP rationale")
    ('acceptance criteria', 'MVP rationale')
    """
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]


def with_code(text: str) -> Markup:
    """Escaped text, with parts in backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
