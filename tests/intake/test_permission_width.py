"""No table grants more than its words do, whatever the words are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.markdown import read_text
from workbench.design.access import Effect, Grant

_WIDTH = {Effect.deny: 0, Effect.own: 1, Effect.allow: 2}
_KNOWN = {
    "all": 2, "any": 2, "everything": 2, "full": 2, "*": 2, "✅": 2, "yes": 2,
    "own": 1, "self": 1, "mine": 1, "own only": 1, "team": 1, "✅ (org)": 1, "same tenant": 1,
    "none": 0, "no": 0, "denied": 0, "never": 0, "-": 0, "❌": 0, "": 0,
}  # fmt: skip
#: No word of any language that the readers know is made of these letters alone.
_UNKNOWN = st.text("bcdfghjkqwz", min_size=3, max_size=9)
_WORDS = st.sampled_from(sorted(_KNOWN)) | _UNKNOWN | st.builds("not {}".format, _UNKNOWN)
_ROWS = st.lists(
    st.tuples(st.sampled_from("AB"), st.sampled_from(("a:read", "a:write", "b:read")), _WORDS),
    min_size=1,
    max_size=8,
)


def _width(word: str) -> int:
    return _KNOWN.get(word, 0)


def _check(text: str, written: dict[tuple[str, str], int], unknown: dict[int, list[str]]) -> None:
    found = read_text(text)
    granting = [one.item for one in found.items if isinstance(one.item, Grant)]
    for one in granting:
        assert _WIDTH[one.effect] <= written[one.role, one.permission], (one, text)
    told: dict[int, str] = {}
    for note in found.notes:
        told[note.line] = told.get(note.line, "") + note.message
    for line, words in unknown.items():
        for word in words:
            assert word in told.get(line, ""), (word, line, text)
    # What is plainly written is read: a reader that grants nothing would pass otherwise.
    plain = {pair for pair, width in written.items() if width == 2}
    assert plain == {(one.role, one.permission) for one in granting if one.effect is Effect.allow}


@given(_ROWS, st.permutations(["Role", "Action", "Scope"]))
def test_rows_grant_no_more_than_their_words(
    rows: list[tuple[str, str, str]], header: list[str]
) -> None:
    lines = ["# Access control", "", f"| {' | '.join(header)} |", "|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    unknown: dict[int, list[str]] = {}
    for role, action, word in rows:
        cells = {"Role": role, "Action": action, "Scope": word}
        lines.append(f"| {' | '.join(cells[one] for one in header)} |")
        pair = role, action
        written[pair] = min(written.get(pair, 2), _width(word))
        if word not in _KNOWN:
            unknown[len(lines)] = [word]
    _check("\n".join(lines) + "\n", written, unknown)


@given(st.lists(st.tuples(_WORDS, _WORDS), min_size=1, max_size=5))
def test_matrices_grant_no_more_than_their_cells(cells: list[tuple[str, str]]) -> None:
    lines = ["# Permissions", "| Role | Description |", "|---|---|", "| A | x |", "| B | y |", ""]
    lines += ["| Permission | A | B |", "|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    unknown: dict[int, list[str]] = {}
    for at, row in enumerate(cells):
        lines.append(f"| a:b{at} | {row[0]} | {row[1]} |")
        written |= {(role, f"a:b{at}"): _width(word) for role, word in zip("AB", row, strict=True)}
        words = [word for word in row if word not in _KNOWN]
        unknown |= {len(lines): words} if words else {}
    _check("\n".join(lines) + "\n", written, unknown)
