"""Personal data from feedback has no defined storage.

What it checks: A feedback channel that collects personal data names the entity that stores it or
the third-party API that receives it, or each piece of personal data names its attribute.

Why it matters: Personal data in feedback falls under the same rules as all other personal data: if
nobody knows where it is, it can be neither protected nor deleted.

How to fix: Name the entity or the third-party API, or collect no personal data.

Good: channel `FB-002` collects an e-mail address, third party `Help desk`

Bad: channel `FB-002` collects an e-mail address and only says "the support team"

Source: GDPR articles 15, 17 and 30; workbench.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.content import FeedbackChannel, FeedbackData
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Check where each channel that collects personal data stores it."""
    homes = {
        _normalized(item.key) for item in (*facts.design.third_parties, *facts.design.entities)
    }  # fmt: skip
    for channel in facts.design.feedback_channels:
        personal = [datum for datum in channel.data if datum.pii]
        if _is_personal(channel, personal) and not _has_home(channel, personal, homes):
            yield found(channel, _message(channel, [datum.name for datum in personal]))


def _is_personal(channel: FeedbackChannel, personal: list[FeedbackData]) -> bool:
    """Whether a channel collects personal data, unless it says that it does not."""
    return bool(personal or channel.pii) and channel.pii is not False


def _has_home(channel: FeedbackChannel, personal: list[FeedbackData], homes: set[str]) -> bool:
    if channel.entity or channel.third_party or _normalized(channel.destination) in homes:
        return True
    return bool(personal) and all(datum.attribute for datum in personal)


def _message(channel: FeedbackChannel, named: list[str]) -> str:
    what = ", ".join(f"`{name}`" for name in named[:5]) or channel.pii_words or "personal data"
    arrives = f", only “{channel.destination}”" if channel.destination else ""
    return f"{channel.key} collects {what} but names no entity or third-party API for it{arrives}"


def _normalized(name: str) -> str:
    return " ".join(name.casefold().split())


RULE = define(
    __name__, __doc__, "TRC-32", Level.quality, check=check, needs=("feedback_channels", "entities")
)
