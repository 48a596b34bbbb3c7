"""No table grants more than its words do, whatever the words are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from tests.intake.markdown_documents import read_text
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
    granting = [item.item for item in found.items if isinstance(item.item, Grant)]
    for grant in granting:
        assert _WIDTH[grant.effect] <= written[grant.role, grant.permission], (grant, text)
    told: dict[int, str] = {}
    for note in found.notes:
        told[note.line] = told.get(note.line, "") + note.message
    for line, words in unknown.items():
        for word in words:
            assert word in told.get(line, ""), (word, line, text)
    # What is plainly written is read: a reader that grants nothing would pass otherwise.
    plain = {pair for pair, width in written.items() if width == 2}
    assert plain == {
        (grant.role, grant.permission) for grant in granting if grant.effect is Effect.allow
    }


@given(_ROWS, st.permutations(["Role", "Action", "Scope"]))
def test_rows_grant_no_more_than_their_words(
    rows: list[tuple[str, str, str]], header: list[str]
) -> None:
    lines = ["# Access control", "", f"| {' | '.join(header)} |", "|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    unknown: dict[int, list[str]] = {}
    for role, action, word in rows:
        cells = {"Role": role, "Action": action, "Scope": word}
        lines.append(f"| {' | '.join(cells[title] for title in header)} |")
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


_UNKNOWN_TITLES = st.sampled_from(["Ztrk", "Qfwd", "Gkpz"])
_TAKING_TITLES = st.sampled_from(
    ["Denied", "Except", "Own only", "Only for", "Unless", "Requires approval", "Filter"]
)
_LIMITS = st.sampled_from(["yes", "drafts", "✅", "own", "after 5 pm"])


@given(_ROWS, _TAKING_TITLES, _LIMITS)
def test_a_column_that_takes_away_leaves_no_allow(
    rows: list[tuple[str, str, str]], title: str, limit: str
) -> None:
    lines = ["# Access control", "", f"| Role | Action | Scope | {title} |", "|---|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    for role, action, word in rows:
        lines.append(f"| {role} | {action} | {word} | {limit} |")
        width = 0 if title == "Denied" and limit in {"yes", "✅"} else min(_width(word), 1)
        written[role, action] = min(written.get((role, action), 2), width)
    _check("\n".join(lines) + "\n", written, {})


@given(_ROWS, _UNKNOWN_TITLES)
def test_a_column_that_is_not_known_is_named_beside_an_allow(
    rows: list[tuple[str, str, str]], title: str
) -> None:
    lines = ["# Access control", "", f"| Role | Action | Scope | {title} |", "|---|---|---|---|"]
    lines += [f"| {role} | {action} | {word} | zq |" for role, action, word in rows]
    found = read_text("\n".join(lines) + "\n")
    granting = [item.item for item in found.items if isinstance(item.item, Grant)]
    allowed = any(grant.effect is Effect.allow for grant in granting)
    assert not allowed or any(title in note.message for note in found.notes)


@given(_ROWS, st.sampled_from(["after approval", "prices hidden", "sometimes", "❌", "disabled"]))
def test_a_remark_that_takes_away_leaves_no_allow(
    rows: list[tuple[str, str, str]], remark: str
) -> None:
    lines = ["# Access control", "", "| Role | Action | Scope | Notes |", "|---|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    most = 0 if remark in {"❌", "disabled"} else 1
    for role, action, word in rows:
        lines.append(f"| {role} | {action} | {word} | {remark} |")
        # A remark takes away from what is unconditional; a condition stays one.
        width = most if _width(word) == 2 else _width(word)
        written[role, action] = min(written.get((role, action), 2), width)
    _check("\n".join(lines) + "\n", written, {})


@given(
    st.lists(st.sampled_from(["✅", "❌", "yes", "no"]), min_size=2, max_size=6),
    st.sampled_from(["own records only", "read access", "with MFA"]) | _UNKNOWN,
    st.sampled_from(["{} = {}", "- {}: {}", "{} means {}", "`{}` → {}", "**{}**: {}"]),
)
def test_a_legend_leaves_no_allow(cells: list[str], meaning: str, form: str) -> None:
    legend = "\n\n".join(form.format(mark, meaning) for mark in ("✅", "Yes"))
    lines = ["# Permissions", "| Role | Description |", "|---|---|", "| A | x |", "| B | y |", ""]
    lines += [legend, "", "| Permission | A | B |", "|---|---|---|"]
    lines += [f"| a:b{at} | {cell} | no |" for at, cell in enumerate(cells)]
    found = read_text("\n".join(lines) + "\n")
    effects = [item.item.effect for item in found.items if isinstance(item.item, Grant)]
    assert len(effects) == 2 * len(cells)
    assert Effect.allow not in effects


@given(_ROWS, st.sampled_from(["~~{}~~", "<del>{}</del>", "!{}", "not {}", "{}?"]), st.data())
def test_names_that_are_struck_out_or_turned_round_grant_nothing(
    rows: list[tuple[str, str, str]], form: str, data: st.DataObject
) -> None:
    lines = ["# Access control", "", "| Role | Action | Scope |", "|---|---|---|"]
    written: dict[tuple[str, str], int] = {}
    for role, action, word in rows:
        which = data.draw(st.sampled_from(["role", "action", "none"]))
        named = form.format(role) if which == "role" else role
        done = form.format(action) if which == "action" else action
        lines.append(f"| {named} | {done} | {word} |")
        if which == "none":
            written[role, action] = min(written.get((role, action), 2), _width(word))
    _check("\n".join(lines) + "\n", written, {})
