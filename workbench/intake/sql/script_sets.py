"""How the scripts of one folder hang together: which make tables, and which only change them.

A schema may be spread over several scripts (tables, keys, indexes, comments); these are read as
one. A script that changes the columns of what is there already is a step of a migration.
"""

from __future__ import annotations

import heapq
import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from workbench.design.ids import natural_order
from workbench.intake.result import Imported, Note, ReadItem
from workbench.intake.sql.reader import read_ddl
from workbench.sql.dialect import Dialect, detect_dialect

_PART = r"(?:[\w$]{1,128}|\"[^\"\n]{1,128}\"|`[^`\n]{1,128}`|\[[^\]\n]{1,128}\])"
_NAME = rf"(?P<name>{_PART}(?:\.{_PART}){{0,2}})"
_MAKES = re.compile(
    r"(?im)(?:^|;)[ \t]{0,40}CREATE\s{1,20}(?:\w{1,20}\s{1,20}){0,2}TABLE\s{1,20}"
    rf"(?:IF\s{{1,20}}NOT\s{{1,20}}EXISTS\s{{1,20}})?{_NAME}"
)
_ALTERS = re.compile(
    r"(?im)(?:^|;)[ \t]{0,40}(?:"
    rf"ALTER\s{{1,20}}TABLE\s{{1,20}}(?:IF\s{{1,20}}EXISTS\s{{1,20}})?(?:ONLY\s{{1,20}})?{_NAME}"
    r"\s{1,20}(?:ADD|DROP|ALTER|RENAME|VALIDATE|DETACH|MODIFY|CHANGE)\b"
    r"|DROP\s{1,20}TABLE\s{1,20}(?:IF\s{1,20}EXISTS\s{1,20})?"
    rf"{_NAME.replace('name', 'dropped')}"
    r"|CREATE\s{1,20}(?:UNIQUE\s{1,20})?INDEX\s{1,20}(?:CONCURRENTLY\s{1,20})?"
    rf"(?:IF\s{{1,20}}NOT\s{{1,20}}EXISTS\s{{1,20}})?(?:{_PART}\s{{1,20}})?ON\s{{1,20}}"
    rf"(?:ONLY\s{{1,20}})?{_NAME.replace('name', 'indexed')})"
)
_RESHAPES = re.compile(
    rf"(?im)(?:^|;)[ \t]{{0,40}}ALTER\s{{1,20}}TABLE\s{{1,20}}(?:IF\s{{1,20}}EXISTS\s{{1,20}})?"
    rf"(?:ONLY\s{{1,20}})?{_NAME}\s{{1,20}}"
    r"(?:ADD\s{1,20}(?!(?:CONSTRAINT|PRIMARY|FOREIGN|UNIQUE|CHECK|INDEX|KEY|EXCLUDE|FULLTEXT"
    r"|SPATIAL|PARTITION)\b)|DROP|RENAME|MODIFY|CHANGE"
    r"|ALTER\s{1,20}(?:COLUMN\s{1,20})?[\w\"`]{1,128}\s{1,20}(?:TYPE|SET\s{1,20}DATA))\b"
)
_REMARKS = re.compile(
    r"(?im)(?:^|;)[ \t]{0,40}(?:COMMENT\s{1,20}ON\s{1,20}(?:TABLE|(?P<column>COLUMN))\s{1,20}"
    rf"|ALTER\s{{1,20}}TABLE\s{{1,20}}(?:IF\s{{1,20}}EXISTS\s{{1,20}})?){_NAME}"
)


#: Characters of each script that tell for which database a folder is written.
_SAMPLE = 4_000


@dataclass(frozen=True)
class _Script:
    makes: frozenset[str]
    changes: frozenset[str]
    reshapes: frozenset[str]
    touches: frozenset[str]


def find_change_scripts(scripts: Mapping[str, str]) -> frozenset[str]:
    """Scripts that change a database which is there: no schema, but steps of a migration.

    They alter tables that none of them makes, or columns of tables that another one makes. A
    script that makes a table itself is a schema, whatever else it alters; so is one that adds
    keys and indexes to tables of another.
    """
    looked = {path: _look(text) for path, text in scripts.items()}
    made = frozenset[str]().union(*(one.makes for one in looked.values()))
    return frozenset(
        path
        for path, one in looked.items()
        if not one.makes and (one.reshapes or one.changes - made)
    )


def scripts_together(scripts: Mapping[str, str]) -> list[list[str]]:
    """Sets of scripts that build one schema, each in the order in which they run.

    Two belong together where one adds keys, indexes or comments to a table that the other makes;
    of several that make it, one in the same folder. Scripts that stand alone are not listed.
    """
    looked = {path: _look(text) for path, text in scripts.items()}
    makers: dict[str, list[str]] = {}
    for path in sorted(looked, key=natural_order):
        for name in looked[path].makes:
            makers.setdefault(name, []).append(path)
    needs: dict[str, set[str]] = {path: set() for path in looked}
    for path, one in looked.items():
        folder = path.rpartition("/")[0]
        for name in one.touches - one.makes:
            found = makers.get(name, [])
            near = [other for other in found if other.rpartition("/")[0] == folder] or found
            needs[path].update(near[:1])
    return [_ordered(group, needs) for group in _groups(needs) if len(group) > 1]


