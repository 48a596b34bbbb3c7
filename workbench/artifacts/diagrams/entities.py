"""The entity diagram: tables and their foreign keys as SVG, laid out by Graphviz.

Nothing rests on colour: keys are marked by words, and the ends of a line tell how many rows
meet there. Every text is escaped; links are made only where the caller gives addresses.
"""

from __future__ import annotations

import html
import math
import re
from collections import deque
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from workbench.artifacts.diagrams.graph_layout import draw_graphs
from workbench.design.design import Design
from workbench.design.tables import Column, ForeignKey, Table

#: Up to so many tables are drawn in one diagram with all their columns.
MAX_WHOLE = 16
#: Up to so many tables are drawn in one diagram by name; more are not laid out at once.
MAX_NAMES = 400
#: Columns shown of one table; the others are counted.
MAX_COLUMNS = 18
_MAX_NAME = 44
_MAX_TYPE = 26

Link = Callable[[str], str]

# Characters that XML cannot hold, even escaped.
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SVG = re.compile(r"<svg\b.*</svg>", re.DOTALL)
_SIZE = re.compile(r'<svg width="([\d.]+)pt" height="([\d.]+)pt"')
_COMMENT = re.compile(r"<!--.*?-->\s*", re.DOTALL)
_IDS = re.compile(r' id="[^"]*"')
_TITLE = re.compile(r"<title>.*?</title>\s*", re.DOTALL)


