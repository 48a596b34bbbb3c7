"""Words of requirement documents in Danish, Norwegian and Swedish."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "text": "Krav|Beskrivning|Beskrivelse",
        "title": "Navn|Namn",
        "priority": "Prioritet",
        "criteria": "Acceptanskriterier",
        "notes": "Anmärkning",
    },
    high="Hög|Høj|Høy",
    middle="Medel|Middel",
    low="Låg|Lav",
    no="Nej",
)
