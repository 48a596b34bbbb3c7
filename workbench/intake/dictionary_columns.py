"""Columns of data dictionaries, in the words people use for them."""

from __future__ import annotations

from workbench.intake.columns import Columns

ATTRIBUTE = Columns(
    {
        "name": "Attribute|Field|Name|Column|Property|Attribute Name|Field Name|Element|Key|الحقل"
        "|السمة|الخاصية"
        "|اسم الحقل|Attribut|Feld|Champ|Atributo|Campo|字段|属性|字段名|項目|Атрибут|Поле",
        "type": "Type|Data Type|Datatype|Format|النوع|نوع البيانات|Typ|Datentyp|Tipo|类型|型|Тип",
        "required": "Required|Required?|Mandatory|Req|Req.|Not Null|Nullable|Optional|إلزامي|مطلوب"
        "|Pflicht|Pflichtfeld|Obligatoire|Requis|Obligatorio|Requerido|Obrigatório|必填|必須"
        "|Обязательный",
        "rule": "Business Rule|Business Rules|Rule|Rules|Description|Meaning|Definition|Business "
        "Rule / Description"
        "|قاعدة العمل|القاعدة|الوصف|Regel|Geschäftsregel|Beschreibung|Règle|Regla|Descripción|描述"
        "|说明|説明|Описание",
        "constraints": "Constraints|Constraint|Validation|Validations|Validation Rules|Limits"
        "|القيود|Einschränkung"
        "|Contraintes|Restricciones|约束|制約|Ограничения",
        "pii": "PII/Sensitive|PII|PII?|Sensitive|Personal Data|PII / Sensitive|Sensitivity|Data "
        "Sensitivity|Personal"
        "|Data Class|Classification|بيانات شخصية|حساس|Personenbezogen|Données personnelles|Datos "
        "personales|敏感",
        "values": "Values|Allowed Values|Enum Values|Enum|Options|القيم|Werte|Valeurs|Valores|取值",
        "technical": "Technical|System|System Field",
        "notes": "Notes|Note|Comment|Comments|Remarks|ملاحظات|Bemerkung|Remarques|Notas|备注|備考"
        "|Примечание",
        "default": "Default|Default Value|القيمة الافتراضية|Standardwert|Valeur par défaut",
        "example": "Example|Examples|Sample|مثال|Beispiel|Exemple|Ejemplo",
        "entity": "Entity|Model|Object|Table|Entity Name|الكيان|Entität|Entité|Entidad"
        "|实体|エンティティ"
        "|Сущность",
    }
)
OVERVIEW = Columns(
    {
        "entity": "Entity|Entities|Entity Name|Model|Object|Name|الكيان|Entität|Entité|Entidad|实体"
        "|Сущность",
        "description": "Description|Definition|Purpose|Meaning|الوصف|Beschreibung|Descripción|描述"
        "|说明|Описание",
        "criticality": "Criticality|Importance|الأهمية|Kritikalität",
        "source": "Source|Origin|المصدر|Quelle",
        "owner": "Owner|Owned By|Steward|المالك|Eigentümer",
        "notes": "Notes|Note|Comments|Remarks|ملاحظات",
        "mvp": "MVP|MVP?|In MVP",
        "fields": "Fields|Attributes|Properties|Columns|الحقول",
    }
)
RELATION = Columns(
    {
        "target": "Related Entity|Entity|Related To|Target|Target Entity|To|With|Relates To"
        "|الكيان المرتبط",
        "cardinality": "Cardinality|Type|Relationship Type|Relationship|Multiplicity|Kardinalität",
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
