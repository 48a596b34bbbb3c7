"""Facts between two operations, and between two components that are not schemas.

A reference that is the same on both sides is compared at its component; other references are
resolved first.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workbench.design.ids import METHODS
from workbench.design.json_values import same_json
from workbench.diff.contract.bodies import BodyWalk
from workbench.diff.contract.lifecycle import DATES, OPERATION, compare_lifecycle
from workbench.diff.contract.parameters import ParameterWalk
from workbench.diff.contract.places import At, Walk
from workbench.diff.contract.security import compare_security
from workbench.diff.facts import Level, Use, differ, differences
from workbench.diff.schema.walk import SchemaWalk

_METHODS = frozenset(method.lower() for method in METHODS)
_WORDS = frozenset({"summary", "description", "externalDocs", "tags", "example", "examples"})
SENT = Use(sent=True, role="body", loose=False)
Both = tuple[dict[str, Any], dict[str, Any]]


class ContractWalk:
    """Compares operations and components of two contracts and writes the facts into a walk."""

    def __init__(self, walk: Walk) -> None:
        self.walk = walk
        self.schemas = SchemaWalk(walk)
        self.bodies = BodyWalk(walk, self.schemas)
        self.parameters = ParameterWalk(walk, self.schemas, self.bodies)

    def operation(
        self,
        both: Both,
        at: At,
        *,
        shared: tuple[Any, Any] = (None, None),
        security: tuple[Any, Any] = (None, None),
        renamed: Mapping[str, str] | None = None,
    ) -> None:
        """Write down how two operation objects differ.

        `shared` are the parameters of their path items, `security` what the documents demand
        by default, `renamed` the path variables that have another name now.
        """
        old, new = both
        if same_json(old, new) and same_json(*shared):
            return
        count = len(self.walk.facts)
        for word in {**old, **new}:
            before, after = old.get(word), new.get(word)
            if (word in old) == (word in new) and same_json(before, after):
                continue
            if word == "parameters":
                self.parameters.compare(before, after, at.to(word), shared, renamed or {})
            elif word == "security":
                self._security(both, security, at)
            else:
                self._member(word, both, at)
        if len(self.walk.facts) == count and differ(old, new):
            self.walk.put(at.stated("restated", "changed", old, new, level=Level.words))

    def _member(self, word: str, both: Both, at: At) -> None:
        before, after = both[0].get(word), both[1].get(word)
        sent = at.use or SENT
        match word:
            case "requestBody":
                self.bodies.request(before, after, at.to(word, use=sent))
            case "responses":
                received = sent._replace(sent=not sent.sent)
                self.bodies.responses(before, after, at.to(word, use=received))
            case "callbacks":
                self._callbacks(before, after, at.to(word))
            case "servers":
                self.servers(before, after, at.to(word))
            case "operationId":
                self._operation_id(before, after, at)
            case "tags":
                self._tags(before, after, at.to(word))
            case _ if word in DATES:
                compare_lifecycle(self.walk, word, both, at, OPERATION)
            case _:
                self.plain(word, both, at)

    def path_item(self, both: Both, at: At) -> None:
        """Write down how two path item objects differ (webhooks, callbacks, components)."""
        old, new = both
        for word in {**old, **new}:
            before, after = old.get(word), new.get(word)
            if (word in old) == (word in new) and same_json(before, after):
                continue
            here = at.to(word)
            if word in _METHODS and isinstance(before, dict) and isinstance(after, dict):
                self.operation((before, after), here)
            elif word in _METHODS:
                gone = after is None
                stem = "callback-operation-removed" if gone else "callback-operation-added"
                level = Level.error if gone else Level.info
                self.walk.put(here.fact(stem, before, after, level=level))
            elif word == "parameters":
                self.parameters.compare(before, after, here, (None, None), {})
            elif word == "servers":
                self.servers(before, after, here)
            else:
                self.plain(word, both, at)

    def component(self, section: str, both: Both, at: At) -> None:
        """Write down how two components that are not schemas differ."""
        count = len(self.walk.facts)
        sent = SENT._replace(sent=not at.in_callback)
        received = sent._replace(sent=not sent.sent)
        match section:
            case "parameters":
                self.parameters.parameter(*both, at, {})
            case "requestBodies":
                self.bodies.request(*both, at.to(use=sent))
            case "responses":
                self.bodies.response(*both, at.to(use=received))
            case "headers":
                self.bodies.header(*both, at.to(use=Use(sent=False, role="header", loose=True)))
            case "callbacks":
                self._callback(*both, at)
            case "pathItems":
                self.path_item(both, at)
            case "mediaTypes":
                self.bodies.media(*both, at.to(use=received))
            case "securitySchemes":
                self._scheme(both, at)
            case _:
                level = Level.words if section == "examples" else Level.info
                self.everything(both, at, level)
        if len(self.walk.facts) == count and differ(*both):
            self.walk.put(at.stated("restated", "changed", *both, level=Level.words))

    def plain(self, word: str, both: Both, at: At) -> None:
        """Write down members that hold no schema: wording, extensions, and what is unknown."""
        old, new = ({word: side[word]} if word in side else {} for side in both)
        words = word in _WORDS or word.startswith("x-")
        level = Level.words if words else Level.info
        for path, change, was, now in differences(old, new):
            stem = f"{word.replace('_', '-')}-changed"
            phrase = f"{word} was reworded" if words else f"{word} changed"
            self.walk.put(at.stated(stem, change, was, now, path=path, level=level, phrase=phrase))

    def everything(self, both: Both, at: At, level: Level) -> None:
        """Write down every member that differs, all of one weight."""
        for path, change, was, now in differences(*both):
            words = Level.words if path and path[0] in _WORDS else level
            stem = f"{str(path[0]).replace('_', '-')}-changed" if path else "restated"
            phrase = f"{'/'.join(map(str, path)) or 'it'} {change}"
            self.walk.put(at.stated(stem, change, was, now, path=path, level=words, phrase=phrase))

    def servers(self, before: Any, after: Any, at: At) -> None:
        """Write down servers that were added or removed, matched by their URL."""
        for path, change, was, now in differences(_listed(before), _listed(after)):
            if len(path) == 1 or not path:
                level = Level.info if change == "added" else Level.error
            else:
                level = Level.words if path[-1] == "description" else Level.info
            phrase = {"added": "a server was added", "removed": "a server was removed"}.get(
                change, "the servers changed"
            )
            self.walk.put(
                at.stated(
                    f"server-{change}", change, was, now, path=path, level=level, phrase=phrase
                )
            )
        if before is not None and after is not None:
            return
        if same_json(_listed(before), _listed(after)):
            self.walk.put(at.fact("servers-restated", before, after, level=Level.words))

    def _operation_id(self, before: Any, after: Any, at: At) -> None:
        stem = "api-operation-id-added" if before is None else "api-operation-id-removed"
        phrase = (
            f"operationId {after} was added"
            if before is None
            else f"operationId {before} was replaced by {after}"
            if after
            else f"operationId {before} was removed"
        )
        self.walk.put(
            at.fact(stem, before, after, path=("operationId",), level=Level.info, phrase=phrase)
        )

    def _tags(self, before: Any, after: Any, at: At) -> None:
        for path, change, was, now in differences(_listed(before), _listed(after)):
            phrases = {"added": f"tag {now} was added", "removed": f"tag {was} was removed"}
            self.walk.put(
                at.stated(
                    f"api-tag-{change}",
                    change,
                    was,
                    now,
                    path=path,
                    level=Level.words,
                    phrase=phrases.get(change, "the tags changed"),
                )
            )

    def _security(self, both: Both, defaults: tuple[Any, Any], at: At) -> None:
        before = both[0].get("security", defaults[0])
        after = both[1].get("security", defaults[1])
        here = at.to("security")
        compare_security(self.walk, before, after, here, "api-security")

    def _callbacks(self, before: Any, after: Any, at: At) -> None:
        old = before if isinstance(before, dict) else {}
        new = after if isinstance(after, dict) else {}
        for name in {**old, **new}:
            here = at.to(name, words=f"callback {name}")
            if name not in new:
                self.walk.put(here.fact("callback-removed", old[name], None, level=Level.error))
            elif name not in old:
                self.walk.put(here.fact("callback-added", None, new[name], level=Level.info))
            elif not same_json(old[name], new[name]):
                self._callback(old[name], new[name], here)

    def _callback(self, before: Any, after: Any, at: At) -> None:
        old_callback, new_callback = self.walk.old.deref(before), self.walk.new.deref(after)
        use = at.use or SENT
        here = at.to(in_callback=True, use=use._replace(sent=not use.sent))
        if not isinstance(old_callback, dict) or not isinstance(new_callback, dict):
            self.walk.put(at.stated("callback-changed", "changed", before, after, level=Level.warn))
            return
        for path in {**old_callback, **new_callback}:
            was, now = old_callback.get(path), new_callback.get(path)
            if same_json(was, now):
                continue
            if isinstance(was, dict) and isinstance(now, dict):
                self.path_item((was, now), here.to(path))
            else:
                level = Level.info if was is None else Level.error
                self.walk.put(here.fact("callback-changed", was, now, path=(path,), level=level))

    def _scheme(self, both: Both, at: At) -> None:
        for path, change, was, now in differences(*both):
            stem, level = _scheme_change([str(part) for part in path], change)
            phrase = f"{'/'.join(map(str, path))} {change}"
            self.walk.put(at.stated(stem, change, was, now, path=path, level=level, phrase=phrase))


def _scheme_change(path: list[str], change: str) -> tuple[str, Level]:
    """What makes a client fail is an error here, where oasdiff only informs."""
    match path:
        case ["type" | "scheme" | "in" | "name" | "openIdConnectUrl", *_]:
            return "api-security-component-type-changed", Level.error
        case ["flows", _, "authorizationUrl" | "refreshUrl"]:
            return "api-security-component-oauth-url-changed", Level.error
        case ["flows", _, "tokenUrl" | "deviceAuthorizationUrl"]:
            return "api-security-component-oauth-token-url-changed", Level.error
        case ["flows", _, "scopes", _]:
            level = Level.error if change == "removed" else Level.info
            level = Level.words if change == "changed" else level
            return f"api-security-component-oauth-scope-{change}", level
        case ["flows", *_]:
            level = Level.info if change == "added" else Level.error
            return "api-security-component-oauth-flow-changed", level
        case ["description", *_]:
            return "description-changed", Level.words
    extension = bool(path) and path[0].startswith("x-")
    return "api-security-component-changed", Level.words if extension else Level.info


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
