"""Scripts say by their words for which database they are; their paths only where those do not."""

from __future__ import annotations

import pytest

from workbench.sql.dialect import detect_dialect

_PRISMA_ON_SQLITE = """\
-- The column `title` gets an index; `author` and `genre` get defaults.
CREATE TABLE "Book" ("id" TEXT NOT NULL PRIMARY KEY, "printed" DATETIME NOT NULL);
"""
_DRIZZLE_ON_SQLITE = """\
CREATE TABLE `books` (
\t`id` text PRIMARY KEY NOT NULL,
\t`title` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `by_title` ON `books` (`title`);
"""
_COPIED = """\
CREATE TABLE cities (id integer NOT NULL, name text);
COPY cities (id, name) FROM stdin;
1\tBasel [BS] `x` AUTO_INCREMENT ENGINE=
2\tPRAGMA [a] [b] [c]
\\.
"""


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("CREATE TABLE a (id integer);", "postgresql"),
        ('/* `a`, `b` and `c` are dropped */ CREATE TABLE "a" (id uuid);', "postgresql"),
        (_COPIED, "postgresql"),
        ("CREATE TYPE mood AS ENUM ('a', 'b');", "postgresql"),
        ("CREATE TABLE a (b ENUM ('x', 'y') NOT NULL);", "mysql"),
        ("USE shop;\nCREATE TABLE a (id int); # one\n", "mysql"),
        ("/*!40101 SET NAMES utf8 */;\nCREATE TABLE a (id int);", "mysql"),
        ("CREATE TABLE a (`id` int, `b` text);", "mysql"),
        (_PRISMA_ON_SQLITE, "sqlite"),
        (_DRIZZLE_ON_SQLITE, "sqlite"),
        (".bail on\nCREATE TABLE a (id int);", "sqlite"),
        ("CREATE TABLE a (name TEXT COLLATE NOCASE);", "sqlite"),
    ],
)
def test_words_show_the_dialect(text: str, wanted: str) -> None:
    assert detect_dialect(text) == wanted


def test_path_and_neighbours_decide_where_words_do_not() -> None:
    text = "CREATE TABLE a (id integer, name text);"
    assert detect_dialect(text, "db/sqlite/001.sql") == "sqlite"
    assert detect_dialect(text, "schema.mysql.sql") == "mysql"
    assert detect_dialect(text, "a.sql", "mysql") == "mysql"
    assert (
        detect_dialect(f"{text} CREATE TABLE b (c jsonb, d bytea);", "mysql/a.sql") == "postgresql"
    )
