"""What templates of items and workspaces need beside the macros."""

from __future__ import annotations

from flask import Blueprint
from markupsafe import Markup

from workbench.artifacts.markdown.html import highlighted
from workbench.web.items import labels
from workbench.web.items.fields import Field, Widget
from workbench.web.items.values import data_to_text
from workbench.web.shell import links


def family_tabs(slug: str, key: str, kind: str, family: list[tuple[str, bool]]) -> list[object]:
    """Tabs of the items that share an endpoint's key; what is missing can be made."""
    return [
        {
            "url": links.item_url(slug, name, key)
            if there
            else links.new_url(slug, name, endpoint=key),
            "label": labels.kind_words(name).capitalize() + ("" if there else " (none yet)"),
            "current": name == kind,
        }
        for name, there in family
        if there or name != "endpoint"
    ]


def up_first(text: str) -> str:
    """Words with their first letter large, the others as they are."""
    return text[:1].upper() + text[1:]


def combine(one: dict[str, object], other: dict[str, object]) -> dict[str, object]:
    """Two mappings as one; the second wins."""
    return {**one, **other}


def coloured(text: str, language: str) -> Markup:
    """Code with the classes of its language."""
    return Markup(highlighted(text, language))  # noqa: S704 - it escapes what it colours


def is_prose(field: Field) -> bool:
    """Whether a field is Markdown to be read rather than code."""
    return field.widget is Widget.text and not field.code


def install(blueprint: Blueprint) -> None:
    """Make them known to every template."""
    blueprint.add_app_template_global(labels.kind_words)
    blueprint.add_app_template_global(labels.place_words)
    blueprint.add_app_template_global(family_tabs)
    blueprint.add_app_template_filter(labels.with_code, "with_code")
    blueprint.add_app_template_filter(coloured)
    blueprint.add_app_template_filter(data_to_text, "as_yaml")
    blueprint.add_app_template_filter(up_first, "upfirst")
    blueprint.add_app_template_filter(combine)
    blueprint.add_app_template_test(is_prose, "prose")