def entity_diagram(
    design: Design,
    tables: Collection[str] | None = None,
    *,
    columns: bool = True,
    link: Link | None = None,
) -> str:
    """SVG of some tables (all for None) with the foreign keys between them.

    Tables that are only referred to from these are drawn as a name. Without `columns` every
    table is a name, which keeps hundreds readable. Empty where there is no table.
    """
    chosen = [table for table in design.tables if tables is None or table.key in tables]
    if not chosen:
        return ""
    (raw,) = draw_graphs([_graph(chosen, design, columns=columns, link=link)])
    return _tidy(raw)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One drawing of the entity diagram."""

    title: str
    tables: tuple[str, ...]
    svg: str


def entity_sheets(design: Design, link: Link | None = None) -> list[Sheet]:
    """The entity diagram as people can read it: whole, and by neighbourhood if it is large.

    Up to MAX_WHOLE tables make one sheet with all columns. More make one of names alone (up to
    MAX_NAMES, beyond that none) and one sheet with columns for each neighbourhood.
    """
    everything = tuple(table.key for table in design.tables)
    if not everything:
        return []
    plans: list[tuple[str, tuple[str, ...], bool]] = []
    if len(everything) <= MAX_WHOLE:
        plans.append(("All tables", everything, True))
    else:
        if len(everything) <= MAX_NAMES:
            plans.append(("All tables, by name", everything, False))
        groups = neighbourhoods(design)
        plans += [
            (f"Around {group[0]} ({at} of {len(groups)})", tuple(group), True)
            for at, group in enumerate(groups, 1)
        ]
    sources = []
    for _, names, columns in plans:
        wanted = set(names)
        chosen = [table for table in design.tables if table.key in wanted]
        sources.append(_graph(chosen, design, columns=columns, link=link))
    drawn = draw_graphs(sources)
    return [
        Sheet(title, names, _tidy(raw)) for (title, names, _), raw in zip(plans, drawn, strict=True)
    ]


def neighbourhoods(design: Design, most: int = MAX_WHOLE) -> list[list[str]]:
    """Tables in groups of at most `most` that belong together, hubs first.

    Each table is in exactly one group. Groups grow from the table with the most relations
    along its foreign keys; what is left over alone is put together.
    """
    near = _neighbours(design)
    order = sorted(near, key=lambda name: (-len(near[name]), name))
    taken: set[str] = set()
    groups = [_grown(start, near, taken, most) for start in order if start not in taken]
    lone = [group[0] for group in groups if len(group) == 1]
    kept = [group for group in groups if len(group) > 1]
    kept += [lone[at : at + most] for at in range(0, len(lone), most)]
    return kept


def _neighbours(design: Design) -> dict[str, set[str]]:
    """Per table those that it refers to or that refer to it."""
    near: dict[str, set[str]] = {table.key: set() for table in design.tables}
    for table in design.tables:
        targets = [key.target for key in table.foreign_keys]
        for target in [table.partition_of] if table.partition_of else targets:
            if target in near and target != table.key:
                near[table.key].add(target)
                near[target].add(table.key)
    return near


def _grown(start: str, near: dict[str, set[str]], taken: set[str], most: int) -> list[str]:
    group = [start]
    taken.add(start)
    queue = deque([start])
    while queue and len(group) < most:
        for name in sorted(near[queue.popleft()] - taken):
            if len(group) == most:
                break
            taken.add(name)
            group.append(name)
            queue.append(name)
    return group


def svg_size(svg: str) -> tuple[float, float]:
    """Width and height of a diagram in points."""
    found = re.search(r'width="([\d.]+)(?:pt)?" height="([\d.]+)', svg)
    return (float(found[1]), float(found[2])) if found else (0.0, 0.0)


_FRAME = (
    'graph [rankdir=LR, nodesep=0.25, ranksep=0.7, bgcolor="transparent", pad=0.1]',
    'node [shape=plain, fontname="Noto Sans, DejaVu Sans", fontsize=9]',
    'edge [dir=both, color="#404040", arrowsize=0.7, penwidth=0.8]',
)


def _graph(chosen: list[Table], design: Design, *, columns: bool, link: Link | None) -> str:
    known = {table.key for table in design.tables}
    inside = {table.key: f"t{at}" for at, table in enumerate(chosen)}
    lines = ["digraph {", *_FRAME]
    for table in chosen:
        label = _label(table, columns=columns)
        lines.append(f"{inside[table.key]} [label=<{label}>{_url(table.key, link)}]")
    targets = [key.target for table in chosen for key in _drawn_keys(table)]
    outside = dict.fromkeys(name for name in targets if name in known and name not in inside)
    names = inside | {name: f"o{at}" for at, name in enumerate(outside)}
    lines += [
        f"{names[name]} [label=<{_outside_label(name)}>{_url(name, link)}]" for name in outside
    ]
    lines += _edges(chosen, names, ports=columns)
    return "\n".join([*lines, *_rows_of_lone(chosen, inside), "}"])


def _outside_label(name: str) -> str:
    text = _text(name, _MAX_NAME)
    return f'<table border="1" cellborder="0" style="dashed"><tr><td>{text}</td></tr></table>'


def _edges(chosen: list[Table], names: dict[str, str], *, ports: bool) -> Iterator[str]:
    distances = _distances(chosen)
    for table in chosen:
        if table.partition_of in names:
            yield f"{names[table.key]} -> {names[table.partition_of]} [style=dotted, dir=forward]"
        far = distances.get(table.key, 1)
        for key in _drawn_keys(table):
            if key.target in names:
                yield _edge(table, key, names, ports=ports, far=far)


def _rows_of_lone(chosen: list[Table], names: dict[str, str]) -> Iterator[str]:
    """Tables without relations in rows; Graphviz would stack them in one tall column."""
    joined = {key.target for table in chosen for key in table.foreign_keys}
    joined |= {table.partition_of for table in chosen}
    lone = [
        names[table.key]
        for table in chosen
        if table.key not in joined and not table.foreign_keys and not table.partition_of
    ]
    wide = math.isqrt(len(lone)) or 1
    for at in range(0, len(lone), wide):
        row = lone[at : at + wide]
        if len(row) > 1:
            yield f"{' -> '.join(row)} [style=invis]"


def _distances(chosen: list[Table]) -> dict[str, int]:
    """For tables that nothing refers to: the number of ranks from their first target.

    Beside a hub they would all be in one column, which makes a tall thin drawing; in several
    columns they make one that fits a page.
    """
    referred = {
        key.target for table in chosen for key in _drawn_keys(table) if key.target != table.key
    }
    beside: dict[str, list[str]] = {}
    for table in chosen:
        keys = _drawn_keys(table)
        if keys and table.key not in referred:
            beside.setdefault(keys[0].target, []).append(table.key)
    return {
        name: 1 + at % columns
        for members in beside.values()
        for columns in [max(1, round(math.sqrt(len(members) / 1.6)))]
        for at, name in enumerate(members)
    }


def _drawn_keys(table: Table) -> tuple[ForeignKey, ...]:
    """A partition is drawn at its parent, whose relations are its own."""
    return () if table.partition_of else table.foreign_keys


def _edge(table: Table, key: ForeignKey, names: dict[str, str], *, ports: bool, far: int) -> str:
    """From many to one: a crow's foot for many rows, a ring for an optional one."""
    found = table.column(key.columns[0]) if key.columns else None
    optional = found is not None and found.nullable
    keys = [unique.columns for unique in table.uniques]
    keys += [table.primary_key.columns] if table.primary_key else []
    single = any(set(unique) <= set(key.columns) for unique in keys)
    tail = "tee" if single else "crow"
    head = "teeodot" if optional else "teetee"
    shown = [column.name for column in _drawn_columns(table)]
    port = f":c{shown.index(key.columns[0])}:e" if ports and found and found.name in shown else ""
    more = f", minlen={far}" if far > 1 else ""
    ends = f"arrowtail={tail}, arrowhead={head}{more}"
    return f"{names[table.key]}{port} -> {names[key.target]} [{ends}]"


