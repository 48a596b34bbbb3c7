"""The documents of one set: each recognised by content and given to its reader."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

from workbench.intake import classify
from workbench.intake.collector import DocumentCollector, Statement, clean_line
from workbench.intake.dbml.reader import looks_like_dbml, read_dbml
from workbench.intake.files.encoding import Decoded, NotTextError, decode
from workbench.intake.files.unsupported import (
    BINARY_ENDINGS,
    attachment_note,
    binary_format,
    text_format,
    unrecognised_reason,
)
from workbench.intake.files.workbench_package import (
    NAMES,
    has_package_name,
    manifest_hashes,
    read_design,
)
from workbench.intake.handoff.content_model import read_content_model
from workbench.intake.handoff.dictionary import read_dictionary
from workbench.intake.handoff.feedback_plan import read_feedback_plan
from workbench.intake.handoff.flows import read_flows
from workbench.intake.handoff.handoff_package import read_handoff
from workbench.intake.handoff.wireframes import read_wireframes
from workbench.intake.markdown.blocks import Heading, Markdown, parse_markdown
from workbench.intake.markdown.csv_tables import csv_document, lists_requirements
from workbench.intake.openapi.reader import looks_like_openapi, read_openapi
from workbench.intake.openapi.references import mentioned_references
from workbench.intake.permissions.reader import read_permissions
from workbench.intake.phases.endpoint_inventory import read_inventory
from workbench.intake.phases.integrations import read_integrations
from workbench.intake.phases.prioritization import read_prioritization
from workbench.intake.phases.schema_design import read_schema_design
from workbench.intake.phases.summary import read_summary
from workbench.intake.prd.reader import read_prd
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source
from workbench.intake.sql.migration_schema import schema_of_migrations
from workbench.intake.sql.migrations import (
    find_migrations,
    read_migrations,
    split_databases,
)
from workbench.intake.sql.reader import read_ddl
from workbench.intake.sql.script_sets import (
    dialect_of_scripts,
    find_change_scripts,
    read_script_sets,
)
from workbench.intake.sql.shown_dialect import shows_postgresql
from workbench.intake.structured.parse import Parsed, UnreadableError, parse_structured
from workbench.sql.dialect import DIALECT_TITLES, Dialect, detect_dialect

_READERS: dict[str, Callable[[Markdown, DocumentCollector], None]] = {
    classify.PRD: read_prd,
    classify.DICTIONARY: read_dictionary,
    classify.FLOWS: read_flows,
    classify.WIREFRAMES: read_wireframes,
    classify.CONTENT: read_content_model,
    classify.FEEDBACK: read_feedback_plan,
    classify.HANDOFF: read_handoff,
    classify.INVENTORY: read_inventory,
    classify.PRIORITIZATION: read_prioritization,
    classify.PERMISSIONS: read_permissions,
    classify.INTEGRATIONS: read_integrations,
    classify.SCHEMA: read_schema_design,
    classify.SUMMARY: read_summary,
}
#: Order in which documents are put together: of two definitions the first counts.
_RANKS = ("design", *_READERS, "openapi", "sql", "dbml", "migrations")
_SQL = re.compile(
    r"^[ \t]*(?:CREATE\s+(?:OR\s+REPLACE\s+|UNLOGGED\s+|TEMP(?:ORARY)?\s+)?"
    r"(?:TABLE|TYPE|INDEX|UNIQUE"
    r"|SCHEMA"
    r"|EXTENSION|VIEW|DOMAIN|SEQUENCE)|ALTER\s+TABLE|INSERT\s+INTO|DROP\s+TABLE)\b",
    re.IGNORECASE | re.MULTILINE,
)
_SQL_START = re.compile(
    r"\s*(?:--|/\*|CREATE\s|ALTER\s|SET\s|BEGIN\b|DROP\s|PRAGMA\s)", re.IGNORECASE
)
_YAML_START = re.compile(
    r"\s*(?:#[^\n]*\n\s*)*(?:---\s*\n\s*)?(?:#[^\n]*\n\s*)*[\"']?(?:openapi|swagger"
    r"|asyncapi)[\"']?\s*:"
)
#: An API may well have a property of that name; its version is no object.
_DESIGN = re.compile(r'\s*\{(?s:.*?)"schema_version"\s*:\s*(?![\s{])')
_BRACED = re.compile(r"\s*[\[{]")
_NAMED_FORMAT = re.compile(r'"(?:openapi|swagger|asyncapi)"\s*:\s*"')
_STRUCTURED = (".yaml", ".yml", ".json")
_TITLE = re.compile(
    r"^(?:PRD|Product Requirements(?: Document)?|Data Dictionary|User Flows"
    r"|Wireframe Specifications|Content Model|Feedback Plan|Handoff Package"
    r"|Endpoint Inventory|Prioriti[sz]ation|Auth & Permission Model"
    r"|Integration Points(?: Specification)?"
    r"|Schema Design|Summary)\s+[—–:]\s+(?P<product>(?!Phase \d).+)$"
)


Tell = Callable[[str], None]


class DocumentSet:
    """Reads files that were given together."""

    def __init__(self, files: Mapping[str, bytes], tell: Tell) -> None:
        """Take files by path; `tell` hears the path of each document before it is read."""
        self._files = files
        self._tell = tell
        self._texts: dict[str, Decoded] = {}
        self._parsed: dict[str, Parsed | UnreadableError] = {}
        self._notes: list[Note] = []
        self._attached: list[Source] = []
        self._product_said = self._database_stated = False
        self.statements: list[Statement] = []

    def read(self) -> list[Imported]:
        """One Imported per document, those that define first in front; one for attachments."""
        self._decode()
        design = next((path for path in self._texts if self._is_design(path)), "")
        unchanged = self._unchanged(design) if design else frozenset()
        ranked: list[tuple[int, str, Imported]] = []
        migrations: dict[str, str] = {}
        schemas: dict[str, str] = {}
        scripts = {
            path: one.text
            for path, one in self._texts.items()
            if path.lower().endswith(".sql") and one.text.strip()
        }
        steps = find_migrations(scripts) | find_change_scripts(scripts)
        for path, decoded in self._texts.items():
            self._tell(path)
            if path in unchanged:
                kind = "design" if path == design else self._kind_by_name(path)
                if path != design:
                    self._attached.append(Source(path, kind, decoded.encoding))
                    continue
            if path in steps:
                migrations[path] = decoded.text
                continue
            if path in scripts:
                schemas[path] = decoded.text
                continue
            one = self._read_one(path, decoded)
            if one is not None:
                kind = one.sources[0].kind if one.sources else classify.ATTACHMENT
                ranked.append(
                    (self._rank(kind, last=bool(unchanged) and kind == "design"), path, one)
                )
        ranked.extend(self._scripts(schemas))
        ranked.extend(self._migrations(migrations, [one for _, _, one in ranked]))
        ranked.sort(key=lambda entry: (entry[0], not has_package_name(entry[1]), entry[1]))
        rest = Imported(tuple(self._attached), (), tuple(self._notes), {})
        texts = {path: decoded.text for path, decoded in self._texts.items()}
        return [rest, *(one for _, _, one in ranked), Imported(texts=texts)]

    @staticmethod
    def _rank(kind: str, *, last: bool) -> int:
        if last:
            return len(_RANKS)
        return _RANKS.index(kind) if kind in _RANKS else len(_RANKS)

    def _decode(self) -> None:
        for path, data in sorted(self._files.items()):
            told = binary_format(path, data)
            if told:
                self._attached.append(Source(path, classify.ATTACHMENT, "binary"))
                self._notes.append(attachment_note(path, told, binary=True))
                continue
            try:
                decoded = decode(data)
            except NotTextError as error:
                picture = path.lower().endswith(BINARY_ENDINGS)
                level = NoteLevel.info if picture else NoteLevel.error
                word = "kept as an attachment" if picture else "refused"
                self._attached.append(Source(path, classify.ATTACHMENT, "binary"))
                self._notes.append(Note(path, 0, level, f"{word}: {error}"))
                continue
            self._texts[path] = decoded
            self._notes.extend(
                Note(path, remark.line, NoteLevel.warning, remark.message)
                for remark in decoded.remarks
            )

    def _structured(self, path: str) -> Parsed | UnreadableError:
        if path not in self._parsed:
            try:
                self._parsed[path] = parse_structured(self._texts[path].text)
            except UnreadableError as error:
                self._parsed[path] = error
        return self._parsed[path]

    def _is_design(self, path: str) -> bool:
        text = self._texts[path].text
        head = text[:4_000]
        return bool(_DESIGN.match(head)) and not _NAMED_FORMAT.search(head)

    def _unchanged(self, design: str) -> frozenset[str]:
        """Documents whose bytes are those that the manifest lists, if the design's are too."""
        folder = design.rpartition("/")[0]
        prefix = f"{folder}/" if folder else ""
        manifest = f"{prefix}manifest.json"
        if manifest not in self._texts:
            return frozenset()
        parsed = self._structured(manifest)
        listed = manifest_hashes(parsed.value) if isinstance(parsed, Parsed) else {}
        same = {
            prefix + name
            for name, digest in listed.items()
            if prefix + name in self._files
            and hashlib.sha256(self._files[prefix + name]).hexdigest() == digest.lower()
        }
        if design not in same:
            return frozenset()
        changed = [
            path for path in self._texts
            if path.startswith(prefix) and path not in same and path != manifest
        ]  # fmt: skip
        if changed:
            self._notes.append(
                Note(
                    design,
                    0,
                    NoteLevel.info,
                    f"changed since the export, so it counts: {', '.join(sorted(changed)[:20])}",
                )
            )
        return frozenset(same | {manifest})

    def _kind_by_name(self, path: str) -> str:
        return NAMES.get(path.rpartition("/")[2], "export")

    def _read_one(self, path: str, decoded: Decoded) -> Imported | None:
        text, lower = decoded.text, path.lower()
        if not text or text.isspace():
            self._attach(path, decoded, "empty file")
            return None
        if self._is_design(path):
            return read_design(path, decoded)
        if _BRACED.match(text) or lower.endswith(_STRUCTURED) or _YAML_START.match(text[:2_000]):
            return self._read_structured(path, decoded)
        if _SQL_START.match(text) and _SQL.search(text[:200_000]):
            read = read_ddl(path, text, detect_dialect(text))
            self._state_database(path, detect_dialect(text), read)
            return read
        if lower.endswith(".dbml") or looks_like_dbml(text):
            return read_dbml(path, text)
        return self._read_markdown(path, decoded)

    def _attach(self, path: str, decoded: Decoded, why: str) -> None:
        self._attached.append(Source(path, classify.ATTACHMENT, decoded.encoding))
        self._notes.append(Note(path, 0, NoteLevel.info, f"kept as an attachment: {why}"))

    def _read_structured(self, path: str, decoded: Decoded) -> Imported | None:
        parsed = self._structured(path)
        if isinstance(parsed, UnreadableError):
            if not path.lower().endswith(_STRUCTURED) and not _YAML_START.match(
                decoded.text[:2_000]
            ):
                return self._read_markdown(path, decoded)
            note = Note(path, parsed.line, NoteLevel.error, f"refused: {parsed.message}")
            return Imported((Source(path, "unreadable", decoded.encoding),), (), (note,), {})
        self._notes.extend(Note(path, 0, NoteLevel.warning, one) for one in parsed.remarks)
        tree: Any = parsed.value
        if looks_like_openapi(tree):
            others = {name: data for name, data in self._files.items() if name != path}
            read = read_openapi(path, tree, decoded.text, others)
            # The files that it brought in are listed as its parts, each once.
            return replace(read, sources=(Source(path, "openapi", decoded.encoding),))
        if (
            isinstance(tree, dict)
            and "files" in tree
            and path.rpartition("/")[2] == "manifest.json"
        ):
            self._attached.append(Source(path, "manifest", decoded.encoding))
            return None
        if self._is_referenced(path):
            self._attached.append(Source(path, "openapi-part", decoded.encoding))
            return None
        self._attach(path, decoded, "neither OpenAPI nor a design")
        return None

    def _is_referenced(self, path: str) -> bool:
        """Whether another file's `$ref` names this one, so that it was read from there."""
        name = path.rpartition("/")[2]
        return any(name in names for other, names in self._mentioned.items() if other != path)

    @cached_property
    def _mentioned(self) -> dict[str, frozenset[str]]:
        """Names of files that each structured file refers to."""
        return {
            path: frozenset(
                ref.partition("#")[0].rpartition("/")[2]
                for ref in mentioned_references(decoded.text)
            )
            for path, decoded in self._texts.items()
            if path.lower().endswith(_STRUCTURED)
        }

    def _read_markdown(self, path: str, decoded: Decoded) -> Imported | None:
        other = text_format(path, decoded.text)
        if other:
            self._attached.append(Source(path, classify.ATTACHMENT, decoded.encoding))
            self._notes.append(attachment_note(path, other, binary=False))
            return None
        table = csv_document(decoded.text) if path.lower().endswith((".csv", ".tsv")) else None
        document = table or parse_markdown(decoded.text)
        for line, message in document.unread_parts():
            self._notes.append(Note(path, line, NoteLevel.warning, message))
        found = classify.recognise_markdown(document, path)
        if table and found.kind == classify.ATTACHMENT and lists_requirements(table):
            found = classify.Recognised(classify.PRD)
        if found.kind == classify.ATTACHMENT:
            self._attach(path, decoded, unrecognised_reason(decoded.text))
            return None
        if found.kind == classify.RENDERING:
            self._attached.append(Source(path, classify.RENDERING, decoded.encoding))
            return None
        items: list[ReadItem] = []
        notes: list[Note] = []
        for kind in (found.kind, *found.others):
            collector = DocumentCollector(path)
            _READERS[kind](document, collector)
            if kind != found.kind and not collector.items:
                continue
            known = {one.address for one in items}
            items.extend(one for one in collector.items if one.address not in known)
            notes.extend(collector.notes)
            self.statements.extend(collector.statements)
        self._product(document, path)
        if found.others:
            items.sort(key=lambda one: one.line)
        source = Source(path, found.kind, decoded.encoding)
        return Imported((source,), tuple(items), tuple(notes), {})

    def _product(self, document: Markdown, path: str) -> None:
        """The product that a document's own title names."""
        title = next((block for block in document.blocks if isinstance(block, Heading)), None)
        found = _TITLE.match(title.text) if title and title.level == 1 else None
        if title and found and not self._product_said:
            collector = DocumentCollector(path)
            collector.add_statement(
                "handoff", "handoff", title.line, product=clean_line(found["product"].strip())
            )
            self.statements.extend(collector.statements)
            self._product_said = True

    def _scripts(self, scripts: dict[str, str]) -> list[tuple[int, str, Imported]]:
        rank = self._rank("sql", last=False)
        found: list[tuple[int, str, Imported]] = []
        for one in read_script_sets(scripts):
            sources = tuple(Source(path, "sql", self._texts[path].encoding) for path in one.paths)
            found.append((rank, one.paths[0], replace(one.read, sources=sources)))
            self._state_database(one.paths[0], one.dialect, one.read)
        return found

    def _state_database(self, path: str, dialect: Dialect, read: Imported) -> None:
        """Answer the set-up's question for the database, unless the tables alone show it."""
        if self._database_stated or (dialect == "postgresql" and shows_postgresql(read)):
            return
        collector = DocumentCollector(path)
        collector.add_statement("setup", "setup", 1, database=dialect)
        self.statements.extend(collector.statements)
        message = f"written for {DIALECT_TITLES[dialect]}, by its words; the set-up says so"
        self._notes.append(Note(path, 1, NoteLevel.info, message))
        self._database_stated = True

    def _migrations(
        self, files: dict[str, str], others: list[Imported]
    ) -> list[tuple[int, str, Imported]]:
        if not files:
            return []
        own, left = split_databases(files)
        for path, why in left.items():
            self._attach(path, self._texts[path], why)
        files = {path: files[path] for path in own}
        collectors = {path: DocumentCollector(path) for path in files}
        read_migrations(files, collectors)
        rank = self._rank("migrations", last=False)
        found = [
            (rank, path, Imported((Source(path, "migrations", self._texts[path].encoding),),
                                  tuple(collector.items), tuple(collector.notes), {}))
            for path, collector in collectors.items()
        ]  # fmt: skip
        tables = any(one.kind == "table" for part in others for one in part.items)
        if not tables:
            first = next(iter(files))
            dialect = dialect_of_scripts(files.values(), first)
            schema = schema_of_migrations(files, dialect)
            found.append((rank + 1, "", schema))
            self._state_database(first, dialect, schema)
        return found
