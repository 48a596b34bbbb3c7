"""Automatic fixes of findings: preview the changes, and write them."""

from __future__ import annotations

import difflib
from dataclasses import dataclass

from sqlalchemy.orm import Session

from workbench.accounts.actor import Actor
from workbench.artifacts.openapi.yaml_text import dump_yaml
from workbench.design.base import Item
from workbench.design.design import Design, item_data
from workbench.design.kinds import artifact_of
from workbench.design.package import Finding
from workbench.review.commands import ApplyFix
from workbench.review.draft.reports import findings_of
from workbench.review.errors import NotFound, Refused
from workbench.review.gate.events import DesignStarted
from workbench.review.gate.machine import Stage
from workbench.review.gate.policy import ensure, why_not_edit
from workbench.review.handoff.halt import update_halt
from workbench.review.projects.access import ProjectAccess, open_for_writing, record
from workbench.rules.engine.run import NoFixError, preview_fix
from workbench.rules.lib.item_patch import ItemChange
from workbench.store.base import utc_now
from workbench.store.drafts import begin_write, delete_item, load_design, put_item

#: Context lines of a preview, and the maximum number of lines per item.
_CONTEXT = 2
_SHOWN = 200


@dataclass(frozen=True, slots=True)
class FixPreview:
    """An item that a fix changes, as lines of YAML: pairs of a sign (`+`, `-`, blank) and text."""

    kind: str
    key: str
    lines: tuple[tuple[str, str], ...]


def find_finding(
    session: Session, *, access: ProjectAccess, identity: tuple[str, str, str, str]
) -> Finding:
    """The finding with that identity in the current draft. Raises NotFound if it is fixed."""
    report = findings_of(session, access=access)
    found = next((finding for finding in report.findings if finding.identity == identity), None)
    if found is None:
        raise NotFound("finding", f"{identity[0]} at {identity[1]} {identity[2]}")
    return found


def changes_of(design: Design, finding: Finding) -> tuple[ItemChange, ...]:
    """The changes that fix a finding. Raises Refused if it has no automatic fix."""
    try:
        return preview_fix(design, finding)
    except NoFixError as error:
        raise Refused(str(error)) from error


def preview_of(changes: tuple[ItemChange, ...]) -> tuple[FixPreview, ...]:
    """The changes as lines of a diff."""
    return tuple(
        FixPreview(change.kind, change.key, _lines(change.before, change.after))
        for change in changes
    )


def why_not_fix(access: ProjectAccess, changes: tuple[ItemChange, ...]) -> Refused | None:
    """Why the actor may not write these changes now; None if they may."""
    for change in changes:
        refusal = why_not_edit(access, artifact_of(change.kind, change.after or change.before))
        if refusal is not None:
            return refusal
    return None


def apply_fix(
    session: Session, *, actor: Actor, project: str, command: ApplyFix
) -> tuple[ItemChange, ...]:
    """Fix a finding; all changes are one write, which is undone as a whole.

    Raises NotFound if the finding is already fixed, Refused if it has no automatic fix or one of
    the artifacts is locked.
    """
    access = open_for_writing(session, actor=actor, project=project)
    identity = (command.code, command.kind, command.item, command.pointer)
    finding = find_finding(session, access=access, identity=identity)
    changes = changes_of(load_design(session, access.project.id), finding)
    ensure(why_not_fix(access, changes))
    write = begin_write(
        session, project_id=access.project.id, by=actor.id, at=utc_now(), together=True
    )
    for change in changes:
        if change.after is None:
            delete_item(
                session, write=write, kind=change.kind, key=change.key, expected_version=None
            )
        else:
            put_item(session, write=write, item=change.after, expected_version=None)
    if access.state.stage is Stage.accepted:
        record(session, access, DesignStarted(by=write.by, at=write.at))
    update_halt(session, access)
    return changes


def _lines(before: Item | None, after: Item | None) -> tuple[tuple[str, str], ...]:
    old = dump_yaml(item_data(before)).splitlines() if before else []
    new = dump_yaml(item_data(after)).splitlines() if after else []
    result: list[tuple[str, str]] = []
    # The first two lines name the files.
    for line in list(difflib.unified_diff(old, new, n=_CONTEXT, lineterm=""))[2:]:
        if line.startswith("@@"):
            if result:
                result.append((" ", "…"))
            continue
        result.append((line[:1], line[1:]))
    if len(result) > _SHOWN:
        hidden = len(result) - _SHOWN
        return (*result[:_SHOWN], (" ", f"… {hidden} more lines"))
    return tuple(result)
