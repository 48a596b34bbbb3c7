"""How the scripts of one folder hang together: which make tables, and which only change them.

A schema may be spread over several scripts (tables, keys, indexes, comments); these are read as
one. A script that changes the columns of what is there already is a step of a migration.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from workbench.design.ids import natural_order
from workbench.intake.result import Imported
from workbench.intake.sql.reader import read_script, read_scripts
from workbench.sql.dialect import Dialect, detect_dialect
from workbench.sql.script import Script

#: Characters of each script that are looked at to find the database of a folder.
_SAMPLE = 4_000


def find_change_scripts(scripts: Mapping[str, Script]) -> frozenset[str]:
    """Scripts that change a database which is there: no schema, but steps of a migration.

    They alter tables that none of them makes, or columns of tables that another one makes. A
    script that makes a table itself is a schema, whatever else it alters; so is one that adds
    keys and indexes to tables of another.
    """
    tables = {path: script.tables for path, script in scripts.items()}
    created = set[str]().union(*(found.created for found in tables.values()))
    return frozenset(
        path
        for path, found in tables.items()
        if not found.created and (found.reshaped or found.changed - created)
    )


def scripts_together(scripts: Mapping[str, Script]) -> list[list[str]]:
    """Sets of scripts that build one schema, each in the order in which they run.

    Two belong together where one adds keys, indexes or comments to a table that the other makes;
    of several that make it, one in the same folder. Scripts that go with no other are not listed.
    """
    tables = {path: script.tables for path, script in scripts.items()}
    makers: dict[str, list[str]] = {}
    for path in sorted(tables, key=natural_order):
        for name in tables[path].created:
            makers.setdefault(name, []).append(path)
    needs: dict[str, set[str]] = {path: set() for path in tables}
    for path, own in tables.items():
        folder = path.rpartition("/")[0]
        for name in own.touched - own.created:
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


def read_script_sets(scripts: Mapping[str, Script]) -> Iterator[ScriptSet]:
    """Read the scripts of a folder, those that build one schema together as one."""
    together = scripts_together(scripts)
    joined = {path for group in together for path in group}
    common = dialect_of_scripts(script.text[:_SAMPLE] for script in scripts.values())
    for path, script in scripts.items():
        if path not in joined:
            dialect = detect_dialect(script.text, path, common)
            yield ScriptSet((path,), dialect, read_script(path, script.in_dialect(dialect)))
    for group in together:
        dialect = dialect_of_scripts((scripts[path].text for path in group), group[0])
        read = read_scripts({path: scripts[path].in_dialect(dialect) for path in group})
        yield ScriptSet(tuple(group), dialect, read)
