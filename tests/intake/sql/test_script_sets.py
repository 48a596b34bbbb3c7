"""Folders of SQL as tools and people lay them out: steps, variants per database, parts."""

from __future__ import annotations

import pytest

from tests.intake.markdown_documents import keys
from workbench.design.tables import Migration, Table
from workbench.intake.folder import read_files
from workbench.intake.result import Imported


def read(files: dict[str, str]) -> Imported:
    return read_files({path: text.encode() for path, text in files.items()})


def warnings(found: Imported) -> list[str]:
    return [note.message for note in found.notes if note.level != "info"]


def steps(found: Imported) -> dict[str, tuple[str, bool, bool]]:
    items = [item.item for item in found.items if isinstance(item.item, Migration)]
    return {item.key: (item.name, bool(item.up), bool(item.down)) for item in items}


def columns(found: Imported) -> dict[str, list[str]]:
    tables = [item.item for item in found.items if isinstance(item.item, Table)]
    return {table.key: [column.name for column in table.columns] for table in tables}


_MAKES = "CREATE TABLE books (id integer PRIMARY KEY);"
_ADDS = "ALTER TABLE books ADD COLUMN title text;"
_DROPS = "ALTER TABLE books DROP COLUMN title;"


@pytest.mark.parametrize(
    ("files", "wanted"),
    [
        (
            {
                "migrations/2020-01-01-101010_books/up.sql": _MAKES,
                "migrations/2020-01-01-101010_books/down.sql": "DROP TABLE books;",
                "migrations/2021-01-01-101010_titles/up.sql": _ADDS,
                "migrations/2021-01-01-101010_titles/down.sql": _DROPS,
            },
            {
                "2020-01-01-101010": ("books", True, True),
                "2021-01-01-101010": ("titles", True, True),
            },
        ),
        (
            {
                "prisma/migrations/20200101_books/migration.sql": _MAKES,
                "prisma/migrations/20210101_titles/migration.sql": _ADDS,
            },
            {"20200101": ("books", True, False), "20210101": ("titles", True, False)},
        ),
        (
            {
                "drizzle/0000_calm_cat.sql": f"{_MAKES}\n--> statement-breakpoint\nSELECT 1;",
                "drizzle/0001_odd_owl.sql": _ADDS,
            },
            {"0000": ("calm_cat", True, False), "0001": ("odd_owl", True, False)},
        ),
        (
            {
                "db/V0001.Books.up.sql": _MAKES,
                "db/V0001.Books.down.sql": "DROP TABLE books;",
                "db/V0002.Titles.up.sql": _ADDS,
            },
            {"0001": ("Books", True, True), "0002": ("Titles", True, False)},
        ),
        (
            {
                "migrations/0/01_books.up.sql": _MAKES,
                "migrations/1/01_titles.up.sql": _ADDS,
            },
            {"01": ("books", True, False), "1/01": ("titles", True, False)},
        ),
    ],
)
def test_steps_of_more_tools(
    files: dict[str, str], wanted: dict[str, tuple[str, bool, bool]]
) -> None:
    found = read(files)
    assert steps(found) == wanted
    assert columns(found) == {"books": ["id", "title"]}
    assert warnings(found) == []


def test_two_steps_of_one_number_keep_their_own_way_back() -> None:
    found = read(
        {
            "migrations/0001_a.up.sql": "CREATE TABLE a (id int);",
            "migrations/0001_a.down.sql": "DROP TABLE a;",
            "migrations/0001_b.up.sql": "CREATE TABLE b (id int);",
            "migrations/0001_b.down.sql": "DROP TABLE b;",
        }
    )
    made = [item.item for item in found.items if isinstance(item.item, Migration)]
    assert [(migration.up, migration.down) for migration in made] == [
        ("CREATE TABLE a (id int);", "DROP TABLE a;"),
        ("CREATE TABLE b (id int);", "DROP TABLE b;"),
    ]
    assert keys(found, "table") == ["a", "b"]


