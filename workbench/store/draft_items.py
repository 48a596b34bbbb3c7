"""Single items of a draft, for rules that read a design item by item."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from workbench.design.base import Item
from workbench.store.drafts import find_item, list_waivers_of


@dataclass(frozen=True)
class DraftItems:
    """Finds items by address, as a Design does (`design.openapi_view.Items`).

    Items that the session has read are not read again. The waivers of the checked item, `kind` and
    `key`, are read together.
    """

    session: Session
    project_id: int
    kind: str
    key: str

    def find(self, kind: str, key: str) -> Item | None:
        """The item at that address; None if there is none."""
        if kind == "waiver" and f"|{self.kind}|{self.key}|" in key:
            return self._waivers.get(key)
        stored = find_item(self.session, self.project_id, kind, key)
        return stored.item if stored else None

    @cached_property
    def _waivers(self) -> dict[str, Item]:
        found = list_waivers_of(self.session, self.project_id, self.kind, self.key)
        return {stored.key: stored.item for stored in found}
