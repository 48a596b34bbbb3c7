"""What people go through: user flows and the screens they meet (W3)."""

from __future__ import annotations

from workbench.design.base import Key, Keyed, Line, Part, Text


class Step(Part):
    """One step of a flow's happy path."""

    text: Text
    actor: Line = ""
    endpoint: Line = ""
    """Endpoint key that serves it, where stated."""
    needs_backend: bool | None = None
    """None where neither the document nor a person has said."""


class ErrorState(Part):
    """What can go wrong in a flow and what the person is told."""

    condition: Text
    trigger: Text = ""
    message: Text = ""
    recovery: Text = ""


class EmptyState(Part):
    """What is shown where there is nothing yet."""

    where: Text
    message: Text = ""
    action: Text = ""


class Flow(Keyed):
    """One user flow `UF-…`."""

    title: Line = ""
    covers: tuple[Key, ...] = ()
    actor: Line = ""
    """Role or persona that walks the flow."""
    stories: tuple[Key, ...] = ()
    entry: Text = ""
    success: Text = ""
    steps: tuple[Step, ...] = ()
    errors: tuple[ErrorState, ...] = ()
    empties: tuple[EmptyState, ...] = ()
    no_screen_reason: Text = ""
    """Why nobody sees a screen in it (two systems talk to each other); empty where one must be."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()


class ScreenField(Part):
    """One piece of data that a screen shows or takes."""

    name: Key
    attribute: Line = ""
    """Dictionary address `Entity.attribute`, where stated."""
    derived: bool = False
    """Computed from other data; needs no attribute of its own."""
    notes: Text = ""


class Screen(Keyed):
    """One wireframe `WF-…`."""

    title: Line = ""
    flows: tuple[Key, ...] = ()
    covers: tuple[Key, ...] = ()
    platform: Line = ""
    auth_required: bool | None = None
    fields: tuple[ScreenField, ...] = ()
    states: tuple[tuple[str, str], ...] = ()
    """(state, what is shown): default, loading, empty, error."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()
