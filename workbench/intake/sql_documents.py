"""The SQL scripts of one import: those that make a schema, and the steps of its migrations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from workbench.intake import source_kinds
from workbench.intake.collector import DocumentCollector
from workbench.intake.files.text_file import FileSet
from workbench.intake.migration_tools.databases import split_databases
from workbench.intake.migration_tools.plan import find_migrations, read_migrations
from workbench.intake.migration_tools.schema import schema_of_migrations
from workbench.intake.result import Imported
from workbench.intake.sql.script_sets import (
    dialect_of_scripts,
    find_change_scripts,
    read_script_sets,
)
from workbench.sql.dialect import Dialect
from workbench.sql.script import Script


@dataclass(frozen=True)
class SqlDocument:
    """One script, scripts that were read as one, or what migrations build."""

    kind: str
    """A value of `source_kinds`."""
    path: str
    """Of several scripts the first."""
    imported: Imported
    dialect: Dialect | None = None
    """The database that it is written for; None where it does not decide that."""
    is_derived: bool = False
    """Whether it is the schema that migrations build, which no script states."""


class SqlDocuments:
    """Tells schemas from steps of migrations, and reads them."""

    def __init__(self, files: FileSet, paths: Iterable[str]) -> None:
        """Take the paths of all scripts: those that are read, and those that only give context."""
        self._files = files
        self._scripts = {path: Script.detect(files.texts[path].text, path) for path in paths}
        texts = {path: script.text for path, script in self._scripts.items()}
        self._steps = find_migrations(texts) | find_change_scripts(self._scripts)

    def read_schemas(self, paths: Iterable[str]) -> Iterator[SqlDocument]:
        """Read those of the scripts that make a schema."""
        scripts = {path: self._scripts[path] for path in paths if path not in self._steps}
        for found in read_script_sets(scripts):
            sources = tuple(
                self._files.texts[path].source(source_kinds.SQL) for path in found.paths
            )
            imported = replace(found.read, sources=sources)
            yield SqlDocument(source_kinds.SQL, found.paths[0], imported, found.dialect)

    def read_migrations(
        self, paths: Iterable[str], *, derive_schema: bool
    ) -> Iterator[SqlDocument]:
        """Read those of the scripts that are steps, and on demand the schema that they build."""
        steps = {path: self._scripts[path].text for path in paths if path in self._steps}
        if not steps:
            return
        own, unread = split_databases(steps)
        for path, reason in unread.items():
            attached = self._files.texts[path].attached(reason)
            yield SqlDocument(source_kinds.ATTACHMENT, path, attached)
        texts = {path: steps[path] for path in own}
        collectors = {path: DocumentCollector(path) for path in texts}
        read_migrations(texts, collectors)
        kind = source_kinds.MIGRATIONS
        for path, collector in collectors.items():
            source = self._files.texts[path].source(kind)
            imported = Imported((source,), tuple(collector.items), tuple(collector.notes), {})
            yield SqlDocument(kind, path, imported)
        if derive_schema:
            first = next(iter(texts))
            dialect = dialect_of_scripts(texts.values(), first)
            schema = schema_of_migrations(texts, dialect)
            yield SqlDocument(kind, first, schema, dialect, is_derived=True)
