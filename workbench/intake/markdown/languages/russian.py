"""Words of requirement documents in Russian."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "Идентификатор|Код",
        "text": "Требование|Описание|Формулировка|Описание требования",
        "title": "Название|Наименование|Название требования",
        "priority": "Приоритет",
        "depends_on": "Зависимости",
        "criteria": "Критерии приемки|Критерий приемки|Критерии приёмки",
        "status": "Статус",
        "notes": "Примечание|Примечания|Комментарий",
        "type": "Тип",
    },
    must="Обязательно|Должен",
    should="Желательно|Следует",
    could="Можно|Опционально",
    top="Критический",
    high="Высокий|Высокая",
    middle="Средний|Средняя",
    low="Низкий|Низкая",
    yes="Да",
    no="Нет",
    withdrawn="Отменено|Удалено",
)
