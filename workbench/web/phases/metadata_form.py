"""The metadata of the OpenAPI document as form fields: title, servers, security, tags.

Parts without a field (extensions, server variables, external documentation of tags) are kept
unchanged. The metadata as YAML has everything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from workbench.design.base import JsonObject
from workbench.design.contract import Contract


class InfoField(NamedTuple):
    """A text field of the Info Object."""

    name: str
    path: tuple[str, ...]
    """Where the text is in `info`."""


INFO = (
    InfoField("title", ("title",)),
    InfoField("number", ("version",)),
    InfoField("summary", ("summary",)),
    InfoField("description", ("description",)),
    InfoField("terms", ("termsOfService",)),
)
CONTACT = (
    InfoField("contact_name", ("contact", "name")),
    InfoField("contact_email", ("contact", "email")),
    InfoField("contact_url", ("contact", "url")),
)
LICENSE = (
    InfoField("license_name", ("license", "name")),
    InfoField("license_identifier", ("license", "identifier")),
    InfoField("license_url", ("license", "url")),
)
FIELDS = (*INFO, *CONTACT, *LICENSE)
#: Fields that are folded away unless one of them has an error.
FOLDED = (INFO[2], INFO[4], *CONTACT, *LICENSE)
#: OpenAPI versions to choose from, besides the one that the document has.
VERSIONS = ("3.0.3", "3.0.4", "3.1.0", "3.1.1", "3.2.0")
ACCESS = (
    ("", "not set"),
    ("open", "no sign-in required unless an operation requires it"),
    ("schemes", "callers authenticate with one of these methods"),
)
#: Maximum number of rows; further ones are edited as YAML.
MAX_ROWS = 60
_BLANK_ROWS = 2
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+\Z")
_WEB = re.compile(r"https?://[^\s/?#]+[^\s]*\Z", re.IGNORECASE)
_SERVER = re.compile(r"(?:https?|wss?)://[^\s]+\Z|/[^\s]*\Z|\.{1,2}/[^\s]*\Z|\{[^\s{}]+\}[^\s]*\Z")


@dataclass(frozen=True, slots=True)
class MetadataTexts:
    """The texts of all fields, from the contract or as they were submitted."""

    fields: dict[str, str]
    servers: tuple[tuple[str, str], ...]
    """URL and description; with empty rows at the end."""
    tags: tuple[tuple[str, str], ...]
    access: str
    """One of ACCESS."""
    security: tuple[str, ...]
    """One security requirement per row: `bearerAuth`, `oauth: orders.read + apiKey`."""


@dataclass(slots=True)
class MetadataInput:
    """A submitted form."""

    texts: MetadataTexts
    contract: Contract | None = None
    """The contract with the submitted metadata; None if there are errors."""
    errors: dict[str, list[str]] = field(default_factory=dict)


def metadata_texts(contract: Contract | None) -> MetadataTexts:
    """The texts of a contract's metadata; of an empty contract if there is none."""
    known = contract or Contract()
    texts = {name: _text(_at(known.info, path)) for name, path in FIELDS}
    texts |= {"openapi": known.version, "format": known.format}
    security = known.security
    access = "" if security is None else "schemes" if security else "open"
    return MetadataTexts(
        texts,
        _padded([_name_and_description(server, "url") for server in known.servers]),
        _padded([_name_and_description(tag, "name") for tag in known.tags]),
        access,
        (*map(_requirement_text, security or ()), ""),
    )


def _name_and_description(part: JsonObject, name: str) -> tuple[str, str]:
    return _text(part.get(name)), _text(part.get("description"))


def read_metadata(
    form: Mapping[str, str], before: Contract | None, schemes: list[str]
) -> MetadataInput:
    """The submitted metadata, put into the contract; `schemes` are the security schemes' names."""
    texts = _submitted_texts(form)
    found = MetadataInput(texts)
    known = before or Contract()
    info = _info(texts, known.info, found.errors)
    servers = _rows(texts.servers, "server", "url", known.servers, found.errors)
    tags = _rows(texts.tags, "tag", "name", known.tags, found.errors)
    security = _security(texts, known.security, schemes, found.errors)
    if texts.fields["format"] not in {"yaml", "json"}:
        found.errors["format"] = ["Choose YAML or JSON."]
    if texts.fields["openapi"] not in {*VERSIONS, known.version}:
        found.errors["openapi"] = ["Choose one of the versions."]
    if not found.errors:
        changes: dict[str, Any] = {
            "version": texts.fields["openapi"],
            "format": texts.fields["format"],
            "info": info,
            "servers": servers,
            "tags": tags,
            "security": security,
        }
        found.contract = known.model_copy(update=changes)
    return found


def _submitted_texts(form: Mapping[str, str]) -> MetadataTexts:
    names = [field.name for field in FIELDS] + ["openapi", "format"]
    texts = {name: form.get(name, "").replace("\r\n", "\n").strip() for name in names}
    access = form.get("access", "")
    return MetadataTexts(
        texts,
        _padded(_sent(form, "server", "url")),
        _padded(_sent(form, "tag", "name")),
        access if access in {word for word, _ in ACCESS} else "",
        (*(first for first, _ in _sent(form, "security", "way")), ""),
    )


def _sent(form: Mapping[str, str], kind: str, first: str) -> list[tuple[str, str]]:
    """The rows of a form that are not empty, in order."""
    rows = []
    for at in range(MAX_ROWS):
        name = form.get(f"{kind}.{at}.{first}", "").strip()
        description = form.get(f"{kind}.{at}.description", "").strip()
        if name or description:
            rows.append((name, description))
    return rows


