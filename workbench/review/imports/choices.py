"""Working on a pending import before it is taken over: choosing, and correcting a document.

All of it changes the pending import alone, never the draft, and every step can be undone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Annotated, Any

from pydantic import StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.review.commands import Command
from workbench.review.errors import Invalid, NotFound
from workbench.review.gate.events import ItemRef
from workbench.review.gate.policy import ensure, why_not_import
from workbench.review.imports.background import (
    ask_to_read,
    cancel_jobs,
    ensure_read,
    read_at_once,
    takes_long,
)
from workbench.review.imports.files import pack, unpack_files
from workbench.review.imports.importing import RowStatus, find_pending, get_import
from workbench.review.imports.undo_log import UndoStep, pop_step, push_step
from workbench.review.projects.access import ProjectAccess, open_for_writing
from workbench.store.imports import ImportPreview

#: A document longer than this is corrected at home and brought again.
MAX_EDITED = 2_000_000

PreviewId = Annotated[str, StringConstraints(min_length=1, max_length=43)]


class ChooseRows(Command):
    """What the person decided about the rows that were shown; the others stay as they are."""

    preview: PreviewId
    shown: tuple[ItemRef, ...]
    refused: tuple[ItemRef, ...] = ()
    """Of those shown, the ones to leave out."""
    removed: tuple[ItemRef, ...] = ()
    """Of those shown that the documents no longer have, the ones that go."""


class ChooseMany(Command):
    """Taking or leaving out all rows of a kind, of a document, or of both at once."""

    preview: PreviewId
    kind: Annotated[str, StringConstraints(max_length=40)] = ""
    source: Annotated[str, StringConstraints(max_length=1_000)] = ""
    take: bool


class ReplaceSource(Command):
    """The corrected text of one of the documents."""

    model_config = Command.model_config | {"str_strip_whitespace": False}

    preview: PreviewId
    path: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    text: Annotated[str, StringConstraints(max_length=MAX_EDITED)]


class PreviewCommand(Command):
    """A pending import, and nothing more to say."""

    preview: PreviewId


def choose_rows(session: Session, *, actor: Actor, project: str, command: ChooseRows) -> bool:
    """Keep the choices on one page of a pending import; whether that changed anything."""
    access = _enter(session, actor, project)
    preview = find_pending(session, access, command.preview)
    shown = {(ref.kind, ref.key) for ref in command.shown}
    choices = {
        **preview.choices,
        "refused": _after(preview.choices.get("refused", ()), shown, _pairs(command.refused)),
        "removed": _after(preview.choices.get("removed", ()), shown, _pairs(command.removed)),
    }
    return _keep(session, preview, choices, "the choices on one page")


def choose_many(session: Session, *, actor: Actor, project: str, command: ChooseMany) -> int:
    """Take or leave out all that is new or changed of a kind or of a document; how many rows.

    Raises Invalid where neither a kind nor a document is named.
    """
    if not command.kind and not command.source:
        raise Invalid({"": ["Choose a kind or a document."]})
    access = _enter(session, actor, project)
    preview = find_pending(session, access, command.preview)
    pending = get_import(session, access=access, preview=preview.id)
    meant = [
        (row.kind, row.key)
        for row in pending.rows
        if row.status in {RowStatus.added, RowStatus.changed}
        and not row.locked
        and command.kind in {"", row.kind}
        and command.source in {"", row.source}
    ]
    refused = _after(preview.choices.get("refused", ()), set(meant), () if command.take else meant)
    choices = {**preview.choices, "refused": refused}
    things = "1 item" if len(meant) == 1 else f"{len(meant)} items"
    _keep(session, preview, choices, f"{'including' if command.take else 'leaving out'} {things}")
    return len(meant)


def replace_source(
    session: Session, *, actor: Actor, project: str, command: ReplaceSource
) -> ImportPreview:
    """Put a corrected text in the place of one document and have everything read again.

    Raises NotFound for a document that is not in the import, Invalid for an empty one.
    """
    access = _enter(session, actor, project)
    if not command.text.strip():
        raise Invalid({"text": ["The document cannot be empty."]})
    preview = find_pending(session, access, command.preview)
    ensure_read(preview)
    files = unpack_files(preview.files)
    if command.path not in files:
        raise NotFound("document", command.path)
    # A browser sends every line end as CR LF.
    text = command.text.replace("\r\n", "\n").replace("\r", "\n")
    said = f"the correction of {command.path}"
    push_step(preview, UndoStep(said, path=command.path, content=files[command.path]))
    files[command.path] = text.encode("utf-8", "replace")
    _read_again(session, preview, files, project)
    return preview


def undo_step(session: Session, *, actor: Actor, project: str, command: PreviewCommand) -> str:
    """Undo the last choice or correction; what that was, empty where there is nothing to undo."""
    preview = find_pending(session, _enter(session, actor, project), command.preview)
    ensure_read(preview)
    step = pop_step(preview)
    if step is None:
        return ""
    if step.path:
        files = unpack_files(preview.files)
        files[step.path] = step.content
        _read_again(session, preview, files, project)
    else:
        preview.choices = step.choices
    session.flush()
    return step.said


def read_again(session: Session, *, actor: Actor, project: str, command: PreviewCommand) -> None:
    """Have files read once more after that failed."""
    preview = find_pending(session, _enter(session, actor, project), command.preview)
    if not preview.read_from:
        ask_to_read(session, preview, project=project)


def discard_import(
    session: Session, *, actor: Actor, project: str, command: PreviewCommand
) -> None:
    """Forget a pending import at once instead of at the end of its day; reading it ends."""
    access = open_for_writing(session, actor=actor, project=project)
    preview = find_pending(session, access, command.preview)
    cancel_jobs(session, [preview.id])
    session.delete(preview)
    session.flush()


def _enter(session: Session, actor: Actor, project: str) -> ProjectAccess:
    access = open_for_writing(session, actor=actor, project=project)
    ensure(why_not_import(access))
    return access


def _read_again(
    session: Session, preview: ImportPreview, files: dict[str, bytes], project: str
) -> None:
    preview.files = pack(files)
    if takes_long(files):
        ask_to_read(session, preview, project=project)
    else:
        read_at_once(preview, files)
    session.flush()


def _keep(session: Session, preview: ImportPreview, choices: dict[str, Any], said: str) -> bool:
    if _sets(choices) == _sets(preview.choices):
        return False
    push_step(preview, UndoStep(said, choices=preview.choices))
    preview.choices = choices
    session.flush()
    return True


def _sets(choices: dict[str, Any]) -> list[set[tuple[str, ...]]]:
    return [set(map(tuple, choices.get(name, ()))) for name in ("refused", "removed")]


def _pairs(refs: Iterable[ItemRef]) -> list[tuple[str, str]]:
    return [(ref.kind, ref.key) for ref in refs]


def _after(
    kept: Collection[list[str]],
    shown: Collection[tuple[str, str]],
    chosen: Iterable[tuple[str, str]],
) -> list[list[str]]:
    before = [[kind, key] for kind, key in kept if (kind, key) not in shown]
    return before + [[kind, key] for kind, key in chosen if (kind, key) in shown]
