import random
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.cost import stack_left
from workbench.design.contract import Operation, Schema
from workbench.design.design import (
    Design,
    DesignError,
    artifact_hashes,
    canonical_json,
    design_to_json,
    item_to_json,
    load_json,
    parse_design,
    parse_item,
    upgrade,
)
from workbench.design.dictionary import Attribute, Entity
from workbench.design.endpoints import Endpoint, Quadrant, Score, quadrant
from workbench.design.handoff import Handoff, ReleaseMode, Waiver
from workbench.design.kinds import KIND_OF_MODEL, KINDS, Artifact, artifact_of
from workbench.design.requirements import Priority, Requirement
from workbench.design.tables import Column, Table

words = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=" "), min_size=1)
keys = words.filter(lambda text: bool(text.strip()) and not {"\u2028", "\u2029"} & set(text))
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
items = st.one_of(
    st.builds(Requirement, key=keys, title=words, priority=st.sampled_from([None, *Priority])),
    st.builds(Entity, key=keys, attributes=st.tuples(st.builds(Attribute, name=keys))),
    st.builds(Endpoint, method=st.just("GET"), path=keys),
    st.builds(Operation, endpoint=keys, body=st.dictionaries(words, json_values, max_size=3)),
    st.builds(Schema, key=keys, body=st.dictionaries(words, json_values, max_size=3)),
    st.builds(Table, key=keys, columns=st.tuples(st.builds(Column, name=keys, type=words))),
)
designs = st.lists(
    items, max_size=8, unique_by=lambda item: (KIND_OF_MODEL[type(item)].name, item.item_key)
).map(Design.from_items)


@given(designs)
def test_a_design_survives_its_json_form(design: Design) -> None:
    again = parse_design(design_to_json(design))
    assert again == design
    assert again.sha256 == design.sha256


@given(designs, st.randoms(use_true_random=False))
def test_identity_does_not_depend_on_the_order_of_items_or_members(
    design: Design, dice: random.Random
) -> None:
    shuffled = list(design.items())
    dice.shuffle(shuffled)
    reordered = [
        item.model_copy(update={"body": dict(reversed(item.body.items()))})
        if isinstance(item, Operation)
        else item
        for item in shuffled
    ]
    other = Design.from_items(reordered)
    assert canonical_json(other) == canonical_json(design)
    assert artifact_hashes(other) == artifact_hashes(design)


@given(designs, words)
def test_identity_changes_with_content(design: Design, text: str) -> None:
    changed = Design.from_items([*design.items(), Handoff(product="p" + text)])
    assert changed.sha256 != design.sha256
    before, after = artifact_hashes(design), artifact_hashes(changed)
    assert {artifact for artifact in Artifact if before[artifact] != after[artifact]} == {
        Artifact.handoff
    }


def test_two_items_cannot_share_an_address() -> None:
    twice = [Requirement(key="FR-001", text="a"), Requirement(key="FR-001", text="b")]
    with pytest.raises(DesignError, match="requirement 'FR-001' is there twice"):
        Design.from_items(twice)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"{", "not JSON"),
        (b"[]", "JSON object"),
        (b"{}", "schema_version must be"),
        (b'{"schema_version": true}', "schema_version must be"),
        (b'{"schema_version": 99}', "schema version 99; this program reads up to"),
        (b'{"schema_version": 1, "requirements": [{"key": ""}]}', "requirements/0/key"),
        (b'{"schema_version": 1, "surprise": 1}', "surprise"),
        (
            b'{"schema_version": 1, "requirements": [{"key": "A"}, {"key": "A"}]}',
            "requirement 'A' is there twice",
        ),
    ],
)
def test_what_is_no_design_is_refused_with_the_place(raw: bytes, reason: str) -> None:
    with pytest.raises(DesignError, match=reason):
        parse_design(raw)


def test_an_older_design_is_upgraded_step_by_step() -> None:
    steps = {
        1: lambda data: {**data, "goals": data["aims"]},
        2: lambda data: {name: value for name, value in data.items() if name != "aims"},
    }
    old = {"schema_version": 1, "aims": ["a"]}
    assert upgrade(old, current=3, steps=steps) == {"schema_version": 3, "goals": ["a"]}