def _drawn_columns(table: Table) -> list[Column]:
    """The columns drawn: keys before the others where there is no room for all."""
    if len(table.columns) <= MAX_COLUMNS:
        return list(table.columns)
    keys = _key_columns(table)
    chosen = [column for column in table.columns if column.name in keys][:MAX_COLUMNS]
    rest = [column for column in table.columns if column.name not in keys]
    names = {column.name for column in [*chosen, *rest[: MAX_COLUMNS - len(chosen)]]}
    return [column for column in table.columns if column.name in names]


def _key_columns(table: Table) -> set[str]:
    keys = set(table.primary_key.columns) if table.primary_key else set()
    return keys | {name for key in table.foreign_keys for name in key.columns}


def _label(table: Table, *, columns: bool) -> str:
    name = f"<b>{_text(table.key, _MAX_NAME)}</b>"
    if table.partition_of:
        name += f"<br/><i>partition of {_text(table.partition_of, _MAX_NAME)}</i>"
    if not columns or not table.columns or table.partition_of:
        return f'<table border="1" cellborder="0" cellpadding="4"><tr><td>{name}</td></tr></table>'
    rows = [f'<tr><td colspan="3" bgcolor="#e8e8e8" sides="b" border="1">{name}</td></tr>']
    rows += _column_rows(table)
    left = len(table.columns) - len(_drawn_columns(table))
    if left:
        rows.append(f'<tr><td colspan="3" align="left"><i>{left} more columns</i></td></tr>')
    return (
        '<table border="1" cellborder="0" cellspacing="0" cellpadding="2">'
        + "".join(rows)
        + "</table>"
    )


def _column_rows(table: Table) -> Iterator[str]:
    primary = set(table.primary_key.columns) if table.primary_key else set()
    foreign = {name for key in table.foreign_keys for name in key.columns}
    for at, column in enumerate(_drawn_columns(table)):
        marks = [word for word, of in (("PK", primary), ("FK", foreign)) if column.name in of]
        kind = _text(column.type, _MAX_TYPE) + ("" if column.nullable else " *")
        yield (
            f'<tr><td align="left">{",".join(marks) or " "}</td>'
            f'<td align="left">{_text(column.name, _MAX_NAME)}</td>'
            f'<td align="left" port="c{at}"><font color="#505050">{kind or " "}</font></td></tr>'
        )


def _url(key: str, link: Link | None) -> str:
    if link is None:
        return ""
    address = _NO_XML.sub("", link(key)).replace("\\", "%5C").replace('"', "%22")
    return f', URL="{address}"'


def _text(text: str, most: int) -> str:
    clean = _NO_XML.sub("", " ".join(text.split()))
    if len(clean) > most:
        clean = clean[: most - 1] + "…"
    return html.escape(clean)


def _tidy(raw: str) -> str:
    found = _SVG.search(raw)
    svg = found[0] if found else ""
    # The picture is described by the caller; Graphviz' own titles would be read out one by one.
    svg = _IDS.sub("", _COMMENT.sub("", _TITLE.sub("", svg)))
    return _SIZE.sub(r'<svg width="\1" height="\2"', svg)