def _info(submitted: MetadataTexts, before: JsonObject, errors: dict[str, list[str]]) -> JsonObject:
    texts = submitted.fields
    errors |= {name: [message] for name, message in _info_errors(texts)}
    info: JsonObject = dict(before)
    for name, path in FIELDS:
        info = _put(info, path, texts[name])
    return info


def _info_errors(texts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Names of fields with a message each."""
    for name, label in (("title", "title"), ("number", "version")):
        if not texts[name]:
            yield name, f"Enter a {label}."
    for name in ("terms", "contact_url", "license_url"):
        if texts[name] and not _WEB.match(texts[name]):
            yield name, "Enter a URL that starts with https:// or http://."
    if texts["contact_email"] and not _EMAIL.match(texts["contact_email"]):
        yield "contact_email", "Enter a valid e-mail address."
    identifier, url = texts["license_identifier"], texts["license_url"]
    if identifier and url:
        yield "license_url", "Enter an SPDX identifier or a URL, not both."
    if (identifier or url) and not texts["license_name"]:
        yield "license_name", "Enter the name of the licence."


def _put(value: JsonObject, path: tuple[str, ...], text: str) -> JsonObject:
    """A copy with a text at a path; empty texts and empty parts are removed."""
    head, *rest = path
    if rest:
        inner = value.get(head)
        changed = _put(inner if isinstance(inner, dict) else {}, tuple(rest), text)
        others = {name: part for name, part in value.items() if name != head}
        return {**value, head: changed} if changed else others
    if head in value and text == _plain(value[head]):
        return value
    if text:
        return {**value, head: text}
    return {name: part for name, part in value.items() if name != head}


def _rows(
    rows: tuple[tuple[str, str], ...],
    kind: str,
    first: str,
    before: tuple[JsonObject, ...],
    errors: dict[str, list[str]],
) -> tuple[JsonObject, ...]:
    """Servers or tags. Parts of a row without a field are kept, by its name or its position."""
    by_name = {_plain(part.get(first)): part for part in reversed(before)}
    parts: list[JsonObject] = []
    for at, (name, description) in enumerate(rows):
        if not name and not description:
            continue
        place = f"{kind}.{at}.{first}"
        problem = _problem(kind, name, [_text(part.get(first)) for part in parts])
        if problem:
            errors[place] = [problem]
        previous = _old(before, at, first, name)
        if previous is None:
            same_length = len(before) == len([row for row in rows if any(row)])
            previous = by_name.get(name, before[at] if same_length else {})
        parts.append(_put(_put(dict(previous), (first,), name), ("description",), description))
    return (*parts, *before[MAX_ROWS:])


def _old(before: tuple[JsonObject, ...], at: int, first: str, name: str) -> JsonObject | None:
    """The part that a row had before, if it still has the same name."""
    old = before[at] if at < len(before) else {}
    return old if old and _plain(old.get(first)) == name else None


def _problem(kind: str, name: str, earlier: list[str]) -> str:
    if kind == "tag":
        if not name:
            return "Enter the name of the tag."
        return f"Tag {name} is listed twice." if name in earlier else ""
    if not name:
        return "Enter the URL of the server."
    return (
        ""
        if _SERVER.match(name)
        else "Enter a URL such as https://api.example.com, or a path that starts with a slash."
    )


def _security(
    submitted: MetadataTexts,
    before: tuple[JsonObject, ...] | None,
    schemes: list[str],
    errors: dict[str, list[str]],
) -> tuple[JsonObject, ...] | None:
    """The security requirements; None if none are set, empty if no sign-in is required."""
    if submitted.access != "schemes":
        return () if submitted.access == "open" else None
    existing = {_requirement_text(requirement): requirement for requirement in before or ()}
    requirements: list[JsonObject] = []
    for number, text in enumerate(submitted.security):
        if not text:
            continue
        requirement = existing.get(text)
        if requirement is None:
            requirement = _requirement(text)
            if message := _unknown_scheme(requirement, schemes):
                errors[f"security.{number}.way"] = [message]
        requirements.append(requirement)
    if not requirements:
        errors["security.0.way"] = ["Enter a sign-in method, or select that none is required."]
    return tuple(requirements)


def _unknown_scheme(requirement: JsonObject, schemes: list[str]) -> str:
    unknown = next((name for name in requirement if name not in schemes), None)
    if unknown is None:
        return ""
    known = f"Known schemes: {', '.join(schemes)}." if schemes else "There are none yet."
    return f"Unknown security scheme {unknown}. {known}"


def _requirement_text(requirement: JsonObject) -> str:
    parts = []
    for name, scopes in requirement.items():
        listed = " ".join(map(str, scopes)) if isinstance(scopes, list) else ""
        parts.append(f"{name}: {listed}" if listed else str(name))
    return " + ".join(parts) or "nobody"


def _requirement(text: str) -> JsonObject:
    requirement: JsonObject = {}
    for part in text.split("+"):
        name, _, scopes = part.partition(":")
        requirement[name.strip()[:200]] = scopes.split()
    return {} if text == "nobody" else requirement


def _padded(rows: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return (*rows[:MAX_ROWS], *[("", "")] * _BLANK_ROWS)


def _at(value: JsonObject, path: tuple[str, ...]) -> Any:  # noqa: ANN401 - JSON has any shape
    inner: Any = value
    for name in path:
        inner = inner.get(name) if isinstance(inner, dict) else None
    return inner


def _plain(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    """A text as an unchanged form control sends it back."""
    return _text(value).replace("\r\n", "\n").strip()


def _text(value: Any) -> str:  # noqa: ANN401 - JSON has any shape
    return value if isinstance(value, str) else "" if value is None else str(value)
