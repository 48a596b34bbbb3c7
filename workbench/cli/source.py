"""Read the PATH of a command that needs a design."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from workbench.intake.result import Imported


def read_source(path: Path, label: str = "") -> Imported:
    """Import PATH and print notes on what could not be imported to standard error.

    `label` precedes each note. Raises UsageError where PATH cannot be read or has no design
    content; warnings are then printed as well, because they say why.
    """
    from workbench.intake.folder import read_path

    try:
        imported = read_path(path)
    except OSError as error:
        raise click.UsageError(f"Cannot read {path}: {error.strerror or error}") from error
    for note in imported.errors if imported.items else imported.notes:
        place = f"{note.source}:{note.line}" if note.line else note.source
        click.echo(f"{label}{place}: {note.message}", err=True)
    if not imported.items:
        raise click.UsageError(f"{path} has no design content that can be imported.")
    return imported