@pytest.mark.parametrize(
    "names",
    [
        ("migrations/{0}/1_books/up.sql", "migrations/{0}/2_titles/up.sql"),
        ("migrations/1_books.{0}.up.sql", "migrations/2_titles.{0}.up.sql"),
    ],
)
def test_of_variants_per_database_one_is_read_and_the_others_named(names: tuple[str, str]) -> None:
    found = read(
        {
            name.format(database): text
            for database in ("mysql", "postgresql", "sqlite")
            for name, text in zip(names, (_MAKES, _ADDS), strict=True)
        }
    )
    assert len(steps(found)) == 2
    assert columns(found) == {"books": ["id", "title"]}
    left = {note.source for note in found.notes if "that for PostgreSQL is read" in note.message}
    assert left == {name.format(dialect) for name in names for dialect in ("mysql", "sqlite")}


def test_parts_of_one_schema_are_read_as_one() -> None:
    found = read(
        {
            "db/comments.sql": "COMMENT ON TABLE books IS 'What we sell';",
            "db/keys.sql": "ALTER TABLE books ADD CONSTRAINT by_author FOREIGN KEY (author)\n"
            "  REFERENCES authors (id);\n\nCREATE INDEX ix ON books (author);",
            "db/tables.sql": "CREATE TABLE authors (id int PRIMARY KEY);\n"
            "CREATE TABLE books (id int, author int);",
        }
    )
    (books,) = [item for item in found.items if item.item.item_key == "books"]
    assert isinstance(books.item, Table)
    assert books.item.description == "What we sell"
    assert [foreign_key.target for foreign_key in books.item.foreign_keys] == ["authors"]
    assert [index.name for index in books.item.indexes] == ["ix"]
    assert (books.source, books.line) == ("db/tables.sql", 2)
    assert {source.path for source in found.sources} == {
        "db/comments.sql", "db/keys.sql", "db/tables.sql"
    }  # fmt: skip
    assert warnings(found) == []


def test_schema_that_is_there_twice_is_not_mixed() -> None:
    found = read(
        {
            f"{name}/{part}.sql": text
            for name in ("old", "new")
            for part, text in {
                "a": f"CREATE TABLE books ({name} int);",
                "b": f"CREATE INDEX ix ON books ({name});",
            }.items()
        }
    )
    assert columns(found) == {"books": ["new"]}
    assert not [
        warning
        for warning in warnings(found)
        if "not read" in warning or "not a table here" in warning
    ]


def test_script_that_reshapes_a_table_of_another_is_a_step_and_not_applied() -> None:
    found = read({"schema.sql": _MAKES, "update/2.1.sql": _DROPS})
    assert list(steps(found)) == ["2.1"]
    assert columns(found) == {"books": ["id"]}


def test_dump_that_clears_away_before_it_builds_leaves_no_complaints() -> None:
    found = read(
        {
            "dump.sql": "ALTER TABLE IF EXISTS ONLY public.books DROP CONSTRAINT IF EXISTS fk;\n"
            "DROP TABLE IF EXISTS public.books;\nCREATE TABLE public.books (id int);\n"
            "UPDATE books SET id = 1;\nSELECT count(*) FROM books;\nSELECT 'done';\n"
        }
    )
    assert columns(found) == {"books": ["id"]}
    assert warnings(found) == []


def test_called_function_is_named_for_what_it_may_do() -> None:
    found = read({"a.sql": "CREATE TABLE t (at date);\nSELECT create_hypertable('t', 'at');\n"})
    assert [message.split(" not read")[0] for message in warnings(found)] == [
        "SELECT create_hypertable('t', 'at')"
    ]


_RENAMED = """\
CREATE TABLE old (id serial PRIMARY KEY, rate int CHECK (Rate > 0), a int UNIQUE, b int,
  up int REFERENCES old, CHECK (a < b), CHECK (b > 0));
CREATE INDEX part ON old (a) WHERE b > 1;
CREATE INDEX lowered ON old ((abs(b)));
CREATE TRIGGER t BEFORE UPDATE ON public.old FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON old USING (a > 0);
ALTER TABLE old RENAME TO new;
ALTER TABLE new DROP CONSTRAINT old_rate_check;
ALTER TABLE new DROP CONSTRAINT old_a_key;
ALTER TABLE new DROP COLUMN b;
CREATE TABLE gone (id int);
CREATE TRIGGER t BEFORE UPDATE ON gone FOR EACH ROW EXECUTE FUNCTION f();
CREATE POLICY p ON gone USING (true);
DROP TABLE gone;
"""


