"""The words that `words.toml` keeps out stay out of pages, messages, docstrings and documents."""

from __future__ import annotations

import re
import subprocess
import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from tests.prose import Kind, Prose, in_markdown, in_python, in_template, of_repository

TOP = Path(__file__).resolve().parents[1]
_LIST: dict[str, Any] = tomllib.loads((TOP / "tests/words.toml").read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True)
class Word:
    """A word or phrase, what to write for it, and where it is looked for."""

    pattern: str
    say: str
    kinds: frozenset[Kind]

    def found_in(self, text: str) -> list[str]:
        """What matches in a text, as it is written there."""
        whole = rf"(?<![\w.@/-])(?:{self.pattern})(?![\w@/-]|\.\w)"
        return [match[0] for match in re.finditer(whole, text)]


WORDS = [Word(word["pattern"], word["say"], frozenset(word["kinds"])) for word in _LIST["word"]]


@cache
def prose() -> dict[Kind, list[Prose]]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    paths = sorted({TOP / name for name in listed.stdout.split("\0") if name})
    found: dict[Kind, list[Prose]] = defaultdict(list)
    for piece in of_repository(TOP, paths):
        if piece.kind != "message" or piece.path not in _LIST["vocabularies"]:
            found[piece.kind].append(piece)
    return found


@pytest.mark.parametrize("word", WORDS, ids=lambda word: word.say)
def test_a_word_is_kept_out(word: Word) -> None:
    found = [
        f"{piece.path}:{piece.line}: {match!r} in a {kind}: write {word.say}"
        for kind in sorted(word.kinds)
        for piece in prose()[kind]
        for match in word.found_in(piece.text)
    ]
    assert not found, "\n".join(found)


def test_every_word_of_the_list_is_looked_for_where_there_is_something_to_find() -> None:
    assert all(word.kinds and word.kinds <= set(get_args(Kind)) for word in WORDS)
    assert set(prose()) == set(get_args(Kind))
    assert not [path for path in _LIST["vocabularies"] if not (TOP / path).is_file()]


def test_prose_of_code_is_found() -> None:
    source = '"""Mends `x`."""\nx = "it mends"  # mend it\ny = "mend"\n'
    assert [(piece.line, piece.kind, piece.text) for piece in in_python("a.py", source)] == [
        (1, "docstring", "Mends  ."),
        (2, "message", "it mends"),
        (2, "comment", "# mend it"),
    ]


def test_prose_of_a_page_is_found() -> None:
    source = '{# why #}\n<a title="Mend it" class="mend">Mend\nall</a>{{ t("It is mended") }}'
    assert [(piece.line, piece.kind, piece.text.strip()) for piece in in_template("a", source)] == [
        (1, "comment", "why"),
        (2, "page", "Mend it"),
        (2, "page", "Mend"),
        (3, "page", "all"),
        (3, "page", "It is mended"),
    ]


def test_prose_of_a_document_is_found() -> None:
    source = "# Mend\n\n    mend\n\n```\nmend\n```\nA `mend` [mended](mend.md).\n"
    assert [(piece.line, piece.text.strip()) for piece in in_markdown("a.md", source)] == [
        (1, "# Mend"),
        (8, "A   [mended ."),
    ]
