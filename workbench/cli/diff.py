"""`workbench diff`: what changed in meaning between two designs on disk (W12)."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import orjson

if TYPE_CHECKING:
    from workbench.design.design import Design
    from workbench.design.package import Change

_LEVELS = ("editorial", "additive", "breaking")


@click.command("diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True
)
@click.option(
    "--level",
    type=click.Choice(_LEVELS),
    default="breaking",
    show_default=True,
    help="Exit with 1 for a change of at least this impact.",
)
def command(old: Path, new: Path, form: str, level: str) -> None:
    """Compare two folders, zips, design.json files or single documents.

    \b
    Exit codes: 0 nothing at or above --level, 1 something, 2 could not run.
    JSON: {"verdict": none|editorial|additive|breaking, "changes": [{"item", "pointer",
    "kind": added|removed|changed, "impact", "code", "message", "before", "after"}]}
    where item is "<kind> <key>".
    """
    from workbench.diff.compare import compare, verdict

    before, after = _read(old), _read(new)
    changes = compare(before, after)
    worst = verdict(changes)
    if form == "json":
        body = {"verdict": worst, "changes": [_row(one) for one in changes]}
        sys.stdout.buffer.write(orjson.dumps(body, option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _tell(changes, worst)
    reached = worst in _LEVELS and _LEVELS.index(worst) >= _LEVELS.index(level)
    sys.exit(1 if reached else 0)


def _read(path: Path) -> Design:
    from workbench.cli.reading import read_or_exit

    return read_or_exit(path).design()


def _row(change: Change) -> dict[str, Any]:
    return {
        "item": f"{change.kind} {change.item}",
        "pointer": change.pointer,
        "kind": change.change,
        "impact": change.impact.value,
        "code": change.code,
        "message": change.message,
        "before": change.before,
        "after": change.after,
    }


def _tell(changes: Iterable[Change], worst: str) -> None:
    for one in changes:
        click.echo(f"{one.impact.value:<10} {one.code}: {one.message}")
    click.echo(f"Verdict: {worst}")
