"""Prefixes of identifiers: what `FR-001`, `US-3` and `ADR-7` are, by their letters."""

# Words of other languages use letters that look like Latin ones.
from __future__ import annotations

#: Prefixes of requirements, alone or as one part of a longer prefix (`FR-AUTH`, `ORD-REQ`).
REQUIREMENT_PREFIXES = frozenset({
    "FR", "NFR", "REQ", "REQS", "FRQ", "FREQ", "NFREQ", "RF", "RNF", "BR", "BRQ", "SR", "SRS",
    "SYS", "TR", "UR", "QR", "QAR", "DR", "IR", "PR", "PRD", "FUNC", "NONFUNC", "NF", "F",
    "REQUIREMENT", "ANFORDERUNG", "EXIGENCE", "REQUISITO", "REQUERIMIENTO", "ТРЕБОВАНИЕ",
    "ВИМОГА", "WYMAGANIE", "KEBUTUHAN", "متطلب", "المتطلب", "需求", "要件", "요구사항", "URS",
    "PERF", "SEC", "EF", "ENF", "FA", "NFA", "LF", "LL", "EARS",
})  # fmt: skip
#: Prefixes of requirements anywhere, not only among requirements.
UNAMBIGUOUS_PREFIXES = frozenset({
    "FR", "NFR", "REQ", "REQS", "FRQ", "FREQ", "NFREQ", "RF", "RNF", "REQUIREMENT", "URS",
    "ANFORDERUNG", "EXIGENCE", "REQUISITO", "REQUERIMIENTO", "ТРЕБОВАНИЕ", "ВИМОГА",
    "WYMAGANIE", "KEBUTUHAN", "متطلب", "المتطلب", "需求", "要件", "요구사항",
})  # fmt: skip
QUALITY_PREFIXES = frozenset({
    "NFR", "RNF", "NF", "QR", "QAR", "NFREQ", "NONFUNC", "ENF", "NFA", "LL",
})  # fmt: skip
CONSTRAINT_PREFIXES = frozenset({
    "C", "CON", "CONS", "CONSTR", "CONSTRAINT",
})  # fmt: skip
#: Prefixes that need no second number to be taken for identifiers.
KNOWN_PREFIXES = REQUIREMENT_PREFIXES | CONSTRAINT_PREFIXES
STORY_PREFIXES = frozenset({
    "US", "STORY", "USERSTORY", "USER STORY", "HU", "HISTORIA DE USUARIO",
    "HISTÓRIA DE USUÁRIO", "用户故事", "ユーザーストーリー",
})  # fmt: skip
#: Prefixes of things that are no requirements and have, or need, no place here.
OTHER_PREFIXES = frozenset({
    "SC", "AC", "TC", "T", "TASK", "A", "ASM", "D", "ADR", "DEC", "DEP", "RISK", "RSK", "Q",
    "OQ", "EPIC", "E", "WP", "G", "GOAL", "KPI", "M", "H", "RFI", "ISSUE", "BUG", "GH", "ISO",
    "RFC", "WCAG", "UTF", "SHA", "HTTP", "ES", "AES", "TLS", "IPV", "UF", "WF", "UC", "FLOW",
    "SCR", "SCREEN", "RQ", "QG", "DM", "TEST", "UAT", "FIG", "TABLE", "STEP", "PHASE", "V", "P",
    "CHK", "GUD", "CVE", "CWE", "IEEE", "IEC", "EN", "DIN", "NIST", "OWASP", "ACTOR", "S", "O",
    "OBJ", "USE CASE", "FEATURE", "VERSION", "LEVEL",
})  # fmt: skip
