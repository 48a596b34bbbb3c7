"""The documents of a package in the browser: to read, copy and print."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from workbench.artifacts.markdown.document_view import TITLES, read_document, readable, source_of
from workbench.design.kinds import KINDS
from workbench.design.package import Package
from workbench.http.database import db
from workbench.review.errors import NotFound
from workbench.review.exports.exporting import DRAFT
from workbench.review.package.contents import package_of
from workbench.review.projects.access import ProjectAccess
from workbench.web.shell.access import load_project, member
from workbench.web.shell.links import item_url
from workbench.web.shell.paging import parse_number

bp = Blueprint("reading", __name__, url_prefix="/projects/<slug>/read/<which>")


@bp.get("")
@member
def index(slug: str, which: str) -> ResponseReturnValue:
    """Redirect to the first document."""
    package = _package(load_project(slug), which)
    name = readable(package)[0]
    return redirect(url_for("reading.document", slug=slug, which=which, name=name), code=303)


@bp.get("/<name>")
@member
def document(slug: str, which: str, name: str) -> ResponseReturnValue:
    """One document with its contents; names of items link to their pages."""
    access = load_project(slug)
    package = _package(access, which)
    names = readable(package)
    if name not in names:
        raise NotFound("document", name)

    def address(kind: str, key: str) -> str:
        if which == DRAFT:
            return item_url(slug, kind, key)
        part = KINDS[kind].artifact.value
        return url_for("review.part", slug=slug, number=which, part=part, at=f"{kind} {key}")

    shown = read_document(name, package, address)
    return render_template(
        "review/documents/document.html",
        access=access,
        package=package,
        which=which,
        document=shown,
        body=Markup(shown.html),  # noqa: S704 - sanitised, or escaped and coloured by ourselves
        pictures=[(image.title, Markup(image.svg)) for image in shown.pictures],  # noqa: S704 - drawn here
        documents=[(other, TITLES[other]) for other in names],
    )


@bp.get("/<name>/source")
@member
def source(slug: str, which: str, name: str) -> ResponseReturnValue:
    """Download a document as it is in the package."""
    package = _package(load_project(slug), which)
    if name not in readable(package):
        raise NotFound("document", name)
    kind = "text/markdown" if name.endswith(".md") else "text/plain"
    answer = Response(source_of(name, package), content_type=f"{kind}; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _package(access: ProjectAccess, which: str) -> Package:
    if which == DRAFT:
        return package_of(db(), access=access, revision=None)
    number = parse_number(which)
    if not number or which != str(number):
        raise NotFound("revision", which)
    return package_of(db(), access=access, revision=number)
