"""A schema that a long history of statements built leaves as one script that builds the same."""

from __future__ import annotations

import pytest

from tests.artifacts.sql.catalog import catalog, run_script
from tests.postgres import PostgresServer
from workbench.artifacts.sql.ddl import write_ddl
from workbench.intake.sql.reader import read_ddl

_RENAMED = """\
CREATE TABLE first (id int PRIMARY KEY, a int UNIQUE, rate int CHECK (rate > 0), dropped int,
  up int REFERENCES first, CHECK (dropped > 1), CHECK (a < rate));
CREATE INDEX ON first (dropped);
CREATE UNIQUE INDEX by_both ON first (a, rate);
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touching BEFORE UPDATE ON first FOR EACH ROW EXECUTE FUNCTION touch();
CREATE POLICY own_row ON first USING (a > 0);
ALTER TABLE first RENAME TO second;
ALTER TABLE second DROP COLUMN dropped;
ALTER TABLE second RENAME COLUMN rate TO "Price";
ALTER TABLE second DROP CONSTRAINT first_a_key;
CREATE TABLE child (a int, p int, FOREIGN KEY (a, p) REFERENCES second (a, "Price"));
ALTER TABLE child ALTER CONSTRAINT child_a_p_fkey DEFERRABLE INITIALLY DEFERRED;
CREATE UNIQUE INDEX taken ON child (p);
ALTER TABLE child ADD CONSTRAINT one_p UNIQUE USING INDEX taken;
CREATE DOMAIN sku AS text CHECK (VALUE <> '');
CREATE TABLE goods (code sku, gone int);
ALTER DOMAIN sku RENAME TO code;
CREATE TABLE lost (id int);
CREATE TRIGGER touching BEFORE UPDATE ON lost FOR EACH ROW EXECUTE FUNCTION touch();
DROP TABLE lost;
"""
_SCHEMAS = """\
CREATE SCHEMA inner_part CREATE TABLE books (id int PRIMARY KEY, title text)
  CREATE VIEW titles AS SELECT title FROM books;
CREATE SCHEMA shop;
SET search_path TO shop, public;
CREATE TYPE mood AS ENUM ('good', 'bad');
CREATE DOMAIN amount AS numeric CHECK (VALUE >= 0);
CREATE TABLE orders (id int PRIMARY KEY, m mood DEFAULT 'good', moods mood[], total amount);
CREATE FUNCTION best(o orders) RETURNS mood LANGUAGE sql AS 'SELECT o.m';
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END';
CREATE TRIGGER touching BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
CREATE VIEW bad_ones AS SELECT id FROM orders WHERE m = 'bad';
CREATE POLICY mine ON orders USING (total > 0);
RESET search_path;
CREATE TABLE plain (id int);
"""


@pytest.mark.parametrize("script", [_RENAMED, _SCHEMAS], ids=["renamed", "schemas"])
def test_history_ends_in_the_same_catalog(script: str, postgres_server: PostgresServer) -> None:
    design = read_ddl("history.sql", script).design()
    written = write_ddl(design)
    with postgres_server.database() as first, postgres_server.database() as second:
        assert run_script(first, script) == ""
        assert run_script(second, written) == ""
        wanted, made = catalog(first), catalog(second)
    for subject, rows in wanted.items():
        assert made[subject] == rows, subject
    again = read_ddl("again.sql", written).design()
    assert [table.key for table in again.tables] == [table.key for table in design.tables]
    assert {sql_object.key: sql_object.sql for sql_object in again.sql_objects} == {
        sql_object.key: sql_object.sql for sql_object in design.sql_objects
    }
