"""Reading a large OpenAPI document and a large SQL dump, from text to items.

The first step of each document is the fastest safe YAML parser alone; the preview may take
three times that. At 330 operations the document has 3 MB; the dump has 140 tables, 2,700
statements and 530 kB.
"""

from __future__ import annotations

from collections.abc import Iterator

import ryaml

from tests.benchmarks.measure import Limits, Step
from workbench.design.openapi_validation import validate_openapi
from workbench.intake.merge.linking import link
from workbench.intake.openapi.reader import read_openapi
from workbench.intake.sql.reader import read_ddl
from workbench.intake.structured.parse import parse_structured

SIZES = (110, 330, 990)

_PROSE = "Says what it is for, in words that people read. It has `code`, a * star and a: colon. "


def run(size: int) -> Iterator[Step]:
    """Steps over a document of `size` operations and a dump that grows alike."""
    document = openapi_text(size)
    tree = parse_structured(document).value
    dump = sql_text(size)
    # The parser itself grows a little faster than the text, for want of room in the caches.
    near = Limits(growth=1.4)
    yield Step("YAML parser alone", lambda: _parse_alone(document), limits=near)
    yield Step("OpenAPI document to items", lambda: _read_openapi(document), limits=near)
    yield Step("validate OpenAPI", lambda: validate_openapi(tree), limits=near)
    yield Step("SQL dump to items", lambda: link(read_ddl("dump.sql", dump)))


def _parse_alone(text: str) -> None:
    ryaml.loads(text)  # type: ignore[attr-defined]


def _read_openapi(text: str) -> None:
    read_openapi("api.yaml", parse_structured(text).value, text, {})


def openapi_text(operations: int) -> str:
    """A document of about 9 kB per operation, like those that vendors publish."""
    lines = [
        "openapi: 3.1.0",
        "info:",
        "  title: Large",
        "  version: '1'",
        "security:",
        "  - bearer: []",
        "paths:",
    ]
    for number in range(operations // 2):
        lines.append(f"  /things{number}/{{id}}:")
        for method in ("get", "put"):
            lines += _operation(number, method)
    lines += ["components:", "  securitySchemes:", "    bearer:", "      type: http"]
    lines += ["      scheme: bearer", "  schemas:"]
    for number in range(operations):
        lines += _schema(number)
    return "\n".join(lines) + "\n"


def _operation(number: int, method: str) -> list[str]:
    lines = [
        f"    {method}:",
        f"      operationId: {method}Thing{number}",
        f"      summary: Works on thing {number} (FR-{number:03})",
        f"      description: '{_PROSE * 6}'",
        "      parameters:",
    ]
    for place in range(6):
        lines += [
            "        - in: query",
            f"          name: filter{place}",
            f"          description: '{_PROSE}'",
            "          schema:",
            "            type: string",
            "            example: abc",
        ]
    lines += ["        - in: path", "          name: id", "          required: true"]
    lines += ["          schema:", "            type: string", "      responses:"]
    for status in ("200", "400", "401", "403", "404", "409", "422"):
        lines += [
            f"        '{status}':",
            f"          description: '{_PROSE}'",
            "          content:",
            "            application/json:",
            "              schema:",
            f"                $ref: '#/components/schemas/Thing{number}'",
        ]
    return lines


def _schema(number: int) -> list[str]:
    lines = [f"    Thing{number}:", f"      description: '{_PROSE * 3}'", "      type: object"]
    lines.append("      properties:")
    for place in range(18):
        lines += [
            f"        member{place}:",
            f"          description: '{_PROSE}'",
            "          type: string",
            f"          maxLength: {place + 1}",
            "          x-column: things.member",
        ]
    return lines


def sql_text(size: int) -> str:
    """A dump as pg_dump writes it: tables, then defaults, comments, constraints, indexes, keys."""
    tables = max(2, size * 14 // 33)
    parts = ["SET statement_timeout = 0;", "SET search_path = '';"]
    for number in range(tables):
        name = f"public.table_{number}"
        names = [f"column_{place}" for place in range(12)]
        body = ",\n".join(f"    {name} character varying(255) DEFAULT ''::text" for name in names)
        parts.append(
            f"CREATE TABLE {name} (\n    id bigint NOT NULL,\n{body},\n    other_id bigint\n);"
        )
        parts.append(f"ALTER TABLE {name} OWNER TO app;")
        parts.append(f"CREATE SEQUENCE {name}_id_seq\n    START WITH 1\n    INCREMENT BY 1;")
        parts.append(f"ALTER SEQUENCE {name}_id_seq OWNED BY {name}.id;")
        parts.append(f"COMMENT ON TABLE {name} IS 'What it''s for. {_PROSE}';")
        parts += [
            f"COMMENT ON COLUMN {name}.{column} IS '{_PROSE}[class: internal]';"
            for column in names[:8]
        ]
        default = f"nextval('{name}_id_seq'::regclass)"
        parts.append(f"ALTER TABLE ONLY {name} ALTER COLUMN id SET DEFAULT {default};")
        parts.append(f"ALTER TABLE ONLY {name} ADD CONSTRAINT t{number}_pkey PRIMARY KEY (id);")
        parts += [
            f"CREATE INDEX i{number}_{column} ON {name} USING btree ({column}) "
            f"WHERE ({column} IS NOT NULL);"
            for column in names[:4]
        ]
        parts.append(
            f"ALTER TABLE ONLY {name} ADD CONSTRAINT fk{number} FOREIGN KEY (other_id) "
            f"REFERENCES public.table_{number // 2}(id) ON DELETE CASCADE;"
        )
    return "\n\n".join(parts) + "\n"
