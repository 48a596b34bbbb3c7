"""Words of requirement documents in Polish."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Oznaczenie",
        "text": "Opis|Wymaganie|Opis wymagania",
        "title": "Nazwa|Tytuł",
        "priority": "Priorytet",
        "depends_on": "Zależności",
        "criteria": "Kryteria akceptacji",
        "status": "Stan",
        "notes": "Uwagi",
    },
    must="Konieczne",
    should="Powinno",
    high="Wysoki|Wysoka",
    middle="Średni|Średnia",
    low="Niski|Niska",
    yes="Tak",
    no="Nie",
)
