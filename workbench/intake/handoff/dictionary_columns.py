"""Columns of data dictionaries, in the words people use for them."""

from __future__ import annotations

from workbench.intake.markdown.column_matching import Columns

ATTRIBUTE = Columns(
    {
        "name": "Attribute|Field|Name|Column|Property|Attribute Name|Field Name|Element|Key|الحقل"
        "|السمة|الخاصية"
        "|اسم الحقل|Attribut|Feld|Champ|Atributo|Campo|字段|属性|字段名|項目|Атрибут|Поле|Kolom"
        "|Nama Kolom|Nama Field|Nombre|Nombre del campo|Nombre de columna|Nome|Nome do Campo"
        "|Coluna|Columna|Colonne|Nom du champ|Spalte|Feldname|Spaltenname|Trường|Tên trường"
        "|Tên cột|컬럼|컬럼명|필드|필드명|속성|속성명|Kolumna|Nazwa pola|Pole|Sloupec|Fält|Felt"
        "|Mező|Câmp|カラム|カラム名|フィールド|フィールド名|項目名|物理名|字段名称|列名|列"
        "|Имя поля|Столбец|Название поля|Variable|Variable Name|Column Name|Data Element"
        "|Property Name|Data Field",
        "type": "Type|Data Type|Datatype|Format|النوع|نوع البيانات|Typ|Datentyp|Tipo|类型|型|Тип"
        "|Tipe|Tipe Data|Kiểu|Kiểu dữ liệu|타입|자료형|데이터 타입|데이터타입|Tipo de dato"
        "|Tipo de datos|Tipo de Dado|Tipo de dados|Type de données|Type de donnée"
        "|Datentyp / Format|数据类型|字段类型|データ型|データタイプ|Typ danych|Тип данных"
        "|SQL Type|DB Type|Column Type|Data type",
        "required": "Required|Required?|Mandatory|Req|Req.|Not Null|Nullable|Optional|إلزامي|مطلوب"
        "|Pflicht|Pflichtfeld|Obligatoire|Requis|Obligatorio|Requerido|Obrigatório|必填|必須"
        "|Обязательный|Null|Null?|Allow Null|Nulo|Wajib|Bắt buộc|필수|필수 여부|필수여부|是否必填"
        "|是否必须|允许为空|可空|是否可空|NULL許可|NULL可|Wymagane|Povinné|Requis ?|Is Required"
        "|Mandatory?|Nullable?|Optional?|NN|Not Null?|Обязательно|Obligatoriu",
        "rule": "Business Rule|Business Rules|Rule|Rules|Description|Meaning|Definition|Business "
        "Rule / Description"
        "|قاعدة العمل|القاعدة|الوصف|Regel|Geschäftsregel|Beschreibung|Règle|Regla|Descripción|描述"
        "|说明|説明|Описание|Keterangan|Deskripsi|Descrição|Descrizione|Mô tả|설명|Opis|Popis"
        "|Bedeutung|Erläuterung|Signification|Significado|Significato|Purpose|Details"
        "|Business Meaning|含义|意味|概要|论理名|論理名|Назначение|Beskrivning|Beskrivelse"
        "|Field Description",
        "constraints": "Constraints|Constraint|Validation|Validations|Validation Rules|Limits"
        "|القيود|Einschränkung"
        "|Contraintes|Restricciones|约束|制約|Ограничения|Key|Keys|Constraint(s)|Kendala"
        "|Ràng buộc|제약|제약조건|제약 조건|制約条件|Restricción|Restrição|Restrições|Restriccion"
        "|Vincoli|Schlüssel|Clé|Clave|Chave|Regole|Ключ|Ограничение",
        "pii": "PII/Sensitive|PII|PII?|Sensitive|Personal Data|PII / Sensitive|Sensitivity|Data "
        "Sensitivity|Personal"
        "|Data Class|Classification|بيانات شخصية|حساس|Personenbezogen|Données personnelles|Datos "
        "personales|敏感|Dato personal|Dados Pessoais|Data Pribadi|개인정보|個人情報|敏感信息"
        "|Персональные данные",
        "values": "Values|Allowed Values|Enum Values|Enum|Options|القيم|Werte|Valeurs|Valores"
        "|取值|Possible Values|Valid Values|Accepted Values|Enumeration|Valores permitidos|可选值"
        "|枚举值|取り得る値|허용값",
        "technical": "Technical|System|System Field",
        "notes": "Notes|Note|Comment|Comments|Remarks|ملاحظات|Bemerkung|Remarques|Notas|备注|備考"
        "|Примечание|Catatan|Observaciones|Observações|Osservazioni|비고|Ghi chú|Uwagi"
        "|Source / Notes|Source|Remark|コメント|Комментарий",
        "default": "Default|Default Value|القيمة الافتراضية|Standardwert|Valeur par défaut"
        "|Valor por defecto|Valor padrão|Valore predefinito|默认|默认值|デフォルト|デフォルト値"
        "|初期値|기본값|Mặc định|По умолчанию|Wartość domyślna",
        "example": "Example|Examples|Sample|مثال|Beispiel|Exemple|Ejemplo|Sample Value|Contoh"
        "|Ejemplo de valor|Exemplo|Esempio|例子|示例|例|예시|예|Ví dụ|Пример|Przykład",
        "entity": "Entity|Model|Object|Table|Entity Name|الكيان|Entität|Entité|Entidad"
        "|实体|エンティティ"
        "|Сущность|Tabel|Nama Tabel|Tabela|Tabla|Tabelle|Tableau|Bảng|테이블|테이블명|엔티티|表"
        "|表名|数据表|テーブル|テーブル名|Table Name|Collection|Dataset|Entidade|Entità|Encja"
        "|Таблица|الجدول",
    }
)
OVERVIEW = Columns(
    {
        "entity": "Entity|Entities|Entity Name|Model|Object|Name|الكيان|Entität|Entité|Entidad|实体"
        "|Сущность|Table|Tabel|Tabla|Tabela|Tabelle|表|表名|テーブル|테이블|엔티티|Entidade"
        "|Entità|エンティティ|Collection|Таблица|Bảng",
        "description": "Description|Definition|Purpose|Meaning|الوصف|Beschreibung|Descripción|描述"
        "|说明|Описание|Deskripsi|Descrição|Descrizione|Mô tả|설명|Opis|Keterangan|説明|概要"
        "|Función|Fungsi|Role",
        "criticality": "Criticality|Importance|الأهمية|Kritikalität",
        "source": "Source|Origin|المصدر|Quelle",
        "owner": "Owner|Owned By|Steward|المالك|Eigentümer",
        "notes": "Notes|Note|Comments|Remarks|ملاحظات",
        "mvp": "MVP|MVP?|In MVP",
        "fields": "Fields|Attributes|Properties|Columns|الحقول|Key Fields|Key Attributes"
        "|Main Fields|Main Attributes|关键字段|主要字段|字段|主要項目|項目|Campos|Atributos"
        "|Champs|Felder|Attribute|주요 필드",
    }
)
RELATION = Columns(
    {
        "target": "Related Entity|Entity|Related To|Target|Target Entity|To|With|Relates To"
        "|الكيان المرتبط|Ziel|Cible|Destino|Entidad relacionada|Entidade relacionada"
        "|关联实体|関連エンティティ",
        "cardinality": "Cardinality|Type|Relationship Type|Relationship|Multiplicity|Kardinalität"
        "|Cardinalidad|Cardinalidade|Cardinalité|Relationship type|关系|Relación|多重度",
        "description": "Description|Notes|Meaning|Rule|Details",
        "on_delete": "On Delete|Delete Rule|Cascade|Delete",
    }
)
STATE = Columns(
    {
        "name": "State|Status|Lifecycle State|Value|Code|الحالة|Zustand|État|Estado",
        "description": "Description|Meaning|Definition|Notes|الوصف",
        "transitions": "Transitions To|Transitions|Next States|Next|To|Can Become|Allowed "
        "Transitions|ينتقل إلى",
    }
)
