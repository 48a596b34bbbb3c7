"""Names of data across dictionary, contract and screens."""

from __future__ import annotations

from workbench.design.ids import plural, singular, snake_case
from workbench.rules.lib.facts import Facts


def dictionary_names(facts: Facts) -> set[str]:
    """Names of attributes, alone (`total`) and with their entity (`order_total`)."""
    names: set[str] = set()
    for entity in facts.design.entities:
        holder = snake_case(entity.key)
        names.add(holder)
        for attribute in entity.attributes:
            name = snake_case(attribute.name)
            names |= {name, f"{holder}_{name}"}
    return names


def contract_names(facts: Facts) -> set[str]:
    """Names of properties and parameters, alone and with the schema that declares them."""
    index = facts.contract_index
    names = {snake_case(parameter) for parameter in index.parameters}
    for item, place in index.properties:
        name = snake_case(place.name)
        names.add(name)
        if item.item_key.isalnum():
            names.add(f"{snake_case(item.item_key)}_{name}")
    return names


def known_names(facts: Facts) -> set[str]:
    """Every name that dictionary or contract knows."""
    return dictionary_names(facts) | contract_names(facts)


def names_of_field(name: str) -> set[str]:
    """The names under which a field may be known: in either number, as an id or an instant."""
    names = {name, singular(name), plural(name)}
    names |= {f"{name}_id", f"{name}_at", f"is_{name}", f"has_{name}"}
    for end in ("_id", "_at", "_date", "_name"):
        if name.endswith(end):
            names.add(name.removesuffix(end))
            names.add(f"{name.removesuffix(end)}_at")
    return names - {""}
