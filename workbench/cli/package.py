"""`workbench package`: every artifact of a design as files, and the PDF."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from workbench.cli.source import read_source

if TYPE_CHECKING:
    from workbench.design.design import Design
    from workbench.design.package import Package

MANIFEST = "manifest.json"


class _NotWritten(click.ClickException):
    """The package was not written; the output is unchanged."""

    exit_code = 2


@click.command("package", short_help="Build the design package: every artifact and the PDF.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "-o",
    "--output",
    required=True,
    type=click.Path(path_type=Path),
    help="Output folder, or a .zip or .pdf file.",
)
@click.option("--no-pdf", is_flag=True, help="Leave out the PDF, which takes the longest.")
@click.option(
    "--openapi",
    type=click.Choice(["3.0", "3.1"]),
    help="OpenAPI version of the contract; by default its own.",
)
@click.option(
    "--content",
    type=click.Choice(["all", "summary", "changes"]),
    default="all",
    help="Content of a .pdf output: everything, the executive summary or the changes.",
)
@click.option(
    "--since",
    type=click.Path(exists=True, path_type=Path),
    help="Earlier version of PATH; the documents list the changes since then.",
)
@click.option("--project", default="", help="Name on the cover; by default the product name.")
@click.option(
    "--cache",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for caching PDF chapters; unchanged chapters are reused.",
)
def command(
    path: Path,
    output: Path,
    *,
    no_pdf: bool,
    openapi: str | None,
    content: str,
    since: Path | None,
    project: str,
    cache: Path | None,
) -> None:
    """Build the design package of PATH: a folder, a ZIP archive, a design.json or a single file.

    Writes the Markdown documents, openapi-spec.yaml (or .json), schema.sql,
    migrations/, csv/, design.json with its JSON Schema, design-package.pdf, and
    manifest.json with the SHA-256 of each file and of the revision. Documents
    without content are left out. The same input gives the same bytes.

    A .pdf output contains the PDF only. An existing package at the output is replaced as a
    whole; any other non-empty folder is left unchanged.

    \b
    Exit codes: 0 written;
                1 written, but a file in PATH could not be imported (it is named);
                2 not written (PATH does not exist or has no design content, or
                  the output is not writable).
    """
    _check_choice(output, content, since)
    imported = read_source(path)
    package = _draft(imported.design(), project or path.resolve().stem)
    if since is not None:
        package = _compared(package, since)

    def make_pdf(package: Package) -> bytes:
        return _pdf(package, cache, content)

    try:
        _write(package, output, make_pdf=None if no_pdf else make_pdf, openapi=openapi)
    except OSError as error:
        raise click.UsageError(f"Cannot write {output}: {error.strerror or error}") from error
    except RuntimeError as error:
        # A chapter or a drawing that could not be made says which one and why.
        raise _NotWritten(f"Nothing was written: {error}") from error
    click.echo(f"{output}: revision {package.hash}")
    raise SystemExit(1 if imported.errors else 0)


def _check_choice(output: Path, content: str, since: Path | None) -> None:
    if content != "all" and not _is_pdf(output):
        raise click.UsageError("--content needs a .pdf output.")
    if content == "changes" and since is None:
        raise click.UsageError("--content changes needs --since.")


def _is_pdf(output: Path) -> bool:
    return output.suffix.lower() == ".pdf"


def _write(
    package: Package,
    output: Path,
    *,
    make_pdf: Callable[[Package], bytes] | None,
    openapi: str | None,
) -> None:
    from workbench.artifacts.bundle import build_files, write_zip

    if _is_pdf(output):
        if make_pdf is None:
            raise click.UsageError("--no-pdf cannot be used with a .pdf output.")
        _replace_file(output, make_pdf(package))
        return
    files = build_files(package, pdf=make_pdf is not None, openapi=openapi, make_pdf=make_pdf)
    if output.suffix.lower() == ".zip":
        _replace_file(output, write_zip(files))
    else:
        _replace_folder(output, files)


def _pdf(package: Package, cache: Path | None, content: str = "all") -> bytes:
    from workbench.artifacts.pdf.cache import FolderCache
    from workbench.artifacts.pdf.content import Content
    from workbench.artifacts.pdf.package import render_pdf

    folder_cache = FolderCache(cache) if cache else None
    return render_pdf(package, content=Content(content), cache=folder_cache)


def _compared(package: Package, since: Path) -> Package:
    """The package with what changed from an earlier state of its files."""
    from workbench.diff.compare import compare
    from workbench.intake.folder import read_path

    try:
        before = read_path(since).design()
    except OSError as error:
        raise click.UsageError(f"Cannot read {since}: {error.strerror or error}") from error
    return replace(package, changes=compare(before, package.design), previous=before.sha256)


def _draft(design: Design, fallback: str) -> Package:
    """A package as far as files tell: a draft with what the rules say of it today."""
    from datetime import UTC, datetime

    from workbench.cli.check import is_part
    from workbench.design.package import Package
    from workbench.rules.engine.run import run_rules

    today = datetime.now(UTC).date()
    report = run_rules(design, today=today, partial=is_part(design))
    return Package(
        design=design,
        project=design.handoff.product or fallback,
        findings=report.findings,
        checklist=report.checklist,
        rule_set=report.rule_set,
    )


def _replace_file(output: Path, content: bytes) -> None:
    """Write a file atomically."""
    output.parent.mkdir(parents=True, exist_ok=True)
    half = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    try:
        half.write_bytes(content)
        half.replace(output)
    finally:
        half.unlink(missing_ok=True)


def _replace_folder(output: Path, files: Iterable[tuple[str, bytes]]) -> None:
    """Write a folder next to the old one, and replace that when it is complete."""
    if output.exists() and not _replaceable(output):
        raise click.UsageError(f"{output} is not empty and not a package; choose another folder.")
    output.parent.mkdir(parents=True, exist_ok=True)
    half = output.with_name(f".{output.name}.{secrets.token_hex(4)}")
    old = half.with_name(f"{half.name}.old")
    try:
        for name, content in files:
            target = half / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        if output.exists():
            output.rename(old)
        half.rename(output)
    finally:
        shutil.rmtree(half, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


def _replaceable(output: Path) -> bool:
    return output.is_dir() and ((output / MANIFEST).is_file() or not any(output.iterdir()))
