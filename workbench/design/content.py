"""Content types and feedback channels.

Both are optional inputs of a handoff. Content types are modelled as headless content systems do:
types with fields, validation, references and a workflow.
"""

from __future__ import annotations

from workbench.design.base import Key, Keyed, Line, Part, Text
from workbench.design.dictionary import LifecycleState


class ContentField(Part):
    """One field of a content type."""

    name: Key
    type: Line = ""
    """Type as the document names it, such as `Short text`, `Rich text` or `Reference`."""
    required: bool | None = None
    localised: bool | None = None
    """Whether each language has its own value."""
    limits: Text = ""
    """Validation: length, allowed values, format."""
    reference: Line = ""
    """Content type or entity that the field refers to."""
    notes: Text = ""


class ContentType(Keyed):
    """One type of content; its key is its name, `Order confirmation`."""

    description: Text = ""
    entity: Line = ""
    """Dictionary entity that stores it."""
    kept_in: Line = ""
    """Where it is stored if not in an entity, such as a content management system."""
    covers: tuple[Key, ...] = ()
    flows: tuple[Key, ...] = ()
    screens: tuple[Key, ...] = ()
    owner: Line = ""
    """Who writes it and is responsible for it."""
    locales: tuple[Key, ...] = ()
    """Languages it is available in."""
    fields: tuple[ContentField, ...] = ()
    states: tuple[LifecycleState, ...] = ()
    """Editorial workflow, such as draft, in review, published."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()


class FeedbackData(Part):
    """One piece of data that a feedback channel collects."""

    name: Key
    pii: bool | None = None
    """Whether it is personal or otherwise sensitive data."""
    pii_words: Line = ""
    attribute: Line = ""
    """Dictionary attribute, written `Entity.attribute`."""
    notes: Text = ""


class FeedbackChannel(Keyed):
    """A channel through which users give feedback, `FB-…`."""

    title: Line = ""
    kind: Line = ""
    """Type as the document names it, such as in-app form, e-mail, survey or support."""
    trigger: Text = ""
    """When users are asked for feedback, or when they give it."""
    audience: Line = ""
    covers: tuple[Key, ...] = ()
    flows: tuple[Key, ...] = ()
    screens: tuple[Key, ...] = ()
    destination: Line = ""
    """Where feedback goes, such as a mailbox, a queue or a board."""
    owner: Line = ""
    """Who reads and answers feedback."""
    response_time: Line = ""
    entity: Line = ""
    """Dictionary entity that stores the feedback."""
    third_party: Line = ""
    """Third-party API that receives the feedback."""
    retention: Line = ""
    """How long the data is stored."""
    pii: bool | None = None
    """Whether the channel collects personal data."""
    pii_words: Line = ""
    data: tuple[FeedbackData, ...] = ()
    notes: Text = ""
    inferred: tuple[str, ...] = ()
