"""A package as files: every artifact under its usual name, and a manifest of hashes."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

import orjson

from workbench.artifacts.diagrams.dbml import write_dbml, write_mermaid
from workbench.artifacts.markdown.documents import DESIGN_DOCUMENTS, has_content, render_document
from workbench.artifacts.openapi.document import openapi_text
from workbench.artifacts.openapi.reference_page import api_reference
from workbench.artifacts.overview import Overview
from workbench.artifacts.sql.ddl import write_ddl
from workbench.artifacts.sql.migrations import migration_files
from workbench.artifacts.tabular import csv_files
from workbench.design.design import Design, DesignError, design_to_json, parse_design
from workbench.design.package import Package

MANIFEST = "manifest.json"
_FORMAT = 1
# Every file carries the same time, so that equal packages are equal archives.
_NO_TIME = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16
_UNIX = 3


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a package is not what its manifest says."""

    path: str
    message: str


def build_files(
    package: Package,
    *,
    pdf: bool = True,
    openapi: str | None = None,
    make_pdf: Callable[[Package], bytes] | None = None,
) -> Iterator[tuple[str, bytes]]:
    """Name and content of each file of the package, in a stable order, the manifest last.

    Documents about which the design says nothing are left out. `openapi` asks for another
    version than the contract's own (a key of `openapi.VERSIONS`); `make_pdf` is called for the
    PDF by whoever wants to keep its chapters or tell how far it is. The same package gives
    the same bytes each time.
    """
    hashes: dict[str, str] = {}
    for name, content in _contents(package, pdf=pdf, openapi=openapi, make_pdf=make_pdf):
        hashes[name] = hashlib.sha256(content).hexdigest()
        yield name, content
    yield MANIFEST, _manifest(package, hashes)


def _contents(
    package: Package,
    *,
    pdf: bool,
    openapi: str | None,
    make_pdf: Callable[[Package], bytes] | None,
) -> Iterator[tuple[str, bytes]]:
    design, overview = package.design, Overview(package)
    yield "design-package.md", render_document("design-package.md", package, overview).encode()
    if package.checklist or package.findings:
        yield "checklist.md", render_document("checklist.md", package, overview).encode()
    for name in DESIGN_DOCUMENTS:
        if has_content(name, design):
            yield name, render_document(name, package, overview).encode()
    if design.contract or design.operations or design.schemas:
        form = design.contract.format if design.contract else "yaml"
        yield f"openapi-spec.{form}", openapi_text(design, form, openapi).encode()
    yield from _database(design)
    page = api_reference(overview)
    if page:
        yield "api-reference.html", page.encode()
    yield "design.json", design_to_json(design)
    yield "design.schema.json", design_schema()
    for name, text in csv_files(design):
        yield f"csv/{name}", text.encode()
    if pdf and make_pdf:
        yield "design-package.pdf", make_pdf(package)
    elif pdf:
        # WeasyPrint takes longer to load than the rest of the package to write.
        from workbench.artifacts.pdf.package import render_pdf  # noqa: PLC0415

        yield "design-package.pdf", render_pdf(package, overview=overview)


def _database(design: Design) -> Iterator[tuple[str, bytes]]:
    schema = write_ddl(design)
    if schema:
        yield "schema.sql", schema.encode()
    for name, text in migration_files(design.migrations):
        yield f"migrations/{name}", text.encode()
    if design.tables:
        yield "schema.dbml", write_dbml(design).encode()
        yield "schema.mmd", write_mermaid(design).encode()


def design_schema() -> bytes:
    """The published JSON Schema (2020-12) of `design.json`."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **Design.model_json_schema(),
    }
    return orjson.dumps(schema, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def _manifest(package: Package, hashes: Mapping[str, str]) -> bytes:
    manifest = {
        "format": _FORMAT,
        "project": package.project,
        "state": package.state.value,
        "revision": package.hash,
        "design": package.design.sha256,
        "rule_set": package.rule_set,
        "files": dict(hashes),
    }
    return orjson.dumps(manifest, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE)


def write_zip(files: Iterable[tuple[str, bytes]]) -> bytes:
    """Files as one archive; equal files in equal order give equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = _READABLE
            entry.create_system = _UNIX
            archive.writestr(entry, content)
    return out.getvalue()


def verify_files(files: Mapping[str, bytes], revision: str = "") -> list[Problem]:
    """Whether files are those of one package: an empty list, or what is wrong where.

    Every file must have the hash that the manifest lists, none may be missing or added, and
    the design in `design.json` must be the one whose hash is the revision. With `revision` it
    must also be that very revision.
    """
    manifest = _read_manifest(files)
    if isinstance(manifest, Problem):
        return [manifest]
    listed = manifest.files
    problems = [
        Problem(path, "is listed in the manifest but missing")
        for path in listed
        if path not in files
    ]
    problems += [
        Problem(path, "is not listed in the manifest")
        for path in files
        if path not in listed and path != MANIFEST
    ]
    problems += [
        Problem(path, f"was changed: its SHA-256 is {found}, but the manifest lists {listed[path]}")
        for path, content in files.items()
        if path in listed and (found := hashlib.sha256(content).hexdigest()) != listed[path]
    ]
    return problems + _verify_design(files.get("design.json"), manifest, revision)


@dataclass(frozen=True, slots=True)
class _Manifest:
    revision: str
    files: dict[str, str]


def _read_manifest(files: Mapping[str, bytes]) -> _Manifest | Problem:
    raw = files.get(MANIFEST)
    if raw is None:
        return Problem(MANIFEST, "is missing, so nothing can be verified")
    try:
        manifest = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        return Problem(MANIFEST, f"is not valid JSON: {error}")
    if (
        not isinstance(manifest, dict)
        or not isinstance(manifest.get("files"), dict)
        or not all(isinstance(digest, str) for digest in manifest["files"].values())
    ):
        return Problem(MANIFEST, "does not list the files of a package with their hashes")
    if manifest.get("format") != _FORMAT:
        return Problem(MANIFEST, f"has format {manifest.get('format')!r}, not {_FORMAT}")
    return _Manifest(str(manifest.get("revision", "")), manifest["files"])


def _verify_design(raw: bytes | None, manifest: _Manifest, revision: str) -> list[Problem]:
    if raw is None:
        return [Problem("design.json", "is missing, so the revision cannot be verified")]
    try:
        found = parse_design(raw).sha256
    except DesignError as error:
        return [Problem("design.json", f"is not a valid design: {error}")]
    problems = []
    if found != manifest.revision:
        problems.append(
            Problem("design.json", f"is design {found}, but the manifest lists {manifest.revision}")
        )
    if revision and revision != found:
        problems.append(Problem("design.json", f"is design {found}, not revision {revision}"))
    return problems
