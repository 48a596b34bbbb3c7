"""Migration files of the usual tools → the ordered steps of a migration plan.

dbmate (`-- migrate:up`), goose (`-- +goose Up`), golang-migrate (`1_x.up.sql`, `.down.sql`),
Flyway (`V1__x.sql`, `U1__x.sql`) and Liquibase formatted SQL (`--changeset`, `--rollback`). The
SQL is kept verbatim and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from workbench.design.ids import natural_order
from workbench.design.tables import Migration
from workbench.intake.reading import Reading, clean_key, clean_keys, clean_line

_FILE = re.compile(
    r"(?:^|/)(?:(?P<flyway>[VUBR])(?P<version>[\d._]*)__(?P<flyname>[^/]+?)|"
    r"(?P<number>\d{1,17})[_-](?P<name>[^/]+?))(?P<half>\.(?:up|down))?\.sql$",
    re.IGNORECASE,
)
_MARK = re.compile(
    r"^[ \t]*--[ \t]*(?:migrate:(?P<dbmate>up|down)\b|\+goose[ \t]+(?P<goose>up|down)\b"
    r"|(?P<changeset>changeset)[ \t]+(?P<set>\S+)|rollback:?[ \t]?(?P<rollback>.*)$)[^\n]*$",
    re.IGNORECASE | re.MULTILINE,
)
_HEAD = re.compile(
    r"^[ \t]*--[ \t]*(?P<key>migration|description|data-loss|no-rollback"
    r"|depends-on):[ \t]?(?P<value>.*)$"
)
_ESCAPED_MARK = re.compile(r"^ (?=[ \t]*--[ \t]*migrate:)", re.IGNORECASE | re.MULTILINE)
_STATEMENT = re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+(?:StatementBegin|StatementEnd"
                        r"|NO TRANSACTION)[ \t]*\n?", re.IGNORECASE | re.MULTILINE)  # fmt: skip


_PART = r"(?:[\w$]{1,128}|\"[^\"\n]{1,128}\"|`[^`\n]{1,128}`|\[[^\]\n]{1,128}\])"
_NAME = rf"(?P<name>{_PART}(?:\.{_PART}){{0,2}})"
_MAKES = re.compile(
    r"(?im)(?:^|;)[ \t]{0,40}CREATE\s{1,20}(?:\w{1,20}\s{1,20}){0,2}TABLE\s{1,20}"
    rf"(?:IF\s{{1,20}}NOT\s{{1,20}}EXISTS\s{{1,20}})?{_NAME}"
)
_ALTERS = re.compile(
    r"(?im)(?:^|;)[ \t]{0,40}(?:"
    rf"ALTER\s{{1,20}}TABLE\s{{1,20}}(?:IF\s{{1,20}}EXISTS\s{{1,20}})?(?:ONLY\s{{1,20}})?{_NAME}"
    r"\s{1,20}(?:ADD|DROP|ALTER|RENAME|VALIDATE|DETACH|MODIFY|CHANGE)\b"
    r"|DROP\s{1,20}TABLE\s{1,20}(?:IF\s{1,20}EXISTS\s{1,20})?"
    rf"{_NAME.replace('name', 'dropped')}"
    r"|CREATE\s{1,20}(?:UNIQUE\s{1,20})?INDEX\s{1,20}(?:CONCURRENTLY\s{1,20})?"
    rf"(?:IF\s{{1,20}}NOT\s{{1,20}}EXISTS\s{{1,20}})?(?:{_PART}\s{{1,20}})?ON\s{{1,20}}"
    rf"(?:ONLY\s{{1,20}})?{_NAME.replace('name', 'indexed')})"
)


@dataclass
class _Half:
    up: str = ""
    down: str = ""
    name: str = ""
    path: str = ""
    text: str = ""
    heads: dict[str, list[str]] = field(default_factory=dict)


def looks_like_migration(path: str, text: str) -> bool:
    """Whether an SQL file is a step of a migration plan, by its marks or its name."""
    for found in _MARK.finditer(text):
        if found["dbmate"] or found["goose"] or found["changeset"]:
            return True
    found_name = _FILE.search(path)
    if not found_name:
        return False
    return bool(found_name["half"] or found_name["flyway"] or "migration" in path.lower())


def find_change_scripts(scripts: Mapping[str, str]) -> frozenset[str]:
    """Scripts that alter tables which none of them makes: changes of a database that is there.

    A script that makes a table itself is a schema, whatever else it alters; so is one that
    adds keys and indexes to tables of another.
    """
    made = {name for text in scripts.values() for name in _table_names(_MAKES, text)}
    return frozenset(
        path
        for path, text in scripts.items()
        if not _MAKES.search(text) and any(one not in made for one in _table_names(_ALTERS, text))
    )


def _table_names(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        name = next(one for one in found.groups() if one)
        yield name.rpartition(".")[2].strip('"`[]').lower()


def read_migrations(files: Mapping[str, str], readings: Mapping[str, Reading]) -> None:
    """Read the migration files of a folder, in the order of their numbers.

    Halves that two files hold (`1_x.up.sql`, `1_x.down.sql`) become one step, which is noted at
    the first of them; each note goes to the reading of its file.
    """
    steps: dict[str, _Half] = {}
    for path in sorted(files, key=lambda one: natural_order(one.rpartition("/")[2])):
        _read_file(path, files[path], steps, readings[path])
    for key, step in steps.items():
        reading = readings[step.path]
        heads = {name: "\n".join(lines) for name, lines in step.heads.items()}
        migration = reading.part(
            Migration, 1, key=heads.get("migration") or key, name=clean_line(step.name or key),
            description=heads.get("description", ""), up=step.up, down=step.down,
            no_rollback_reason=heads.get("no-rollback", ""), data_loss=heads.get("data-loss", ""),
            depends_on=clean_keys(heads.get("depends-on", "").split(",")),
        )  # fmt: skip
        reading.add(migration, 1, step.text.count("\n") + 1)
        if not step.down and not heads.get("no-rollback"):
            reading.info(1, f"{key} has no rollback")


def _read_file(path: str, text: str, steps: dict[str, _Half], reading: Reading) -> None:
    found = _FILE.search(path)
    flyway = (found["flyway"] or "").upper() if found else ""
    key = _key(path, found)
    name = (
        (found["flyname"] or found["name"])
        if found
        else path.rpartition("/")[2].removesuffix(".sql")
    )
    if flyway == "R":
        key = clean_key(f"R {name}")
    if flyway == "B":
        reading.info(
            1, "a baseline repeats what the versions before it do; kept as a step of its own"
        )
        key = clean_key(f"B{key}")
    sets = [mark for mark in _MARK.finditer(text) if mark["changeset"]]
    if sets:
        _changesets(text, sets, _Half(name=name, path=path), steps, reading)
        return
    half = (found["half"] or "").lower() if found else ""
    undoes = flyway == "U" or half == ".down"
    taken = steps.get(key)
    if taken and taken.up and not undoes:
        reading.warn(
            1, f"{taken.path} has the number {key} as well; this step is kept as {key}_{name}"
        )
        key = clean_key(f"{key}_{name}")
    step = steps.setdefault(key, _Half(name=name, path=path, text=text))
    if undoes:
        step.down = text.strip()
        return
    if half == ".up":
        step.up, step.name, step.path, step.text = text.strip(), name, path, text
        return
    head, up, down = _halves(text)
    step.name, step.path, step.text = name, path, text
    step.heads = _heads(head)
    step.up = up
    step.down = step.down or down


def _key(path: str, found: re.Match[str] | None) -> str:
    if not found:
        return clean_key(path.rpartition("/")[2].removesuffix(".sql"))
    if found["flyway"]:
        return (found["version"] or "").strip("_.").replace("_", ".") or "0"
    return found["number"]


def _halves(text: str) -> tuple[str, str, str]:
    """(head, up, down) of a file with marks; without marks all of it is up."""
    marks = [mark for mark in _MARK.finditer(text) if mark["dbmate"] or mark["goose"]]
    if not marks:
        head_end = _head_end(text)
        return text[:head_end], text[head_end:].strip(), ""
    parts = {"up": "", "down": ""}
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        side = (mark["dbmate"] or mark["goose"]).lower()
        body = (
            _STATEMENT.sub("", text[mark.end() : end]) if mark["goose"] else text[mark.end() : end]
        )
        body = _ESCAPED_MARK.sub("", body.strip("\n")).strip()
        parts[side] = f"{parts[side]}\n\n{body}".strip()
    return text[: marks[0].start()], parts["up"], parts["down"]


def _head_end(text: str) -> int:
    end = 0
    for line in text.split("\n"):
        if not _HEAD.match(line):
            break
        end += len(line) + 1
    return min(end, len(text))


def _heads(head: str) -> dict[str, list[str]]:
    """`-- description: …` lines above the marks; other comments there are the description."""
    found: dict[str, list[str]] = {}
    comments: list[str] = []
    for line in head.split("\n"):
        match = _HEAD.match(line)
        if match:
            found.setdefault(match["key"].lower(), []).append(match["value"])
        elif line.lstrip().startswith("--"):
            comments.append(line.lstrip().removeprefix("--").strip())
    text = "\n".join(comments).strip()
    if text and "description" not in found and not text.startswith(("liquibase", "+goose")):
        found["description"] = [text]
    return found


def _changesets(
    text: str,
    sets: list[re.Match[str]],
    file: _Half,
    steps: dict[str, _Half],
    reading: Reading,
) -> None:
    for at, mark in enumerate(sets):
        end = sets[at + 1].start() if at + 1 < len(sets) else len(text)
        body = text[mark.end() : end]
        rollbacks = [one["rollback"] for one in _MARK.finditer(body) if one["rollback"] is not None]
        up = "\n".join(
            line for line in body.split("\n")
            if not re.match(r"[ \t]*--[ \t]*rollback\b", line, re.IGNORECASE)
        ).strip()  # fmt: skip
        key = clean_key(mark["set"].rpartition(":")[2]) or f"{at + 1}"
        if key in steps:
            reading.info(
                text.count("\n", 0, mark.start()) + 1,
                f"changeset {mark['set']} repeats the id {key}",
            )
            key = clean_key(mark["set"])
        steps[key] = replace(
            file,
            up=up,
            down="\n".join(one.strip() for one in rollbacks).strip(),
            text="\n" * body.count("\n"),
            heads={},
        )
