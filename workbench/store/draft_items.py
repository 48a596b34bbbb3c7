"""Single items of a draft for whoever reads a design piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.store.drafts import find_item


@dataclass(frozen=True)
class DraftItems:
    """Hands out items as a Design does (`design.openapi_view.Items`), loading each once.

    Made per request: what it has loaded it does not load again.
    """

    session: Session
    project_id: int
    _known: dict[tuple[str, str], Item | None] = field(default_factory=dict, repr=False)

    def find(self, kind: str, key: str) -> Item | None:
        """The item at that address, if there is one."""
        address = (kind, key)
        if address not in self._known:
            stored = find_item(self.session, self.project_id, kind, key)
            self._known[address] = stored.item if stored else None
        return self._known[address]
