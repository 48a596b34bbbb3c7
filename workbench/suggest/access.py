"""Who may call an endpoint, proposed from the names of permissions and the matrix.

Only existing permissions are proposed: those whose name says the endpoint's resource and what the
endpoint does. The matrix says which roles would have access.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from workbench.design.access import Access, Effect, Permission
from workbench.design.design import Design
from workbench.design.endpoints import Endpoint, EndpointKind
from workbench.design.ids import is_parameter, path_segments, singular, snake_case
from workbench.design.scope import scope_of
from workbench.suggest.path_shapes import kind_of, prefix_of
from workbench.suggest.vocabulary import NOUNS, READING_KINDS, kinds_of, verb_of

#: Actions of permissions that stand for several kinds of endpoints.
_ALL = frozenset({"manage", "admin", "administer", "all", "full", "any", "write", "edit"})
#: Whoever calls these cannot have signed in yet, or is no person.
_BEFORE_SIGN_IN = {
    "login": "Callers who sign in have no token yet.",
    "sign_in": "Callers who sign in have no token yet.",
    "session": "Callers who sign in have no token yet.",
    "token": "Callers who request a token have none yet.",
    "registration": "Callers who register have no account yet.",
    "sign_up": "Callers who register have no account yet.",
    "password_reset": "Users who forgot their password cannot sign in.",
}
_FOR_MACHINES = {"health": "Monitoring has no account.", "status": "Monitoring has no account."}
_TOGETHER = 2


@dataclass(frozen=True, slots=True)
class AccessProposal:
    """The access that an endpoint could require, and why."""

    access: Access
    why: tuple[str, ...]
    """Sentences: which name fits, who holds it."""

    @property
    def endpoint(self) -> str:
        """The endpoint's key."""
        return self.access.endpoint


@dataclass(frozen=True, slots=True)
class Unmapped:
    """An endpoint for which nothing can be proposed."""

    endpoint: str
    why: str


@dataclass(frozen=True, slots=True)
class AccessProposals:
    """What can be proposed for the endpoints without a decision."""

    found: tuple[AccessProposal, ...]
    open: tuple[Unmapped, ...]


@dataclass(frozen=True, slots=True)
class _PermissionName:
    """The name of a permission, parsed."""

    key: str
    resource: str
    action: str


def propose_access(design: Design) -> AccessProposals:
    """Proposals for every endpoint in scope that has no permission and is not public.

    Notes on an endpoint are kept. Linear in endpoints and permissions.
    """
    scope = scope_of(design)
    decided = {access.endpoint for access in design.accesses if access.permissions or access.public}
    before = {access.endpoint: access for access in design.accesses}
    proposer = _Proposer(design)
    found: list[AccessProposal] = []
    left: list[Unmapped] = []
    for endpoint in design.endpoints:
        key = endpoint.item_key
        if key in decided or not scope.contains("endpoint", key):
            continue
        row = before.get(key) or Access(endpoint=key)
        proposal = proposer.propose(endpoint, row)
        if proposal is None:
            left.append(Unmapped(key, proposer.why_not(endpoint)))
        else:
            found.append(proposal)
    return AccessProposals(tuple(found), tuple(left))


