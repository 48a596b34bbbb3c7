"""`workbench check`: check a folder, a ZIP archive, a design or a file against the rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from workbench.cli.source import read_source

if TYPE_CHECKING:
    from workbench.design.design import Design
    from workbench.design.package import Finding
    from workbench.design.second_opinion import SecondOpinion
    from workbench.intake.result import Imported
    from workbench.rules.engine.run import Report

#: From the most serious down; `--level` includes all levels before it.
LEVELS = ("no-go", "quality", "advice")

_SARIF_LEVELS = {"no-go": "error", "quality": "warning", "advice": "note"}
_GITHUB_LEVELS = {"no-go": "error", "quality": "warning", "advice": "notice"}
_SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class _Checked:
    """Result of a check, for the printers."""

    rows: list[Row]
    report: Report
    partial: bool
    opinion: SecondOpinion | None


@click.command("check", short_help="Check files against the rules.")
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "sarif", "github"]),
    default="text",
    show_default=True,
    help="Output format.",
)
@click.option(
    "--level",
    type=click.Choice(LEVELS),
    default="quality",
    show_default=True,
    help="Exit with 1 if there is an open finding of at least this level.",
)
@click.option(
    "--second-opinion",
    is_flag=True,
    help="Also validate the OpenAPI document with openapi-spec-validator.",
)
def command(path: Path, form: str, level: str, *, second_opinion: bool) -> None:
    """Check PATH against the rules: a folder, a ZIP archive, a design.json or a single file.

    A package with requirements and a design for them is checked against all rules. Anything
    less is checked as part of a package: an OpenAPI document on its own gets no findings about
    missing tables.

    \b
    The JSON form is {"findings": [...], "summary": {...}}:
      findings  {"rule", "code", "level", "item", "pointer", "message", "source",
                 "line", "fixable", "deferred", "waiver"} in a stable order;
                item is "<kind> <key>", pointer leads into the item, line is that
                of the item (0 where its format has none)
      summary   open findings per level, and how many are waived and deferred;
                "rule_set" is the version of the rules, "partial" is true if
                PATH was checked as part of a package
    With --second-opinion it also has "second_opinion": {"verdict", "validator",
    "errors", "more", "reason"}; the verdict is valid, invalid or "not run", and
    changes no exit code.
    SARIF is version 2.1.0; github prints GitHub workflow commands.

    \b
    Exit codes: 0 no open finding at or above --level;
                1 at least one;
                2 the command could not run (PATH does not exist, is unreadable
                  or has no design content).
    """
    from datetime import UTC, datetime

    from workbench.rules.engine.run import run_rules

    imported = read_source(path)
    design = imported.design()
    partial = is_part(design)
    report = run_rules(design, today=datetime.now(UTC).date(), partial=partial)
    rows = _rows(report.findings, imported)
    opinion = _second_opinion(design) if second_opinion else None
    _PRINTERS[form](_Checked(rows, report, partial, opinion))
    wanted = LEVELS[: LEVELS.index(level) + 1]
    failed = any(finding.open and finding.level.value in wanted for finding in report.findings)
    raise SystemExit(1 if failed else 0)


def _second_opinion(design: Design) -> SecondOpinion:
    from workbench.design.second_opinion import second_opinion_on

    return second_opinion_on(design)


def is_part(design: Design) -> bool:
    """Whether a design is less than a package: no requirements, or nothing that answers them."""
    answered = design.endpoints or design.operations or design.tables
    return not (design.requirements and answered)


def _rows(findings: Iterable[Finding], imported: Imported) -> list[Row]:
    places = _places(imported)
    rows = []
    for finding in findings:
        source, line = _place(finding, places)
        rows.append(
            {
                "rule": finding.rule,
                "code": finding.code,
                "level": finding.level.value,
                "item": f"{finding.kind} {finding.item}",
                "pointer": finding.pointer,
                "message": finding.message,
                "source": source,
                "line": line,
                "fixable": finding.fixable,
                "deferred": finding.deferred,
                "waiver": finding.waiver,
            }
        )
    return rows


def _places(imported: Imported) -> dict[tuple[str, str], tuple[str, int]]:
    places: dict[tuple[str, str], tuple[str, int]] = {}
    for item in imported.items:
        places.setdefault((item.kind, item.item.item_key), (item.source, item.line))
        for part in item.parts:
            places.setdefault((part.kind, part.key), (item.source, part.line))
    return places


#: Kinds that share the key of an endpoint: a finding on a missing item is shown at another.
_ENDPOINT_KINDS = ("access", "endpoint", "operation", "score")


def _place(finding: Finding, places: dict[tuple[str, str], tuple[str, int]]) -> tuple[str, int]:
    kinds = (finding.kind, *(_ENDPOINT_KINDS if finding.kind in _ENDPOINT_KINDS else ()))
    for kind in kinds:
        if (kind, finding.item) in places:
            return places[kind, finding.item]
    return "", 0


def _print_json(checked: _Checked) -> None:
    import json

    report = checked.report
    summary = {**report.summary, "rule_set": report.rule_set, "partial": checked.partial}
    value: Row = {"findings": checked.rows, "summary": summary}
    if checked.opinion is not None:
        value["second_opinion"] = asdict(checked.opinion)
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _print_text(checked: _Checked) -> None:
    lines = [line for row in checked.rows for line in _row_lines(row)]
    report = checked.report
    lines += [f"waiver {stale.waiver.key}: {stale.why}" for stale in report.stale_waivers]
    counts = ", ".join(f"{count} {word}" for word, count in report.summary.items() if count)
    scope = " (checked as part of a package)" if checked.partial else ""
    lines.append(f"{counts or 'no findings'}{scope}")
    click.echo("\n".join(lines))
    if checked.opinion is not None:
        _print_opinion(checked.opinion)


def _row_lines(row: Row) -> Iterator[str]:
    """A finding as text: its place and rule, the item, and the message."""
    place = f"{row['source']}:{row['line']}" if row["line"] else row["source"]
    state = row["level"]
    if row["deferred"]:
        state = "deferred"
    elif row["waiver"]:
        state = "waived"
    yield f"{place or '-'}: {state}: {row['code']} {row['rule']}"
    yield f"    {row['item']} {row['pointer']}".rstrip()
    yield f"    {row['message']}{' [fix available]' if row['fixable'] else ''}"


def _print_opinion(opinion: SecondOpinion) -> None:
    click.echo(str(opinion))
    for error in opinion.errors:
        click.echo(f"    {error.pointer or '/'}: {error.message}")
    if opinion.more:
        click.echo("    and more")


def _print_github(checked: _Checked) -> None:
    for row in checked.rows:
        if not row["deferred"] and not row["waiver"]:
            _print_annotation(row)
    opinion = checked.opinion
    if opinion is not None:
        level = "notice" if opinion.verdict == "valid" else "warning"
        lines = [str(opinion), *(f"{error.pointer}: {error.message}" for error in opinion.errors)]
        click.echo(f"::{level} title=Second opinion::{_data(chr(10).join(lines))}")


def _print_annotation(row: Row) -> None:
    properties = [f"title={_property(row['code'] + ' ' + row['rule'])}"]
    if row["source"]:
        line = f",line={row['line']}" if row["line"] else ""
        properties.insert(0, f"file={_property(row['source'])}{line}")
    text = _data(f"{row['item']} {row['pointer']}: {row['message']}")
    click.echo(f"::{_GITHUB_LEVELS[row['level']]} {','.join(properties)}::{text}")


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def _print_sarif(checked: _Checked) -> None:
    import json

    from workbench.rules.engine.catalogue import all_rules

    rules = [
        {
            "id": rule.code,
            "name": rule.name,
            "shortDescription": {"text": rule.title},
            "fullDescription": {"text": rule.what},
            "help": {"text": f"{rule.why}\n\n{rule.how}"},
            "defaultConfiguration": {"level": _SARIF_LEVELS[rule.level.value]},
        }
        for rule in all_rules()
    ]
    driver = {"name": "workbench", "version": checked.report.rule_set, "rules": rules}
    results = [_result(row) for row in checked.rows]
    run: Row = {"tool": {"driver": driver}, "results": results}
    if checked.opinion is not None:
        run["properties"] = {"secondOpinion": asdict(checked.opinion)}
    value = {"$schema": _SARIF_SCHEMA, "version": "2.1.0", "runs": [run]}
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def _result(row: Row) -> Row:
    logical = {"fullyQualifiedName": f"{row['item']}{row['pointer']}"}
    location: Row = {"logicalLocations": [logical]}
    if row["source"]:
        from urllib.parse import quote

        place: Row = {"artifactLocation": {"uri": quote(row["source"])}}
        if row["line"]:
            place["region"] = {"startLine": row["line"]}
        location["physicalLocation"] = place
    result: Row = {
        "ruleId": row["code"],
        "level": _SARIF_LEVELS[row["level"]],
        "message": {"text": row["message"]},
        "locations": [location],
        "partialFingerprints": {"identity": f"{row['code']}|{row['item']}|{row['pointer']}"},
    }
    if row["deferred"] or row["waiver"]:
        reason = row["waiver"] or "Outside the release scope."
        result["suppressions"] = [{"kind": "external", "justification": reason}]
    return result


_PRINTERS: dict[str, Callable[[_Checked], None]] = {
    "text": _print_text,
    "json": _print_json,
    "sarif": _print_sarif,
    "github": _print_github,
}


@click.command("rules", short_help="List the rules, or explain one.")
@click.argument("code", required=False)
def rules(code: str | None) -> None:
    """List all rules, or explain one, given its code (API-18) or name (unpaged-list).

    \b
    Exit codes: 0 success, 2 the rule does not exist.
    """
    from workbench.rules.engine.catalogue import all_rules, find_rule

    if code is None:
        for rule in all_rules():
            click.echo(f"{rule.code:<7} {rule.level.value:<8} {rule.name:<32} {rule.title}")
        return
    rule_found = find_rule(code)
    if rule_found is None:
        raise click.UsageError(f"There is no rule {code!r}. Run `workbench rules` for the list.")
    fix = " · fix available" if rule_found.fix else ""
    click.echo(f"{rule_found.code} {rule_found.name} · {rule_found.level.value}{fix}")
    click.echo(f"{rule_found.title}.")
    for title, text in (
        ("What it checks", rule_found.what),
        ("Why it matters", rule_found.why),
        ("How to fix", rule_found.how),
        ("Good", rule_found.good),
        ("Bad", rule_found.bad),
        ("Source", rule_found.source),
    ):
        click.echo(f"\n{title}\n" + "\n".join(f"  {line}" for line in text.splitlines()))
