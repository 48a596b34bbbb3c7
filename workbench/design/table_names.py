"""Finding the table behind the name of a schema or behind a path."""

from __future__ import annotations

from workbench.design.design import Design
from workbench.design.ids import is_parameter, path_segments, singular, snake_case

#: Words that a schema's name adds to its entity's name.
_ROLE_WORDS = frozenset(
    [
        "create",
        "created",
        "new",
        "update",
        "updated",
        "patch",
        "replace",
        "input",
        "output",
        "request",
        "response",
        "list",
        "page",
        "summary",
        "detail",
        "details",
        "view",
        "read",
        "write",
        "dto",
        "result",
        "base",
        "item",
        "body",
        "payload",
        "collection",
        "resource",
        "full",
        "short",
    ]
)


class TableNames:
    """Finds the table behind a schema name or a path, by its entity's or its own name."""

    def __init__(self, design: Design) -> None:
        """Index the design's tables by their own, their entity's and their plain name."""
        self._by_word: dict[str, str] = {}
        for table in design.tables:
            plain = table.key.rpartition(".")[2]
            for word in (table.entity, plain):
                if word:
                    self._by_word.setdefault(singular(snake_case(word)), table.key)

    def find(self, name: str) -> str | None:
        """The table of a schema name, role words left out from either end."""
        words = snake_case(name).split("_")
        exact = self._by_word.get(singular("_".join(words)))
        while exact is None and len(words) > 1:
            if words[-1] in _ROLE_WORDS:
                words = words[:-1]
            elif words[0] in _ROLE_WORDS:
                words = words[1:]
            else:
                break
            exact = self._by_word.get(singular("_".join(words)))
        return exact

    def find_for_path(self, path: str) -> str | None:
        """The table of the deepest path segment that names one."""
        for segment in reversed(path_segments(path)):
            if not is_parameter(segment):
                found = self.find(segment)
                if found is not None:
                    return found
        return None
