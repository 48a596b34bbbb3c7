"""Changes to a pending import: choosing rows and correcting a document.

They never change the draft, and every step can be undone.
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
from workbench.review.imports.importing import (
    ImportRow,
    RowStatus,
    find_pending,
    get_import,
)
from workbench.review.imports.undo_log import UndoStep, pop_step, push_step
from workbench.review.projects.access import ProjectAccess, open_for_writing
from workbench.store.imports import ImportPreview

#: Characters of the longest document that can be corrected on the page.
MAX_EDITED = 2_000_000

PreviewId = Annotated[str, StringConstraints(min_length=1, max_length=43)]


class ChooseRows(Command):
    """Choices about the rows that were shown; the others stay as they are."""

    preview: PreviewId
    shown: tuple[ItemRef, ...]
    refused: tuple[ItemRef, ...] = ()
    """Rows to leave out of the import."""
    removed: tuple[ItemRef, ...] = ()
    """Items to delete from the draft, because the documents no longer have them."""


class ChooseMany(Command):
    """Including or leaving out all rows of a kind, of a document, or of a kind in a document."""

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
    """A pending import."""

    preview: PreviewId


def choose_rows(session: Session, *, actor: Actor, project: str, command: ChooseRows) -> bool:
    """Save the choices on one page of a pending import; returns whether they changed."""
    access = _enter(session, actor, project)
    preview = find_pending(session, access, command.preview)
    shown = {(ref.kind, ref.key) for ref in command.shown}
    choices = {
        **preview.choices,
        "refused": _after(preview.choices.get("refused", ()), shown, _pairs(command.refused)),
        "removed": _after(preview.choices.get("removed", ()), shown, _pairs(command.removed)),
    }
    return _save_choices(session, preview, choices, "the choices on one page")


def choose_many(session: Session, *, actor: Actor, project: str, command: ChooseMany) -> int:
    """Include or leave out all new and changed rows of a kind or of a document.

    Returns the number of rows. Raises Invalid if neither a kind nor a document is named.
    """
    if not command.kind and not command.source:
        raise Invalid({"": ["Choose a kind or a document."]})
    access = _enter(session, actor, project)
    preview = find_pending(session, access, command.preview)
    pending = get_import(session, access=access, preview=preview.id)
    chosen = [(row.kind, row.key) for row in pending.rows if _concerns(command, row)]
    refused = _after(
        preview.choices.get("refused", ()), set(chosen), () if command.take else chosen
    )
    choices = {**preview.choices, "refused": refused}
    items = "1 item" if len(chosen) == 1 else f"{len(chosen)} items"
    action = "including" if command.take else "leaving out"
    _save_choices(session, preview, choices, f"{action} {items}")
    return len(chosen)


def _concerns(command: ChooseMany, row: ImportRow) -> bool:
    can_be_imported = row.status in {RowStatus.added, RowStatus.changed} and not row.locked
    return can_be_imported and command.kind in {"", row.kind} and command.source in {"", row.source}


def replace_source(
    session: Session, *, actor: Actor, project: str, command: ReplaceSource
) -> ImportPreview:
    """Replace the text of a document and read all documents again.

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
    description = f"the correction of {command.path}"
    push_step(preview, UndoStep(description, path=command.path, content=files[command.path]))
    files[command.path] = text.encode("utf-8", "replace")
    _read_again(session, preview, files, project)
    return preview


def undo_step(session: Session, *, actor: Actor, project: str, command: PreviewCommand) -> str:
    """Undo the last choice or correction; returns its description, empty if there was none."""
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
    return step.description


def read_again(session: Session, *, actor: Actor, project: str, command: PreviewCommand) -> None:
    """Read the files again after reading them has failed."""
    preview = find_pending(session, _enter(session, actor, project), command.preview)
    if not preview.read_from:
        ask_to_read(session, preview, project=project)


def discard_import(
    session: Session, *, actor: Actor, project: str, command: PreviewCommand
) -> None:
    """Delete a pending import and the job that reads it."""
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


def _save_choices(
    session: Session, preview: ImportPreview, choices: dict[str, Any], description: str
) -> bool:
    if _sets(choices) == _sets(preview.choices):
        return False
    push_step(preview, UndoStep(description, choices=preview.choices))
    preview.choices = choices
    session.flush()
    return True


def _sets(choices: dict[str, Any]) -> list[set[tuple[str, ...]]]:
    return [set(map(tuple, choices.get(name, ()))) for name in ("refused", "removed")]


def _pairs(refs: Iterable[ItemRef]) -> list[tuple[str, str]]:
    return [(ref.kind, ref.key) for ref in refs]


def _after(
    before: Collection[list[str]],
    shown: Collection[tuple[str, str]],
    chosen: Iterable[tuple[str, str]],
) -> list[list[str]]:
    """The choices once those about the rows that were shown are replaced."""
    others = [[kind, key] for kind, key in before if (kind, key) not in shown]
    return others + [[kind, key] for kind, key in chosen if (kind, key) in shown]
