"""Descriptions of a model's fields: the docstrings below them in the source.

They are read when somebody asks. pydantic's `use_attribute_docstrings` reads them while a model is
made, which is a quarter of what importing the design costs, and the command line shows none.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from types import MappingProxyType


@cache
def field_descriptions(model: type) -> Mapping[str, str]:
    """Description by name, for a class's own fields and those that it inherits."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        if base.__module__.startswith("workbench."):
            found |= _descriptions_in(base.__module__).get(base.__qualname__, {})
    return MappingProxyType(found)


@cache
def _descriptions_in(module: str) -> Mapping[str, Mapping[str, str]]:
    """Descriptions by class, then by field."""
    tree = ast.parse(inspect.getsource(sys.modules[module]))
    return {
        node.name: dict(_described(node.body))
        for node in tree.body
        if isinstance(node, ast.ClassDef)
    }


def _described(body: list[ast.stmt]) -> list[tuple[str, str]]:
    return [
        (field.target.id, inspect.cleandoc(text.value.value))
        for field, text in pairwise(body)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    ]
