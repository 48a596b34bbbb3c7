"""Every rule there is: each file in an area's folder that defines RULE."""

from __future__ import annotations

import hashlib
import pkgutil
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from workbench.design.ids import natural_order
from workbench.rules.engine.rule import AREAS, Rule

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from importlib.resources.abc import Traversable

_PACKAGE = "workbench.rules"
#: The packages whose code decides what rules find: the rules, and what they are built on.
RULE_SET_PACKAGES = ("workbench.design", "workbench.rules", "workbench.sql", "workbench.suggest")
_ORDER = {prefix: place for place, prefix in enumerate(("API", "SCH", "AUT", "INT", "TRC"))}


@cache
def all_rules() -> tuple[Rule, ...]:
    """Every rule, ordered by the catalogue's areas and then by code."""
    found = []
    for area in AREAS:
        package = import_module(f"{_PACKAGE}.{area}")
        for module in pkgutil.iter_modules(package.__path__):
            rule = getattr(import_module(f"{package.__name__}.{module.name}"), "RULE", None)
            if isinstance(rule, Rule):
                found.append(rule)
    return tuple(sorted(found, key=lambda rule: code_order(rule.code)))


@cache
def rules_by_code() -> Mapping[str, Rule]:
    """Rules by their permanent code."""
    return MappingProxyType({all_rule.code: all_rule for all_rule in all_rules()})


@cache
def _by_any_name() -> Mapping[str, Rule]:
    return {name: rule for rule in all_rules() for name in (rule.code.lower(), rule.name)}


def find_rule(name: str) -> Rule | None:
    """The rule of that code (`API-18`) or name (`unpaged-list`), if there is one."""
    return _by_any_name().get(name.strip().lower())


def get_rule(name: str) -> Rule:
    """The rule of that code or name; raises KeyError otherwise."""
    rule = find_rule(name)
    if rule is None:
        raise KeyError(f"no rule is called {name!r}")
    return rule


@cache
def local_rules() -> Mapping[str, tuple[Rule, ...]]:
    """Per kind of item, the rules that can be run on one item alone."""
    table: dict[str, list[Rule]] = {}
    for rule in all_rules():
        for kind in rule.kinds:
            table.setdefault(kind, []).append(rule)
    return MappingProxyType({kind: tuple(rules) for kind, rules in table.items()})


def code_order(code: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    """Sort key of a rule's code: areas as in the catalogue, then by number."""
    return _ORDER.get(code.partition("-")[0], len(_ORDER)), natural_order(code)


@cache
def rule_set() -> str:
    """Version of the rules: their number, and a hash of the code that findings follow from."""
    digest = hashlib.sha256()
    for package in RULE_SET_PACKAGES:
        for name, source in sorted(_sources(files(package), package)):
            digest.update(name.encode() + b"\0" + source + b"\0")
    return f"{len(all_rules())}-{digest.hexdigest()[:12]}"


def _sources(folder: Traversable, inside: str = "") -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        name = f"{inside}/{entry.name}"
        if entry.is_dir():
            yield from _sources(entry, name)
        elif name.endswith(".py"):
            yield name, entry.read_bytes()