def _groups(needs: Mapping[str, set[str]]) -> Iterator[set[str]]:
    linked: dict[str, set[str]] = {path: set(others) for path, others in needs.items()}
    for path, others in needs.items():
        for other in others:
            linked[other].add(path)
    seen: set[str] = set()
    for start in needs:
        if start in seen:
            continue
        group, todo = set[str](), [start]
        while todo:
            path = todo.pop()
            if path not in group:
                group.add(path)
                todo.extend(linked[path])
        seen |= group
        yield group


def _ordered(group: set[str], needs: Mapping[str, set[str]]) -> list[str]:
    """By name, but what makes a table before what changes it; circles are cut by name."""
    left = {path: len(needs[path] & group) for path in group}
    by_name = sorted(group, key=natural_order)
    place = {path: at for at, path in enumerate(by_name)}
    free = [place[path] for path in group if not left[path]]
    heapq.heapify(free)
    followers: dict[str, list[str]] = {path: [] for path in group}
    for path in group:
        for other in needs[path] & group:
            followers[other].append(path)
    made: list[str] = []
    done: set[str] = set()
    rest = iter(by_name)
    while len(done) < len(group):
        path = by_name[heapq.heappop(free)] if free else next(rest)
        if path in done:
            continue
        done.add(path)
        made.append(path)
        for other in followers[path]:
            left[other] -= 1
            if not left[other]:
                heapq.heappush(free, place[other])
    return made


def dialect_of_scripts(scripts: Iterable[str], path: str = "") -> Dialect:
    """Which database scripts are written for that belong together."""
    return detect_dialect("\n".join(scripts), path)


@dataclass(frozen=True)
class ScriptSet:
    """Scripts that were read as one, in order, and the database that they are written for."""

    paths: tuple[str, ...]
    dialect: Dialect
    read: Imported


def read_script_sets(scripts: Mapping[str, str]) -> Iterator[ScriptSet]:
    """Read the scripts of a folder, those that build one schema together as one."""
    together = scripts_together(scripts)
    joined = {path for group in together for path in group}
    common = dialect_of_scripts(text[:_SAMPLE] for text in scripts.values())
    for path, text in scripts.items():
        if path not in joined:
            dialect = detect_dialect(text, path, common)
            yield ScriptSet((path,), dialect, read_ddl(path, text, dialect))
    for group in together:
        texts = {path: scripts[path] for path in group}
        dialect = dialect_of_scripts(texts.values(), group[0])
        lines = {path: text.split("\n") for path, text in texts.items()}
        yield ScriptSet(tuple(group), dialect, read_scripts(lines, dialect))


def read_scripts(scripts: Mapping[str, Iterable[str]], dialect: Dialect) -> Imported:
    """Read the lines of scripts as one script, in order; items and notes keep their files."""
    lines = {path: [*each] for path, each in scripts.items()}
    paths = list(lines)
    if not paths:
        return Imported()
    joined: list[str] = []
    starts: list[int] = []
    for each in lines.values():
        starts.append(len(joined))
        # What one script sets or leaves open says nothing about the next.
        joined += [*each, ";RESET search_path;"]
    read = read_ddl(paths[0], "\n".join(joined), dialect)

    def place(line: int) -> tuple[str, int]:
        at = max(0, bisect_right(starts, line - 1) - 1)
        return paths[at], max(0, line - starts[at])

    def placed(one: ReadItem) -> ReadItem:
        source, line = place(one.line)
        parts = tuple(replace(part, line=place(part.line)[1]) for part in one.parts)
        return replace(
            one, source=source, line=line, end_line=max(line, place(one.end_line)[1]), parts=parts
        )

    notes = tuple(
        Note(*place(note.line), note.level, note.message) if note.line else note
        for note in read.notes
    )
    return Imported((), tuple(placed(one) for one in read.items), notes, {})


def _look(text: str) -> _Script:
    makes = frozenset(_table_names(_MAKES, text))
    reshapes = frozenset(_table_names(_RESHAPES, text)) - makes
    changes = frozenset(_table_names(_ALTERS, text))
    return _Script(makes, changes, reshapes, changes | frozenset(_remarked(text)))


def _remarked(text: str) -> Iterator[str]:
    for found in _REMARKS.finditer(text):
        parts = found["name"].split(".")
        yield _bare(".".join(parts[:-1] if found["column"] else parts))


def _table_names(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for found in pattern.finditer(text):
        name = next(one for one in found.groups() if one)
        yield _bare(name)


def _bare(name: str) -> str:
    return name.rpartition(".")[2].strip('"`[]').lower()
