"""Words of requirement documents in Italian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Codice",
        "text": "Requisiti|Descrizione|Funzionalità",
        "title": "Titolo|Nome",
        "priority": "Priorità",
        "depends_on": "Dipendenze",
        "criteria": "Criteri di accettazione",
        "status": "Stato",
        "notes": "Note e commenti",
    },
    must="Essenziale",
    should="Dovrebbe",
    could="Facoltativo|Potrebbe|Desiderabile",
    top="Critica",
    low="Bassa|Basso",
    withdrawn="Annullato",
)
