"""Words of requirement documents in Hebrew."""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "מזהה",
        "text": "דרישה|תיאור",
        "title": "כותרת",
        "priority": "עדיפות",
        "status": "סטטוס",
        "notes": "הערות",
    },
    must="חובה",
    should="רצוי",
    could="אופציונלי",
    top="קריטי",
    high="גבוהה|גבוה",
    middle="בינונית|בינוני",
    low="נמוכה|נמוך",
    yes="כן",
    no="לא",
)
