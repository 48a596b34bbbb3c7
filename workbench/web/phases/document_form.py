"""The frame of the OpenAPI document as fields: title, servers, who must sign in, tags.

What the fields do not know (extensions, variables of servers, documents of tags) stays as it is;
the frame as YAML beside them has everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.contract import Contract

#: Fields of `info` and of its parts: name in the form, where it stands, label.
INFO = (
    ("title", ("title",), "Title"),
    ("number", ("version",), "Version of the API"),
    ("summary", ("summary",), "In one line"),
    ("description", ("description",), "Description"),
    ("terms", ("termsOfService",), "Terms of service"),
)
CONTACT = (
    ("contact_name", ("contact", "name"), "Who answers questions"),
    ("contact_email", ("contact", "email"), "E-mail"),
    ("contact_url", ("contact", "url"), "Page"),
)
LICENSE = (
    ("license_name", ("license", "name"), "Licence"),
    ("license_identifier", ("license", "identifier"), "SPDX identifier"),
    ("license_url", ("license", "url"), "Page of the licence"),
)
FIELDS = (*INFO, *CONTACT, *LICENSE)
#: These are folded away, until something is wrong in them.
FOLDED = (INFO[2], INFO[4], *CONTACT, *LICENSE)
#: Versions of OpenAPI that can be chosen; another one that is there stays.
VERSIONS = ("3.0.3", "3.0.4", "3.1.0", "3.1.1", "3.2.0")
ACCESS = (
    ("", "the document does not say"),
    ("open", "nobody needs to sign in, unless an operation says so"),
    ("schemes", "callers prove who they are in one of these ways"),
)
#: Rows of a form; more are edited as YAML.
MAX_ROWS = 60
_BLANK_ROWS = 2
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)
_SERVER = re.compile(r"(?:https?|wss?)://[^\s]+\Z|/[^\s]*\Z|\.{1,2}/[^\s]*\Z|\{[^\s{}]+\}[^\s]*\Z")


@dataclass(frozen=True, slots=True)
class Frame:
    """The fields as texts, filled from the contract or as they were typed."""

    texts: dict[str, str]
    servers: tuple[tuple[str, str], ...]
    """URL and description, blank rows at the end."""
    tags: tuple[tuple[str, str], ...]
    access: str
    """One of ACCESS."""
    security: tuple[str, ...]
    """One way to sign in per row: `bearerAuth`, `oauth: orders.read + apiKey`."""


@dataclass(slots=True)
class Read:
    """What a form says."""

    frame: Frame
    contract: Contract | None = None
    """None where something is wrong."""
    errors: dict[str, list[str]] = field(default_factory=dict)


def show_frame(contract: Contract | None) -> Frame:
    """The fields of a contract; of none where there is none yet."""
    known = contract or Contract()
    texts = {name: _text(_at(known.info, path)) for name, path, _ in FIELDS}
    texts |= {"openapi": known.version, "format": known.format}
    security = known.security
    access = "" if security is None else "schemes" if security else "open"
    return Frame(
        texts,
        _padded([(_text(one.get("url")), _text(one.get("description"))) for one in known.servers]),
        _padded([(_text(one.get("name")), _text(one.get("description"))) for one in known.tags]),
        access,
        (*(_requirement_text(one) for one in security or ()), ""),
    )


def read_frame(form: Mapping[str, str], before: Contract | None, schemes: list[str]) -> Read:
    """What was typed, put into the contract as it was; `schemes` are the ways to sign in."""
    typed = _typed(form)
    found = Read(typed)
    known = before or Contract()
    info = _info(typed, known.info, found.errors)
    servers = _rows(typed.servers, "server", "url", known.servers, found.errors)
    tags = _rows(typed.tags, "tag", "name", known.tags, found.errors)
    security = _security(typed, known.security, schemes, found.errors)
    if typed.texts["format"] not in {"yaml", "json"}:
        found.errors["format"] = ["Choose YAML or JSON."]
    if typed.texts["openapi"] not in {*VERSIONS, known.version}:
        found.errors["openapi"] = ["Choose one of the versions."]
    if not found.errors:
        changes: dict[str, Any] = {
            "version": typed.texts["openapi"],
            "format": typed.texts["format"],
            "info": info,
            "servers": servers,
            "tags": tags,
            "security": security,
        }
        found.contract = known.model_copy(update=changes)
    return found


def _typed(form: Mapping[str, str]) -> Frame:
    names = [name for name, _, _ in FIELDS] + ["openapi", "format"]
    texts = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in names}
    access = form.get("access", "")
    return Frame(
        texts,
        _padded(_sent(form, "server", "url")),
        _padded(_sent(form, "tag", "name")),
        access if access in {word for word, _ in ACCESS} else "",
        (*(first for first, _ in _sent(form, "security", "way")), ""),
    )


def _sent(form: Mapping[str, str], kind: str, first: str) -> list[tuple[str, str]]:
    """Rows of a form that hold anything, in their order."""
    rows = []
    for at in range(MAX_ROWS):
        pair = (form.get(f"{kind}.{at}.{first}", ""), form.get(f"{kind}.{at}.description", ""))
        one, other = (text.strip() for text in pair)
        if one or other:
            rows.append((one, other))
    return rows


def _info(typed: Frame, before: JsonObject, errors: dict[str, list[str]]) -> JsonObject:
    texts = typed.texts
    for name, label in (("title", "title"), ("number", "version")):
        if not texts[name]:
            errors[name] = [f"The document needs a {label}."]
    for name in ("terms", "contact_url", "license_url"):
        if texts[name] and not _WEB.match(texts[name]):
            errors[name] = ["An address begins with https:// or http://."]
    if texts["contact_email"] and not _EMAIL.match(texts["contact_email"]):
        errors["contact_email"] = ["This is no e-mail address."]
    if texts["license_identifier"] and texts["license_url"]:
        errors["license_url"] = ["A licence has an identifier or a page, not both."]
    if not texts["license_name"] and (texts["license_identifier"] or texts["license_url"]):
        errors["license_name"] = ["Name the licence."]
    made: JsonObject = dict(before)
    for name, path, _ in FIELDS:
        made = _put(made, path, texts[name])
    return made


def _put(value: JsonObject, path: tuple[str, ...], text: str) -> JsonObject:
    """A copy with a text at a place; an empty one leaves no trace, nor does an empty part."""
    head, *rest = path
    if rest:
        inner = value.get(head)
        changed = _put(inner if isinstance(inner, dict) else {}, tuple(rest), text)
        kept = {name: one for name, one in value.items() if name != head}
        return {**value, head: changed} if changed else kept
    if head in value and text == _plain(value[head]):
        return value
    if text:
        return {**value, head: text}
    return {name: one for name, one in value.items() if name != head}


def _rows(
    rows: tuple[tuple[str, str], ...],
    kind: str,
    first: str,
    before: tuple[JsonObject, ...],
    errors: dict[str, list[str]],
) -> tuple[JsonObject, ...]:
    """Servers or tags; what a row had beside its fields goes with it, by its name or its place."""
    by_name = {_plain(one.get(first)): one for one in reversed(before)}
    made: list[JsonObject] = []
    for at, (name, words) in enumerate(rows):
        if not name and not words:
            continue
        place = f"{kind}.{at}.{first}"
        problem = _problem(kind, name, [_text(one.get(first)) for one in made])
        if problem:
            errors[place] = [problem]
        old = _old(before, at, first, name)
        if old is None:
            same = len(before) == len([row for row in rows if any(row)])
            old = by_name.get(name, before[at] if same else {})
        made.append(_put(_put(dict(old), (first,), name), ("description",), words))
    return (*made, *before[MAX_ROWS:])


def _old(before: tuple[JsonObject, ...], at: int, first: str, name: str) -> JsonObject | None:
    """What stood in a row, where it still has its name."""
    old = before[at] if at < len(before) else {}
    return old if old and _plain(old.get(first)) == name else None


def _problem(kind: str, name: str, earlier: list[str]) -> str:
    if kind == "tag":
        if not name:
            return "A tag has a name."
        return f"{name} is there twice." if name in earlier else ""
    if not name:
        return "A server has an address."
    return "" if _SERVER.match(name) else "An address is https://…, or begins with a slash."


def _security(
    typed: Frame,
    before: tuple[JsonObject, ...] | None,
    schemes: list[str],
    errors: dict[str, list[str]],
) -> tuple[JsonObject, ...] | None:
    if typed.access != "schemes":
        return () if typed.access == "open" else None
    kept = {_requirement_text(one): one for one in before or ()}
    made: list[JsonObject] = []
    for at, text in enumerate(typed.security):
        if not text:
            continue
        one = kept.get(text) or _requirement(text)
        unknown = [name for name in one if name not in schemes]
        if unknown and text not in kept:
            there = f"There are {', '.join(schemes)}." if schemes else "There are none yet."
            errors[f"security.{at}.way"] = [f"No security scheme is called {unknown[0]}. {there}"]
        made.append(one)
    if not made:
        errors["security.0.way"] = ["Name at least one way, or say that nobody needs to sign in."]
    return tuple(made)


def _requirement_text(one: JsonObject) -> str:
    parts = []
    for name, scopes in one.items():
        listed = " ".join(map(str, scopes)) if isinstance(scopes, list) else ""
        parts.append(f"{name}: {listed}" if listed else str(name))
    return " + ".join(parts) or "nobody"


def _requirement(text: str) -> JsonObject:
    made: JsonObject = {}
    for part in text.split("+"):
        name, _, scopes = part.partition(":")
        made[name.strip()[:200]] = scopes.split()
    return {} if text == "nobody" else made


def _padded(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return (*rows[:MAX_ROWS], *[("", "")] * _BLANK_ROWS)


def _at(value: JsonObject, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON has any shape
    inner: Any = value
    for name in path:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner


def _plain(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """A text as it comes back from a form that nobody has typed into."""
    return _text(value).replace("\r\n", "\n").strip()


def _text(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    return value if isinstance(value, str) else "" if value is None else str(value)
