"""Phase 6: the OpenAPI document, the migration plan, the summary and the waivers."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.contract import Contract
from workbench.design.design import item_data
from workbench.design.kinds import Artifact
from workbench.design.package import Finding, Level
from workbench.http.database import db
from workbench.review.commands import SaveItem
from workbench.review.draft.editing import save_item
from workbench.review.draft.items import StoredItem, find_item, list_keys
from workbench.review.draft.migration_plan import propose_migration_plan
from workbench.review.errors import Invalid, StaleWrite
from workbench.review.gate.policy import why_not_edit
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.item_form import ItemForm, item_form
from workbench.web.items.saving import sent_version
from workbench.web.phases.item_rows import item_table
from workbench.web.phases.metadata_form import (
    ACCESS,
    FOLDED,
    VERSIONS,
    MetadataInput,
    MetadataTexts,
    metadata_texts,
    read_metadata,
)
from workbench.web.phases.workspace import Workspace, bp, enter, open_workspace
from workbench.web.shell.access import actor, member

_MAX_PROBLEMS = 20
_CONTRACT_KINDS = frozenset({"contract", "operation", "schema", "component"})


@dataclass(frozen=True, slots=True)
class MetadataForm:
    """The fields of the document's metadata with their errors and choices."""

    texts: MetadataTexts
    errors: dict[str, list[str]]
    version: int
    """Version of the item that the fields show; 0 if there is none yet."""
    schemes: tuple[str, ...]
    """Names of the security schemes."""
    openapi_versions: tuple[str, ...]
    unfolded: bool
    """Whether one of the rarely needed fields has an error."""


@dataclass(frozen=True, slots=True)
class ContractTab:
    """The OpenAPI document as a whole: whether it is valid, and its metadata."""

    problems: tuple[Finding, ...]
    total_problems: int
    exists: bool
    metadata: MetadataForm
    form: ItemForm
    """The metadata as YAML."""


@bp.get("/projects/<slug>/documents")
@member
def documents(slug: str) -> ResponseReturnValue:
    """The tab that the query parameter `tab` names: contract, migrations, summary, exceptions."""
    access = enter(slug, Artifact.documentation)
    workspace = open_workspace(access, Artifact.documentation)
    match request.args.get("tab"):
        case "migrations":
            return _migrations(access, workspace)
        case "summary":
            return _summary(access, workspace)
        case "exceptions":
            table = item_table(access, workspace, "waiver")
            return _page("waivers", workspace, table=table)
        case _:
            return _contract(access, workspace)


def _page(tab: str, workspace: Workspace, **context: object) -> str:
    return render_template(
        f"phases/documents/{tab}.html",
        tab=tab,
        workspace=workspace,
        slug=workspace.slug,
        migrations=workspace.counts.get("migration", 0),
        waivers=workspace.counts.get("waiver", 0),
        **context,
    )


def _migrations(access: ProjectAccess, workspace: Workspace) -> str:
    return _page(
        "migrations",
        workspace,
        table=item_table(access, workspace, "migration"),
        can_propose=workspace.editable and not workspace.counts.get("migration", 0),
    )


def _summary(access: ProjectAccess, workspace: Workspace) -> str:
    stored = find_item(db(), access, "summary", "summary")
    editable = why_not_edit(access, Artifact.summary) is None
    form = item_form(access, "summary", "summary", stored, editable=editable)
    return _page("summary", workspace, form=form)


def _contract(
    access: ProjectAccess, workspace: Workspace, submitted: MetadataInput | None = None
) -> str:
    stored = find_item(db(), access, "contract", "contract")
    problems = [
        finding
        for finding in workspace.report.findings
        if finding.open and finding.level is Level.no_go and finding.kind in _CONTRACT_KINDS
    ]
    tab = ContractTab(
        problems=tuple(problems[:_MAX_PROBLEMS]),
        total_problems=len(problems),
        exists=stored is not None,
        metadata=_metadata_form(access, stored, submitted),
        form=item_form(access, "contract", "contract", stored, editable=workspace.editable),
    )
    return _page("contract", workspace, contract=tab, access_choices=ACCESS)


def _metadata_form(
    access: ProjectAccess, stored: StoredItem | None, submitted: MetadataInput | None
) -> MetadataForm:
    texts = submitted.texts if submitted else metadata_texts(_contract_of(stored))
    errors = submitted.errors if submitted else {}
    return MetadataForm(
        texts=texts,
        errors=errors,
        version=stored.version if stored else 0,
        schemes=tuple(_security_schemes(access)),
        openapi_versions=tuple(sorted({*VERSIONS, texts.fields["openapi"]})),
        unfolded=any(field.name in errors for field in FOLDED),
    )


def _contract_of(stored: StoredItem | None) -> Contract | None:
    return stored.item if stored and isinstance(stored.item, Contract) else None


def _security_schemes(access: ProjectAccess) -> list[str]:
    prefix = "securitySchemes/"
    keys = list_keys(db(), access, "component")
    return [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]


@bp.post("/projects/<slug>/documents/frame")
@member
def metadata_save(slug: str) -> ResponseReturnValue:
    """Save the metadata of the OpenAPI document."""
    access = enter(slug, Artifact.documentation)
    stored = find_item(db(), access, "contract", "contract")
    submitted = read_metadata(request.form, _contract_of(stored), _security_schemes(access))
    if submitted.contract is None:
        return _invalid_metadata(access, submitted), 422
    command = SaveItem(
        kind="contract",
        key="contract" if stored else "",
        body=item_data(submitted.contract),
        expected_version=sent_version(),
    )
    try:
        save_item(db(), actor=actor(), project=slug, command=command)
    except Invalid as error:
        submitted.errors = error.errors
        return _invalid_metadata(access, submitted), 422
    except StaleWrite:
        message = "Someone else changed these fields while you were editing. Your input is shown "
        submitted.errors = {"": [f"{message}below; save again to replace their changes."]}
        return _invalid_metadata(access, submitted), 409
    flash("OpenAPI metadata saved.", "success")
    return redirect(url_for("phases.documents", slug=slug), code=303)


def _invalid_metadata(access: ProjectAccess, submitted: MetadataInput) -> str:
    return _contract(access, open_workspace(access, Artifact.documentation), submitted)


@bp.post("/projects/<slug>/documents/propose-migrations")
@member
def propose(slug: str) -> ResponseReturnValue:
    """Propose a migration plan for the tables, if there is none."""
    enter(slug, Artifact.documentation)
    added = propose_migration_plan(db(), actor=actor(), project=slug)
    migrations = "1 migration" if added == 1 else f"{added} migrations"
    flash(f"Proposed {migrations}. Review each of them before you rely on it.", "success")
    return redirect(url_for("phases.documents", slug=slug, tab="migrations"), code=303)
