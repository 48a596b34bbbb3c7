"""The documents of one import: each decoded once, recognised by content and read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace

from workbench.intake import source_kinds
from workbench.intake.classify import classify
from workbench.intake.collector import DocumentCollector, Statement, clean_line
from workbench.intake.files.encoding import Decoded, NotTextError, decode
from workbench.intake.files.text_file import FileSet, TextFile
from workbench.intake.files.unsupported import (
    BINARY_ENDINGS,
    attachment_note,
    binary_format,
    text_format,
    unrecognised_reason,
)
from workbench.intake.files.workbench_package import find_exported_package, has_package_name
from workbench.intake.formats import DOCUMENT_KINDS, FILE_FORMATS, PRECEDENCE
from workbench.intake.markdown.csv_tables import csv_document
from workbench.intake.markdown.document import Markdown
from workbench.intake.markdown.parser import parse_markdown
from workbench.intake.migration_tools.databases import split_databases
from workbench.intake.migration_tools.plan import find_migrations, read_migrations
from workbench.intake.migration_tools.schema import schema_of_migrations
from workbench.intake.migration_tools.source_code import SourceFormat, source_format
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source
from workbench.intake.sql.script_sets import (
    dialect_of_scripts,
    find_change_scripts,
    read_script_sets,
)
from workbench.intake.sql.shown_dialect import shows_postgresql
from workbench.sql.dialect import DIALECT_TITLES, Dialect, detect_dialect
from workbench.sql.script import Script

_TITLE = re.compile(
    r"^(?:PRD|Product Requirements(?: Document)?|Data Dictionary|User Flows"
    r"|Wireframe Specifications|Content Model|Feedback Plan|Handoff Package"
    r"|Endpoint Inventory|Prioriti[sz]ation|Auth & Permission Model"
    r"|Integration Points(?: Specification)?"
    r"|Schema Design|Summary)\s+[—–:]\s+(?P<product>(?!Phase \d).+)$"
)

#: Hears the path of each document before it is read.
Progress = Callable[[str], None]


class DocumentReader:
    """Reads files that were given together."""

    def __init__(self, content: Mapping[str, bytes], progress: Progress) -> None:
        """Take bytes by path; `progress` hears the path of each document before it is read."""
        self._files = FileSet(content)
        self._progress = progress
        self._read: list[tuple[int, str, Imported]] = []
        """Precedence, path and content of what is read so far."""
        self._notes: list[Note] = []
        self._attached: list[Source] = []
        self._advised: dict[SourceFormat, str] = {}
        """Path of the first file of each kind of migration code."""
        self._product_known = self._database_known = False
        self.statements: list[Statement] = []

    def read(self) -> list[Imported]:
        """What each document holds, those that define first in front, then all their texts."""
        self._decode()
        package = find_exported_package(self._files)
        self._notes.extend(package.notes)
        scripts = {
            path: Script.detect(file.text, path)
            for path, file in self._files.texts.items()
            if file.ends_with(".sql") and file.text.strip()
        }
        script_texts = {path: script.text for path, script in scripts.items()}
        steps = find_migrations(script_texts) | find_change_scripts(scripts)
        pending = []
        for path, file in self._files.texts.items():
            self._progress(path)
            if path in package.unchanged and path != package.design:
                self._attached.append(file.source(package.kind_of(path)))
            elif path in scripts:
                pending.append(path)
            else:
                # A design that its documents repeat fills in what they do not say.
                last = bool(package.unchanged) and path == package.design
                self._read_file(file, last=last)
        self._read_scripts({path: scripts[path] for path in pending if path not in steps})
        self._read_migrations({path: script_texts[path] for path in pending if path in steps})
        self._read.sort(key=lambda entry: (entry[0], not has_package_name(entry[1]), entry[1]))
        rest = Imported(tuple(self._attached), (), tuple(self._notes), {})
        texts = {path: file.text for path, file in self._files.texts.items()}
        return [rest, *(imported for _, _, imported in self._read), Imported(texts=texts)]

    def _decode(self) -> None:
        for path, data in sorted(self._files.content.items()):
            described = binary_format(path, data)
            if described:
                self._notes.append(attachment_note(path, described, binary=True))
            else:
                try:
                    self._files.texts[path] = self._decoded(path, decode(data))
                    continue
                except NotTextError as error:
                    self._notes.append(_not_text_note(path, str(error)))
            self._attached.append(Source(path, source_kinds.ATTACHMENT, "binary"))

    def _decoded(self, path: str, decoded: Decoded) -> TextFile:
        self._notes.extend(
            Note(path, remark.line, NoteLevel.warning, remark.message) for remark in decoded.remarks
        )
        return TextFile(path, decoded)

    def _read_file(self, file: TextFile, *, last: bool) -> None:
        if not file.text or file.text.isspace():
            imported = file.attached("it is empty")
        elif code := source_format(file.path, file.text):
            imported = self._attach_source_code(file, code)
        else:
            known = (form for form in FILE_FORMATS if form.recognises(file, self._files))
            form = next(known, None)
            imported = form.read(file, self._files) if form else self._read_markdown(file)
        kind = imported.sources[0].kind
        if kind == source_kinds.SQL:
            self._state_database(file.path, detect_dialect(file.text), imported)
        rank = len(PRECEDENCE) if last else _rank(kind)
        self._read.append((rank, file.path, imported))

    def _attach_source_code(self, file: TextFile, code: SourceFormat) -> Imported:
        """Attach migrations that are code; the first of each kind has the advice what to do."""
        if code in self._advised:
            return file.attached(f"{code.title}; see the note on {self._advised[code]}")
        self._advised[code] = file.path
        has_sql = any(other.ends_with(".sql") for other in self._files.texts.values())
        level = NoteLevel.info if has_sql else NoteLevel.warning
        message = f"kept as an attachment: {code.title}; {code.advice}"
        return file.unread(source_kinds.ATTACHMENT, Note(file.path, 0, level, message))

    def _read_markdown(self, file: TextFile) -> Imported:
        unsupported = text_format(file.path, file.text)
        if unsupported:
            note = attachment_note(file.path, unsupported, binary=False)
            return file.unread(source_kinds.ATTACHMENT, note)
        table = csv_document(file.text) if file.ends_with(".csv", ".tsv") else None
        document = table or parse_markdown(file.text)
        unread = [
            Note(file.path, line, NoteLevel.warning, message)
            for line, message in document.unread_parts()
        ]
        found = classify(document, file.path, DOCUMENT_KINDS)
        if found.name == source_kinds.ATTACHMENT:
            attached = file.attached(unrecognised_reason(file.text))
            return replace(attached, notes=(*unread, *attached.notes))
        if not found.kinds:
            return file.unread(found.name, *unread)
        items: list[ReadItem] = []
        notes = unread
        for kind in found.kinds:
            collector = DocumentCollector(file.path)
            kind.read(document, collector)
            if kind is not found.kinds[0] and not collector.items:
                continue
            known = {item.address for item in items}
            items.extend(item for item in collector.items if item.address not in known)
            notes.extend(collector.notes)
            self.statements.extend(collector.statements)
        self._state_product(document, file.path)
        if len(found.kinds) > 1:
            items.sort(key=lambda item: item.line)
        return Imported((file.source(found.name),), tuple(items), tuple(notes), {})

    def _state_product(self, document: Markdown, path: str) -> None:
        """Take the product's name from a document's own title (`PRD — Orders`)."""
        title = document.title
        found = _TITLE.match(title.text) if title and title.level == 1 else None
        if title and found and not self._product_known:
            product = clean_line(found["product"].strip())
            self._state(path, "handoff", title.line, product=product)
            self._product_known = True

    def _state(self, path: str, kind: str, line: int, **values: str) -> None:
        collector = DocumentCollector(path)
        collector.add_statement(kind, kind, line, **values)
        self.statements.extend(collector.statements)

    def _read_scripts(self, scripts: Mapping[str, Script]) -> None:
        for found in read_script_sets(scripts):
            sources = tuple(self._source(path, source_kinds.SQL) for path in found.paths)
            first = found.paths[0]
            imported = replace(found.read, sources=sources)
            self._read.append((_rank(source_kinds.SQL), first, imported))
            self._state_database(first, found.dialect, found.read)

    def _state_database(self, path: str, dialect: Dialect, read: Imported) -> None:
        """Answer the set-up's question for the database, unless the tables alone show it."""
        if self._database_known or (dialect == "postgresql" and shows_postgresql(read)):
            return
        self._state(path, "setup", 1, database=dialect)
        message = (
            f"this script is written for {DIALECT_TITLES[dialect]}; the set-up answer for the "
            "database is set accordingly"
        )
        self._notes.append(Note(path, 1, NoteLevel.info, message))
        self._database_known = True

    def _read_migrations(self, steps: Mapping[str, str]) -> None:
        if not steps:
            return
        own, unread = split_databases(steps)
        for path, reason in unread.items():
            self._read.append((len(PRECEDENCE), path, self._files.texts[path].attached(reason)))
        texts = {path: steps[path] for path in own}
        collectors = {path: DocumentCollector(path) for path in texts}
        read_migrations(texts, collectors)
        has_tables = any(_tables(imported) for _, _, imported in self._read)
        rank = _rank(source_kinds.MIGRATIONS)
        for path, collector in collectors.items():
            source = self._source(path, source_kinds.MIGRATIONS)
            imported = Imported((source,), tuple(collector.items), tuple(collector.notes), {})
            self._read.append((rank, path, imported))
        if not has_tables:
            first = next(iter(texts))
            dialect = dialect_of_scripts(texts.values(), first)
            schema = schema_of_migrations(texts, dialect)
            self._read.append((rank + 1, "", schema))
            self._state_database(first, dialect, schema)

    def _source(self, path: str, kind: str) -> Source:
        return self._files.texts[path].source(kind)


def _rank(kind: str) -> int:
    return PRECEDENCE.index(kind) if kind in PRECEDENCE else len(PRECEDENCE)


def _tables(imported: Imported) -> Iterable[ReadItem]:
    return [item for item in imported.items if item.kind == "table"]


def _not_text_note(path: str, reason: str) -> Note:
    if path.lower().endswith(BINARY_ENDINGS):
        return Note(path, 0, NoteLevel.info, f"kept as an attachment: {reason}")
    return Note(path, 0, NoteLevel.error, f"refused: {reason}")
