"""Columns of tables about access, and what the cells of one row say together."""

# Words of other languages use letters that look like Latin ones.
# ruff: noqa: RUF001
from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from workbench.design.access import Effect
from workbench.intake import escapes
from workbench.intake import permission_words as words
from workbench.intake.permission_cells import Cell, meaning_of_x, read_cell
from workbench.intake.reading import clean_line
from workbench.intake.sections import label

_MEANINGS: dict[str, str] = {
    label(word): meaning
    for meaning, said in {
        "role": "Role|Role Name|User Role|Actor|User Type|User Group|Persona|Who|User|Principal"
        "|الدور|Rolle|Rôle|Rol|Ruolo|Papel|Perfil|角色|ロール|역할|Роль|Peran|Vai trò",
        "permission": "Permission|Permissions|Permission Key|Action|Actions"
        "|Operation|Capability|Activity|Ability"
        "|Function|Feature|Task|الصلاحية|الإجراء|Berechtigung|Aktion|Permiso|Acción|Ação|Permissão"
        "|Azione|Permesso|操作|权限|権限|Действие|Aksi|Hành động|Quyền",
        "resource": "Resource|Entity|Object|Module|Ressource|Recurso|Risorsa|资源|リソース|Ресурс"
        "|المورد",
        "access": "Access|Allowed|Allowed?|Allow|Granted|Grant|Permitted|Effect|Decision|Can"
        "|Authorized|Authorised|Yes/No|Zugriff|Erlaubt|Accès|Autorisé|Acceso|Permitido|Acesso"
        "|Accesso|允许|許可|Доступ|مسموح|Akses",
        "scope": "Scope|Access Scope|Data Scope|Row Scope|Access Level|Level|Permission Level"
        "|Rights|Visibility|Rows|Coverage|Umfang|Portée|Alcance|Ámbito|Escopo|Ambito|范围|数据范围"
        "|範囲|Область|النطاق|Cakupan|Phạm vi",
        "condition": "Condition|Conditions|Rule|Restriction|Restrictions|Constraint|Constraints"
        "|Limitation|Limitations|When|Only If|Only When|Bedingung|Einschränkung|Condición"
        "|Condição|Condizione|条件|Условие|الشرط",
        "attribute": "Attribute|Caller Attribute|Claim",
        "column": "Column|Compared With",
        "notes": "Notes|Note|Comment|Comments|Remark|Remarks|Description|ملاحظات|Bemerkung"
        "|Bemerkungen|Anmerkung|Anmerkungen|Hinweise|Beschreibung|Remarques|Notas|Comentarios"
        "|Observações|备注|備考|Примечание|Catatan",
    }.items()
    for word in said.split("|")
}
_GIVING = frozenset({"access", "scope"})
_CUTTING = frozenset({"condition", "attribute", "column"})
_SHOWN = 80


def meaning_of(title: str) -> str:
    """What a column says by its title; empty where its title tells nothing."""
    return _MEANINGS.get(label(title), "")


def says_whether(meaning: str) -> bool:
    """Whether a column says that something is allowed, or when."""
    return meaning in _GIVING or meaning in _CUTTING


@dataclass(frozen=True, slots=True)
class Column:
    """One column beside role and action."""

    at: int
    title: str
    meaning: str
    """`access`, `scope`, `condition`, `attribute`, `column`, `notes`, or empty."""
    cross: Effect | None = None
    """What a lone letter x means in it."""


def column_of(at: int, header: Sequence[str], rows: Iterable[Sequence[str]]) -> Column:
    """The column at a position, with what its cells have in common."""
    cross = meaning_of_x([row[at] for row in rows])
    return Column(at, escapes.plain(header[at]), meaning_of(header[at]), cross)


@dataclass(frozen=True, slots=True)
class _Said:
    """What one column of a row says."""

    title: str
    meaning: str
    raw: str
    cell: Cell

    @property
    def shown(self) -> str:
        return f"{self.title} {escapes.plain(self.raw)[:_SHOWN]!r}"


