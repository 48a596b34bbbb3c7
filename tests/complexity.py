"""How many ways lead through a function, with those counted that a line hides."""

from __future__ import annotations

import ast
from collections.abc import Iterator

_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
_BRANCHES = (ast.If, ast.IfExp, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.Assert)


def functions(source: str) -> Iterator[tuple[str, int]]:
    """The names of all functions and methods of a module, each with its complexity."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, _FUNCTIONS):
            yield node.name, complexity(node)


def complexity(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """One more than the decisions of a function, its inner functions left out.

    A branch, a loop, a case, and each `and`, `or`, loop and condition of an expression is a
    decision: this is what radon counts, while Ruff's C901 does not look into expressions.
    """
    return 1 + sum(_decisions(node) for node in _own_nodes(function))


def _own_nodes(parent: ast.AST) -> Iterator[ast.AST]:
    for node in ast.iter_child_nodes(parent):
        yield node
        if not isinstance(node, _FUNCTIONS):
            yield from _own_nodes(node)


def _decisions(node: ast.AST) -> int:
    if isinstance(node, ast.BoolOp):
        return len(node.values) - 1
    if isinstance(node, ast.comprehension):
        return 1 + len(node.ifs)
    if isinstance(node, ast.Match):
        return len(node.cases)
    return int(isinstance(node, _BRANCHES))