def test_names_and_dependents_follow_a_table_as_in_the_database() -> None:
    found = read({"a.sql": _RENAMED})
    assert warnings(found) == []
    design = found.design()
    (new,) = design.tables
    assert new.primary_key
    assert new.primary_key.name == "old_pkey"
    assert [(foreign_key.name, foreign_key.target) for foreign_key in new.foreign_keys] == [
        ("old_up_fkey", "new")
    ]
    assert not new.checks
    assert not new.uniques
    assert not new.indexes
    assert [(policy.table, policy.name) for policy in design.policies] == [("new", "p")]
    (trigger,) = design.sql_objects
    assert trigger.name == "new.t"
    assert " ON new FOR EACH ROW" in trigger.sql


_CHANGED = """\
CREATE TABLE a (id serial PRIMARY KEY, n serial, "Old" int, other int REFERENCES a,
  CHECK ("Old" > 0 AND 'Old' <> ''));
CREATE UNIQUE INDEX ux ON a ("Old") WHERE "Old" > 1;
CREATE INDEX ix ON a ((abs("Old")));
ALTER TABLE a ALTER COLUMN id TYPE bigint;
ALTER TABLE a ALTER COLUMN n DROP DEFAULT;
ALTER TABLE a ALTER CONSTRAINT a_other_fkey DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE a RENAME COLUMN "Old" TO fresh;
CREATE UNIQUE INDEX taken ON a (other, fresh);
ALTER TABLE a ADD CONSTRAINT by_two UNIQUE USING INDEX taken;
COMMENT ON TABLE a IS 'One text'
  ' on two lines.';
"""


def test_changes_reach_as_far_as_in_the_database() -> None:
    found = read({"a.sql": _CHANGED})
    assert warnings(found) == []
    (table,) = found.design().tables
    assert [column.type for column in table.columns][:2] == ["bigserial", "integer"]
    assert table.foreign_keys[0].deferrable == "initially deferred"
    assert [check.expression for check in table.checks] == ["fresh > 0 AND 'Old' <> ''"]
    assert [(index.columns, index.where) for index in table.indexes] == [
        (("fresh",), "fresh > 1"),
        ((), ""),
    ]
    assert table.indexes[1].parts[0].expression == "abs(fresh)"
    assert [(unique.name, unique.columns) for unique in table.uniques] == [
        ("by_two", ("other", "fresh"))
    ]
    assert table.description == "One text on two lines."


def test_renamed_types_take_their_columns_along() -> None:
    found = read(
        {
            "a.sql": "CREATE DOMAIN shop.code AS text CHECK (VALUE <> '');\n"
            "CREATE TYPE pair AS (a int, b int);\nCREATE TABLE t (c shop.code, p pair);\n"
            "ALTER DOMAIN shop.code RENAME TO sku;\nALTER TYPE pair RENAME TO couple;\n"
            "ALTER TYPE couple ADD ATTRIBUTE c int;\n"
        }
    )
    design = found.design()
    assert [column.type for column in design.tables[0].columns] == ["shop.sku", "couple"]
    assert [(sql_object.name, sql_object.sql) for sql_object in design.sql_objects] == [
        (
            "shop.sku",
            (
                "CREATE DOMAIN shop.code AS text CHECK (VALUE <> '');\n"
                "ALTER DOMAIN shop.code RENAME TO sku;"
            ),
        ),
        (
            "couple",
            (
                "CREATE TYPE pair AS (a int, b int);\nALTER TYPE pair RENAME TO couple;\n"
                "ALTER TYPE couple ADD ATTRIBUTE c int;"
            ),
        ),
    ]
    assert warnings(found) == []


_ONE_STATEMENT = """\
CREATE SCHEMA Shop AUTHORIZATION me
  CREATE TABLE Books (id int PRIMARY KEY)
  CREATE TABLE sold (book int REFERENCES books, at date)
  CREATE VIEW latest AS SELECT * FROM sold
  GRANT SELECT ON sold TO me;
COMMENT ON TABLE Shop.Books IS 'In stock';
CREATE TABLE elsewhere (id int);
"""


