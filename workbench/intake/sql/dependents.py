"""What goes with a table when it is dropped or gets another name."""

from __future__ import annotations

from workbench.design.access import Policy
from workbench.design.tables import SqlObject, SqlObjectType
from workbench.intake.sql.names import moved_trigger
from workbench.intake.sql.schema_state import MAX_CASCADES, LocatedObject, SchemaState
from workbench.sql.cursor import Cursor


def drop_table(state: SchemaState, key: str) -> bool:
    """Remove a table with what depends on it; whether there was one."""
    found = state.find_table(key)
    if found is None:
        return False
    state.tables.pop(found.key)
    state.cascade_count += 1
    if state.cascade_count <= MAX_CASCADES:
        _drop_dependents(state, found.key)
    return True


def rename_table(state: SchemaState, old: str, new: str) -> bool:
    """Give a table another name; what refers to it or depends on it follows."""
    found = state.find_table(old)
    state.cascade_count += 1
    if found is None or state.cascade_count > MAX_CASCADES:
        return False
    state.folded[new.casefold()] = new
    state.tables.pop(found.key)
    state.order = [(kind, new if key == found.key else key) for kind, key in state.order]
    before, found.key = found.key, new
    state.tables[new] = found
    _move_dependents(state, before, new)
    for table in state.tables.values():
        table.foreign_keys = [
            key.model_copy(update={"target": new}) if key.target == before else key
            for key in table.foreign_keys
        ]
    return True


def _drop_dependents(state: SchemaState, table: str) -> None:
    """Remove the policies, triggers and kept settings of a table, given by its key."""
    starts = (f"{SqlObjectType.trigger} {table}.", f"{SqlObjectType.other} {table}: ")
    for name in [item for item in state.objects if item.startswith(starts)]:
        del state.objects[name]
    for name in [policy for policy in state.policies if policy.startswith(f"{table}.")]:
        del state.policies[name]


def _move_dependents(state: SchemaState, old: str, new: str) -> None:
    """Let the policies and triggers of a table follow it to its new key."""
    for key in [policy for policy in state.policies if policy.startswith(f"{old}.")]:
        located = state.policies.pop(key)
        if isinstance(located.item, Policy):
            located.item = located.item.model_copy(update={"table": new})
            state.policies[located.item.item_key] = located
            state.order.append(("policy", located.item.item_key))
    start = f"{SqlObjectType.trigger} {old}."
    for key in [own_item for own_item in state.objects if own_item.startswith(start)]:
        located = state.objects.pop(key)
        item = located.item
        if isinstance(item, SqlObject):
            name = new + item.name.removeprefix(old)
            update = {"name": name, "sql": moved_trigger(item.sql, old, new)}
            located.item = item.model_copy(update={"key": f"{item.type} {name}", **update})
            state.objects[located.item.item_key] = located
            state.order.append(("sql_object", located.item.item_key))


def change_type(state: SchemaState, cursor: Cursor, located: LocatedObject, name: str) -> None:
    """Rename a type that is kept word for word, or keep its change behind it."""
    item = located.item
    if not isinstance(item, SqlObject) or cursor.key() in {"OWNER", "SET"}:
        return
    # A rename is kept as well: what the definition named by itself keeps its name then.
    change = cursor.source(0, cursor.stop)
    located.item = item.model_copy(update={"sql": f"{item.sql}\n{change};"})
    if cursor.accept("RENAME", "TO"):
        schema = name.rpartition(".")[0]
        new = cursor.identifier()
        state.rename_type(located, f"{schema}.{new}" if schema else new)
