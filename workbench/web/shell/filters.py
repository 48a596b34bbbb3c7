"""Template filters: times in the reader's time zone, Markdown, titles, events."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask
from flask_login import current_user
from markupsafe import Markup

from workbench.artifacts.markdown.html import render_markdown
from workbench.design.kinds import ARTIFACT_TITLES, Artifact
from workbench.review.package.presentation_blockers import makeup_of
from workbench.web.review.event_texts import cycle_words, event_text, stage_words

_STEPS = ((60, "s", 1), (3_600, "min", 60), (86_400, "h", 3_600), (7 * 86_400, "d", 86_400))


def install(app: Flask) -> None:
    """Register the filters and globals of templates."""
    app.add_template_filter(ago)
    app.add_template_filter(iso)
    app.add_template_filter(exactly)
    app.add_template_filter(markdown)
    app.add_template_filter(cycle_words)
    app.add_template_filter(stage_words)
    app.add_template_filter(artifact_title)
    app.add_template_global(event_text)
    app.add_template_global(makeup_of)


def ago(moment: datetime, now: datetime | None = None) -> str:
    """How long ago a time was; its date if that is a week or more.

    >>> noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    >>> ago(datetime(2026, 1, 2, 9, 30, tzinfo=UTC), noon)
    '2 h ago'
    """
    seconds = int(((now or datetime.now(UTC)) - moment).total_seconds())
    if seconds < 0:
        return f"on {_local(moment):%-d %B %Y}"
    for limit, unit, size in _STEPS:
        if seconds < limit:
            return "just now" if unit == "s" else f"{seconds // size} {unit} ago"
    return f"on {_local(moment):%-d %B %Y}"


def iso(moment: datetime) -> str:
    """A time in ISO 8601 format, in UTC."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def exactly(moment: datetime) -> str:
    """A time in the reader's time zone, to the minute, with the name of the zone."""
    return f"{_local(moment):%-d %B %Y, %H:%M %Z}"


def artifact_title(name: str) -> str:
    """Title of an artifact.

    >>> artifact_title("schema-design")
    'Schema Design'
    """
    return ARTIFACT_TITLES[Artifact(name)]


def markdown(text: str) -> Markup:
    """Markdown that people typed, as sanitised HTML."""
    return Markup(render_markdown(text))  # noqa: S704 - the one sanitiser made it


def _local(moment: datetime) -> datetime:
    zone = getattr(getattr(current_user, "person", None), "time_zone", "UTC")
    try:
        return moment.astimezone(ZoneInfo(zone))
    except (ZoneInfoNotFoundError, ValueError):
        return moment.astimezone(UTC)
