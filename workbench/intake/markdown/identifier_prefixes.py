"""Families of identifiers: what `FR-001`, `US-3` and `ADR-7` are, told by their letters."""

# Words of other languages use letters that look like Latin ones.
from __future__ import annotations

#: Families of requirements, alone or as one part of a longer family (`FR-AUTH`, `ORD-REQ`).
REQUIREMENT_FAMILIES = frozenset({
    "FR", "NFR", "REQ", "REQS", "FRQ", "FREQ", "NFREQ", "RF", "RNF", "BR", "BRQ", "SR", "SRS",
    "SYS", "TR", "UR", "QR", "QAR", "DR", "IR", "PR", "PRD", "FUNC", "NONFUNC", "NF", "F",
    "REQUIREMENT", "ANFORDERUNG", "EXIGENCE", "REQUISITO", "REQUERIMIENTO", "ТРЕБОВАНИЕ",
    "ВИМОГА", "WYMAGANIE", "KEBUTUHAN", "متطلب", "المتطلب", "需求", "要件", "요구사항", "URS",
    "PERF", "SEC", "EF", "ENF", "FA", "NFA", "LF", "LL", "EARS",
})  # fmt: skip
#: Families that are requirements wherever they stand, not only among requirements.
SURE_FAMILIES = frozenset({
    "FR", "NFR", "REQ", "REQS", "FRQ", "FREQ", "NFREQ", "RF", "RNF", "REQUIREMENT", "URS",
    "ANFORDERUNG", "EXIGENCE", "REQUISITO", "REQUERIMIENTO", "ТРЕБОВАНИЕ", "ВИМОГА",
    "WYMAGANIE", "KEBUTUHAN", "متطلب", "المتطلب", "需求", "要件", "요구사항",
})  # fmt: skip
QUALITY_FAMILIES = frozenset({
    "NFR", "RNF", "NF", "QR", "QAR", "NFREQ", "NONFUNC", "ENF", "NFA", "LL",
})  # fmt: skip
CONSTRAINT_FAMILIES = frozenset({
    "C", "CON", "CONS", "CONSTR", "CONSTRAINT",
})  # fmt: skip
#: Families that need no second number to be taken for identifiers.
KNOWN_FAMILIES = REQUIREMENT_FAMILIES | CONSTRAINT_FAMILIES
STORY_FAMILIES = frozenset({
    "US", "STORY", "USERSTORY", "USER STORY", "HU", "HISTORIA DE USUARIO",
    "HISTÓRIA DE USUÁRIO", "用户故事", "ユーザーストーリー",
})  # fmt: skip
#: Families of things that are no requirements and have, or need, no place here.
OTHER_FAMILIES = frozenset({
    "SC", "AC", "TC", "T", "TASK", "A", "ASM", "D", "ADR", "DEC", "DEP", "RISK", "RSK", "Q",
    "OQ", "EPIC", "E", "WP", "G", "GOAL", "KPI", "M", "H", "RFI", "ISSUE", "BUG", "GH", "ISO",
    "RFC", "WCAG", "UTF", "SHA", "HTTP", "ES", "AES", "TLS", "IPV", "UF", "WF", "UC", "FLOW",
    "SCR", "SCREEN", "RQ", "QG", "DM", "TEST", "UAT", "FIG", "TABLE", "STEP", "PHASE", "V", "P",
    "CHK", "GUD", "CVE", "CWE", "IEEE", "IEC", "EN", "DIN", "NIST", "OWASP", "ACTOR", "S", "O",
    "OBJ", "USE CASE", "FEATURE", "VERSION", "LEVEL",
})  # fmt: skip
