"""The form of an item as `items/_item.html` shows it, on its own page or in a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from workbench.review.draft.items import StoredItem
from workbench.review.projects.access import ProjectAccess
from workbench.web.items.forms import FormField, errors_by_field, form_fields
from workbench.web.items.panel import key_suggestions
from workbench.web.items.saving import Collision, Outcome
from workbench.web.shell.links import item_url


@dataclass(frozen=True)
class ItemForm:
    """An item's controls with everything that is shown around them."""

    slug: str
    url: str
    fields: Sequence[FormField]
    version: int
    """Version of the item that the controls show; 0 for a new item."""
    editable: bool
    gone: bool = False
    """Whether the item is deleted, so that there is nothing to show."""
    suggestions: dict[str, list[str]] = field(default_factory=dict)
    errors: dict[str, list[str]] = field(default_factory=dict)
    """Messages by place: `columns`, `columns.3.type`."""
    collision: Collision | None = None
    compact: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Columns that are shown of each list; all if the list is not named."""
    primary: bool = False
    """Whether saving is the main action of the page."""
    unsaved: str = ""
    """`yes` if the controls hold unsaved input, `send` if scripts should save it at once."""

    @property
    def field_errors(self) -> dict[str, list[str]]:
        """Messages by top-level field."""
        return errors_by_field(self.errors)


def item_form(
    access: ProjectAccess,
    kind: str,
    key: str,
    stored: StoredItem | None,
    *,
    editable: bool,
    compact: dict[str, tuple[str, ...]] | None = None,
) -> ItemForm:
    """The form of a stored item, or of an item that does not exist yet."""
    item = stored.item if stored else None
    return ItemForm(
        slug=access.project.slug,
        url=item_url(access.project.slug, kind, key),
        fields=form_fields(kind, item),
        version=stored.version if stored else 0,
        editable=editable,
        suggestions=key_suggestions(access, kind, item) if editable else {},
        compact=compact or {},
    )


def submitted_form(
    access: ProjectAccess,
    kind: str,
    key: str,
    stored: StoredItem | None,
    outcome: Outcome,
    *,
    editable: bool,
    gone: bool,
    version: int | None = None,
    compact: dict[str, tuple[str, ...]] | None = None,
    unsaved: str = "",
) -> ItemForm:
    """The form of an item's own page, with the input and the outcome of a request."""
    item = stored.item if stored else None
    stored_version = stored.version if stored else 0
    return ItemForm(
        slug=access.project.slug,
        url=item_url(access.project.slug, kind, key),
        fields=outcome.fields,
        version=stored_version if version is None else version,
        editable=editable,
        gone=gone,
        suggestions=key_suggestions(access, kind, item) if editable else {},
        errors=outcome.errors,
        collision=outcome.collision,
        compact=compact or {},
        primary=not compact,
        unsaved=unsaved,
    )