def decide(
    row: Sequence[str], columns: Sequence[Column], about: str, given: Cell | None = None
) -> Cell:
    """What the columns of a row say together: the narrowest, with a doubt where they conflict.

    `given` is what was said elsewhere, such as by a cell of a matrix. No effect where no column
    is there that could say whether something is allowed.
    """
    said = [one for one in (_read(column, row[column.at], about) for column in columns) if one]
    if given is not None:
        said.insert(0, _Said("the cell", "access", given.notes, given))
    giving = [one for one in said if one.meaning in _GIVING]
    cutting = [one for one in said if one.meaning == "condition"]
    attribute, column = (_bare(row, columns, one) for one in ("attribute", "column"))
    if attribute or column:
        cell = Cell(Effect.own, attribute, column)
        cutting.append(_Said("Column", "condition", column or attribute, cell))
    notes = [one for one in said if one.meaning in {"notes", ""}]
    expects = given is not None or any(one.meaning in _GIVING for one in columns)
    cell = _together(giving, cutting, expects=expects)
    blank = [one.title for one in columns if one.meaning == "access" and not row[one.at].strip()]
    if blank and cell.effect not in {None, Effect.deny}:
        cell = _but(cell, Effect.deny, f"{blank[0]} is empty, although another column grants")
    if cell.effect is Effect.allow:
        cell = _cut_by_notes(cell, notes)
    kept = [cell.notes, *(_remark(one) for one in notes)]
    return _but(cell, cell.effect, "", "\n".join(dict.fromkeys(filter(None, kept))))


def _bare(row: Sequence[str], columns: Sequence[Column], meaning: str) -> str:
    texts = (escapes.name(row[one.at]) for one in columns if one.meaning == meaning)
    return clean_line(next(filter(None, texts), ""))


def _read(column: Column, raw: str, about: str) -> _Said | None:
    if not raw.strip() or column.meaning in {"attribute", "column"}:
        return None
    if column.meaning in {"notes", ""}:
        text = escapes.value(raw)
        return _Said(column.title, column.meaning, text, Cell(None)) if text else None
    cell = read_cell(raw, about=about, cross=column.cross)
    if column.meaning == "condition":
        return _Said(column.title, "condition", raw, _as_condition(raw, cell))
    return _Said(column.title, column.meaning, raw, cell) if cell.effect else None


def _as_condition(raw: str, cell: Cell) -> Cell:
    """What a column of conditions says: none at all, never, or a condition in any words."""
    if label(raw) in words.NO_CONDITION or not escapes.value(raw) or cell.effect is Effect.allow:
        return Cell(None)
    if cell.doubt or cell.effect is None:
        return Cell(Effect.own, notes=escapes.value(raw), vague=True)
    return cell


def _together(giving: list[_Said], cutting: list[_Said], *, expects: bool) -> Cell:
    told = [one for one in (*giving, *cutting) if one.cell.effect is not None]
    if not giving and expects:
        return Cell(Effect.deny, notes=_all_notes(told), doubt="no word says whether it is allowed")
    if not told:
        return Cell(None)
    alone = not giving and any(words.is_turned(label(one.cell.notes)) for one in cutting)
    if alone:
        return Cell(
            Effect.deny, notes=_all_notes(told),
            doubt=f"{cutting[0].shown} says neither yes nor no",
        )  # fmt: skip
    narrowest = min(told, key=_width)
    compared = next((one.cell for one in told if one.cell.column or one.cell.attribute), Cell(None))
    doubts = [one.cell.doubt for one in told if one.cell.doubt]
    other = next((one for one in told if _conflict(one, narrowest)), None)
    if other is not None and not doubts:
        doubts.append(f"{narrowest.shown} and {other.shown} contradict each other")
    return Cell(
        narrowest.cell.effect,
        compared.attribute,
        compared.column,
        _all_notes(told),
        doubt="; ".join(doubts),
        vague=any(one.cell.vague for one in told),
    )


def _all_notes(told: Iterable[_Said]) -> str:
    return "\n".join(dict.fromkeys(one.cell.notes for one in told if one.cell.notes))


def _width(one: _Said) -> int:
    return one.cell.effect.width if one.cell.effect else 0


def _conflict(one: _Said, narrowest: _Said) -> bool:
    """Whether a column gives what the narrowest takes away; that a yes has a scope is none."""
    if one.cell.effect is narrowest.cell.effect:
        return False
    if narrowest.cell.effect is Effect.deny:
        return one.meaning != "condition"
    return one.meaning == "scope" or narrowest.meaning == "access"


def _cut_by_notes(cell: Cell, notes: list[_Said]) -> Cell:
    for one in notes:
        if label(one.raw) in words.DENY:
            return _but(cell, Effect.deny, f"{one.shown} contradicts what the row grants")
        if words.takes_back(one.raw):
            said = f"{one.shown} may say less than what the row grants"
            return Cell(
                Effect.own, cell.attribute, cell.column, cell.notes, doubt=said, vague=cell.vague
            )
    return cell


def _remark(one: _Said) -> str:
    return one.raw if one.meaning == "notes" else f"{one.title}: {one.raw}"


def _but(cell: Cell, effect: Effect | None, doubt: str, notes: str | None = None) -> Cell:
    return Cell(
        effect,
        cell.attribute,
        cell.column,
        cell.notes if notes is None else notes,
        doubt=doubt or cell.doubt,
        vague=cell.vague,
    )
