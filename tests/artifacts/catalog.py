"""What a PostgreSQL database says it holds: the judge of two scripts that should build the same."""

# The queries are put together from constants of this file.
# ruff: noqa: S608

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy.engine import make_url

_SCHEMAS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
_QUERIES = {
    "tables": f"""
        SELECT n.nspname, c.relname, c.relkind, c.relrowsecurity, c.relforcerowsecurity,
               pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
               (SELECT array_agg(i.inhparent::regclass::text ORDER BY 1)
                  FROM pg_inherits i WHERE i.inhrelid = c.oid),
               obj_description(c.oid, 'pg_class')
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND {_SCHEMAS}""",
    "columns": f"""
        SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
               (SELECT collname FROM pg_collation WHERE oid = a.attcollation),
               col_description(c.oid, a.attnum),
               row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
           AND {_SCHEMAS}""",
    "constraints": f"""
        SELECT k.conrelid::regclass::text, k.conname, k.contype, pg_get_constraintdef(k.oid)
          FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
         WHERE k.conrelid <> 0 AND k.contype <> 'n' AND {_SCHEMAS}""",
    # Whether an index of a partition came with its parent's or by itself is told by the order of
    # statements alone, so their names and repetitions do not count.
    "indexes": f"""
        SELECT DISTINCT i.indrelid::regclass::text,
               CASE WHEN t.relispartition THEN regexp_replace(
                   pg_get_indexdef(i.indexrelid), 'INDEX [^ ]+ ON', 'INDEX ON')
               ELSE pg_get_indexdef(i.indexrelid) END,
               obj_description(i.indexrelid, 'pg_class')
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_class t ON t.oid = i.indrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SCHEMAS}""",
    "types": f"""
        SELECT t.oid::regtype::text, t.typtype, obj_description(t.oid, 'pg_type'),
               (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)
                  FROM pg_enum e WHERE e.enumtypid = t.oid),
               format_type(t.typbasetype, t.typtypmod), t.typdefault
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE t.typtype IN ('e', 'd') AND {_SCHEMAS}""",
    "views": f"""
        SELECT c.oid::regclass::text, pg_get_viewdef(c.oid)
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('v', 'm') AND {_SCHEMAS}""",
    "functions": f"""
        SELECT p.oid::regprocedure::text, md5(p.prosrc)
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE NOT EXISTS (SELECT 1 FROM pg_depend e
                            WHERE e.objid = p.oid AND e.deptype = 'e') AND {_SCHEMAS}""",
    "triggers": """
        SELECT t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid)
          FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgparentid = 0""",
    "policies": """
        SELECT schemaname, tablename, policyname, permissive, roles::text[], cmd, qual, with_check
          FROM pg_policies""",
}

Catalog = dict[str, list[tuple[Any, ...]]]


def catalog(url: str) -> Catalog:
    """Read the catalog of a database: sorted rows per subject."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(dsn) as connection:
        found: Catalog = {}
        for subject, query in _QUERIES.items():
            rows = connection.execute(query.encode()).fetchall()
            found[subject] = sorted(rows, key=repr)
    return found


def run_script(url: str, script: str) -> str:
    """Run a script with psql; what it complained about."""
    dsn = make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
    finished = subprocess.run(  # noqa: S603
        [_psql(), "--no-psqlrc", "--quiet", "--dbname", dsn, "--file", "-"],
        input=script.encode(),
        capture_output=True,
        check=False,
        timeout=120,
    )
    lines = finished.stderr.decode().splitlines()
    return "\n".join(line for line in lines if "ERROR" in line or "FATAL" in line)


def _psql() -> str:
    found = shutil.which("psql")
    if found:
        return found
    return str(next(iter(sorted(Path("/usr/lib/postgresql").glob("*/bin/psql"), reverse=True))))
