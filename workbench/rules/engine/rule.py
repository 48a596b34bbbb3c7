"""What a rule is: its documentation, what it finds, and how it fixes what can be fixed."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from workbench.design.base import Item
from workbench.design.ids import pointer
from workbench.design.kinds import KIND_OF_MODEL
from workbench.design.package import Finding, Level
from workbench.rules.lib.item_patch import ItemChange

if TYPE_CHECKING:
    from workbench.design.design import Design
    from workbench.rules.lib.facts import Facts, ItemFacts

AREAS = ("contract", "schema", "access", "integrations", "trace")

#: Sections that the docstring of every rule has, in this order.
SECTIONS = ("What it checks", "Why it matters", "How to fix", "Good", "Bad", "Source")

_HEADING = re.compile(rf"^({'|'.join(SECTIONS)}):[ \n]", re.MULTILINE)


class Found(NamedTuple):
    """What a rule found at one place, before levels, scope and waivers are applied."""

    kind: str
    key: str
    pointer: str
    """JSON pointer into the item, empty for the item as a whole."""
    message: str
    """What is wrong, with the actual values."""
    fixable: bool = False
    may_wait: bool = False
    """A release in MVP mode may leave it for later."""


CheckDesign = Callable[["Facts"], Iterable[Found]]
CheckItem = Callable[[Any, "ItemFacts"], Iterable[Found]]
Fix = Callable[[Finding, "Design"], tuple[ItemChange, ...]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. Exactly one of `check` and `check_item` is set."""

    code: str
    """Permanent code, `API-18`."""
    name: str
    """Name of the problem, `unpaged-list`."""
    area: str
    level: Level
    """Default level; a project may raise or lower it."""
    title: str
    what: str
    why: str
    how: str
    good: str
    bad: str
    source: str
    check: CheckDesign | None = None
    """For rules that need the whole design."""
    check_item: CheckItem | None = None
    """For rules that need one item and what it refers to."""
    kinds: frozenset[str] = frozenset()
    """Kinds of items that `check_item` reads."""
    fix: Fix | None = None
    """Fixes one fixable finding of this rule without causing another."""
    needs: tuple[str, ...] = ()
    """Sections of a design without which the rule has nothing to hold against another; it
    stays silent about a part of a design that lacks one of them."""
    full_only: bool = False
    """Whether a release in MVP mode may leave it for later altogether."""

    @property
    def local(self) -> bool:
        """Whether it can be run on one item alone."""
        return self.check_item is not None


def define(
    module: str,
    doc: str | None,
    code: str,
    level: Level,
    *,
    check: CheckDesign | None = None,
    check_item: CheckItem | None = None,
    kinds: Iterable[str] = (),
    fix: Fix | None = None,
    needs: tuple[str, ...] = (),
    full_only: bool = False,
) -> Rule:
    """Make the rule of a rule file out of its `__name__`, its docstring and its functions.

    The file's name is the rule's name, its folder the area, its docstring the documentation.
    Raises ValueError where a section of the documentation is missing.
    """
    _, area, stem = module.rsplit(".", 2)
    title, texts = parse_sections(doc or "")
    missing = [name for name in SECTIONS if not texts.get(name)]
    if missing:
        raise ValueError(f"{module} does not say: {', '.join(missing)}")
    if (check is None) == (check_item is None):
        raise ValueError(f"{module} needs either check or check_item")
    what, why, how, good, bad, source = (texts[name] for name in SECTIONS)
    return Rule(
        code=code,
        name=stem.replace("_", "-"),
        area=area,
        level=level,
        title=title,
        what=what,
        why=why,
        how=how,
        good=good,
        bad=bad,
        source=source,
        check=check,
        check_item=check_item,
        kinds=frozenset(kinds),
        fix=fix,
        needs=needs,
        full_only=full_only,
    )


def parse_sections(doc: str) -> tuple[str, dict[str, str]]:
    """Title line and sections of a rule's docstring, indentation of blocks kept."""
    parts = _HEADING.split(doc)
    texts = {name: _dedent(text) for name, text in zip(parts[1::2], parts[2::2], strict=True)}
    return parts[0].strip().rstrip("."), texts


def _dedent(text: str) -> str:
    lines = text.strip("\n").rstrip().splitlines()
    indent = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    if indent:
        return "\n".join(line[indent:] for line in lines)
    return " ".join(line.strip() for line in lines)


def found(
    item: Item,
    message: str,
    *parts: str | int,
    fixable: bool = False,
    may_wait: bool = False,
) -> Found:
    """Something found at a place inside an item; no parts is the item as a whole."""
    kind = KIND_OF_MODEL[type(item)].name
    return Found(kind, item.item_key, pointer(*parts), message, fixable, may_wait)


def run_rule(rule: Rule, facts: Facts) -> Iterator[Found]:
    """Everything one rule finds in a whole design."""
    if rule.check is not None:
        yield from rule.check(facts)
    elif rule.check_item is not None:
        for kind in rule.kinds:
            for item in facts.of_kind(kind):
                yield from rule.check_item(item, facts)
