"""Long runs of one thing, anywhere in a document, cost no more than their length."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import pytest

from tests.cost import grows_too_fast
from workbench.intake.folder import read_files

_SIZE = 2_000

PLACES = {
    "list": "# Requirements\n- **FR-1**: a{run}b\n",
    "title": "# Requirements\n### FR-1: a{run}b (x)\ntext\n",
    "field": "# Requirements\n### FR-1: a\n**Priority:** x{run}y\n**Status:** x{run}y\n",
    "row": "# Requirements\n| ID | Requirement | Priority | User Story | Status |\n"
    "|--|--|--|--|--|\n"
    "| FR-1 | a{run}b | x{run}y | US-1{run}x | a{run}b |\n",
    "heading": "# Requirements\n## a{run}b *(x)*\n- FR-1: a\n",
    "story": "# User stories\n- **US-1** (FR-1{run}): a{run}b\n",
    "dictionary": "# Data Dictionary\n## Entity: A{run}b\n### Attributes\n"
    "| Attribute | Type | Business Rule | PII |\n"
    "|--|--|--|--|\n| a | b | one of: [a{run}b | x{run}y |\n",
    "entities": "# Data Dictionary\n## A{run}b\n### Attributes\n"
    "| Attribute | Type |\n|--|--|\n| a | b |\n## 2.1 `A` {run} (accounts)\n### Fields\n- a: b\n",
    "flow": "# User flows\n## Flow: a{run}b\n**ID:** UF-1\n**Covers:** FR-1{run}x\n"
    "### Happy Path\n1. a{run}b (`GET /x`\n",
    "screen": "# Wireframes\n## Screen: a\n**ID:** WF-1\n### Data\n- a{run}b: x\n",
    "content": "# Content Model\n## Content Type: a{run}b\n**Workflow:** a{run}b\n"
    "- a{run}b (Text): x\n### Fields\n| Field | Type | Localised |\n|--|--|--|\n"
    "| a{run}b | x{run}y | z{run} |\n",
    "feedback": "# Feedback Plan\n## Channel: a{run}b\n**PII:** a{run}b\n"
    "**Data:** a{run}b (PII)\n- a{run}b\n",
    "registers": "# PRD\n- FR-1: a\n## Assumptions{run}\n- a{run}b\n## Open Questions\n- a{run}?\n",
    "asciidoc": "= a{run}b\n:a: {run}\n.. a{run}::\n+--{run}+\na{run}\n^^^^\n",
    "handoff": "# Handoff Package\n**Product:** a{run}b · **Date:** x\n## Release Mode\n"
    "**Release Mode:** a{run}b\n## Risks\n- a{run}b\n",
    "matrix": "# Permissions\n| Permission | a | b{run}c |\n|--|--|--|\n"
    "| x | Allow | Own (a{run}b) |\n",
    "policies": "# Permissions\n## Row Policies\n| Table | Policy | Command | Using |\n"
    "|--|--|--|--|\n| a | b | ALL | a{run}b |\n",
    "schema": "# Schema Design\n## Table: a\n### Columns\n| Column | Type |\n|--|--|\n"
    "| a{run}b | text |\n### Indexes\n"
    "| Name | Parts |\n|--|--|\n| i | a{run}b |\n### Foreign Keys\n| Columns | References |\n"
    "|--|--|\n| a | b{run}c |\n",
    "integrations": "# Integration Points\n## Webhooks\n### Webhook: a{run}b\n**Event:** a{run}b\n",
    "html": "<table><tr><th>ID</th><th>Text</th></tr><tr><td>FR-1<td>a{run}b</td></tr></table>\n",
    "sql": "--{run}\nCREATE TABLE a (id int);\n",
    "sql_parts": "CREATE TABLE a (id int DEFAULT 'a{run}b' CHECK (id > {run}1), b text{run});\n"
    "COMMENT ON TABLE a IS 'a{run}b';\nCOMMENT ON COLUMN a.id IS 'a{run}b]';\n"
    "CREATE INDEX i ON a (id) WHERE id{run};\nALTER TABLE a ADD c int{run};\n"
    "CREATE VIEW v AS SELECT {run} FROM a;\nCREATE POLICY p ON a USING (a{run}b);\n",
    "migration": "-- migrate:up\nCREATE TABLE a (id int);{run}\n-- migrate:down\n",
    "yaml": "#{run}\nx: 1\n",
    "json": '{run}{"x": {run}1}\n',
    "dbml": "Project a {run}{ database_type: 'a{run}b' }\n"
    "Table a {\n  id int [note: 'a{run}b', {run}]\n  {run}\n}\n",
    "csv": "ID,Requirement,Priority\nFR-1,a{run}b,{run}\n",
    "plain": "a{run}b\n",
}
#: How files are called whose kind their name tells; the others are Markdown.
_NAMES = {
    "sql": "a.sql",
    "sql_parts": "a.sql",
    "migration": "migrations/001_a.sql",
    "yaml": "a.yaml",
    "json": "a.json",
    "dbml": "a.dbml",
    "csv": "a.csv",
}
RUNS = [
    " ",
    "\t",
    "\n",
    "a",
    "A-",
    "1",
    "1.",
    "*",
    "**",
    "`",
    "~",
    "(",
    "[",
    "<",
    "<br>",
    "&amp;",
    "|",
    "-",
    "- ",
    "#",
    ":",
    ",",
    ", ",
    "\\",
    "FR-1 ",
    "=",
    ">",
    "é",
    "\uff26\uff32",
    "\n\n",
    "\n- ",
    "\n| ",
    "x (",
]


@pytest.mark.parametrize("place", PLACES)
def test_a_long_run_is_read_in_time_that_grows_with_it(place: str) -> None:
    name = _NAMES.get(place, "a.md")
    slow = {}
    for run in RUNS:

        def reading(size: int, run: str = run) -> Callable[[], object]:
            text = PLACES[place].replace("{run}", run * (size // len(run)))
            return partial(read_files, {name: text.encode()})

        told = grows_too_fast(reading, _SIZE)
        if told:
            slow[run] = told
    assert not slow
