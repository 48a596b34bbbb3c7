"""A low-impact, high-effort endpoint stays without a reason.

What it checks: An endpoint of low impact and high effort is deferred, or has a written reason for
designing it anyway.

Why it matters: It takes time from something better, and readers of the package want to know who
decided that and why.

How to fix: Write the reason next to its score, defer it, or score it again.

Good: `GET /exports`, impact 1, effort 5, designed: "The tax office asks for it every quarter"

Bad: `GET /exports`, impact 1, effort 5, designed without a reason

Source: workbench prioritisation.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Outcome, Quadrant, quadrant
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define
from workbench.rules.lib.facts import Facts


def check(facts: Facts) -> Iterator[Found]:
    """Look at each score that people have set; the threshold is the project's."""
    threshold = facts.design.planning.threshold
    for score in facts.design.scores:
        thankless = quadrant(score, threshold) is Quadrant.thankless_task
        if thankless and score.outcome is Outcome.designed and not score.reason.strip():
            message = (
                f"impact {score.impact}, effort {score.effort}: a Thankless Task designed "
                "without a reason"
            )
            yield Found("score", score.endpoint, "/reason", message)


RULE = define(__name__, __doc__, "TRC-27", Level.quality, check=check, needs=("scores",))
