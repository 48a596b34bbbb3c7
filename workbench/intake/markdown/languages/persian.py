"""Words of requirement documents in Persian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "شناسه",
        "text": "نیازمندی|شرح",
        "title": "عنوان نیازمندی",
        "priority": "اولویت",
        "status": "وضعیت",
        "notes": "توضیحات",
    },
    must="الزامی",
    could="اختیاری",
    top="بحرانی",
    high="بالا|زیاد",
    low="پایین|کم",
    yes="بله",
    no="خیر",
)
