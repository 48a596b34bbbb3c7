"""Phase 4: permission matrix, access rules of endpoints, authentication strategy, row policies."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from workbench.design.design import Design
from workbench.design.kinds import Artifact
from workbench.http.database import db
from workbench.review.draft.items import find_item, load_design
from workbench.review.draft.tracing import traced
from workbench.review.generate.access import AddProposedAccess, add_proposed_access
from workbench.review.projects.access import ProjectAccess
from workbench.suggest.access import AccessProposal, AccessProposals, Unmapped, propose_access
from workbench.web.items.item_form import item_form
from workbench.web.phases.item_rows import ItemTable, item_table, merged_suggestions
from workbench.web.phases.permission_matrix import MatrixRow, matrix_rows
from workbench.web.phases.workspace import Workspace, bp, enter, open_workspace
from workbench.web.shell.access import actor, member
from workbench.web.shell.links import item_url, new_url
from workbench.web.shell.paging import Page, requested_page

_KINDS = frozenset({"role", "permission", "grant", "access", "policy", "endpoint", "handoff"})
_MAX_PROPOSALS = 100


@dataclass(frozen=True, slots=True)
class MatrixTab:
    """The matrix, and the tables of its roles and permissions."""

    roles: tuple[str, ...]
    page: Page[MatrixRow]
    role_table: ItemTable
    permission_table: ItemTable


@dataclass(frozen=True, slots=True)
class Undecided:
    """An endpoint whose access rule a person has to decide."""

    endpoint: str
    why: str
    url: str


@dataclass(frozen=True, slots=True)
class EndpointsTab:
    """Access rules of endpoints, and proposals for those without one."""

    proposals: tuple[AccessProposal, ...]
    total_proposals: int
    undecided: tuple[Undecided, ...]
    total_undecided: int
    table: ItemTable


@bp.get("/projects/<slug>/access")
@member
def access(slug: str) -> ResponseReturnValue:
    """The tab that the query parameter `tab` names: matrix, endpoints, strategy, policies."""
    project = enter(slug, Artifact.access)
    workspace = open_workspace(project, Artifact.access)
    design = load_design(db(), project, kinds=_KINDS)
    match request.args.get("tab"):
        case "endpoints":
            return _endpoints(project, workspace, design)
        case "strategy":
            stored = find_item(db(), project, "auth", "auth")
            form = item_form(project, "auth", "auth", stored, editable=workspace.editable)
            return _page("strategy", project, workspace, design, form=form)
        case "policies":
            table = item_table(project, workspace, "policy")
            return _page("policies", project, workspace, design, tables=(table,), table=table)
        case _:
            return _matrix(project, workspace, design)


def _page(
    tab: str,
    access: ProjectAccess,
    workspace: Workspace,
    design: Design,
    *,
    proposals: AccessProposals | None = None,
    tables: tuple[ItemTable, ...] = (),
    **context: object,
) -> str:
    found = proposals or propose_access(traced(db(), access=access).design)
    return render_template(
        f"phases/access/{tab}.html",
        tab=tab,
        workspace=workspace,
        slug=workspace.slug,
        roles=len(design.roles),
        permissions=len(design.permissions),
        policies=len(design.policies),
        unmapped=len(found.found) + len(found.open),
        suggestions=merged_suggestions(tables),
        **context,
    )


def _matrix(access: ProjectAccess, workspace: Workspace, design: Design) -> str:
    page = requested_page(design.permissions)
    tab = MatrixTab(
        roles=tuple(role.key for role in design.roles),
        page=Page(matrix_rows(workspace.slug, design, page), page.number, page.pages, page.total),
        role_table=item_table(access, workspace, "role"),
        permission_table=item_table(access, workspace, "permission"),
    )
    tables = (tab.role_table, tab.permission_table)
    return _page("matrix", access, workspace, design, tables=tables, matrix=tab)


def _endpoints(access: ProjectAccess, workspace: Workspace, design: Design) -> str:
    proposals = propose_access(traced(db(), access=access).design)
    keys = [endpoint.item_key for endpoint in design.endpoints]
    tab = EndpointsTab(
        proposals=proposals.found[:_MAX_PROPOSALS],
        total_proposals=len(proposals.found),
        undecided=tuple(
            _undecided(workspace.slug, design, unmapped)
            for unmapped in proposals.open[:_MAX_PROPOSALS]
        ),
        total_undecided=len(proposals.open),
        table=item_table(access, workspace, "access", keys),
    )
    return _page(
        "endpoints",
        access,
        workspace,
        design,
        proposals=proposals,
        tables=(tab.table,),
        endpoints=tab,
    )


def _undecided(slug: str, design: Design, unmapped: Unmapped) -> Undecided:
    key = unmapped.endpoint
    exists = design.find("access", key) is not None
    url = item_url(slug, "access", key) if exists else new_url(slug, "access", endpoint=key)
    return Undecided(key, unmapped.why, url)


@bp.post("/projects/<slug>/access/propose")
@member
def access_propose(slug: str) -> ResponseReturnValue:
    """Add the proposed access rule of one endpoint, or of all endpoints."""
    enter(slug, Artifact.access)
    chosen = request.form.get("endpoint", "")[:600]
    command = AddProposedAccess(
        endpoints=(chosen,) if chosen else (), everything="all" in request.form
    )
    done = add_proposed_access(db(), actor=actor(), project=slug, command=command)
    number = done.added + done.changed
    rules = "1 access rule" if number == 1 else f"{number} access rules"
    flash(f"Added {rules} as proposed.", "success")
    return redirect(url_for("phases.access", slug=slug, tab="endpoints"), code=303)
