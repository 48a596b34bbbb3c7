"""Facts between the keywords of schemas that hold schemas: properties, items, conditions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from workbench.design.json_values import same_json
from workbench.diff.contract.places import At
from workbench.diff.facts import differences
from workbench.diff.schema.branches import Comparer

Both = tuple[dict[str, Any], dict[str, Any]]
Compare = Callable[[Comparer, str, Both, At], None]


def compare_structure(comparer: Comparer, word: str, both: Both, at: At) -> None:
    """Write down how one keyword of two schemas differs, going into the schemas it holds."""
    STRUCTURE[word](comparer, word, both, at)


def _properties(comparer: Comparer, word: str, both: Both, at: At) -> None:
    old, new = (_members(side, word) for side in both)
    old_required, new_required = _required(both[0]), _required(both[1])
    for name in {**old, **new}:
        before, after = old.get(name), new.get(name)
        stays = name in old and name in new
        if stays and same_json(before, after):
            continue
        needed = name in (new_required if name in new else old_required)
        here = _place_of(comparer, (before, after), at, (word, name), needed=needed)
        if stays:
            comparer.compare(before, after, here)
            continue
        variant = "required" if needed else "optional"
        if name not in new:
            fact = here.stated("property-removed", "removed", before, None, variant=variant)
        else:
            if needed and _has_default(comparer, after):
                variant += "-with-default"
            fact = here.stated("property-added", "added", None, after, variant=variant)
        comparer.walk.put(fact)


def _place_of(
    comparer: Comparer,
    schemas: tuple[Any, Any],
    parent: At,
    steps: tuple[str, str],
    *,
    needed: bool,
) -> At:
    """The place of a property: read-only or write-only where its parent or either side is."""
    old_read_only, old_write_only = _flags(comparer, 0, schemas[0])
    new_read_only, new_write_only = _flags(comparer, 1, schemas[1])
    return parent.within(*steps, name=steps[-1]).to(
        read_only=parent.read_only or old_read_only or new_read_only,
        write_only=parent.write_only or old_write_only or new_write_only,
        needed=needed,
    )


def _has_default(comparer: Comparer, schema: Any) -> bool:
    found = comparer.walk.new.deref(schema)
    return isinstance(found, dict) and "default" in found


def _flags(comparer: Comparer, side: int, schema: Any) -> tuple[bool, bool]:
    view = comparer.walk.new if side else comparer.walk.old
    found = view.deref(schema)
    for candidate in (schema, found):
        if isinstance(candidate, dict) and (
            candidate.get("readOnly") is True or candidate.get("writeOnly") is True
        ):
            return candidate.get("readOnly") is True, candidate.get("writeOnly") is True
    return False, False


def _members(schema: dict[str, Any], word: str) -> dict[str, Any]:
    value = schema.get(word)
    return value if isinstance(value, dict) else {}


def _required(schema: dict[str, Any]) -> dict[str, None]:
    value = schema.get("required")
    return dict.fromkeys(map(str, value)) if isinstance(value, list) else {}


def _needs(comparer: Comparer, word: str, both: Both, at: At) -> None:
    """Properties that became required or optional, without those that were added or removed."""
    old, new = _required(both[0]), _required(both[1])
    before, after = _members(both[0], "properties"), _members(both[1], "properties")
    for name in {**old, **new}:
        if (name in old) == (name in new) or (name in before) != (name in after):
            continue
        schemas = before.get(name), after.get(name)
        here = _place_of(comparer, schemas, at, (word, name), needed=at.needed)
        if name in new:
            default = name in after and _has_default(comparer, after[name])
            variant = "required-with-default" if default else ""
            fact = here.stated("became-required", "added", None, name, variant=variant)
        else:
            fact = here.stated("became-optional", "removed", name, None)
        comparer.walk.put(fact)


def _single(stem: str, name: str) -> Compare:
    def compare(comparer: Comparer, word: str, both: Both, at: At) -> None:
        before, after = both[0].get(word), both[1].get(word)
        if word in both[0] and word in both[1]:
            here = at.within(word, name=name)
            if word == "items" and at.use and at.use.role == "parameter" and not at.inner:
                # A list in a query string is its items, so what holds for them is the parameter's.
                here = at.to(word)
            comparer.compare(before, after, here)
            return
        added = word in both[1]
        comparer.walk.put(
            at.stated(
                f"{stem}-{'added' if added else 'removed'}",
                "added" if added else "removed",
                before,
                after,
                path=(word,),
            )
        )

    return compare


def _negation(comparer: Comparer, word: str, both: Both, at: At) -> None:
    if word in both[0] and word in both[1]:
        inside = at.within(word, name="not").to(negated=True)
        comparer.compare(both[0][word], both[1][word], inside)
    else:
        _single("not", "not")(comparer, word, both, at)


def _condition(comparer: Comparer, word: str, both: Both, at: At) -> None:
    before, after = both[0].get(word), both[1].get(word)
    change = "changed" if word in both[0] and word in both[1] else "added"
    change = "removed" if word not in both[1] else change
    comparer.walk.put(at.stated(f"{word}-{change}", change, before, after, path=(word,)))


def _named(stem: str) -> Compare:
    def compare(comparer: Comparer, word: str, both: Both, at: At) -> None:
        old, new = (_members(side, word) for side in both)
        for name in {**old, **new}:
            if name in old and name in new:
                if not same_json(old[name], new[name]):
                    comparer.compare(old[name], new[name], at.within(word, name, name=name))
            else:
                change = "added" if name in new else "removed"
                comparer.walk.put(
                    at.stated(
                        f"{stem}-{change}",
                        change,
                        old.get(name),
                        new.get(name),
                        path=(word, name),
                    )
                )

    return compare


def _dependent(comparer: Comparer, word: str, both: Both, at: At) -> None:
    old, new = (_members(side, word) for side in both)
    for name in {**old, **new}:
        was, now = old.get(name), new.get(name)
        if same_json(was, now):
            continue
        change = "changed" if name in old and name in new else "added"
        change = "removed" if name not in new else change
        comparer.walk.put(
            at.stated(f"dependent-required-{change}", change, was, now, path=(word, name))
        )


def _list(schema: dict[str, Any], word: str) -> list[Any]:
    value = schema.get(word)
    return value if isinstance(value, list) else []


def _prefix(comparer: Comparer, word: str, both: Both, at: At) -> None:
    old, new = (_list(side, word) for side in both)
    for position in range(max(len(old), len(new))):
        if position >= len(old):
            comparer.walk.put(
                at.stated("prefix-items-added", "added", None, new[position], path=(word, position))
            )
        elif position >= len(new):
            comparer.walk.put(
                at.stated(
                    "prefix-items-removed", "removed", old[position], None, path=(word, position)
                )
            )
        else:
            comparer.compare(
                old[position], new[position], at.within(word, position, name=str(position))
            )


def _further(comparer: Comparer, word: str, both: Both, at: At) -> None:
    """`additionalProperties`: absent and true both allow anything."""
    before, after = both[0].get(word, True), both[1].get(word, True)
    was, now = (True if side == {} else side for side in (before, after))
    if same_json(was, now):
        return
    if isinstance(was, dict) and isinstance(now, dict):
        comparer.compare(was, now, at.within(word, name="*"))
        return
    action = "restricted" if isinstance(now, dict) else "unrestricted"
    if now is False:
        action = "removed"
    elif was is False:
        action = "added"
    change = "changed" if word in both[0] and word in both[1] else "added"
    change = "removed" if word not in both[1] else change
    comparer.walk.put(
        at.stated(
            f"additional-properties-{action}",
            change,
            both[0].get(word),
            both[1].get(word),
            path=(word,),
        )
    )


def _unevaluated(stem: str) -> Compare:
    def compare(comparer: Comparer, word: str, both: Both, at: At) -> None:
        was, now = both[0].get(word, True), both[1].get(word, True)
        if isinstance(was, dict) and isinstance(now, dict):
            comparer.compare(was, now, at.within(word, name="*"))
        elif not same_json(was, now):
            tighter = was is True or now is False
            change = "changed" if word in both[0] and word in both[1] else "added"
            change = "removed" if word not in both[1] else change
            comparer.walk.put(
                at.stated(
                    f"{stem}-{'added' if tighter else 'removed'}",
                    change,
                    both[0].get(word),
                    both[1].get(word),
                    path=(word,),
                )
            )

    return compare


def _definitions(comparer: Comparer, word: str, both: Both, at: At) -> None:
    old, new = ({word: side[word]} if word in side else {} for side in both)
    for path, change, was, now in differences(old, new):
        comparer.walk.put(at.stated("keyword-changed", change, was, now, path=path))


#: Keyword → what compares it.
STRUCTURE: dict[str, Compare] = {
    "properties": _properties,
    "required": _needs,
    "items": _single("items", "items"),
    "additionalProperties": _further,
    "patternProperties": _named("pattern-property"),
    "prefixItems": _prefix,
    "not": _negation,
    "if": _condition,
    "then": _condition,
    "else": _condition,
    "contains": _single("contains", "contains"),
    "dependentRequired": _dependent,
    "dependentSchemas": _named("dependent-schema"),
    "dependencies": _definitions,
    "propertyNames": _single("property-names", "names"),
    "unevaluatedItems": _unevaluated("unevaluated-items"),
    "unevaluatedProperties": _unevaluated("unevaluated-properties"),
}