def test_schema_may_hold_its_contents_in_the_same_statement() -> None:
    found = read({"a.sql": _ONE_STATEMENT})
    assert warnings(found) == []
    design = found.design()
    assert [table.key for table in design.tables] == ["shop.books", "shop.sold", "elsewhere"]
    assert design.tables[0].description == "In stock"
    assert [foreign_key.target for foreign_key in design.tables[1].foreign_keys] == ["shop.books"]
    assert [(sql_object.type, sql_object.name) for sql_object in design.sql_objects] == [
        ("schema", "shop"), ("view", "shop.latest")
    ]  # fmt: skip


def test_what_is_no_sql_is_passed_over() -> None:
    shell = read({"a.sql": ".bail on\n.mode csv\nCREATE TABLE a (b TEXT COLLATE NOCASE);"})
    assert columns(shell) == {"a": ["b"]}
    assert warnings(shell) == []
    template = read(
        {
            "a.sql": 'CREATE TABLE {{ index .Options "Schema" }}.a (b int, c text[]'
            " DEFAULT '{{1,2},{3,4}}');\nCREATE INDEX i ON {{.prefix}}a (b);"
        }
    )
    (table,) = template.design().tables
    assert (table.key, [index.name for index in table.indexes]) == ("a", ["i"])
    assert table.columns[1].default == "'{{1,2},{3,4}}'"
    assert warnings(template) == ["skipped 2 template placeholders ({{…}})"]


_GUARDED = """\
CREATE TABLE a (id int);
DO LANGUAGE 'plpgsql' $$
BEGIN
  -- The first.
  IF (NOT EXISTS (SELECT FROM pg_extension WHERE extname = 'btree_gin')) THEN
    CREATE EXTENSION btree_gin;
  END IF;
  IF NOT EXISTS (SELECT 1 FROM information_schema.columns WHERE table_name = 'a') THEN
    ALTER TABLE a ADD COLUMN b text;
    CREATE INDEX i ON a USING gin (lower(b) gin_trgm_ops);
  END IF;
END
$$;
DO $$ BEGIN
  IF NOT EXISTS (SELECT 1) THEN ALTER TABLE a ADD COLUMN c text; END IF;
  PERFORM something_else();
END $$;
"""


def test_blocks_that_define_what_is_missing_are_read() -> None:
    found = read({"a.sql": _GUARDED})
    (table,) = found.design().tables
    assert [column.name for column in table.columns] == ["id", "b"]
    (part,) = table.indexes[0].parts
    assert (part.expression, part.opclass) == ("lower(b)", "gin_trgm_ops")
    assert [sql_object.name for sql_object in found.design().sql_objects] == ["btree_gin"]
    assert [note.line for note in found.notes if note.level == "warning"] == [14]


def test_database_of_the_scripts_answers_the_set_up_unless_it_is_the_usual_one() -> None:
    lite = "CREATE TABLE a (id INTEGER PRIMARY KEY AUTOINCREMENT, at DATETIME);"
    assert read({"a.sql": lite}).design().setup.database == "sqlite"
    steps_of = {"migrations/1_a.up.sql": lite, "migrations/2_b.up.sql": "ALTER TABLE a ADD b int;"}
    assert read(steps_of).design().setup.database == "sqlite"
    assert read({"a.sql": "CREATE TABLE a (id int) ENGINE=InnoDB;"}).design().setup.database == (
        "mysql"
    )
    assert not [item for item in read({"a.sql": _MAKES}).items if item.kind == "setup"]


@pytest.mark.parametrize(
    "opened",
    ["INSERT INTO a VALUES ('x;", "CREATE VIEW v AS SELECT $t$x;", "/* x;", 'COMMENT ON TABLE "a;'],
)
def test_what_is_never_closed_is_an_error_at_its_line(opened: str) -> None:
    found = read({"a.sql": f"CREATE TABLE a (b int);\n{opened}\nCREATE TABLE c (d int);\n"})
    assert list(columns(found)) == ["a"]
    errors = [note for note in found.notes if note.level == "error"]
    assert [(error.line, "never closed" in error.message) for error in errors] == [(2, True)]


def test_texts_that_end_a_script_are_closed() -> None:
    for end in (
        "SELECT 'a'",
        "SELECT 'it''s'",
        "SELECT $$a$$",
        "-- it's",
        "/* it's */",
        'SELECT "a"',
    ):
        found = read({"a.sql": f"CREATE TABLE a (b int);\n{end}\n"})
        assert not [note for note in found.notes if note.level == "error"], end
