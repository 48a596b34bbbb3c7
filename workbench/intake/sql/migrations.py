"""Migration files of the usual tools → the ordered steps of a migration plan.

dbmate (`-- migrate:up`), goose (`-- +goose Up`), golang-migrate (`1_x.up.sql`, `.down.sql`),
Flyway (`V1__x.sql`, `U1__x.sql`), Liquibase formatted SQL (`--changeset`, `--rollback`), Diesel
(`1_x/up.sql`, `1_x/down.sql`), Prisma (`1_x/migration.sql`) and Drizzle (`0001_x.sql` with its
breakpoints). The SQL is kept verbatim and never run.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from workbench.design.ids import natural_order
from workbench.design.tables import Migration
from workbench.intake.collector import DocumentCollector, clean_key, clean_keys, clean_line

#: How tools call the databases for which they keep a variant of a step, the one read first.
_DATABASES = {
    "postgresql": "PostgreSQL", "postgres": "PostgreSQL", "pgsql": "PostgreSQL", "pg": "PostgreSQL",
    "mysql": "MySQL", "mariadb": "MySQL", "sqlite3": "SQLite", "sqlite": "SQLite",
    "cockroachdb": "CockroachDB", "cockroach": "CockroachDB", "sqlserver": "SQL Server",
    "mssql": "SQL Server", "oracle": "Oracle", "clickhouse": "ClickHouse",
}  # fmt: skip
_FILE = re.compile(
    r"(?:^|/)(?:(?P<step>\d[\d-]{0,24})[_-](?P<folder>[^/]+)/(?P<side>up|down|migration)|"
    r"(?:(?P<flyway>[VUBR])(?P<version>[\d._]*)__(?P<flyname>[^/]+?)|V?(?P<number>\d{1,24})"
    r"(?:(?:[_-]|\.(?!\d|(?:up|down)\.sql$))(?P<name>[^/]+?)|(?=\.(?:up|down)\.sql$)))"
    rf"(?:\.(?P<database>{'|'.join(_DATABASES)}))?(?P<half>\.(?:up|down))?)\.sql$",
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
_BREAKPOINT = re.compile(r"^--> statement-breakpoint|;--> statement-breakpoint", re.MULTILINE)
_STATEMENT = re.compile(r"^[ \t]*--[ \t]*\+goose[ \t]+(?:StatementBegin|StatementEnd"
                        r"|NO TRANSACTION)[ \t]*\n?", re.IGNORECASE | re.MULTILINE)  # fmt: skip


@dataclass
class _Half:
    up: str = ""
    down: str = ""
    name: str = ""
    path: str = ""
    text: str = ""
    heads: dict[str, list[str]] = field(default_factory=dict)


def find_migrations(scripts: Mapping[str, str]) -> frozenset[str]:
    """Scripts that are steps of a migration plan: by themselves, or by their place among such."""
    sure = {path for path, text in scripts.items() if looks_like_migration(path, text)}
    folders = {_folder(path) for path in sure if _FILE.search(path)}
    return frozenset(
        path
        for path in scripts
        if path in sure
        or ((found := _FILE.search(path)) and found["number"] and _folder(path) in folders)
    )


def looks_like_migration(path: str, text: str) -> bool:
    """Whether an SQL file is a step of a migration plan, by its marks or its name."""
    for found in _MARK.finditer(text):
        if found["dbmate"] or found["goose"] or found["changeset"]:
            return True
    found_name = _FILE.search(path)
    if not found_name:
        return False
    if found_name["half"] or found_name["flyway"] or found_name["side"]:
        return True
    return "migration" in path.lower() or bool(_BREAKPOINT.search(text))


def in_order(paths: Iterable[str]) -> list[str]:
    """Paths of migration files in the order in which they run.

    Numbers count within a folder; a folder per step and a folder per version come by theirs.
    """
    return sorted(
        paths,
        key=lambda one: (natural_order(one.rpartition("/")[0]), natural_order(one.split("/")[-1])),
    )


def is_undoing(path: str) -> bool:
    """Whether a migration file only takes back what another one did."""
    found = _FILE.search(path)
    return found is not None and ((found["flyway"] or "").upper() == "U" or _half(found) == "down")


def split_databases(paths: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """Paths of one database's steps, and those that are not read, with the reason.

    Some projects keep each step once per database, in a folder (`mysql/1_x.sql`) or with a word
    in the name (`1_x.mysql.up.sql`); one without such a word is for those that have none of
    their own.
    """
    by_database: dict[str, list[str]] = {}
    for path in paths:
        by_database.setdefault(_database_of(path), []).append(path)
    common = by_database.pop("", [])
    own = next((one for one in _DATABASES.values() if one in by_database), "")
    left = {
        path: f"the same step for {name}; that for {own} is read"
        for name, found in by_database.items()
        for path in found
        if name != own
    }
    chosen = by_database.get(own, [])
    special = {_without_database(path) for path in chosen}
    left |= {path: f"there is the same step for {own}" for path in common if path in special}
    return [*(path for path in common if path not in special), *chosen], left


def _database_of(path: str) -> str:
    found = _FILE.search(path)
    if found and found["database"]:
        return _DATABASES[found["database"].lower()]
    words = re.split(r"[/_.-]", path.rpartition("/")[0].lower())
    return next((_DATABASES[one] for one in reversed(words) if one in _DATABASES), "")


def _without_database(path: str) -> str:
    found = _FILE.search(path)
    if found is None or not found["database"]:
        return ""
    return path[: found.start("database") - 1] + path[found.end("database") :]


def read_migrations(files: Mapping[str, str], collectors: Mapping[str, DocumentCollector]) -> None:
    """Read the migration files of a folder, in the order of their numbers.

    Halves that two files hold (`1_x.up.sql`, `1_x.down.sql`) become one step, which is noted at
    the first of them; each note goes to the collector of its file.
    """
    steps: dict[str, _Half] = {}
    several = len({_folder(path) for path in files}) > 1
    for path in in_order(files):
        _read_file(path, files[path], steps, collectors[path], several=several)
    for key, step in steps.items():
        collector = collectors[step.path]
        heads = {name: "\n".join(lines) for name, lines in step.heads.items()}
        migration = collector.build(
            Migration, 1, key=heads.get("migration") or key, name=clean_line(step.name or key),
            description=heads.get("description", ""), up=step.up, down=step.down,
            no_rollback_reason=heads.get("no-rollback", ""), data_loss=heads.get("data-loss", ""),
            depends_on=clean_keys(heads.get("depends-on", "").split(",")),
        )  # fmt: skip
        collector.add(migration, 1, step.text.count("\n") + 1)
        if not step.down and not heads.get("no-rollback"):
            collector.info(1, f"{key} has no rollback")


def _folder(path: str) -> str:
    """The folder that holds the steps of a plan."""
    found = _FILE.search(path)
    return path[: found.start()] if found else path.rpartition("/")[0]


def _read_file(
    path: str, text: str, steps: dict[str, _Half], collector: DocumentCollector, *, several: bool
) -> None:
    found = _FILE.search(path)
    flyway = (found["flyway"] or "").upper() if found else ""
    key = _key(path, found)
    name = (
        (found["folder"] or found["flyname"] or found["name"] or found["number"])
        if found
        else path.rpartition("/")[2].removesuffix(".sql")
    )
    if flyway == "R":
        key = clean_key(f"R {name}")
    if flyway == "B":
        collector.info(
            1, "a baseline repeats what the versions before it do; kept as a step of its own"
        )
        key = clean_key(f"B{key}")
    sets = [mark for mark in _MARK.finditer(text) if mark["changeset"]]
    if sets:
        _changesets(text, sets, _Half(name=name, path=path), steps, collector)
        return
    half = _half(found)
    undoes = flyway == "U" or half == "down"
    if several and steps.get(key) and _folder(steps[key].path) != _folder(path):
        # Each folder counts for itself, so the number alone does not name the step.
        key = clean_key(f"{_folder(path).rpartition('/')[2]}/{key}")
    taken = steps.get(key)
    if taken and half and taken.name != name and (taken.down if undoes else taken.up):
        # Both halves of a step have one name, which tells it from another of that number.
        key = clean_key(f"{key}_{name}")
        taken = steps.get(key)
    if taken and taken.up and not undoes:
        collector.warn(
            1, f"{taken.path} has the number {key} as well; this step is kept as {key}_{name}"
        )
        key = clean_key(f"{key}_{name}")
    step = steps.setdefault(key, _Half(name=name, path=path, text=text))
    if undoes:
        step.down = text.strip()
        return
    if half == "up":
        step.up, step.name, step.path, step.text = text.strip(), name, path, text
        return
    head, up, down = _halves(text)
    step.name, step.path, step.text = name, path, text
    step.heads = _heads(head)
    step.up = up
    step.down = step.down or down


def _half(found: re.Match[str] | None) -> str:
    return (found["half"] or found["side"] or "").lower().strip(".") if found else ""


def _key(path: str, found: re.Match[str] | None) -> str:
    if not found:
        return clean_key(path.rpartition("/")[2].removesuffix(".sql"))
    if found["flyway"]:
        return (found["version"] or "").strip("_.").replace("_", ".") or "0"
    return clean_key(found["step"] or found["number"])


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
    collector: DocumentCollector,
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
            collector.info(
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
