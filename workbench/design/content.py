"""What the product says and what it hears: content types and feedback channels (W3).

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
    """Type in the document's words (`Short text`, `Rich text`, `Reference`)."""
    required: bool | None = None
    localised: bool | None = None
    """Whether each language has its own value; None where not stated."""
    limits: Text = ""
    """Validation: length, allowed values, formats."""
    reference: Line = ""
    """Content type or entity that a reference points to."""
    notes: Text = ""


class ContentType(Keyed):
    """One type of content; its key is its name, `Order confirmation`."""

    description: Text = ""
    entity: Line = ""
    """Dictionary entity that keeps it; empty where not stated."""
    kept_in: Line = ""
    """Where it is kept outside the dictionary's entities: a content system, the repository."""
    covers: tuple[Key, ...] = ()
    flows: tuple[Key, ...] = ()
    screens: tuple[Key, ...] = ()
    owner: Line = ""
    """Who writes it and answers for it."""
    locales: tuple[Key, ...] = ()
    """Languages it is written in."""
    fields: tuple[ContentField, ...] = ()
    states: tuple[LifecycleState, ...] = ()
    """Its editorial workflow: draft, in review, published."""
    notes: Text = ""
    inferred: tuple[str, ...] = ()


class FeedbackData(Part):
    """One piece of data that a feedback channel collects."""

    name: Key
    pii: bool | None = None
    """Personal or otherwise sensitive; None where not stated."""
    pii_words: Line = ""
    attribute: Line = ""
    """Dictionary address `Entity.attribute`, where stated."""
    notes: Text = ""


class FeedbackChannel(Keyed):
    """One way in which people tell what they think, `FB-…`."""

    title: Line = ""
    kind: Line = ""
    """In the document's words: in-app form, e-mail, survey, support, analytics event."""
    trigger: Text = ""
    """The moment in which people are asked, or in which they turn to it."""
    audience: Line = ""
    covers: tuple[Key, ...] = ()
    flows: tuple[Key, ...] = ()
    screens: tuple[Key, ...] = ()
    destination: Line = ""
    """Where it arrives: a mailbox, a queue, a board."""
    owner: Line = ""
    """Who reads it and answers."""
    response_time: Line = ""
    entity: Line = ""
    """Dictionary entity that keeps what is collected; empty where not stated."""
    third_party: Line = ""
    """Key of the third-party API that takes it, where one does."""
    retention: Line = ""
    """How long what is collected is kept."""
    pii: bool | None = None
    """Whether personal data is collected; None where not stated."""
    pii_words: Line = ""
    data: tuple[FeedbackData, ...] = ()
    notes: Text = ""
    inferred: tuple[str, ...] = ()
