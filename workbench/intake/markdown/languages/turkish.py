"""Words of requirement documents in Turkish."""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Kod|Kimlik",
        "text": "Gereksinim|Açıklama",
        "title": "Başlık",
        "priority": "Öncelik",
        "criteria": "Kabul Kriterleri",
        "status": "Durum",
        "notes": "Notlar",
    },
    must="Zorunlu",
    should="Olmalı",
    could="İsteğe bağlı",
    top="Kritik",
    high="Yüksek",
    middle="Orta",
    low="Düşük",
    yes="Evet",
    no="Hayır",
)
