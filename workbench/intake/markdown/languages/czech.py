"""Words of requirement documents in Czech."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Popis|Požadavek",
        "title": "Název",
        "priority": "Priorita",
        "status": "Stav",
        "notes": "Poznámka|Poznámky",
    },
    high="Vysoká",
    middle="Střední",
    low="Nízká",
    yes="Ano",
)
