"""Working on a pending import before it is taken over: choosing, and correcting a document.

Both change the pending import alone, never the draft.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Annotated

from pydantic import StringConstraints
from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.review.commands import Command
from workbench.review.errors import Invalid, NotFound
from workbench.review.events import ItemRef
from workbench.review.import_files import pack, unpack_files
from workbench.review.importing import PendingImport, find_pending, get_import
from workbench.review.policy import ensure, why_not_import
from workbench.review.standing import enter_project

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


class ReplaceSource(Command):
    """The corrected text of one of the documents."""

    model_config = Command.model_config | {"str_strip_whitespace": False}

    preview: PreviewId
    path: Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
    text: Annotated[str, StringConstraints(max_length=MAX_EDITED)]


def choose_rows(
    session: Session, *, actor: Actor, project: str, command: ChooseRows
) -> PendingImport:
    """Keep the choices on one page of a pending import until it is taken over."""
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_import(standing))
    preview = find_pending(session, standing, command.preview)
    shown = {(one.kind, one.key) for one in command.shown}
    preview.choices = {
        "refused": _after(preview.choices.get("refused", ()), shown, command.refused),
        "removed": _after(preview.choices.get("removed", ()), shown, command.removed),
    }
    session.flush()
    return get_import(session, standing=standing, preview=preview.id)


def replace_source(
    session: Session, *, actor: Actor, project: str, command: ReplaceSource
) -> PendingImport:
    """Put a corrected text in the place of one document and read everything again.

    Raises NotFound for a document that is not in the import, Invalid for an empty one.
    """
    standing = enter_project(session, actor=actor, project=project)
    ensure(why_not_import(standing))
    if not command.text.strip():
        raise Invalid({"text": ["The document would be empty."]})
    preview = find_pending(session, standing, command.preview)
    files = unpack_files(preview.files)
    if command.path not in files:
        raise NotFound("document", command.path)
    # A browser sends every line end as CR LF.
    text = command.text.replace("\r\n", "\n").replace("\r", "\n")
    files[command.path] = text.encode("utf-8", "replace")
    preview.files = pack(files)
    session.flush()
    return get_import(session, standing=standing, preview=preview.id)


def _after(
    kept: Collection[list[str]], shown: set[tuple[str, str]], chosen: tuple[ItemRef, ...]
) -> list[list[str]]:
    before = [[kind, key] for kind, key in kept if (kind, key) not in shown]
    return before + [[one.kind, one.key] for one in chosen if (one.kind, one.key) in shown]


class DropImport(Command):
    """A pending import that nobody wants any more."""

    preview: PreviewId


def drop_import(session: Session, *, actor: Actor, project: str, command: DropImport) -> None:
    """Forget a pending import at once instead of at the end of its day."""
    standing = enter_project(session, actor=actor, project=project)
    session.delete(find_pending(session, standing, command.preview))
    session.flush()
