"""Words of requirement documents in Ukrainian."""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Ідентифікатор",
        "text": "Вимога|Опис",
        "priority": "Пріоритет",
        "status": "Стан",
        "notes": "Примітка",
    },
    must="Обовязково",
    could="Опціонально",
    high="Високий",
    middle="Середній",
    low="Низький",
    yes="Так",
    no="Ні",
)
