"""`workbench read`: show what is imported from a folder, a ZIP archive, a design or a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

_SHOWN_TITLE = 100
#: Kinds that are no countable noun as they are written.
_NOUNS = {
    "access": "access rule",
    "sql_object": "SQL object",
    "third_party": "third-party API",
}


@click.command(short_help="Show what is imported from files.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Output format.",
)
def read(path: Path, form: str) -> None:
    """Show what is imported from PATH: a folder, a ZIP archive, a design.json or a single file.

    File types are recognised by content. Nothing is saved and nothing is downloaded.

    \b
    The JSON form is an object with three lists, in a stable order:
      sources  {"path", "kind"}      every file and its recognised kind;
               kind "attachment" is a file that was not recognised
      items    {"kind", "key", "source", "line", "data"}
               requirement, constraint, story, entity, attribute, flow, screen,
               content_type, content_field, feedback_channel, feedback_data,
               decision, risk, assumption, endpoint, operation, schema, table,
               column, foreign_key, index, role, permission, grant, access,
               policy, webhook, third_party, event, migration and others;
               line 0 where the format has no lines; an attribute's key is
               Entity.attribute, a column's table.column
      notes    {"source", "line", "level", "message"}
               level error: not imported; warning: left out or ambiguous;
               info: inferred or normalised

    \b
    Exit codes: 0 success, even if notes say what was left out;
                1 a file could not be imported (a note of level error);
                2 the command could not run (PATH does not exist, is unreadable
                  or has no files).
    """
    from workbench.intake.folder import read_path

    try:
        found = read_path(path)
    except OSError as error:
        raise click.UsageError(f"Cannot read {path}: {error.strerror or error}") from error
    if not found.sources and not found.notes:
        raise click.UsageError(f"No files found in {path}.")
    if form == "json":
        _print_json(found)
    else:
        _print_text(found)
    raise SystemExit(1 if found.errors else 0)


def _entries(found: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401 - Imported, imported late
    """Items and their parts, each as the JSON form has it."""
    for item in found.items:
        data = item.item.model_dump(mode="json", exclude_defaults=True)
        kind = item.kind
        if kind == "requirement" and data.get("type") == "constraint":
            kind = "constraint"
        yield _entry(kind, item.address.key, item.source, item.line, data)
        for part in item.parts:
            yield _entry(part.kind, part.key, item.source, part.line, part.data)


def _entry(kind: str, key: str, source: str, line: int, data: dict[str, Any]) -> dict[str, Any]:
    return {"kind": kind, "key": key, "source": source, "line": line, "data": data}


def _sorted(found: Any) -> list[dict[str, Any]]:  # noqa: ANN401 - Imported, imported late
    from workbench.design.ids import natural_order

    return sorted(
        _entries(found),
        key=lambda entry: (
            entry["source"],
            entry["line"],
            entry["kind"],
            natural_order(entry["key"]),
        ),
    )


def _print_json(found: Any) -> None:  # noqa: ANN401 - Imported, imported late
    import json

    value = {
        "sources": [
            {"path": source_file.path, "kind": source_file.kind} for source_file in found.sources
        ],
        "items": _sorted(found),
        "notes": [
            {
                "source": note.source,
                "line": note.line,
                "level": note.level.value,
                "message": note.message,
            }
            for note in found.notes
        ],
    }
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_text(found: Any) -> None:  # noqa: ANN401 - Imported, imported late
    from workbench.design.ids import count_of

    entries = _sorted(found)
    by_source: dict[str, list[dict[str, Any]]] = {
        source_file.path: [] for source_file in found.sources
    }
    for entry in entries:
        by_source.setdefault(entry["source"], []).append(entry)
    kinds = {source_file.path: source_file.kind for source_file in found.sources}
    for source, members in by_source.items():
        counts = Counter(member["kind"] for member in members)
        summary = ", ".join(
            count_of(count, _NOUNS.get(kind, kind.replace("_", " ")))
            for kind, count in counts.items()
        )
        click.echo(
            f"{source or '(all files)'}: {kinds.get(source, '')}"
            + (f": {summary}" if summary else "")
        )
        for member in members:
            name = f"{member['key']}{_title(member['data'])}"
            click.echo(f"  {member['line']:>6}  {member['kind']:<12} {name}")
    if found.notes:
        click.echo("")
    for note in found.notes:
        place = f"{note.source}:{note.line}" if note.line else note.source
        click.echo(f"{place}: {note.level.value}: {note.message}")


def _title(data: dict[str, Any]) -> str:
    for name in ("title", "text", "description", "decision", "risk", "type"):
        text = data.get(name)
        if isinstance(text, str) and text:
            line = " ".join(text.split())
            return "  " + (line if len(line) <= _SHOWN_TITLE else line[: _SHOWN_TITLE - 1] + "…")
    return ""
