"""Circles in links."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence


def find_cycles(links: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, ...]]:
    """Circles of a graph, each member in one of them at most, in linear time.

    Each is given from the member at which it was entered, in the direction of the links.
    """
    done: set[str] = set()
    for start in links:
        if start in done:
            continue
        path: list[str] = []
        places: dict[str, int] = {}
        stack: list[tuple[str, Iterator[str]]] = [(start, iter(links[start]))]
        places[start] = 0
        path.append(start)
        while stack:
            node, rest = stack[-1]
            after = next(rest, None)
            if after is None:
                stack.pop()
                path.pop()
                places.pop(node, None)
                done.add(node)
            elif after in places:
                cycle = tuple(path[places[after] :])
                yield cycle
                for member in cycle:
                    places.pop(member, None)
                done.update(cycle)
            elif after not in done and after in links:
                places[after] = len(path)
                path.append(after)
                stack.append((after, iter(links[after])))
