"""Words of requirement documents in German."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Kennung",
        "text": "Anforderung|Beschreibung|Funktion|Funktionalität|Funktionale Anforderung",
        "title": "Titel|Bezeichnung",
        "priority": "Priorität|Wichtigkeit|Prioritaet|Dringlichkeit",
        "stories": "Benutzergeschichte",
        "depends_on": "Abhängigkeiten|Abhängig von|Abhängigkeit",
        "criteria": "Akzeptanzkriterien|Abnahmekriterien|Akzeptanzkriterium|Abnahmekriterium",
        "target": "Zielwert|Messgröße",
        "notes": "Bemerkung|Bemerkungen|Anmerkung|Anmerkungen|Hinweise",
        "type": "Typ",
        "rationale": "Begründung",
    },
    must="Muss|Pflicht",
    should="Soll|Sollte",
    could="Kann|Könnte|Wünschenswert",
    wont="Wird nicht",
    top="Kritisch|Sehr hoch",
    high="Hoch",
    middle="Mittel",
    low="Niedrig|Gering",
    yes="Ja",
    no="Nein",
    withdrawn="Zurückgezogen|Entfallen|Verworfen",
)
