"""Words of requirement documents in Hungarian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Leírás|Követelmény",
        "priority": "Prioritás",
    },
    high="Magas",
    middle="Közepes",
    low="Alacsony",
)
