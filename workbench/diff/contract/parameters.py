"""Facts between parameters, matched by place and name, of an operation or of a path."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workbench.design.json_values import same_json
from workbench.design.openapi_view import ContractView
from workbench.diff.contract.bodies import BodyWalk
from workbench.diff.contract.lifecycle import DATES, PARAMETER, compare_lifecycle, sunset_of
from workbench.diff.contract.places import At, Walk
from workbench.diff.facts import Level, Use, differ, differences
from workbench.diff.schema.walk import SchemaWalk

_WORDS = frozenset({"description", "example", "examples"})
_SERIALIZED = frozenset({"style", "explode", "allowReserved"})
Key = tuple[str, str]


class ParameterWalk:
    """Compares lists of parameters and single ones."""

    def __init__(self, walk: Walk, schemas: SchemaWalk, bodies: BodyWalk) -> None:
        self.walk = walk
        self.schemas = schemas
        self.bodies = bodies

    def compare(
        self,
        before: Any,
        after: Any,
        at: At,
        shared: tuple[Any, Any],
        renamed: Mapping[str, str],
        *,
        of_path: bool = False,
    ) -> None:
        """Write down how two lists of parameters differ.

        A parameter that moved between an operation and its path is compared, not missed.
        """
        old = self._by_key(before, self.walk.old, renamed)
        new = self._by_key(after, self.walk.new, {})
        shared_old = self._by_key(shared[0], self.walk.old, renamed)
        shared_new = self._by_key(shared[1], self.walk.new, {})
        count = len(self.walk.facts)
        for key in {**old, **new}:
            was = old.get(key) or shared_old.get(key)
            now = new.get(key) or shared_new.get(key)
            here = at.to(" ".join(key), words=f"{key[0]} parameter {key[1]}")
            if was is not None and now is not None:
                self.pair(was, now, here, renamed)
                if (key in old) != (key in new):
                    stem, change = "parameter-moved", "removed" if key in old else "added"
                    self.walk.put(
                        here.stated(
                            stem,
                            change,
                            old.get(key),
                            new.get(key),
                            level=Level.words,
                            phrase="is now declared on the path"
                            if key in old
                            else "is now declared on the operation",
                        )
                    )
            elif now is not None:
                self._added(now, here, of_path=of_path)
            elif was is not None:
                self._removed(was, here)
        if len(self.walk.facts) == count and differ(before, after):
            self.walk.put(at.fact("restated", before, after, level=Level.words))

    def pair(self, old: Any, new: Any, at: At, renamed: Mapping[str, str]) -> None:
        """Write down how two parameters differ; a shared reference is compared at its component."""
        if same_json(old, new):
            return
        old_parameter, new_parameter = self.walk.old.deref(old), self.walk.new.deref(new)
        if not isinstance(old_parameter, dict) or not isinstance(new_parameter, dict):
            self.walk.put(at.stated("reference-broken", "changed", old, new))
            return
        count = len(self.walk.facts)
        self.parameter(old_parameter, new_parameter, at, renamed)
        if len(self.walk.facts) == count and differ(old, new):
            self.walk.put(at.stated("reference-changed", "changed", old, new))

    def parameter(
        self, old: dict[str, Any], new: dict[str, Any], at: At, renamed: Mapping[str, str]
    ) -> None:
        """Write down how two parameter objects differ."""
        place = str(new.get("in", ""))
        if not at.words:
            at = at.to(words=f"{place} parameter {new.get('name', '')}")
        way = at.use.sent if at.use else not at.in_callback
        role = "header-parameter" if place == "header" else "parameter"
        here = at.to(use=Use(sent=way, role=role, loose=True))
        for word in {**old, **new}:
            before, after = old.get(word), new.get(word)
            if (word in old) == (word in new) and same_json(before, after):
                continue
            match word:
                case "required":
                    self._required(before, after, here)
                case "schema" | "content":
                    self._shape(word, (old, new), here)
                case "name" | "in":
                    self._name(word, (old, new), here, renamed)
                case _ if word in DATES:
                    compare_lifecycle(self.walk, word, (old, new), here, PARAMETER)
                case _:
                    self._other(word, before, after, here)

    def _required(self, before: Any, after: Any, at: At) -> None:
        if (before is True) == (after is True):
            return
        needed = after is True
        hurts = needed == bool(at.use and at.use.sent)
        self.walk.put(
            at.fact(
                f"request-parameter-became-{'required' if needed else 'optional'}",
                before,
                after,
                path=("required",),
                level=Level.error if hurts else Level.info,
                phrase=f"became {'required' if needed else 'optional'}",
            )
        )

    def _shape(self, word: str, both: tuple[dict[str, Any], dict[str, Any]], at: At) -> None:
        before, after = both[0].get(word), both[1].get(word)
        if word == "content" and word in both[0] and word in both[1]:
            self.bodies.content(before, after, at.to(word), "parameter")
        elif "content" in both[0] or "content" in both[1]:
            self.walk.put(
                at.fact(
                    "request-parameter-serialization-changed",
                    before,
                    after,
                    path=(word,),
                    level=Level.error,
                    phrase="is serialized differently",
                )
            )
        else:
            old, new = both[0].get(word, {}), both[1].get(word, {})
            self.schemas.compare(old, new, at.to(word), both[1])

    def _name(
        self,
        word: str,
        both: tuple[dict[str, Any], dict[str, Any]],
        at: At,
        renamed: Mapping[str, str],
    ) -> None:
        before, after = both[0].get(word), both[1].get(word)
        in_path = both[0].get("in") == both[1].get("in") == "path"
        if in_path:
            # A path variable is matched by its position; its name never travels.
            self.walk.put(
                at.fact(
                    "path-parameter-renamed",
                    before,
                    after,
                    path=(word,),
                    level=Level.words if renamed or word == "name" else Level.info,
                    phrase=f"was renamed from {before} to {after}",
                )
            )
            return
        self.walk.put(
            at.fact(
                "request-parameter-renamed",
                before,
                after,
                path=(word,),
                level=Level.error,
                phrase=f"is now a different parameter: {word} {after}, was {before}",
            )
        )

    def _other(self, word: str, before: Any, after: Any, at: At) -> None:
        words = word in _WORDS or word.startswith("x-")
        level = Level.words if words else Level.info
        stem = f"{word}-changed"
        phrase = f"{word} was reworded" if words else f"{word} changed"
        if word in _SERIALIZED:
            stem, level = "request-parameter-serialization-changed", Level.error
            phrase = f"is serialized differently ({word})"
        elif word == "allowEmptyValue":
            level = Level.error if before is True else Level.info
        old = {word: before} if before is not None else {}
        new = {word: after} if after is not None else {}
        for path, change, was, now in differences(old, new):
            self.walk.put(at.stated(stem, change, was, now, path=path, level=level, phrase=phrase))

    def _added(self, raw: Any, at: At, *, of_path: bool) -> None:
        body = self.walk.new.deref(raw)
        body = body if isinstance(body, dict) else {}
        needed = body.get("required") is True
        word = "required" if needed else "optional"
        stem = f"new-{word}-request-parameter"
        if body.get("in") == "path":
            stem, needed = "new-request-path-parameter", True
        elif of_path:
            stem = f"new-{word}-request-default-parameter-to-existing-path"
        level = Level.error if needed and not at.in_callback else Level.info
        self.walk.put(at.fact(stem, None, raw, level=level, phrase=f"was added, {word}"))

    def _removed(self, raw: Any, at: At) -> None:
        body = self.walk.old.deref(raw)
        body = body if isinstance(body, dict) else {}
        stem, level = "request-parameter-removed", Level.warn
        phrase = "was removed"
        if body.get("deprecated") is True:
            try:
                sunset = sunset_of(body)
            except ValueError:
                stem, level = "request-parameter-sunset-parse", Level.error
                phrase = "was removed, and its sunset date is invalid"
            else:
                stem, level, phrase = self._announced(sunset)
        self.walk.put(at.fact(stem, raw, None, level=level, phrase=phrase))

    def _announced(self, sunset: date | None) -> tuple[str, Level, str]:
        if sunset is not None and sunset > self.walk.today:
            return (
                "request-parameter-removed-before-sunset",
                Level.error,
                f"was removed before its sunset date {sunset}",
            )
        return "request-parameter-removed-with-deprecation", Level.info, "was removed, as announced"

    @staticmethod
    def _by_key(value: Any, view: ContractView, renamed: Mapping[str, str]) -> dict[Key, Any]:
        found: dict[Key, Any] = {}
        for raw in value if isinstance(value, list) else []:
            body = view.deref(raw)
            if not isinstance(body, dict):
                ref = raw.get("$ref") if isinstance(raw, dict) else raw
                found["unknown", str(ref)] = raw
                continue
            place, name = str(body.get("in", "")), str(body.get("name", ""))
            if place == "path":
                name = renamed.get(name, name)
            elif place == "header":
                name = name.lower() if (place, name.lower()) not in found else name
            found[place, name] = raw
        return found
