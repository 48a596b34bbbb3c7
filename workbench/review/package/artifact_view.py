"""One artifact of a package, item by item, with changes and comments.

Long artifacts are shown page by page. From the second presentation on, only items with changes
or comments are shown; the others are a link away.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TypeVar

from sqlalchemy.orm import Session

from workbench.artifacts.markdown.documents import has_content, render_document
from workbench.artifacts.markdown.html import DocumentHtml, document_html
from workbench.design.access import Access
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.ids import is_parameter, path_segments, split_endpoint_key
from workbench.design.kinds import KINDS, Artifact, Kind, artifact_of
from workbench.design.package import Change, Package
from workbench.review.discussion.comments import CommentView, comments_of
from workbench.review.draft.permission_matrix import Effects, Row, matrix_rows
from workbench.review.package.contents import get_revision, revision_design, unchanged_artifacts
from workbench.review.projects.access import ProjectAccess

#: Documents of the artifacts that are shown as prose; the others have views of their own.
DOCUMENTS: dict[Artifact, tuple[str, ...]] = {
    Artifact.integrations: ("integration-points-spec.md",),
    Artifact.prioritization: ("prioritization.md",),
    Artifact.handoff: (
        "handoff-package.md",
        "prd.md",
        "data-dictionary.md",
        "user-flows.md",
        "wireframe-specs.md",
        "content-model.md",
        "feedback-plan.md",
    ),
}
#: A longer document can only be downloaded.
_SHOWN_CHARACTERS = 150_000
_SHOWN_ITEMS = 600
#: Items on one page.
_WINDOWS: dict[Artifact, int] = {Artifact.request_response: 40, Artifact.schema: 25}
_WINDOW = 100
_T = TypeVar("_T")
_MATRIX = "access"
#: Grants are cells of the matrix; only those whose permission no endpoint requires have rows.
_CELL = "grant"


@dataclass(frozen=True, slots=True)
class Entry:
    """One item with its changes and comments."""

    kind: str
    key: str
    item: Item | None
    """None if it was removed."""
    before: Item | None
    changes: tuple[Change, ...]
    comments: tuple[CommentView, ...]

    @property
    def state(self) -> str:
        """`added`, `removed`, `changed`, or empty if it did not change."""
        if not self.changes:
            return ""
        return "removed" if self.item is None else "changed" if self.before else "added"

    def at(self, pointer: str) -> list[CommentView]:
        """Comments on one part of the item."""
        return [comment for comment in self.comments if comment.pointer == pointer]

    @property
    def changed_parts(self) -> frozenset[str]:
        """Pointers of the fields and rows that changed."""
        return frozenset("/".join(change.pointer.split("/")[:3]) for change in self.changes)


@dataclass(frozen=True, slots=True)
class Group:
    """Items of one kind that are shown together."""

    kind: str
    title: str
    entries: tuple[Entry, ...]
    rows: tuple[Row, ...] = ()
    """Rows of the permission matrix, if the items are access rules of endpoints."""


@dataclass(frozen=True, slots=True)
class Window:
    """Which items of an artifact are shown."""

    page: int
    pages: int
    shown: int
    total: int
    everything: bool
    """False if only items with changes or comments are shown."""

    @property
    def hidden(self) -> int:
        """Number of items that are not shown, as they have neither changes nor comments."""
        return 0 if self.everything else self.total - self.shown


@dataclass(frozen=True, slots=True)
class ArtifactView:
    """One artifact of a package, as far as a page shows it."""

    artifact: Artifact
    documents: tuple[DocumentHtml, ...]
    names: tuple[str, ...]
    """Names of its documents that are too long to be shown."""
    groups: tuple[Group, ...]
    roles: tuple[str, ...]
    window: Window
    changes: tuple[Change, ...]
    others: tuple[CommentView, ...]
    """Comments on items that are no longer in the package."""
    identical: bool
    """Whether its hash equals that of the previous revision."""
    reason: str
    """Why it changed, in the presenter's words."""


def artifact_view(
    session: Session,
    *,
    access: ProjectAccess,
    package: Package,
    artifact: Artifact,
    page: int = 1,
    everything: bool | None = None,
    at: tuple[str, str] | None = None,
) -> ArtifactView:
    """One artifact of a presented package; linear in the size of the artifact.

    `everything` None shows only the items with changes or comments if there is a previous
    presentation and any such item, else all. `at`, an item's kind and key, selects its page.
    """
    row = get_revision(session, access, package.number)
    previous = get_revision(session, access, package.number - 1) if package.number > 1 else None
    before = revision_design(previous) if previous else None
    reader = _Reader(package, before, artifact, comments_of(session, access=access))
    entries = list(reader.entries())
    shown, window = _choose(reader, entries, everything=everything, page=page, at=at)
    first_page = window.page == 1
    documents, names = _documents(package, artifact, len(entries)) if first_page else ((), ())
    return ArtifactView(
        artifact=artifact,
        documents=documents,
        names=names,
        groups=tuple(reader.groups(shown)),
        roles=reader.now.roles if artifact is Artifact.access else (),
        window=window,
        changes=reader.changes,
        others=reader.others(entries),
        identical=previous is not None and artifact in unchanged_artifacts(previous, row),
        reason=package.reasons.get(artifact.value, ""),
    )


