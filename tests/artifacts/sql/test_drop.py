"""How objects of a database are taken away again."""

from __future__ import annotations

import pytest

from workbench.artifacts.sql.drop import drop_object
from workbench.design.tables import SqlObject, SqlObjectType
from workbench.sql.dialect import Dialect


def _drop(kind: SqlObjectType, name: str, sql: str, dialect: Dialect = "postgresql") -> str:
    item = SqlObject(key=f"{kind} {name}", type=kind, name=name, sql=sql)
    return drop_object(item, dialect)


@pytest.mark.parametrize(
    ("sql", "dropped"),
    [
        (
            "CREATE FUNCTION audit.add(a int DEFAULT 1, b text = 'x,y') RETURNS int AS $$ $$;",
            "DROP FUNCTION audit.add(a int, b text);",
        ),
        ("CREATE OR REPLACE PROCEDURE p() AS $$ $$;", "DROP PROCEDURE p();"),
        (
            'CREATE AGGREGATE "Sum"(numeric(10,2)) (sfunc = f);',
            'DROP AGGREGATE "Sum"(numeric(10,2));',
        ),
    ],
)
def test_routines_are_named_with_their_arguments(sql: str, dropped: str) -> None:
    assert _drop(SqlObjectType.function, "add", sql) == dropped


@pytest.mark.parametrize(
    ("sql", "dropped"),
    [
        ("CREATE RULE r AS ON INSERT TO audit.log DO NOTHING;", "DROP RULE r ON audit.log;"),
        ("CREATE CAST (text AS kite) WITHOUT FUNCTION;", "DROP CAST (text AS kite);"),
        (
            "CREATE OPERATOR === (LEFTARG = box, FUNCTION = same);",
            "DROP OPERATOR === (box, NONE);",
        ),
        ("CREATE OPERATOR CLASS c FOR TYPE box USING gist AS STORAGE box;", ""),
        (
            "CREATE TEXT SEARCH CONFIGURATION plain (COPY = simple);",
            "DROP TEXT SEARCH CONFIGURATION plain;",
        ),
        ("CREATE FOREIGN TABLE far (id int) SERVER s;", "DROP FOREIGN TABLE far;"),
        ("ALTER TABLE a CLUSTER ON b;", ""),
    ],
)
def test_objects_without_a_type_of_their_own(sql: str, dropped: str) -> None:
    assert _drop(SqlObjectType.other, "x", sql) == dropped


def test_triggers() -> None:
    kind = SqlObjectType.trigger
    made = "CREATE TRIGGER t AFTER INSERT ON kites EXECUTE FUNCTION f();"
    assert _drop(kind, "kites.t", made) == "DROP TRIGGER t ON kites;"
    assert _drop(kind, "kites.t", made, "mysql") == "DROP TRIGGER t;"
    made = "CREATE EVENT TRIGGER e ON sql_drop EXECUTE FUNCTION f();"
    assert _drop(kind, "e", made) == "DROP EVENT TRIGGER e;"
