"""Facts between request bodies, responses, their headers and their media types."""

from __future__ import annotations

from typing import Any

from workbench.design.json_values import same_json
from workbench.diff.contract.places import At, Walk
from workbench.diff.contract.usage import is_loose
from workbench.diff.facts import Level, Use, differ, differences
from workbench.diff.schema.walk import SchemaWalk

_WORDS = frozenset({"description", "summary", "example", "examples"})


class BodyWalk:
    """Compares what is sent and what is answered."""

    def __init__(self, walk: Walk, schemas: SchemaWalk) -> None:
        self.walk = walk
        self.schemas = schemas

    def request(self, before: Any, after: Any, at: At) -> None:
        """Write down how two request bodies differ; None is absence."""
        here = at.to(words=at.words or "request body")
        old_body, new_body = self.walk.old.deref(before), self.walk.new.deref(after)
        sent = bool(at.use and at.use.sent)
        if before is None and isinstance(new_body, dict):
            self._request_added(after, here, needed=new_body.get("required") is True, sent=sent)
            return
        if after is None and before is not None:
            fact = here.fact(
                "request-body-removed", before, None, level=Level.error, phrase="was removed"
            )
            self.walk.put(fact)
            return
        if not self._both(before, after, (old_body, new_body), here):
            return
        count = len(self.walk.facts)
        self._required("request-body", old_body, new_body, here, sent=sent)
        self.content(
            old_body.get("content"), new_body.get("content"), here.to("content"), "request-body"
        )
        self._rest(old_body, new_body, here, {"required", "content"})
        self._same(before, after, count, here)

    def _request_added(self, body: Any, at: At, *, needed: bool, sent: bool) -> None:
        word = "required" if needed else "optional"
        fact = at.fact(
            f"request-body-added-{word}",
            None,
            body,
            level=Level.error if needed and sent else Level.info,
            phrase=f"was added, {word}",
        )
        self.walk.put(fact)

    def _required(
        self, holder: str, old: dict[str, Any], new: dict[str, Any], at: At, *, sent: bool
    ) -> None:
        """Whether a body or header is required: asking for more hurts who sends it."""
        was, now = old.get("required") is True, new.get("required") is True
        if was == now:
            return
        word = "required" if now else "optional"
        fact = at.fact(
            f"{holder}-became-{word}",
            old.get("required"),
            new.get("required"),
            path=("required",),
            level=Level.error if now == sent else Level.info,
            phrase=f"became {word}",
        )
        self.walk.put(fact)

    def responses(self, before: Any, after: Any, at: At) -> None:
        """Write down how the responses of two operations differ, by status."""
        old, new = _members(before), _members(after)
        for status in {**old, **new}:
            was, now = old.get(status), new.get(status)
            if same_json(was, now):
                continue
            here = at.to(status, words=f"response {status}")
            if str(status).startswith("x-"):
                self.walk.put(here.fact(f"{status}-changed", was, now, level=Level.words))
            elif was is None or now is None:
                self._status(str(status), was, now, here)
            else:
                self.response(was, now, here)

    def _status(self, status: str, was: Any, now: Any, at: At) -> None:
        success = status.startswith("2")
        word = "success" if success else "non-success"
        action = "added" if was is None else "removed"
        level = Level.error if success and action == "removed" else Level.info
        self.walk.put(
            at.fact(
                f"response-{word}-status-{action}",
                was,
                now,
                level=level,
                phrase="was added" if was is None else "was removed",
            )
        )

    def response(self, before: Any, after: Any, at: At) -> None:
        """Write down how two responses differ."""
        at = at if at.words else at.to(words="response")
        old_response, new_response = self.walk.old.deref(before), self.walk.new.deref(after)
        if not self._both(before, after, (old_response, new_response), at):
            return
        count = len(self.walk.facts)
        self._headers(old_response.get("headers"), new_response.get("headers"), at.to("headers"))
        self.content(
            old_response.get("content"), new_response.get("content"), at.to("content"), "response"
        )
        self._links(old_response.get("links"), new_response.get("links"), at.to("links"))
        self._rest(old_response, new_response, at, {"headers", "content", "links"})
        self._same(before, after, count, at)

    def _links(self, before: Any, after: Any, at: At) -> None:
        for path, change, was, now in differences(_members(before), _members(after)):
            level = Level.error if change == "removed" and len(path) == 1 else Level.info
            self.walk.put(
                at.stated(
                    f"response-link-{change}",
                    change,
                    was,
                    now,
                    path=path,
                    level=level,
                    phrase=f"link {path[0] if path else ''} {change}",
                )
            )

    def _headers(self, before: Any, after: Any, at: At) -> None:
        old, new = _by_lower_name(before), _by_lower_name(after)
        use = Use(sent=bool(at.use and at.use.sent), role="header", loose=True)
        for lower in {**old, **new}:
            was_name, was = old.get(lower, ("", None))
            now_name, now = new.get(lower, ("", None))
            if same_json(was, now):
                continue
            name = max(was_name, now_name)
            here = at.to(name, words=f"{at.words}, header {name}", use=use)
            if lower not in old:
                fact = here.fact(
                    "response-header-added", None, now, level=Level.info, phrase="was added"
                )
                self.walk.put(fact)
            elif lower not in new:
                self._header_removed(was, here)
            else:
                self.header(was, now, here)

    def _header_removed(self, header: Any, at: At) -> None:
        body = self.walk.old.deref(header)
        needed = isinstance(body, dict) and body.get("required") is True
        stem = f"{'required' if needed else 'optional'}-response-header-removed"
        level = Level.error if needed else Level.warn
        self.walk.put(at.fact(stem, header, None, level=level, phrase="was removed"))

    def header(self, before: Any, after: Any, at: At) -> None:
        """Write down how two headers differ."""
        old_header, new_header = self.walk.old.deref(before), self.walk.new.deref(after)
        if not self._both(before, after, (old_header, new_header), at):
            return
        count = len(self.walk.facts)
        sent = bool(at.use and at.use.sent)
        self._required("response-header", old_header, new_header, at, sent=sent)
        if not same_json(old_header.get("schema"), new_header.get("schema")):
            self.schemas.compare(
                old_header.get("schema", {}), new_header.get("schema", {}), at.to("schema")
            )
        self.content(
            old_header.get("content"),
            new_header.get("content"),
            at.to("content"),
            "response-header",
        )
        self._rest(old_header, new_header, at, {"required", "schema", "content"})
        self._same(before, after, count, at)

    def content(self, before: Any, after: Any, at: At, holder: str) -> None:
        """Write down how two sets of media types differ."""
        old, new = _members(before), _members(after)
        gone = [name for name in old if name not in new]
        come = [name for name in new if name not in old]
        if len(gone) == len(come) == 1 and self._renamed(gone[0], come[0], at, holder):
            self.media(old[gone[0]], new[come[0]], self._at_media(at, max(gone[0], come[0])))
            gone, come = [], []
        for name in gone:
            self._media_fact(f"{holder}-media-type-removed", "removed", name, old[name], at)
        for name in come:
            self._media_fact(f"{holder}-media-type-added", "added", name, new[name], at)
        for name, media in old.items():
            if name in new and not same_json(media, new[name]):
                self.media(media, new[name], self._at_media(at, name))

    @staticmethod
    def _at_media(at: At, name: str) -> At:
        use = at.use or Use(sent=True, role="body", loose=False)
        return at.to(name, use=use._replace(loose=is_loose(name)))

    def _media_fact(self, stem: str, change: str, name: str, value: Any, at: At) -> None:
        removed = change == "removed"
        self.walk.put(
            at.stated(
                stem,
                change,
                value if removed else None,
                None if removed else value,
                path=(name,),
                level=Level.error if removed else Level.info,
                phrase=f"media type {name} {'was removed' if removed else 'was added'}",
            )
        )

    def _renamed(self, old: str, new: str, at: At, holder: str) -> bool:
        """Write down a media type that became more general, more special, or got other details."""
        wider, narrower = _covers(new, old), _covers(old, new)
        if not wider and not narrower:
            return False
        word = "changed" if wider == narrower else "generalized" if wider else "specialized"
        sent = bool(at.use and at.use.sent)
        hurts = (word == "specialized") if sent else (word == "generalized")
        self.walk.put(
            at.stated(
                f"{holder}-media-type-name-{word}",
                "changed",
                old,
                new,
                path=(max(old, new),),
                level=Level.error if hurts else Level.info,
                phrase=f"media type {old} became {new}",
            )
        )
        return True

    def media(self, before: Any, after: Any, at: At) -> None:
        """Write down how two media type objects differ."""
        old_media, new_media = self.walk.old.deref(before), self.walk.new.deref(after)
        if not self._both(before, after, (old_media, new_media), at):
            return
        count = len(self.walk.facts)
        for word in ("schema", "itemSchema"):
            was, now = old_media.get(word), new_media.get(word)
            if was is not None and now is not None:
                self.schemas.compare(was, now, at.to(word))
            elif was is not None or now is not None:
                self._media_schema(word, was, now, at)
        self._rest(old_media, new_media, at, {"schema", "itemSchema"})
        self._same(before, after, count, at)

    def _media_schema(self, word: str, was: Any, now: Any, at: At) -> None:
        """A schema that a media type has on one side only."""
        sent = bool(at.use and at.use.sent)
        action = "added" if was is None else "removed"
        level = Level.info
        if action == "added" and sent:
            level = Level.error
        elif action == "removed" and not sent:
            level = Level.warn
        fact = at.fact(
            f"{'request' if sent else 'response'}-body-media-type-schema-{action}",
            was,
            now,
            path=(word,),
            level=level,
            phrase=f"a schema was {action}",
        )
        self.walk.put(fact)

    def _both(self, before: Any, after: Any, found: tuple[Any, Any], at: At) -> bool:
        if same_json(before, after):
            return False
        if all(isinstance(side, dict) for side in found):
            return True
        self.walk.put(at.fact("reference-broken", before, after, level=Level.warn))
        return False

    def _rest(
        self, before: dict[str, Any], after: dict[str, Any], at: At, compared: set[str]
    ) -> None:
        old, new = (
            {k: v for k, v in side.items() if k not in compared} for side in (before, after)
        )
        for path, change, was, now in differences(old, new):
            word = str(path[0]) if path else ""
            words = word in _WORDS or word.startswith("x-")
            self.walk.put(
                at.stated(
                    f"{word.lstrip('$')}-changed",
                    change,
                    was,
                    now,
                    path=path,
                    level=Level.words if words else Level.info,
                    phrase=f"{word} was reworded" if words else f"{word} changed",
                )
            )

    def _same(self, before: Any, after: Any, count: int, at: At) -> None:
        if len(self.walk.facts) == count and differ(before, after):
            self.walk.put(at.stated("reference-changed", "changed", before, after))


def _members(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _by_lower_name(headers: Any) -> dict[str, tuple[Any, Any]]:
    """Headers with their names as written, by their names in lower case."""
    return {str(name).lower(): (name, header) for name, header in _members(headers).items()}


def _covers(wide: str, narrow: str) -> bool:
    """Whether a media type holds another: a wildcard, a structured suffix, or fewer details."""
    outer, inner = wide.partition(";")[0].strip().lower(), narrow.partition(";")[0].strip().lower()
    if outer == inner:
        return True
    kind, _, sub = outer.partition("/")
    other, _, rest = inner.partition("/")
    if kind not in {"*", other}:
        return False
    return sub == "*" or rest.endswith(f"+{sub}")