def _choose(
    reader: _Reader,
    entries: list[Entry],
    *,
    everything: bool | None,
    page: int,
    at: tuple[str, str] | None,
) -> tuple[list[Entry], Window]:
    """The entries of one page, of all or only of those with changes or comments."""
    touched = [entry for entry in entries if reader.is_touched(entry)]
    if everything is None:
        everything = not (reader.before and touched)
    chosen = entries if everything else touched
    position = reader.position(chosen, at)
    if at is not None and position is None:
        chosen, everything = entries, True
        position = reader.position(chosen, at)
    size = _WINDOWS.get(reader.artifact, _WINDOW)
    pages = max(1, -(-len(chosen) // size))
    page = min(max(1, page), pages) if position is None else position // size + 1
    shown = chosen[(page - 1) * size : page * size]
    return shown, Window(page, pages, len(chosen), len(entries), everything)


class _Reader:
    """Lookups for one artifact of a package."""

    def __init__(
        self,
        package: Package,
        before: Design | None,
        artifact: Artifact,
        comments: Iterable[CommentView],
    ) -> None:
        self.design, self.before, self.artifact = package.design, before, artifact
        self.changes = tuple(change for change in package.changes if self._is_mine(change))
        self._changes = _by_address((change.kind, change.item, change) for change in self.changes)
        self.comments = _by_address((comment.kind, comment.item, comment) for comment in comments)
        self.now, self.then = Effects(self.design), Effects(before)

    def entries(self) -> Iterator[Entry]:
        required = {
            access.permissions[0] for access in self.design.accesses if _requires_permission(access)
        }
        for kind in KINDS.values():
            now, then = self._items(self.design, kind), self._items(self.before, kind)
            found = [(key, item, then.get(key)) for key, item in now.items()]
            removed = [(key, None, item) for key, item in then.items() if key not in now]
            for key, item, before in (*found, *removed):
                if kind.name != _CELL or key.partition(" ")[2] not in required:
                    yield self._entry(kind.name, key, item, before)

    def is_touched(self, entry: Entry) -> bool:
        if entry.changes or entry.comments:
            return True
        return isinstance(entry.item, Access) and self._rows([entry])[0].touched

    def position(self, entries: Sequence[Entry], at: tuple[str, str] | None) -> int | None:
        """Index of the entry that shows the item at that address; None if none does."""
        if at is None:
            return None
        indexes = (n for n, entry in enumerate(entries) if self.shows(entry, at))
        return next(indexes, None)

    def shows(self, entry: Entry, at: tuple[str, str]) -> bool:
        if (entry.kind, entry.key) == at:
            return True
        if at[0] != _CELL or not isinstance(entry.item, Access):
            return False
        return at[1].partition(" ")[2] in entry.item.permissions[:1]

    def groups(self, entries: Sequence[Entry]) -> Iterator[Group]:
        for (kind, title), members in groupby(entries, key=_group_of):
            found = tuple(members)
            yield Group(kind, title, found, self._rows(found) if kind == _MATRIX else ())

    def others(self, entries: Sequence[Entry]) -> tuple[CommentView, ...]:
        shown = {comment.id for entry in entries for comment in entry.comments}
        for row in self._rows([entry for entry in entries if isinstance(entry.item, Access)]):
            shown |= {comment.id for cell in row.cells for comment in cell.comments}
        return tuple(
            comment
            for (kind, _), comments in self.comments.items()
            if kind in KINDS and KINDS[kind].artifact is self.artifact
            for comment in comments
            if comment.id not in shown
        )

    def _entry(self, kind: str, key: str, item: Item | None, before: Item | None) -> Entry:
        address = (kind, key)
        return Entry(
            kind,
            key,
            item,
            before,
            tuple(self._changes.get(address, ())),
            tuple(self.comments.get(address, ())),
        )

    def _rows(self, entries: Sequence[Entry]) -> tuple[Row, ...]:
        pairs = [(entry.item, entry.before) for entry in entries if isinstance(entry.item, Access)]
        return tuple(matrix_rows(pairs, now=self.now, before=self.then, comments=self.comments))

    def _items(self, design: Design | None, kind: Kind) -> dict[str, Item]:
        if design is None:
            return {}
        value = getattr(design, kind.section)
        if kind.single:
            is_set = value is not None and value != getattr(Design(), kind.section)
            members: Sequence[Item] = (value,) if is_set else ()
        else:
            members = value
        return {
            member.item_key: member
            for member in members
            if artifact_of(kind.name, member) is self.artifact
        }

    def _is_mine(self, change: Change) -> bool:
        item = self.design.find(change.kind, change.item)
        if item is None and self.before is not None:
            item = self.before.find(change.kind, change.item)
        return artifact_of(change.kind, item) is self.artifact


def _by_address(found: Iterable[tuple[str, str, _T]]) -> dict[tuple[str, str], list[_T]]:
    grouped: dict[tuple[str, str], list[_T]] = {}
    for kind, key, value in found:
        grouped.setdefault((kind, key), []).append(value)
    return grouped


def _group_of(entry: Entry) -> tuple[str, str]:
    """The group of an entry: endpoints are grouped by resource, everything else by kind."""
    if entry.kind != "endpoint":
        return entry.kind, ""
    segments = path_segments(split_endpoint_key(entry.key)[1])
    names = [
        segment for segment in segments if not is_parameter(segment) and not _is_version(segment)
    ]
    return entry.kind, names[0] if names else "/"


def _requires_permission(access: Access) -> bool:
    return bool(access.permissions) and not access.public


def _is_version(segment: str) -> bool:
    return segment[:1] == "v" and segment[1:].isdigit()


def _documents(
    package: Package, artifact: Artifact, entries: int
) -> tuple[tuple[DocumentHtml, ...], tuple[str, ...]]:
    shown, long = [], []
    for name in DOCUMENTS.get(artifact, ()):
        if not has_content(name, package.design):
            continue
        text = render_document(name, package) if entries <= _SHOWN_ITEMS else ""
        if not text or len(text) > _SHOWN_CHARACTERS:
            long.append(name)
        else:
            prefix = f"{name.partition('.')[0]}-"
            shown.append(document_html(text, anchor_prefix=prefix, top_heading=3))
    return tuple(shown), tuple(long)
