"""The versioning strategy is not set or not followed.

What it checks: The set-up says where the API version goes and, where that is a header or a query
parameter, the document declares it.

Why it matters: The first breaking change needs a version, and by then it is too late to choose
where it goes.

How to fix: Answer the set-up question, and declare the parameter that carries the version.

Good: set-up `header`, and operations with the header `API-Version`

Bad: set-up without an answer

Source: workbench set-up answers and conventions.
"""

from __future__ import annotations

from collections.abc import Iterator

from workbench.design.handoff import Versioning
from workbench.design.package import Level
from workbench.rules.engine.rule import Found, define, found
from workbench.rules.lib.facts import Facts
from workbench.rules.lib.names.naming import words_of

_NAMES = frozenset({"version", "v"})


def check(facts: Facts) -> Iterator[Found]:
    """Look at the answer, then at the parameters; paths have a rule of their own."""
    style = facts.setup.versioning
    if style is None:
        yield found(facts.setup, "the versioning strategy is not set", "versioning")
        return
    if style is Versioning.path or not facts.operations:
        return
    place = "header" if style is Versioning.header else "query"
    for operation in facts.operations:
        for parameter in operation.parameters:
            if parameter.place == place and _NAMES & set(words_of(parameter.name)):
                return
    message = f"the API version goes in the {style.value}, but no operation declares it"
    yield found(facts.setup, message, "versioning")


RULE = define(
    __name__,
    __doc__,
    "API-46",
    Level.quality,
    check=check,
    needs=("requirements", "operations"),
)
