"""Template functions and filters for items and workspaces."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from workbench.artifacts.markdown.html import highlighted
from workbench.web.items import labels
from workbench.web.items.fields import Field, Widget
from workbench.web.items.values import data_to_text


def combine(first: dict[str, object], second: dict[str, object]) -> dict[str, object]:
    """Both mappings as one; the second takes precedence."""
    return {**first, **second}


def coloured(text: str, language: str) -> Markup:
    """Highlighted code, as HTML."""
    return Markup(highlighted(text, language))  # noqa: S704 - it escapes what it colours


def is_prose(field: Field) -> bool:
    """Whether a field is shown as Markdown rather than as code."""
    return field.widget is Widget.text and not field.code


def install(blueprint: Blueprint) -> None:
    """Register them for all templates of the app."""
    blueprint.add_app_template_global(labels.kind_words)
    blueprint.add_app_template_global(labels.place_words)
    blueprint.add_app_template_filter(labels.with_code, "with_code")
    blueprint.add_app_template_filter(coloured)
    blueprint.add_app_template_filter(data_to_text, "as_yaml")
    blueprint.add_app_template_filter(labels.upper_first, "upfirst")
    blueprint.add_app_template_filter(labels.lower_first, "inline")
    blueprint.add_app_template_filter(combine)
    blueprint.add_app_template_test(is_prose, "prose")
