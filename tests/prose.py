"""The prose of the repository, piece by piece: pages, messages, docstrings, documents."""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from jinja2 import Environment

Kind = Literal["page", "message", "docstring", "comment", "document"]

_MARKDOWN_CODE = re.compile(
    r"```.*?```|``.*?``|`[^`\n]*`|^ {4,}[^\n]*$|\]\([^)]*\)", re.DOTALL | re.MULTILINE
)
_CODE_IN_TEXT = re.compile(r"``.*?``|`[^`\n]*`|\S+://\S*", re.DOTALL)
_DOCTEST = re.compile(r"^ *>>> .*?(?=^\s*$|\Z)", re.DOTALL | re.MULTILINE)
#: A string with a blank between words is a text for people, unless it is SQL, HTML or a pattern.
_SENTENCE = re.compile(r"[A-Za-z’',;:.)] [A-Za-z(]")
_NO_SENTENCE = re.compile(r"^\s*(SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|WITH|<)\b|\\[bdsw]")
_TAG = re.compile(r"<[^>]*>|&\w+;", re.DOTALL)
_READ_ATTRIBUTE = re.compile(
    r"\b(?:aria-label|title|placeholder|alt|data-why-\d+|data-confirm)=\"([^\"{]+)"
)


@dataclass(frozen=True, slots=True)
class Prose:
    """A text, what it is, and where it begins."""

    path: str
    line: int
    kind: Kind
    text: str


def in_python(path: str, source: str, kind: Kind = "message") -> Iterator[Prose]:
    """Docstrings, comments, and the strings that are sentences."""
    tree = ast.parse(source)
    docstrings: set[ast.Constant] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            docstrings |= set(_bare_strings(node))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = _CODE_IN_TEXT.sub(" ", node.value)
            if node in docstrings:
                yield Prose(path, node.lineno, "docstring", _DOCTEST.sub(" ", text))
            elif _SENTENCE.search(text) and not _NO_SENTENCE.search(text):
                yield Prose(path, node.lineno, kind, text)
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT:
            text = _CODE_IN_TEXT.sub(" ", token.string)
            yield Prose(path, token.start[0], "comment", text)


def _bare_strings(
    node: ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef,
) -> Iterator[ast.Constant]:
    """The docstring of a block and those of its attributes."""
    for statement in node.body:
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            yield statement.value


def in_template(path: str, source: str) -> Iterator[Prose]:
    """What a page says: its text, the attributes that are read out, and strings in expressions."""
    for line, kind, value in Environment(autoescape=True).lex(source):
        if kind == "data":
            for attribute in _READ_ATTRIBUTE.finditer(value):
                yield Prose(
                    path, line + value[: attribute.start()].count("\n"), "page", attribute[1]
                )
            for number, text in enumerate(_TAG.sub(" ", value).split("\n")):
                if text.strip():
                    yield Prose(path, line + number, "page", text)
        elif kind == "string" and _SENTENCE.search(value):
            yield Prose(path, line, "page", value[1:-1])
        elif kind == "comment":
            yield Prose(path, line, "comment", value)


def in_markdown(path: str, source: str) -> Iterator[Prose]:
    """The lines of a document without code and the targets of links."""
    plain = _MARKDOWN_CODE.sub(lambda code: "\n" * code[0].count("\n") or " ", source)
    for number, text in enumerate(plain.split("\n"), 1):
        if text.strip():
            yield Prose(path, number, "document", text)


def of_repository(top: Path, paths: list[Path]) -> Iterator[Prose]:
    """The prose of these files, those of tests and of the worked example left out."""
    for path in paths:
        name = str(path.relative_to(top))
        room = name.partition("/")[0]
        if name.startswith(("artifacts/example/", "tests/")) or not path.is_file():
            continue
        source = path.read_text(encoding="utf-8") if path.suffix in _READERS else ""
        if path.suffix == ".py" and room in {"workbench", "migrations"}:
            yield from in_python(name, source)
        elif path.suffix in {".html", ".j2", ".txt"} and room in {"templates", "artifacts"}:
            yield from in_template(name, source)
        elif path.suffix == ".md":
            yield from in_markdown(name, source)


_READERS = frozenset({".py", ".html", ".j2", ".txt", ".md"})
