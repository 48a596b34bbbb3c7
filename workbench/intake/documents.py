"""The documents of one import: each decoded once, recognised by content and read.

Markdown and SQL are imported only where there is such a document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from workbench.intake import source_kinds
from workbench.intake.collector import DocumentCollector, Statement
from workbench.intake.files.encoding import Decoded, NotTextError, decode
from workbench.intake.files.text_file import FileSet, TextFile
from workbench.intake.files.unsupported import (
    BINARY_ENDINGS,
    attachment_note,
    binary_format,
)
from workbench.intake.files.workbench_package import find_exported_package, has_package_name
from workbench.intake.formats import PRECEDENCE, file_formats
from workbench.intake.migration_tools.source_code import SourceFormat, source_format
from workbench.intake.result import Imported, Note, NoteLevel, ReadItem, Source, StatedDatabase

if TYPE_CHECKING:
    from workbench.intake.sql_documents import SqlDocument

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
        """The content of each document, defining ones first, then the texts of all."""
        self._decode()
        package = find_exported_package(self._files)
        self._notes.extend(package.notes)
        scripts = {
            path
            for path, file in self._files.texts.items()
            if file.ends_with(".sql") and file.text.strip()
        }
        pending = []
        for path, file in self._files.texts.items():
            self._progress(path)
            if path in package.unchanged and path != package.design:
                self._attached.append(file.source(package.kind_of(path)))
            elif path in scripts:
                pending.append(path)
            else:
                # A design that its documents repeat fills in what they leave out.
                last = bool(package.unchanged) and path == package.design
                self._read_file(file, last=last)
        if pending:
            self._read_scripts(sorted(scripts), pending)
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
            known = (form for form in file_formats() if form.recognises(file, self._files))
            form = next(known, None)
            imported = form.read(file, self._files) if form else self._read_markdown(file)
        kind = imported.sources[0].kind
        if kind == source_kinds.SQL:
            from workbench.sql.dialect import detect_dialect

            self._state_database(file.path, StatedDatabase(detect_dialect(file.text), 1), imported)
        if imported.database:
            self._state_database(file.path, imported.database, imported)
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
        from workbench.intake.markdown_documents import read_markdown_document

        document = read_markdown_document(file)
        self.statements.extend(document.statements)
        if document.product and not self._product_known:
            self._state(file.path, "handoff", document.title_line, product=document.product)
            self._product_known = True
        return document.imported

    def _state(self, path: str, kind: str, line: int, **values: str) -> None:
        collector = DocumentCollector(path)
        collector.add_statement(kind, kind, line, **values)
        self.statements.extend(collector.statements)

    def _read_scripts(self, paths: Iterable[str], pending: Iterable[str]) -> None:
        """Read the pending ones of all SQL scripts; the others show what they belong to."""
        from workbench.intake.sql_documents import SqlDocuments

        documents = SqlDocuments(self._files, paths)
        for document in documents.read_schemas(pending):
            self._add_script(document)
        has_tables = any(_tables(imported) for _, _, imported in self._read)
        for document in documents.read_migrations(pending, derive_schema=not has_tables):
            self._add_script(document)

    def _add_script(self, document: SqlDocument) -> None:
        rank = _rank(document.kind) + document.is_derived
        path = "" if document.is_derived else document.path
        self._read.append((rank, path, document.imported))
        if document.dialect:
            database = StatedDatabase(document.dialect, 1)
            self._state_database(document.path, database, document.imported)

    def _state_database(self, path: str, database: StatedDatabase, read: Imported) -> None:
        """Answer the set-up's question for the database, unless the tables alone show it."""
        from workbench.intake.sql.shown_dialect import answer_note, needs_answer

        if self._database_known or not needs_answer(database, read):
            return
        self._state(path, "setup", database.line, database=database.name)
        self._notes.append(answer_note(path, database))
        self._database_known = True


def _rank(kind: str) -> int:
    return PRECEDENCE.index(kind) if kind in PRECEDENCE else len(PRECEDENCE)


def _tables(imported: Imported) -> Iterable[ReadItem]:
    return [item for item in imported.items if item.kind == "table"]


def _not_text_note(path: str, reason: str) -> Note:
    if path.lower().endswith(BINARY_ENDINGS):
        return Note(path, 0, NoteLevel.info, f"kept as an attachment: {reason}")
    return Note(path, 0, NoteLevel.error, f"refused: {reason}")
