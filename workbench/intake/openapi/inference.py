"""What an operation implies about its endpoint: kind, requirements, access."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from workbench.design.base import JsonObject
from workbench.design.endpoints import EndpointKind
from workbench.design.ids import is_parameter, is_plural, path_segments, snake_case

_REQUIREMENT = re.compile(r"\b(?:N?FR|REQ)-[A-Z0-9]*-?\d+(?:\.\d+)*[a-z]?\b")
_COVERS = ("x-covers", "x-requirements", "x-requirement")
_PERMISSIONS = ("x-permissions", "x-permission", "x-required-permissions")
# fmt: off
_VERBS = frozenset({
    "accept", "activate", "add", "approve", "archive", "assign", "authenticate", "authorize",
    "block", "cancel", "capture", "check", "close", "complete", "confirm", "convert", "copy",
    "deactivate", "decline", "disable", "dispatch", "download", "enable", "execute", "export",
    "generate", "import", "invite", "login", "logout", "merge", "move", "notify", "pause", "pay",
    "preview", "process", "publish", "refresh", "refund", "register", "reject", "release",
    "remove", "renew", "reopen", "reorder", "reset", "resend", "resolve", "restore", "resume",
    "retry", "revoke", "run", "search", "send", "ship", "sign", "start", "stop", "submit",
    "subscribe", "suspend", "sync", "test", "transfer", "trigger", "unarchive", "unassign",
    "unblock", "unlock", "unpublish", "unsubscribe", "validate", "verify", "void", "withdraw",
})
# fmt: on
_LIST_MEMBERS = ("data", "items", "results", "records", "content", "entries", "list")
_VERSION = re.compile(r"v\d+(?:\.\d+)*")
_MAX_HOPS = 8


def infer_kind(method: str, path: str, operation: JsonObject, tree: JsonObject) -> EndpointKind:
    """What an endpoint does to its resource, from method, path and success response."""
    match method:
        case "PUT" | "PATCH":
            return EndpointKind.update
        case "DELETE":
            return EndpointKind.delete
        case "GET" | "HEAD" | "QUERY":
            return _collector(path, operation, tree)
        case "POST":
            return _posting(path, operation)
        case _:
            return EndpointKind.action


def _collector(path: str, operation: JsonObject, tree: JsonObject) -> EndpointKind:
    segments = path_segments(path)
    answer = _success_schema(operation, tree)
    if answer is not None and _is_array(answer):
        return EndpointKind.list
    if not segments or is_parameter(segments[-1]):
        return EndpointKind.read
    plural = is_plural(snake_case(segments[-1]))
    if answer is None:
        return EndpointKind.list if plural else EndpointKind.read
    return EndpointKind.list if _holds_list(answer, tree, plural=plural) else EndpointKind.read


def _posting(path: str, operation: JsonObject) -> EndpointKind:
    segments = [
        path_segment for path_segment in path_segments(path) if not _VERSION.fullmatch(path_segment)
    ]
    if not segments:
        return EndpointKind.action
    last = segments[-1]
    if is_parameter(last):
        return EndpointKind.action
    words = snake_case(last.rpartition(":")[2]).split("_")
    if ":" in last or words[0] in _VERBS:
        return EndpointKind.action
    responses = operation.get("responses")
    created = isinstance(responses, Mapping) and "201" in responses
    if created or is_plural(snake_case(last)):
        return EndpointKind.create
    return EndpointKind.action


def _success_schema(operation: JsonObject, tree: JsonObject) -> JsonObject | None:
    responses = operation.get("responses")
    if not isinstance(responses, Mapping):
        return None
    for status, answer in responses.items():
        if not str(status).startswith("2"):
            continue
        response = _deref(answer, tree)
        content = response.get("content") if isinstance(response, Mapping) else None
        if isinstance(content, Mapping):
            for media in content.values():
                if isinstance(media, Mapping) and isinstance(media.get("schema"), Mapping):
                    found = _deref(media["schema"], tree)
                    return found if isinstance(found, dict) else None
        return None
    return None


def _holds_list(schema: JsonObject, tree: JsonObject, *, plural: bool) -> bool:
    """Whether an object is the envelope of a list: an order has `items` too, but no paging."""
    names: dict[str, Any] = {}
    parts: list[Any] = [schema]
    combined = schema.get("allOf")
    if isinstance(combined, list):
        parts += [_deref(schema_part, tree) for schema_part in combined[:10]]
    for part in parts:
        if isinstance(part, Mapping) and isinstance(part.get("properties"), Mapping):
            names.update(part["properties"])
    arrays = [name for name in names if _is_array(_deref(names[name], tree))]
    if not arrays:
        return False
    paged = _has_paging(names)
    return paged or (
        plural and (len(arrays) == 1 or any(array in _LIST_MEMBERS for array in arrays))
    )


def _has_paging(names: Iterable[str]) -> bool:
    return any(
        word in snake_case(name) for name in names for word in ("cursor", "page", "total", "next")
    )


def _is_array(schema: object) -> bool:
    if not isinstance(schema, Mapping):
        return False
    kind = schema.get("type")
    return kind == "array" or (isinstance(kind, list) and "array" in kind)


def _deref(value: Any, tree: JsonObject) -> Any:  # noqa: ANN401 - JSON has any shape
    for _ in range(_MAX_HOPS):
        ref = value.get("$ref") if isinstance(value, Mapping) else None
        if not isinstance(ref, str) or not ref.startswith("#/components/"):
            return value
        section, _, name = ref.removeprefix("#/components/").partition("/")
        members = tree.get("components", {})
        members = members.get(section) if isinstance(members, Mapping) else None
        value = members.get(name) if isinstance(members, Mapping) else None
    return value


def stated_covers(operation: JsonObject) -> list[str]:
    """Requirements that the operation states in an extension."""
    return _names(operation, _COVERS)


def mentioned_covers(operation: JsonObject) -> list[str]:
    """Requirement ids that tags, summary or description mention."""
    tags = operation.get("tags")
    texts = [operation.get("summary"), operation.get("description")]
    texts += tags if isinstance(tags, list) else []
    found = (
        identifier
        for text in texts
        if isinstance(text, str)
        for identifier in _REQUIREMENT.findall(text)
    )
    return list(dict.fromkeys(found))


def stated_permissions(operation: JsonObject) -> list[str]:
    """Permissions that the operation states in an extension."""
    return _names(operation, _PERMISSIONS)


def _names(operation: JsonObject, members: Iterable[str]) -> list[str]:
    found: list[str] = []
    for member in members:
        value = operation.get(member)
        values = re.split(r"[,;\s]+", value) if isinstance(value, str) else value
        if isinstance(values, list):
            found += [entry.strip() for entry in values if isinstance(entry, str) and entry.strip()]
    return list(dict.fromkeys(found))


def required_security(operation: JsonObject, tree: JsonObject) -> list[Any] | None:
    """The security requirements that apply, None where neither level states any."""
    own = operation.get("security", tree.get("security"))
    return own if isinstance(own, list) else None


def scopes_of(requirements: Iterable[Any]) -> list[str]:
    """Scopes that security requirements name, each once."""
    found = (
        scope
        for requirement in requirements
        if isinstance(requirement, Mapping)
        for scopes in requirement.values()
        if isinstance(scopes, list)
        for scope in scopes
        if isinstance(scope, str) and scope.strip()
    )
    return list(dict.fromkeys(found))


def describe_security(requirements: Iterable[Any]) -> str:
    """The alternatives as text: `bearerAuth, or apiKey and signature`."""
    return ", or ".join(
        " and ".join(map(str, requirement)) or "no authentication"
        for requirement in requirements
        if isinstance(requirement, Mapping)
    )
