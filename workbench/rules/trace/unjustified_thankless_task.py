"""Little is gained for much effort, and nobody has said why it stays.

What it checks: An endpoint of low impact and high effort is put off, or a person has written why
it is designed all the same.

Why it matters: It takes the time of something better; whoever reads the package wants to know
who decided that, and for what.

How to fix: Write the reason beside its score, put it off, or score it again.

Good: `GET /exports`, impact 1, effort 5, kept: "The tax office asks for it every quarter"

Bad: `GET /exports`, impact 1, effort 5, kept without a word

Source: our own; prioritisation of the workflow (W4).
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.endpoints import Outcome, Quadrant, quadrant
from workbench.design.package import Level
from workbench.rules.engine.facts import Facts
from workbench.rules.engine.rule import Found, define


def check(facts: Facts) -> Iterator[Found]:
    """Look at each score that people have set; the threshold is the project's."""
    threshold = facts.design.planning.threshold
    for one in facts.design.scores:
        thankless = quadrant(one, threshold) is Quadrant.thankless_task
        if thankless and one.outcome is Outcome.designed and not one.reason.strip():
            message = (
                f"impact {one.impact}, effort {one.effort}: a Thankless Task that stays "
                "without a reason"
            )
            yield Found("score", one.endpoint, "/reason", message)


RULE = define(__name__, __doc__, "TRC-27", Level.quality, check=check, needs=("scores",))
