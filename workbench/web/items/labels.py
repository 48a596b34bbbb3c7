"""What kinds of items and their fields are called on screen."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

from workbench.design.kinds import KINDS

#: Per kind, one and many.
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
    "grant": ("cell of the matrix", "cells of the matrix"),
    "access": ("access rule", "access rules"),
    "policy": ("row policy", "row policies"),
    "webhook": ("webhook", "webhooks"),
    "third_party": ("third-party API", "third-party APIs"),
    "event": ("event", "events"),
    "contract": ("contract frame", "contract frame"),
    "migration": ("migration", "migrations"),
    "summary": ("summary", "summary"),
    "waiver": ("exception", "exceptions"),
    "judgement": ("judgement", "judgements"),
}

_LABELS = {
    "mvp": "MVP",
    "mvp_rationale": "MVP rationale",
    "include_p1": "Include P1",
    "pii": "Personal data",
    "pii_words": "Personal data, in words",
    "sql": "SQL",
    "api_style": "API style",
    "affects_api": "Affects the API",
    "affects_schema": "Affects the schema",
    "auth_required": "Sign-in required",
    "needs_backend": "Needs backend",
    "no_backend_reason": "Why no endpoint serves it",
    "no_table_reason": "Why no table keeps it",
    "no_flow_reason": "Why no flow names it",
    "no_rollback_reason": "Why there is no rollback",
    "kept_in": "Kept in",
    "localised": "One value per language",
    "locales": "Languages",
    "data_loss": "Data loss",
    "denied_status": "Status when denied",
    "up": "Up (SQL)",
    "down": "Down (SQL)",
    "using": "Using (SQL)",
    "body": "Definition",
    "path_items": "Beside operations, per path",
    "has_paths": "Has paths",
    "components_extra": "Other components",
    "extra": "Other members",
    "nullable": "Null",
    "on_delete": "On delete",
    "expires": "Until",
    "by": "By",
}

_CODE = re.compile(r"`([^`]+)`")


def kind_words(kind: str, number: int = 1) -> str:
    """A kind in words, for one or for many."""
    one, many = KIND_WORDS.get(kind, (kind.replace("_", " "), f"{kind.replace('_', ' ')}s"))
    return one if number == 1 else many


def field_label(name: str) -> str:
    """A field in words.

    >>> field_label("release_mode")
    'Release mode'
    """
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def place_words(kind: str, key: str) -> str:
    """An item in words, for a link: `table orders`, `Set-up answers`."""
    if kind in KINDS and KINDS[kind].single:
        words = kind_words(kind)
        return words[:1].upper() + words[1:]
    return key if kind == "endpoint" else f"{kind_words(kind)} {key}"


def with_code(text: str) -> Markup:
    """Words of a docstring, with what stands in backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped before
