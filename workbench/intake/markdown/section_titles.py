"""Titles of documents and sections that promise entities, flows or screens below them.

Below such a title an item needs no word of its own: `## User flows`, `### 1. Checkout`.
"""

# Words of other languages use letters that look like Latin ones.
from __future__ import annotations

import re
from collections.abc import Iterator

from workbench.intake.markdown.sections import Section, file_label, folded

DICTIONARY_TITLE = re.compile(
    folded(
        r"dictionary|\bdata (?:models?|entities|definitions?)\b|\bdomain model|\bentity model"
        r"|^(?:\w+ )?(?:entities|entity definitions?|entity catalogue?)$"
        r"|قاموس البيانات|نموذج البيانات|الكيانات|datenlexikon|datenmodell|datenkatalog"
        r"|datenbankmodell"
        r"|dictionnaire|modèle de données|diccionario|modelo de datos|dicionário|modelo de dados"
        r"|dizionario|modello dei dati|数据字典|数据模型|実体定義"
        r"|データ(?:辞書|モデル|定義|ディクショナリ)"
        r"|データ項目|데이터 (?:사전|모델)|словарь данных|модель данных|kamus data|từ điển dữ liệu"
        r"|słownik danych|model danych|datový (?:slovník|model)|datamodell?\b|gegevensmodel"
    )
)
FLOWS_TITLE = re.compile(
    folded(
        r"\b(?:user|customer|interaction|ux|key|core|main|client|app|application) (?:\w+ )?"
        r"(?:flows?|journeys?)\b|^(?:flows|journeys)\b|\bflow documentation"
        r"|\buser (?:scenario )?paths?\b"
        r"|تدفقات|رحل(?:ة|ات) المستخدم|ben[u]tzer(?:abläufe|fluss|flüsse|reise)"
        r"|nutzer(?:abläufe|reise)"
        r"|parcours (?:utilisateur|client)"
        r"|flu[jx]os? (?:de|del|do|da|dos|de los) (?:us|ut|cl|exp|la app)"
        r"|flussi utente|用户(?:流程|旅程)|操作流程|ユーザー(?:フロー|ジャーニー)|画面遷移"
        r"|사용자 (?:흐름|플로우|여정)"
        r"|пользовательские (?:сценарии|потоки|пути|истории пути)|alur pengguna|luồng người dùng"
        r"|przepływy użytkownik|gebruikersflows?"
    )
)
SCREENS_TITLE = re.compile(
    folded(
        r"wireframe"
        r"|\bscreens?(?: and \w+)? (?:spec\w*|design\w*|inventory|definitions?|descriptions?|list)"
        r"|\bscreens\b|مخططات الشاشات|الشاشات|\bpantallas\b|\btelas\b|\bécrans\b|\bmaquettes\b"
        r"|bildschirm"
        r"|maskenentw|schermate|各画面|画面(?:一覧|設計|仕様|定義|ワイヤー)|ワイヤーフレーム"
        r"|页面(?:设计|说明|清单|原型)"
        r"|界面(?:设计(?!目标)|原型|和视图)|线框|화면 (?:설계|정의|목록)|와이어프레임|экраны|макеты"
        r"|tampilan layar"
        r"|khung màn hình|ekrany|makiety"
    )
)


def expected_sections(
    root: Section, title: re.Pattern[str], source: str
) -> Iterator[tuple[Section, bool]]:
    """Every section in document order, and whether a title above it promises its items.

    The name of the file promises as much as the title of a document does.
    """
    stack: list[tuple[Section, bool]] = [(root, bool(title.search(file_label(source))))]
    while stack:
        section, promised = stack.pop()
        yield section, promised
        below = promised or (section.heading is not None and bool(title.search(section.label)))
        stack.extend((child, below) for child in reversed(section.children))


#: Sections of such documents that are no item.
NOT_AN_ITEM = re.compile(
    folded(
        r"^(?:overview|introduction|intro|purpose|background|summary|notes?|legend|conventions?|glossary"
        r"|appendix|references?|scope|assumptions?|principles?|goals?|objectives?|index|contents"
        r"|table of contents|next steps|change ?log|revision history|version history|open questions"
        r"|open issues|questions|risks?|metrics|personas?"
        r"|design (?:system|tokens|principles|features)"
        r"|colou?rs?|typography|spacing|components?|accessibility|navigation|sitemap|site map"
        r"|technology|tech stack|architecture|demo script|tips|checklist|testing|traceability"
        r"|visão geral|introdução|introducción|resumen|vista general|überblick|einleitung|aperçu"
        r"|概要|概述|はじめに|前提|判断の理由|目次|簡介|简介|说明|введение|обзор|pendahuluan"
        r"|tổng quan"
        r"|نظرة عامة|مقدمة|ملاحظات)\b"
        r"|\b(?:rules|guidelines|principles|script|checklist|considerations|matrix|comparison|summary"
        r"|overview|inventory|requirements|index|layouts?|documentation|format|structure|template"
        r"|elements|transitions?)$|(?:遷移|遷移図|構成|要素|一覧|流れ)$"
    )
)