def test_integers_beyond_64_bits_keep_their_value() -> None:
    huge = 2**70
    design = Design.from_items([Schema(key="Big", body={"maximum": huge})])
    assert parse_design(design_to_json(design)).schemas[0].body == {"maximum": huge}
    assert str(huge).encode() in canonical_json(design)


@pytest.mark.parametrize("text", ["a\x00b", "a\ud800b"])
def test_text_that_no_database_keeps_is_refused(text: str) -> None:
    with pytest.raises(DesignError, match="text"):
        parse_item("requirement", {"key": "FR-1", "text": text})


def test_every_kind_has_a_section_and_is_found_by_its_address() -> None:
    assert {kind.section for kind in KINDS.values()} == set(Design.model_fields) - {
        "schema_version"
    }
    design = Design.from_items([Requirement(key="FR-001"), Handoff(release_mode=ReleaseMode.mvp)])
    assert design.find("requirement", "FR-001") == design.requirements[0]
    assert design.find("handoff", "handoff") == design.handoff
    assert design.find("requirement", "FR-002") is None


def test_a_waiver_belongs_to_the_artifact_of_what_it_excuses() -> None:
    waiver = Waiver(key="k", rule="SCH-02", kind="table", item="orders", reason="small")
    assert artifact_of("waiver", waiver) is Artifact.schema


@pytest.mark.parametrize(
    ("impact", "effort", "field"),
    [
        (3, 2, Quadrant.quick_win),
        (5, 3, Quadrant.major_project),
        (2, 2, Quadrant.fill_in),
        (1, 5, Quadrant.thankless_task),
        (None, 5, None),
    ],
)
def test_a_score_at_the_threshold_is_high(
    impact: int | None, effort: int | None, field: Quadrant | None
) -> None:
    score = Score.model_validate({"endpoint": "GET /a", "impact": impact, "effort": effort})
    assert quadrant(score, 3) is field


@pytest.mark.parametrize("end", [{"type": "string"}, {"default": 2**70}])
def test_schemas_inside_schemas_are_kept_and_read_back(end: dict[str, object]) -> None:
    body = end
    for _ in range(12):
        body = {"properties": {"a": body}}
    design = Design.from_items([Schema(key="Deep", body=body)])
    assert parse_design(design_to_json(design)).sha256 == design.sha256
    assert parse_item("schema", item_to_json(design.schemas[0])) == design.schemas[0]


@pytest.mark.parametrize("text", ["[" * 12, "[" * 12 + "1" * 30, '{"a": ' * 12])
def test_text_that_is_no_json_is_refused(text: str) -> None:
    with pytest.raises(DesignError, match="not JSON"):
        parse_item("schema", text)


def test_json_that_the_stack_does_not_hold_is_refused() -> None:
    # Only a number of many digits takes the reader that stands on the stack.
    text = "[" * 40 + "1" * 30 + "]" * 40
    told = set()
    for frames in range(4, 60):
        try:
            with stack_left(frames):
                load_json(text)
        except DesignError as error:
            told.add(str(error)[:8])
        except RecursionError:
            # So little that not even a refusal has room.
            assert frames < 20
    # From 3.12 on the reader has a stack of its own, which holds as much as this.
    assert told == ({"not JSON"} if sys.version_info < (3, 12) else set())


def test_what_was_decided_before_a_section_existed_keeps_its_identity() -> None:
    """The hashes are those that the design had before content types and channels were there."""
    design = parse_design(
        '{"schema_version":1,"requirements":[{"key":"FR-001","text":"c"}],'
        '"assumptions":[{"key":"A-001","text":"b"}],"decisions":[{"key":"D-001","decision":"a"}]}'
    )
    assert design.sha256 == "471313595589389ebf0e4df1c57a56d1a9f4fb8fdbdc7d31c33711601545e86e"
    assert artifact_hashes(design)[Artifact.handoff] == (
        "c892cc377cc8f44257b3fe7341e19c43b01be27af8c99673f5bcf6f5d0d74517"
    )
