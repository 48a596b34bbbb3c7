"""Words of requirement documents in Korean."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "식별자|번호|요구사항 ID",
        "text": "설명|내용|요구사항|요구사항 내용|기능|기능 설명",
        "title": "기능명|요구사항명|이름|제목",
        "priority": "우선순위|중요도",
        "depends_on": "의존성",
        "criteria": "인수 조건|인수 기준|수용 기준",
        "status": "상태",
        "notes": "비고",
        "type": "유형",
    },
    must="필수",
    should="권장",
    could="선택",
    high="높음|상",
    middle="중간|보통",
    low="낮음|하",
    yes="예|필수",
    no="아니오|선택",
)
