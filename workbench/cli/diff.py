"""`workbench diff`: semantic changes between two designs on disk."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.source import read_source

if TYPE_CHECKING:
    from workbench.design.package import Change

#: From the least serious up; `--level` includes all levels after it.
LEVELS = ("editorial", "additive", "breaking")


@click.command("diff", short_help="Compare two designs.")
@click.argument("old", type=click.Path(exists=True, path_type=Path))
@click.argument("new", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="breaking",
    show_default=True,
    help="Exit with 1 if there is a change of at least this impact.",
)
def command(old: Path, new: Path, form: str, level: str) -> None:
    """Compare OLD with NEW: list semantic changes and their impact on consumers.

    OLD and NEW are each a folder, a ZIP archive, a design.json or a single file.

    \b
    The JSON form is {"verdict": ..., "changes": [...]}:
      verdict  "none", "editorial", "additive" or "breaking"
      changes  {"item", "pointer", "kind", "impact", "code", "message", "before",
               "after", "operations"} by kind in document order, then key and
               pointer;
               item is "<kind> <key>", pointer leads into the item, kind is
               added|removed|changed, before and after are JSON or null,
               operations are the endpoints that the change affects
    Codes of contract changes follow oasdiff's catalogue; a change to something
    both sent and received has the code without "request-" or "response-".

    \b
    Exit codes: 0 no change at or above --level;
                1 at least one;
                2 the command could not run (a path does not exist, is
                  unreadable or has no design content).
    """
    from datetime import UTC, datetime

    from workbench.diff.compare import AffectedOperations, compare, verdict

    before, after = (read_source(path, f"{path}: ").design() for path in (old, new))
    changes = compare(before, after, today=datetime.now(UTC).date())
    worst = verdict(changes)
    if form == "json":
        _print_json(changes, worst, AffectedOperations(before, after))
    else:
        _print_text(changes, worst)
    reached = worst in LEVELS and LEVELS.index(worst) >= LEVELS.index(level)
    raise SystemExit(1 if reached else 0)


def _row(change: Change, operations: tuple[str, ...]) -> dict[str, Any]:
    return {
        "item": f"{change.kind} {change.item}",
        "pointer": change.pointer,
        "kind": change.change,
        "impact": change.impact.value,
        "code": change.code,
        "message": change.message,
        "before": change.before,
        "after": change.after,
        "operations": list(operations),
    }


def _print_json(
    changes: tuple[Change, ...],
    worst: str,
    affected: Any,  # noqa: ANN401 - AffectedOperations, imported late
) -> None:
    import json

    rows = [_row(change, affected(change)) for change in changes]
    click.echo(json.dumps({"verdict": worst, "changes": rows}, ensure_ascii=False, indent=2))


def _print_text(changes: tuple[Change, ...], worst: str) -> None:
    from collections import Counter

    for impact in reversed(LEVELS):
        for change in changes:
            if change.impact.value == impact:
                message = " ".join(change.message.split())
                click.echo(f"{impact:<10} {change.code}: {message}")
    counts = Counter(change.impact.value for change in changes)
    summary = ", ".join(
        f"{counts[impact]} {impact}" for impact in reversed(LEVELS) if counts[impact]
    )
    click.echo(f"verdict: {worst}" + (f" ({summary})" if summary else ""))
