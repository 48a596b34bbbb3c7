"""Filters for pages of the review: values, changes and source code as text."""

from __future__ import annotations

from typing import Any

import orjson
from flask import Blueprint
from markupsafe import Markup

from workbench.artifacts.markdown.html import code_html
from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.design.base import Item
from workbench.design.package import Change
from workbench.web.items.labels import field_label
from workbench.web.review.comment_permissions import about_words

_LONG = 280
#: Fields that can serve as the title of an item, the best first.
_TITLES = ("title", "text", "description", "decision", "risk", "purpose", "reason", "question")
_MORE = ("name", "using", "situation", "strategy", "product", "event", "note", "answer")


def install(blueprint: Blueprint) -> None:
    """Register the filters with the application's templates."""
    blueprint.add_app_template_filter(plain_value)
    blueprint.add_app_template_filter(change_words)
    blueprint.add_app_template_filter(before_words)
    blueprint.add_app_template_filter(after_words)
    blueprint.add_app_template_filter(field_label)
    blueprint.add_app_template_filter(yaml_code)
    blueprint.add_app_template_filter(sql_code)
    blueprint.add_app_template_filter(item_title)
    blueprint.add_app_template_global(about_words)


def plain_value(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """A JSON value on one line, truncated where it is long.

    >>> plain_value(None), plain_value(True), plain_value([1, 2])
    ('', 'yes', '[1,2]')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else _json(value)
    return text if len(text) <= _LONG else f"{text[:_LONG]}…"


def change_words(change: Change) -> str:
    """What a change concerns, such as `column orders.total`."""
    return about_words(change.kind, change.item, change.pointer)


def before_words(change: Change) -> str:
    """The value before a change; empty for what is new."""
    return _side(change, change.before)


def after_words(change: Change) -> str:
    """The value after a change; empty for what was removed."""
    return _side(change, change.after)


def _side(change: Change, value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    if change.pointer or not isinstance(value, dict):
        return plain_value(value)
    # A whole item: show its title, because what the change concerns names its key already.
    titles = (value.get(name) for name in (*_TITLES, *_MORE))
    return next(
        (plain_value(title) for title in titles if isinstance(title, str) and title), "present"
    )


def yaml_code(value: Any) -> Markup:  # noqa: ANN401 - JSON has any shape
    """A JSON value as highlighted YAML."""
    return Markup(code_html(dump_yaml(value) if value else "", "yaml"))  # noqa: S704 - escaped there


def sql_code(text: str) -> Markup:
    """Highlighted SQL."""
    return Markup(code_html(text, "sql"))  # noqa: S704 - escaped there


def item_title(item: Item | None) -> str:
    """The title of an item: the first of its fields that can serve as one."""
    for name in (*_TITLES, *_MORE):
        found = getattr(item, name, "")
        if isinstance(found, str) and found:
            return found
    return ""


def _json(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    try:
        return orjson.dumps(value).decode()
    except TypeError:
        return str(value)
