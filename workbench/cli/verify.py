"""`workbench verify`: verify that files are those of the approved revision."""

from __future__ import annotations

import json
from pathlib import Path

import click

_REVISION_SIZE = 64


@click.command("verify", short_help="Verify a package against its manifest.")
@click.argument("path", metavar="PACKAGE", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--revision",
    default="",
    help="Expected revision hash; without it only the package's own manifest is checked.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def command(path: Path, revision: str, form: str) -> None:
    """Verify PACKAGE, a folder or a ZIP archive, against its manifest.json.

    Every file must have the SHA-256 listed in the manifest, no file may be missing or
    added, and design.json must have the revision hash. Use --revision to verify that
    it is the approved revision: anyone who can change files can also write a new
    manifest.

    \b
    The JSON form is {"revision": "...", "files": N,
                      "problems": [{"path", "message"}]}.

    \b
    Exit codes: 0 verified;
                1 at least one problem (listed);
                2 the command could not run (PACKAGE is unreadable or has no
                  manifest.json).
    """
    from workbench.artifacts.bundle import MANIFEST, verify_files
    from workbench.design.ids import count_of
    from workbench.intake.files.archive import ArchiveError

    wanted = revision.strip().lower()
    if wanted and (len(wanted) != _REVISION_SIZE or not set(wanted) <= set("0123456789abcdef")):
        raise click.UsageError("--revision must be a SHA-256 of 64 hexadecimal digits.")
    try:
        files = _files(path)
    except OSError as error:
        raise click.UsageError(f"Cannot read {path}: {error.strerror or error}") from error
    except ArchiveError as error:
        raise click.UsageError(f"Cannot read {path}: {error}") from error
    if MANIFEST not in files:
        raise click.UsageError(f"There is no {MANIFEST} in {path}; only packages can be verified.")
    problems = verify_files(files, wanted)
    try:
        stated = str(json.loads(files.get(MANIFEST, b"{}")).get("revision", ""))
    except (ValueError, AttributeError):
        stated = ""
    if form == "json":
        rows = [{"path": problem.path, "message": problem.message} for problem in problems]
        value = {"revision": stated, "files": len(files), "problems": rows}
        click.echo(json.dumps(value, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(f"{problem.path} {problem.message}")
        if not problems:
            click.echo(f"Verified {count_of(len(files), 'file')}: revision {stated}")
    raise SystemExit(1 if problems else 0)


def _files(path: Path) -> dict[str, bytes]:
    """The files of a package; a folder's hidden files are not part of it."""
    from workbench.intake import limits
    from workbench.intake.files.archive import ArchiveError, unpack

    if not path.is_dir():
        return unpack(path.read_bytes())
    most = limits.LIMITS.files
    found: dict[str, bytes] = {}
    for file in sorted(path.rglob("*")):
        name = file.relative_to(path).as_posix()
        if any(part.startswith(".") for part in name.split("/")) or file.is_dir():
            continue
        if file.is_symlink():
            raise ArchiveError(f"{name} is a symbolic link")
        if len(found) == most:
            raise ArchiveError(f"more than {most:,} files")
        found[name] = file.read_bytes()
    return found
