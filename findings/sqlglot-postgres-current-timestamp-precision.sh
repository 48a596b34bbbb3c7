#!/bin/sh
# sqlglot drops the precision of CURRENT_TIMESTAMP(3) where it writes PostgreSQL.
#
# Seen with sqlglot 30.12.0. A column's default CURRENT_TIMESTAMP(3) rounds to milliseconds; read and
# written again it keeps microseconds. The tree has the precision, and MySQL's writer keeps it, as
# PostgreSQL's does for LOCALTIMESTAMP(3) and CURRENT_TIME(3).
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet --disable-pip-version-check sqlglot==30.12.0
"$work/venv/bin/python" - >"$work/seen" <<'PYTHON'
import sqlglot

print(f"sqlglot {sqlglot.__version__}")
for function in ("CURRENT_TIMESTAMP(3)", "LOCALTIMESTAMP(3)", "CURRENT_TIME(3)"):
    tree = sqlglot.parse_one(f"SELECT {function}", read="postgres")
    print(f"{function}: postgres {tree.sql('postgres')}, mysql {tree.sql('mysql')}")
PYTHON
cat "$work/seen"
diff - "$work/seen" <<'EXPECTED'
sqlglot 30.12.0
CURRENT_TIMESTAMP(3): postgres SELECT CURRENT_TIMESTAMP, mysql SELECT CURRENT_TIMESTAMP(3)
LOCALTIMESTAMP(3): postgres SELECT LOCALTIMESTAMP(3), mysql SELECT LOCALTIMESTAMP(3)
CURRENT_TIME(3): postgres SELECT CURRENT_TIME(3), mysql SELECT CURRENT_TIME(3)
EXPECTED
