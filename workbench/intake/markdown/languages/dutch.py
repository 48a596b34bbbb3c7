"""Words of requirement documents in Dutch."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Eis|Omschrijving",
        "priority": "Prioriteit",
        "criteria": "Acceptatiecriteria",
        "notes": "Opmerkingen",
    },
    must="Moet",
    high="Hoog",
    middle="Gemiddeld",
    low="Laag",
)
