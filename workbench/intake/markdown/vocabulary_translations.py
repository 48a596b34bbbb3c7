"""Further words for what `vocabulary` reads, in languages that it does not cover itself.

Indonesian, Vietnamese, Korean, Polish, Czech, Scandinavian languages, Hungarian, Romanian,
Ukrainian and Greek, and further words of Chinese, Japanese and the Romance languages.
"""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

#: Words of columns by what they mean, parted by bars.
COLUMNS: dict[str, str] = {
    "id": (
        "ID Requisito|ID Requerimiento|ID del requisito|N°|Nº|Nomor|Kode|Kode Kebutuhan"
        "|ID Kebutuhan|Mã|Mã yêu cầu|식별자|번호|요구사항 ID|需求编号|需求ID|功能编号|要件ID"
        "|機能ID|項番|Oznaczenie|Ідентифікатор"
    ),
    "text": (
        "Deskripsi|Deskripsi Kebutuhan|Kebutuhan|Kebutuhan Fungsional|Kebutuhan Non-Fungsional"
        "|Uraian|Requisito Funcional|Requisito No Funcional|Requisito Não Funcional"
        "|Requerimiento|Requerimiento Funcional|Descripción del requisito"
        "|Descrição do Requisito|Funcionalidad|Funcionalidade|Fonctionnalité|Besoin|Libellé"
        "|Exigence fonctionnelle|Funktion|Funktionalität|Funktionale Anforderung|Funzionalità"
        "|Mô tả|Yêu cầu|설명|내용|요구사항|요구사항 내용|기능|기능 설명|Opis|Wymaganie"
        "|Opis wymagania|Popis|Požadavek|Krav|Beskrivning|Beskrivelse|Leírás|Követelmény"
        "|Descriere|Cerință|Вимога|Опис|Формулировка|Описание требования|Περιγραφή|Απαίτηση"
        "|功能|功能点|功能需求|功能描述|功能说明|需求说明|需求内容|非功能需求|機能|機能要件"
        "|非機能要件|機能概要|機能説明|要件内容|概要|詳細|仕様"
    ),
    "title": (
        "Nama|Nama Fitur|Fitur|Judul|Nombre|Nombre del requisito|Nome do Requisito|Intitulé|Tên"
        "|Tên chức năng|Chức năng|Nazwa|Tytuł|Název|Navn|Namn|기능명|요구사항명|이름|제목"
        "|功能名称|需求名称|機能名|要件名|Наименование|Название требования"
    ),
    "priority": (
        "Prioritas|Prioritaet|Độ ưu tiên|Ưu tiên|Mức ưu tiên|우선순위|중요도|Priorytet|Priorita"
        "|Prioritet|Prioritás|Prioritate|Пріоритет|Προτεραιότητα|优先程度|优先顺序|重要性"
        "|重要度|Importancia|Importância|Obligatoriedad|Dringlichkeit"
    ),
    "stories": (
        "Referensi US|Referensi User Story|Ref. US|Historia de Usuario|Historias de Usuario"
        "|História de Usuário|Histórias de Usuário|Récit utilisateur|Benutzergeschichte"
        "|用户故事|ユーザーストーリー"
    ),
    "depends_on": (
        "Dependensi|Ketergantungan|Abhängigkeit|Dépend de|Depende de|Zależności|의존성|Phụ thuộc"
    ),
    "criteria": (
        "Kriteria Penerimaan|Kriteria|Tiêu chí chấp nhận|Tiêu chí nghiệm thu|인수 조건"
        "|인수 기준|수용 기준|Kryteria akceptacji|验收条件|受入基準|受入条件|受け入れ条件"
        "|Akzeptanzkriterium|Abnahmekriterium|Criterio de aceptación|Critério de Aceitação"
        "|Criterios|Критерий приемки|Критерии приёмки|Acceptatiecriteria|Acceptanskriterier"
    ),
    "status": ("Situação|Trạng thái|상태|Stav|Stan|Стан"),
    "notes": ("Catatan|Keterangan|Ghi chú|비고|Uwagi|Poznámka|Poznámky|Anmärkning|Примітка"),
    "type": ("Tipo|类型|種別|Тип|유형|Jenis"),
}
MUST = "Esencial|Essencial|Essentiel|Essenziale|Wajib|Harus|Bắt buộc|필수|Konieczne|Обовязково"
SHOULD = "Sebaiknya|Nên có|권장|Powinno"
COULD = (
    "Deseado|Deseable|Desejável|Souhaitable|Souhaité|Desiderabile|Wünschenswert|Opsional"
    "|Tùy chọn|선택|Опціонально"
)
HIGH = "Tinggi|Cao|높음|상|Wysoki|Wysoka|Vysoká|Hög|Høj|Høy|Magas|Ridicată|Високий"
MIDDLE = (
    "Sedang|Menengah|Trung bình|중간|보통|Średni|Średnia|Střední|Medel|Middel|Közepes|Medie"
    "|Середній"
)
LOW = "Rendah|Thấp|낮음|하|Niski|Niska|Nízká|Låg|Lav|Alacsony|Scăzută|Низький"
YES = "○|◯|●|Ya|Có|예|Tak|Ano|Так|必填|必选|필수|NOT NULL|NN"
NO = "×|Tidak|Không|아니오|Nie|Nej|Ні|可选|选填|非必填|任意|선택|NULL"
