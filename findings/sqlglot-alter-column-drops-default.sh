#!/bin/sh
# sqlglot writes DROP DEFAULT into an ALTER COLUMN that never touched the default.
#
# Seen with sqlglot 30.12.0, dialect postgres, read and written again. The parser looks for SET DATA
# TYPE, SET DEFAULT and SET NOT NULL; any other SET action becomes an ALTER COLUMN without an action,
# which is written as DROP DEFAULT, followed by the action itself as one of the table. PostgreSQL
# accepts none of the results, but nothing warns: the tree is an ordinary Alter, no Command. The
# last two lines show an action that is kept, and one that is honestly not understood.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sqlglot==30.12.0
"$work/venv/bin/python" - >"$work/seen" 2>"$work/warnings" <<'PYTHON'
import sqlglot

print(f"sqlglot {sqlglot.__version__}")
for action in (
    "SET STATISTICS 100",
    "SET STORAGE EXTERNAL",
    "SET COMPRESSION lz4",
    "SET GENERATED ALWAYS",
    "SET NOT NULL",
    "DROP IDENTITY",
):
    tree = sqlglot.parse_one(f"ALTER TABLE t ALTER COLUMN a {action}", read="postgres")
    print(f"{action}: {type(tree).__name__}: {tree.sql('postgres')}")
PYTHON
cat "$work/seen"
diff - "$work/seen" <<'EXPECTED'
sqlglot 30.12.0
SET STATISTICS 100: Alter: ALTER TABLE t ALTER COLUMN a DROP DEFAULT, SET STATISTICS 100
SET STORAGE EXTERNAL: Alter: ALTER TABLE t ALTER COLUMN a DROP DEFAULT, SET STORAGE EXTERNAL
SET COMPRESSION lz4: Alter: ALTER TABLE t ALTER COLUMN a DROP DEFAULT, SET COMPRESSION lz4
SET GENERATED ALWAYS: Alter: ALTER TABLE t ALTER COLUMN a DROP DEFAULT, SET GENERATED ALWAYS
SET NOT NULL: Alter: ALTER TABLE t ALTER COLUMN a SET NOT NULL
DROP IDENTITY: Command: ALTER TABLE t ALTER COLUMN a DROP IDENTITY
EXPECTED