class _Proposer:
    def __init__(self, design: Design) -> None:
        self._by_resource: dict[str, list[_PermissionName]] = {}
        self._all = [_parsed(permission) for permission in design.permissions]
        for named in self._all:
            self._by_resource.setdefault(named.resource, []).append(named)
            tail = named.resource.rpartition("_")[2]
            if tail != named.resource:
                self._by_resource.setdefault("*" + tail, []).append(named)
        self._holders: dict[str, list[str]] = {}
        for grant in design.grants:
            if grant.effect is not Effect.deny:
                own = " (own rows)" if grant.effect is Effect.own else ""
                self._holders.setdefault(grant.permission, []).append(f"{grant.role}{own}")
        self._open = self._shown_without_sign_in(design)

    def propose(self, endpoint: Endpoint, row: Access) -> AccessProposal | None:
        names = _names(endpoint)
        reason = _no_sign_in(endpoint, names)
        if reason:
            changed = row.model_copy(update={"public": True, "reason": reason})
            return AccessProposal(changed, (reason,))
        kind = endpoint.kind or kind_of(endpoint.method, endpoint.path)
        for permission, why in self._candidates(names, kind):
            changed = row.model_copy(update={"permissions": (permission,)})
            return AccessProposal(changed, (why, self._who(permission)))
        shown = self._open.get(endpoint.item_key)
        if shown and kind in READING_KINDS:
            reason = f"{shown} shows it without sign-in."
            changed = row.model_copy(update={"public": True, "reason": reason})
            return AccessProposal(changed, (f"No permission matches it, and {reason}",))
        return None

    def why_not(self, endpoint: Endpoint) -> str:
        names = _names(endpoint)
        if not self._by_resource:
            return "There are no permissions yet."
        there = [permission.key for permission in self._own(names)] if names else []
        there = there or [permission.key for name in names for permission in self._of(name)]
        if there:
            verb = "names" if len(there) == 1 else "name"
            return f"{', '.join(there[:4])} {verb} its resource, but not what it does."
        return f"No permission matches {names[0].replace('_', ' ') if names else 'its path'}."

    def _of(self, name: str) -> list[_PermissionName]:
        return self._by_resource.get(name, [])

    def _own(self, names: list[str]) -> list[_PermissionName]:
        """Permissions on what the path ends with, by its whole name, its short one, its last."""
        whole = f"{names[1]}_{names[0]}" if len(names) > 1 else names[0]
        found = [*self._of(whole), *self._of(names[0])]
        found += [
            permission
            for permission in self._of("*" + names[0])
            if _shares(permission.resource, names)
        ]
        return list(dict.fromkeys(found))

    def _candidates(self, names: list[str], kind: EndpointKind) -> Iterator[tuple[str, str]]:
        """Fitting permissions, the best first, each with the sentence that says why."""
        if not names:
            return
        own = self._own(names)
        above = self._of(names[1]) if len(names) > 1 else []
        for permission in own:
            if _does(permission.action, kind):
                yield permission.key, f"“{permission.key}” names the resource and the action."
        yield from self._recorded_action(names[0], above)
        for permission in own:
            if permission.action in _ALL:
                yield permission.key, f"“{permission.key}” covers every action on the resource."
        if not own:
            yield from _from_above(above, names[0], kind)

    def _recorded_action(
        self, noun: str, above: list[_PermissionName]
    ) -> Iterator[tuple[str, str]]:
        """Permissions for the action that a path ends with: `orders:cancel`, else a unique one."""
        for permission in above:
            if _records(permission.action, noun):
                yield permission.key, f"“{permission.key}” names the action that the path records."
        elsewhere = [
            permission
            for permission in self._all
            if permission not in above and _records(permission.action, noun)
        ]
        if len(elsewhere) == 1:
            key = elsewhere[0].key
            yield key, f"“{key}” alone names the action that the path records."

    def _who(self, permission: str) -> str:
        holders = self._holders.get(permission, [])
        if not holders:
            return "No role has it in the matrix yet."
        return f"The matrix grants it to {', '.join(holders)}."

    def _shown_without_sign_in(self, design: Design) -> dict[str, str]:
        """Endpoints all of whose requirements are shown on screens without sign-in alone."""
        open_for: dict[str, str] = {}
        closed: set[str] = set()
        for screen in design.screens:
            for key in screen.covers:
                if screen.auth_required is False:
                    open_for.setdefault(key, screen.key)
                else:
                    closed.add(key)
        return {
            endpoint.item_key: open_for[endpoint.covers[0]]
            for endpoint in design.endpoints
            if endpoint.covers
            and all(key in open_for and key not in closed for key in endpoint.covers)
        }


def _from_above(
    above: list[_PermissionName], name: str, kind: EndpointKind
) -> Iterator[tuple[str, str]]:
    """Permissions on the resource above, where none names the one below it."""
    wanted = EndpointKind.read if kind in READING_KINDS else EndpointKind.update
    for candidate in above:
        if _does(candidate.action, wanted) or candidate.action in _ALL:
            what = name.replace("_", " ")
            yield (
                candidate.key,
                f"No permission matches {what}; its path is below that of “{candidate.key}”.",
            )


def _parsed(permission: Permission) -> _PermissionName:
    resource, colon, action = permission.key.partition(":")
    if not colon:
        resource, _, action = permission.key.partition(".")
    words = snake_case(action.replace(":", "_"))
    return _PermissionName(permission.key, singular(snake_case(resource)), words)


def _names(endpoint: Endpoint) -> list[str]:
    """Names of the collections of a path as singular snake_case, the last one first."""
    segments = path_segments(endpoint.path)[len(prefix_of(endpoint.path)) :]
    words = [
        snake_case(segment.partition(".")[0]) or segment
        for segment in segments
        if not is_parameter(segment)
    ]
    return [singular(word) for word in reversed(words)]


def _no_sign_in(endpoint: Endpoint, names: list[str]) -> str:
    if not names:
        return ""
    if endpoint.method == "POST":
        return _BEFORE_SIGN_IN.get(names[0], "")
    alone = len(names) == 1 and endpoint.method == "GET"
    return _FOR_MACHINES.get(names[0], "") if alone else ""


def _does(action: str, kind: EndpointKind) -> bool:
    """Whether an action's first word is a verb for that kind of endpoint."""
    word = action.split("_", maxsplit=1)[0]
    verb = verb_of(word)
    kinds: Iterable[EndpointKind] = kinds_of(verb) if verb else ()
    if kind in READING_KINDS:
        reads = any(candidate in READING_KINDS for candidate in kinds)
        return reads and EndpointKind.create not in kinds
    return kind in kinds and kind is not EndpointKind.action


def _records(action: str, name: str) -> bool:
    """Whether a path's last noun records an action: `cancellations` for `cancel`."""
    verb = verb_of(action.split("_", maxsplit=1)[0]) or action
    noun = singular(NOUNS.get(verb, ""))
    return name in {noun, verb, action} and bool(name)


def _shares(resource: str, names: list[str]) -> bool:
    """Whether the other words of a resource's name are in the path above it."""
    if len(names) < _TOGETHER:
        return True
    path_words = {word for name in names for word in name.split("_")}
    return set(resource.split("_")) <= path_words
