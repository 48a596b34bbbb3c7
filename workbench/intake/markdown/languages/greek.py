"""Words of requirement documents in Greek."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Περιγραφή|Απαίτηση",
        "priority": "Προτεραιότητα",
    },
)
