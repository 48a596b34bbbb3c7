"""What is read and written as SQL is the same when it is read again."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.shared_data import SHARED_DATA
from workbench.artifacts.sql.ddl import write_ddl
from workbench.design.base import Item
from workbench.design.design import Design
from workbench.design.handoff import Setup
from workbench.design.tables import (
    Check,
    Column,
    ForeignKey,
    Index,
    IndexPart,
    PrimaryKey,
    SqlObject,
    SqlObjectType,
    Table,
    Unique,
)
from workbench.intake.merge.linking import link
from workbench.intake.sql.reader import read_ddl
from workbench.paths import artifacts
from workbench.sql.dialect import Dialect, detect_dialect

#: Scripts with what the exporter leaves out on purpose or makes into something else.
OTHERWISE = {
    "full.postgres.sql": "schemas that the script uses without making them are made",
    "cmd_create_table.in.sql": "partitions of tables that the script does not make",
    "general_schema.in.sql": "MySQL's unique indexes are its unique constraints",
    "lower_case.in.sql": "MySQL's unique indexes are its unique constraints",
    "composite_pk.in.sql": "MySQL's unique indexes are its unique constraints",
}
SCRIPTS = [
    path
    for path in sorted(
        [*(SHARED_DATA / "sql").rglob("*.sql"), *(SHARED_DATA / "sql-dbml").rglob("*.in.sql")]
    )
    if "migration-tools" not in str(path) and path.name not in OTHERWISE
]


def again(items: list[Item], dialect: Dialect = "postgresql") -> Design:
    # A design that does not say its database is one for PostgreSQL and would be translated.
    design = Design.from_items([Setup(database=dialect), *items])
    text = write_ddl(design)
    return link(read_ddl("again.sql", text, dialect)).design()


def comparable(design: Design) -> dict[str, Any]:
    """Tables without the order in which foreign keys and indexes stand, objects and policies."""
    found: dict[str, Any] = {}
    for table in design.tables:
        shape = table.model_dump()
        for name in ("foreign_keys", "indexes", "uniques", "checks"):
            shape[name] = sorted(map(str, shape[name]))
        found[f"table {table.key}"] = shape
    found |= {sql_object.key: sql_object for sql_object in design.sql_objects}
    return found | {policy.item_key: policy for policy in design.policies}


@pytest.mark.parametrize(
    "path", [*SCRIPTS, *sorted(artifacts().rglob("schema.sql"))], ids=lambda path: path.name
)
def test_real_scripts(path: Path) -> None:
    text = path.read_text("utf-8-sig")
    dialect = detect_dialect(text)
    first = link(read_ddl(path.name, text, dialect)).design()
    items = [item for item in first.items() if isinstance(item, Table | SqlObject)]
    assert comparable(again([*items, *first.policies], dialect)) == comparable(first)


# --- Made tables ---------------------------------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(["id", "order", "user", "a b", 'a"b', "Größe", "select", "x.y", "a'b"]),
    st.from_regex(re.compile(r"[a-z_][a-z0-9_]{0,8}", re.ASCII), fullmatch=True),
)  # fmt: skip
TEXTS = st.one_of(
    st.just(""),
    st.sampled_from(
        ["it's", "a; b -- c", "/* x */", "[class: no", "line\nbreak", "\\n", "$$", "é"]
    ),
)
TYPES = st.sampled_from(
    [
        "int",
        "text",
        "numeric(10,2)",
        "timestamp with time zone",
        "text[]",
        '"My Type"',
        "varchar(20)",
    ]
)
DEFAULTS = st.sampled_from(
    ["", "0", "now()", "'it''s'", "'{}'::text[]", "NULL", "-1", "(1 + 2)", "nextval('s'::regclass)"]
)


@st.composite
def tables(draw: st.DrawFn) -> Table:
    names = draw(st.lists(NAMES, min_size=1, max_size=5, unique=True))
    columns = []
    for name in names:
        generated = draw(st.sampled_from(["", "", "", "1 + 1"]))
        identity = draw(st.sampled_from(["", "", "always", "by default"])) if not generated else ""
        columns.append(
            Column(
                name=name,
                type=draw(TYPES),
                nullable=draw(st.booleans()) and not identity,
                default="" if generated or identity else draw(DEFAULTS),
                generated=generated,
                identity=identity,  # type: ignore[arg-type]
                comment=draw(TEXTS),
                data_class=draw(st.sampled_from(["", "personal"])),
            )
        )
    some = st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True).map(tuple)
    key = draw(st.none() | st.builds(PrimaryKey, columns=some, name=st.sampled_from(["", "pk x"])))
    if key:
        columns = [
            column.model_copy(update={"nullable": False}) if column.name in key.columns else column
            for column in columns
        ]
    part = st.builds(
        IndexPart,
        column=st.sampled_from(names),
        descending=st.booleans(),
        nulls=st.sampled_from(["", "first", "last"]),
    ) | st.builds(IndexPart, expression=st.sampled_from(["lower(a)", "a + 1"]))
    index_names = st.uuids().map(lambda value: f"i {value}")
    unique = st.builds(Unique, columns=some, name=index_names, nulls_not_distinct=st.booleans())
    check = st.builds(Check, expression=st.sampled_from(["1 > 0", "a IN ('(', ')')"]))
    index = st.builds(
        Index,
        name=index_names,
        parts=st.lists(part, min_size=1, max_size=2).map(tuple),
        unique=st.booleans(),
        method=st.sampled_from(["", "gin"]),
        where=st.sampled_from(["", "a IS NOT NULL", "(a) OR (b)"]),
        comment=TEXTS,
    )
    return Table(
        key=draw(NAMES.filter(lambda name: "." not in name)),
        description=draw(TEXTS),
        columns=tuple(columns),
        primary_key=key,
        uniques=tuple(draw(st.lists(unique, max_size=2))),
        checks=tuple(draw(st.lists(check, max_size=1))),
        indexes=tuple(draw(st.lists(index, max_size=2))),
        mutable=draw(st.booleans()),
        junction=draw(st.booleans()),
        deviation=draw(st.sampled_from(["", "kept for audits"])),
        row_security=draw(st.booleans()),
    )


@given(tables())
def test_a_made_table(table: Table) -> None:
    assert comparable(again([table])) == comparable(Design.from_items([table]))


@given(st.data())
def test_made_foreign_keys(data: st.DataObject) -> None:
    first, second = data.draw(tables()), data.draw(tables())
    if first.key.lower() == second.key.lower():
        return
    key = ForeignKey(
        columns=(first.columns[0].name,),
        target=second.key,
        target_columns=data.draw(st.sampled_from([(), (second.columns[0].name,)])),
        name=data.draw(st.sampled_from(["", "fk"])),
        on_delete=data.draw(st.sampled_from([None, "CASCADE", "SET NULL"])),
        on_update=data.draw(st.sampled_from([None, "RESTRICT"])),
        match=data.draw(st.sampled_from(["", "FULL"])),
        deferrable=data.draw(st.sampled_from(["", "deferrable", "initially deferred"])),
    )
    tied = first.model_copy(update={"foreign_keys": (key,)})
    assert comparable(again([tied, second])) == comparable(Design.from_items([tied, second]))


@given(
    NAMES.filter(lambda name: "." not in name),
    st.lists(TEXTS.filter(bool), max_size=4, unique=True),
)
def test_a_made_enum(name: str, values: list[str]) -> None:
    kind = SqlObjectType.enum
    enum = SqlObject(key=f"{kind} {name}", type=kind, name=name, values=tuple(values))
    assert comparable(again([enum])) == comparable(Design.from_items([enum]))
