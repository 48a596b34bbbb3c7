"""Where a walk through two contracts is, and how it writes down what it finds there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from workbench.design.openapi_view import ContractView
from workbench.diff.facts import Fact, Level, Mark, Path, Use, change_of


@dataclass(frozen=True, slots=True)
class At:
    """A place inside an item of the contract."""

    kind: str
    item: str
    path: Path = ("body",)
    use: Use | None = None
    words: str = ""
    """What people call the place."""
    names: tuple[str, ...] = ()
    """Properties on the way from the root of the schema."""
    inner: bool = False
    read_only: bool = False
    write_only: bool = False
    negated: bool = False
    needed: bool = False
    """Whether the property here is required."""
    in_callback: bool = False
    """Whether callers answer here and we ask: in callbacks and webhooks."""
    depth: int = 0

    def to(self, *path: str | int, **more: Any) -> At:
        """A place further down in the document, the same to people."""
        return replace(self, path=(*self.path, *path), depth=self.depth + 1, **more)

    def within(self, *path: str | int, name: str = "") -> At:
        """A place further down in a schema, named for people where `name` is given."""
        names = (*self.names, name) if name else self.names
        return self.to(*path, names=names, inner=True)

    def fact(
        self,
        stem: str,
        before: Any,
        after: Any,
        *,
        path: Path = (),
        level: Level | None = None,
        variant: str = "",
        phrase: str = "",
        words: str = "",
    ) -> Fact:
        """A difference at this place, or at `path` below it; None is absence."""
        return self.stated(
            stem,
            change_of(before, after),
            before,
            after,
            path=path,
            level=level,
            variant=variant,
            phrase=phrase,
            words=words,
        )

    def stated(
        self,
        stem: str,
        change: str,
        before: Any,
        after: Any,
        *,
        path: Path = (),
        level: Level | None = None,
        variant: str = "",
        phrase: str = "",
        words: str = "",
    ) -> Fact:
        """A difference whose sort of change is known (JSON's null is a value there)."""
        mark = Mark(
            stem=stem,
            level=level,
            use=self.use,
            inner=self.inner,
            variant=variant,
            read_only=self.read_only,
            write_only=self.write_only,
            negated=self.negated,
            place=words or self.place,
            phrase=phrase,
        )
        return Fact(self.kind, self.item, (*self.path, *path), change, before, after, mark)

    @property
    def place(self) -> str:
        """Words for the place: `query parameter filter, property origin`."""
        named = "/".join(self.names)
        parts = (self.words, f"property {named}" if named else "")
        return ", ".join(part for part in parts if part)


@dataclass
class Walk:
    """Two contracts side by side, and the facts found so far."""

    old: ContractView
    new: ContractView
    facts: list[Fact]
    today: date
    """Day that sunset dates are held against."""
    budget: int = 50_000
    """Schemas that may be compared through references that differ; keeps the whole linear."""

    def put(self, fact: Fact) -> None:
        """Write a fact down."""
        self.facts.append(fact)
