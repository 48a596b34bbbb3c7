"""Words of requirement documents in Romanian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Descriere|Cerință",
        "priority": "Prioritate",
    },
    high="Ridicată",
    middle="Medie",
    low="Scăzută",
)
