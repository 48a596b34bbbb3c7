"""Made content types and feedback channels."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.artifacts.made_texts import distinct, keys, lines, numbered, texts, yes_no
from workbench.design.content import ContentField, ContentType, FeedbackChannel, FeedbackData
from workbench.design.dictionary import LifecycleState

content_types = st.builds(
    ContentType,
    key=keys,
    description=texts,
    entity=st.sampled_from(["", "Order", "a|b"]),
    kept_in=lines,
    covers=distinct(numbered("FR")),
    flows=distinct(numbered("UF")),
    screens=distinct(numbered("WF")),
    owner=lines,
    locales=distinct(st.sampled_from(["en", "ar", "pt-BR"])),
    fields=st.lists(
        st.builds(
            ContentField,
            name=keys,
            type=lines,
            required=yes_no,
            localised=yes_no,
            limits=texts,
            reference=st.sampled_from(["", "Order", "a|b"]),
            notes=texts,
        ),
        max_size=3,
        unique_by=lambda item: item.name,
    ).map(tuple),
    states=st.lists(
        st.builds(LifecycleState, name=keys, description=texts, transitions=distinct(keys)),
        max_size=2,
        unique_by=lambda item: item.name,
    ).map(tuple),
    notes=texts,
)
feedback_channels = st.builds(
    FeedbackChannel,
    key=st.one_of(numbered("FB"), keys),
    title=lines,
    kind=lines,
    trigger=texts,
    audience=lines,
    covers=distinct(numbered("FR")),
    screens=distinct(numbered("WF")),
    destination=lines,
    owner=lines,
    response_time=lines,
    third_party=st.sampled_from(["", "a,b", "Helpdesk"]),
    pii=yes_no,
    data=st.lists(
        st.builds(FeedbackData, name=keys, pii=yes_no, notes=texts),
        max_size=3,
        unique_by=lambda item: item.name,
    ).map(tuple),
    notes=texts,
)
