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
               c.relpersistence, c.reloptions, c.relreplident,
               pg_get_partkeydef(c.oid), pg_get_expr(c.relpartbound, c.oid),
               (SELECT array_agg(i.inhparent::regclass::text ORDER BY 1)
                  FROM pg_inherits i WHERE i.inhrelid = c.oid),
               obj_description(c.oid, 'pg_class')
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('r', 'p', 'v', 'm') AND {_SCHEMAS}""",
    # Newer servers note pg_attver among a column's options, a number of their own that differs
    # between databases and that pg_dump leaves out.
    "columns": f"""
        SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod),
               a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
               (SELECT collname FROM pg_collation WHERE oid = a.attcollation),
               a.attstorage, a.attcompression, a.attstattarget,
               (SELECT array_agg(o ORDER BY o) FROM unnest(a.attoptions) o
                 WHERE split_part(o, '=', 1) <> 'pg_attver'),
               col_description(c.oid, a.attnum),
               row_number() OVER (PARTITION BY c.oid ORDER BY a.attnum)
          FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace
          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
         WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
           AND {_SCHEMAS}""",
    "constraints": f"""
        SELECT k.conrelid::regclass::text, k.contypid::regtype::text, k.conname, k.contype,
               pg_get_constraintdef(k.oid), obj_description(k.oid, 'pg_constraint')
          FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace
         WHERE k.contype <> 'n' AND {_SCHEMAS}""",
    # Whether an index of a partition came with its parent's or by itself is told by the order of
    # statements alone, so their names and repetitions do not count.
    "indexes": f"""
        SELECT DISTINCT i.indrelid::regclass::text,
               CASE WHEN t.relispartition THEN regexp_replace(
                   pg_get_indexdef(i.indexrelid), 'INDEX [^ ]+ ON', 'INDEX ON')
               ELSE pg_get_indexdef(i.indexrelid) END,
               obj_description(i.indexrelid, 'pg_class'), i.indisclustered
          FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
          JOIN pg_class t ON t.oid = i.indrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SCHEMAS}""",
    "types": f"""
        SELECT t.oid::regtype::text, t.typtype, obj_description(t.oid, 'pg_type'),
               (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)
                  FROM pg_enum e WHERE e.enumtypid = t.oid),
               format_type(t.typbasetype, t.typtypmod), t.typdefault, t.typnotnull,
               (SELECT array_agg((a.attname, format_type(a.atttypid, a.atttypmod))::text
                                 ORDER BY a.attnum)
                  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
                 WHERE c.oid = t.typrelid AND c.relkind = 'c'),
               (SELECT (format_type(r.rngsubtype, NULL), r.rngmultitypid::regtype)::text
                  FROM pg_range r WHERE r.rngtypid = t.oid)
          FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace
         WHERE (t.typtype IN ('e', 'd', 'r') OR EXISTS (
                  SELECT FROM pg_class c WHERE c.oid = t.typrelid AND c.relkind = 'c'))
           AND {_SCHEMAS}""",
    "sequences": f"""
        SELECT c.oid::regclass::text, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement,
               s.seqmin, s.seqmax, s.seqcache, s.seqcycle, c.relpersistence,
               (SELECT d.refobjid::regclass::text || '.' || d.refobjsubid || d.deptype::text
                  FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i')
                   AND d.refclassid = 'pg_class'::regclass AND d.refobjsubid > 0),
               obj_description(c.oid, 'pg_class')
          FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid
          JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_SCHEMAS}""",
    "schemas": f"""
        SELECT n.nspname, obj_description(n.oid, 'pg_namespace') FROM pg_namespace n
         WHERE {_SCHEMAS} AND n.nspname NOT LIKE 'pg_t%'""",
    "extensions": "SELECT extname FROM pg_extension",
    "rules": """
        SELECT schemaname, tablename, rulename, definition FROM pg_rules
         WHERE schemaname NOT IN ('pg_catalog', 'information_schema')""",
    "statistics": f"""
        SELECT pg_get_statisticsobjdef(x.oid) FROM pg_statistic_ext x
          JOIN pg_namespace n ON n.oid = x.stxnamespace WHERE {_SCHEMAS}""",
    "views": f"""
        SELECT c.oid::regclass::text, pg_get_viewdef(c.oid), c.reloptions
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
         WHERE c.relkind IN ('v', 'm') AND {_SCHEMAS}""",
    "functions": f"""
        SELECT p.oid::regprocedure::text, p.prokind, obj_description(p.oid, 'pg_proc'),
               CASE WHEN p.prokind = 'a' THEN
                 (SELECT (g.aggtransfn, g.aggtranstype::regtype, g.agginitval, g.aggfinalfn)::text
                    FROM pg_aggregate g WHERE g.aggfnoid = p.oid)
               ELSE pg_get_functiondef(p.oid) END
          FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
         WHERE NOT EXISTS (SELECT 1 FROM pg_depend e
                            WHERE e.objid = p.oid AND e.deptype = 'e') AND {_SCHEMAS}""",
    "triggers": """
        SELECT t.tgrelid::regclass::text, t.tgname, pg_get_triggerdef(t.oid), t.tgenabled,
               obj_description(t.oid, 'pg_trigger')
          FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgparentid = 0""",
    "policies": """
        SELECT schemaname, tablename, policyname, permissive, roles::text[], cmd, qual, with_check,
               (SELECT obj_description(o.oid, 'pg_policy') FROM pg_policy o
                 WHERE o.polname = policyname
                   AND o.polrelid = format('%I.%I', schemaname, tablename)::regclass)
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
