"""User flows and screens."""

from __future__ import annotations

from workbench.design.base import Key, Keyed, Line, Part, Text


class Step(Part):
    """One step of a flow's happy path."""

    text: Text
    actor: Line = ""
    endpoint: Line = ""
    """Endpoint that serves this step."""
    needs_backend: bool | None = None
    """Whether the step needs the backend."""


class ErrorState(Part):
    """An error in a flow, and the message to the user."""

    condition: Text
    trigger: Text = ""
    message: Text = ""
    recovery: Text = ""


class EmptyState(Part):
    """What a screen shows while there is no data."""

    where: Text
    message: Text = ""
    action: Text = ""


class Flow(Keyed):
    """One user flow `UF-…`."""

    title: Line = ""
    covers: tuple[Key, ...] = ()
    actor: Line = ""
    """Role or persona that goes through the flow."""
    stories: tuple[Key, ...] = ()
    entry: Text = ""
    success: Text = ""
    steps: tuple[Step, ...] = ()
    errors: tuple[ErrorState, ...] = ()
    empties: tuple[EmptyState, ...] = ()
    no_screen_reason: Text = ""
    """Why this flow has no screen, for example because two systems communicate."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()


class ScreenField(Part):
    """A piece of data that a screen shows or asks for."""

    name: Key
    attribute: Line = ""
    """Dictionary attribute, written `Entity.attribute`."""
    derived: bool = False
    """Computed from other data; needs no attribute."""
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
    """What the screen shows in each state: default, loading, empty, error."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()
