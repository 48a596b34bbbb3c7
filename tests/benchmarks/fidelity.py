"""What goes in and comes out again the same, per document of the shared data.

`python -m tests.benchmarks fidelity` prints three tables: OpenAPI documents by their normalised
trees, SQL by the catalogs of a real database, Markdown by the designs it makes. What was lost is
named under its document, in the words of the import or of the comparison.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import yaml

from tests.artifacts.sql.catalog import catalog, run_script
from tests.artifacts.sql.test_catalogs import as_postgresql, prepared
from tests.artifacts.sql.test_ddl import built_by_sqlite
from tests.artifacts.test_fidelity import JsonLoader, as_json
from tests.artifacts.test_round_trip import differences, documents
from tests.postgres import PostgresServer, running_server
from tests.shared_data import SHARED_DATA
from workbench.artifacts.openapi.document import openapi_text
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.design import Design
from workbench.design.handoff import Setup
from workbench.design.openapi_view import references
from workbench.design.tables import Table, Unique
from workbench.intake.folder import read_files, read_path
from workbench.intake.result import Imported, NoteLevel
from workbench.intake.sql.reader import read_ddl

_MOST_LOSSES = 4
_OPENAPI = (
    "openapi/**/*.yaml", "openapi/**/*.json", "openapi-conformance/oai-3.1/pass/*.yaml",
    "openapi-diff/real/**/*.yaml",
)  # fmt: skip
_POSTGRESQL = (
    "sql/pagila/*.sql", "sql/sakila/postgres*.sql", "sql/chinook/*postgres*.sql",
    "sql/azimutt/*.sql", "sql-diff/pagila/*.sql", "sql-dbml/*/postgres*/input/*.sql",
)  # fmt: skip
_SQLITE = ("sql/sakila/sqlite*.sql", "sql/chinook/*sqlite*.sql")
_MYSQL = ("sql/sakila/mysql*.sql", "sql/chinook/*mysql*.sql", "sql-dbml/*/mysql*/input/*.sql")
_MARKDOWN = ("prd/*.md", "rtl/*.md", "prd-diff/*/*.md")


def print_tables() -> None:
    """Print what is the same and what is not, kind by kind."""
    _print("OpenAPI in, OpenAPI out: the same tree", _openapi())
    with running_server() as server:
        _print("PostgreSQL in, out: the same catalog of a real server", _postgresql(server))
    _print("SQLite in, out: the same tables in a real file", _sqlite())
    _print("MySQL in, out, in: the same tables of the design", _mysql())
    _print("Markdown in, out, in: the same design", _markdown())


Row = tuple[str, str, str, list[str]]
"""Document, what it holds, verdict, losses by name."""


def _print(title: str, rows: Iterator[Row]) -> None:
    print(f"\n{title}\n{'document':<78} {'holds':>20}  verdict")
    same = count = 0
    for name, holds, verdict, losses in rows:
        print(f"{name:<78} {holds:>20}  {verdict}")
        for one in losses[:_MOST_LOSSES]:
            print(f"    {one[:160]}")
        if len(losses) > _MOST_LOSSES:
            print(f"    and {len(losses) - _MOST_LOSSES} more")
        same += verdict == "same"
        count += 1
    print(f"{same} of {count} the same")


def _paths(patterns: tuple[str, ...]) -> Iterator[tuple[str, Path]]:
    for pattern in patterns:
        for path in sorted(SHARED_DATA.glob(pattern)):
            yield str(path.relative_to(SHARED_DATA)), path


def _losses(read: Imported) -> list[str]:
    return [f"line {n.line}: {n.message}" for n in read.notes if n.level is not NoteLevel.info]


def _openapi() -> Iterator[Row]:
    for name, path in _paths(_OPENAPI):
        wanted = as_json(yaml.load(path.read_bytes(), JsonLoader))  # noqa: S506 - a safe loader
        if not isinstance(wanted, dict) or not str(wanted.get("openapi", "")).startswith("3."):
            continue
        holds = f"{wanted['openapi']}, {len(wanted.get('paths') or {})} paths"
        if not all(ref.startswith("#") for _, ref in references(wanted)):
            yield name, holds, "bundled with the files it names", []
            continue
        read = read_files({path.name: path.read_bytes()})
        text = openapi_text(read.design(), "yaml")
        made = as_json(yaml.load(text, JsonLoader))  # noqa: S506 - a safe loader
        yield name, holds, "same" if made == wanted else "differs", []


def _postgresql(server: PostgresServer) -> Iterator[Row]:
    for name, path in _paths(_POSTGRESQL):
        text = prepared(path)
        design = as_postgresql(text)
        with server.database() as first, server.database() as second:
            wrong = run_script(first, text).splitlines()
            run_script(second, write_ddl(design))
            wanted, made = catalog(first), catalog(second)
        missing = [
            f"{subject}: {row}"
            for subject, rows in wanted.items()
            for row in rows
            if row not in made[subject]
        ]
        verdict = "differs" if missing else "same"
        if wrong and not missing:
            verdict = f"same but for {len(wrong)} statements that PostgreSQL refuses"
        losses = missing + _losses(read_ddl(path.name, text, "postgresql"))
        yield name, f"{len(design.tables)} tables", verdict, losses


def _sqlite() -> Iterator[Row]:
    for name, path in _paths(_SQLITE):
        read = read_ddl(path.name, path.read_text(), "sqlite")
        design = Design.from_items([Setup(database="SQLite"), *read.design().items()])
        same = built_by_sqlite(write_ddl(design)) == built_by_sqlite(path.read_text())
        yield name, f"{len(design.tables)} tables", "same" if same else "differs", _losses(read)


def _mysql() -> Iterator[Row]:
    for name, path in _paths(_MYSQL):
        read = read_ddl(path.name, path.read_text(), "mysql")
        design = Design.from_items([Setup(database="MySQL"), *read.design().items()])
        again = read_ddl(path.name, write_ddl(design), "mysql").design()
        before = {one.key: _as_mysql(one) for one in design.tables}
        same = before == {one.key: _as_mysql(one) for one in again.tables}
        yield name, f"{len(design.tables)} tables", "same" if same else "differs", _losses(read)


def _as_mysql(table: Table) -> Table:
    """The table with unique indexes as unique constraints, which are one thing in MySQL."""
    unique = [Unique(name=one.name, columns=one.columns) for one in table.indexes if one.unique]
    update = {
        "uniques": tuple(sorted([*table.uniques, *unique], key=repr)),
        "indexes": tuple(one for one in table.indexes if not one.unique),
    }
    return table.model_copy(update=update)


def _markdown() -> Iterator[Row]:
    folders = [
        (str(path.relative_to(SHARED_DATA)), path)
        for path in sorted((SHARED_DATA / "packages").iterdir())
    ]
    for name, path in [*_paths(_MARKDOWN), *folders]:
        read = read_path(path) if path.is_dir() else read_files({path.name: path.read_bytes()})
        design = read.design()
        found = differences(design, read_files(documents(design)).design())
        holds = f"{sum(1 for _ in design.items())} items"
        yield name, holds, "differs" if found else "same", found
