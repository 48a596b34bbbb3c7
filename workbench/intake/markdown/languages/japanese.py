"""Words of requirement documents in Japanese."""

from __future__ import annotations

from workbench.intake.markdown.languages.words import Words

WORDS = Words(
    columns={
        "id": "識別子|番号|要件ID|機能ID|項番",
        "text": (
            "要件|要求|説明|機能|機能要件|非機能要件|機能概要|機能説明|要件内容|概要|詳細|仕様"
        ),
        "title": "タイトル|名前|機能名|要件名",
        "priority": "優先度|優先順位|重要度",
        "stories": "ユーザーストーリー",
        "depends_on": "依存関係",
        "criteria": "受け入れ基準|受入基準|受入条件|受け入れ条件",
        "status": "ステータス|状態",
        "notes": "備考",
        "type": "種別",
    },
    must="必須|必要",
    should="推奨",
    could="任意",
    wont="やらない",
    top="至急",
    yes="はい",
    no="いいえ|任意",
    withdrawn="廃止",
)
