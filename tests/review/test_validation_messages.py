"""What is wrong with a field is said in words, whatever the validator calls it."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from workbench.design.endpoints import Score
from workbench.review.commands import CreateProject
from workbench.review.errors import invalid_of


@pytest.mark.parametrize(
    ("typed", "field", "words"),
    [
        ({"name": " "}, "name", "Enter a value."),
        ({"name": "n" * 201}, "name", "Enter at most 200 characters."),
        ({}, "name", "Enter a value."),
        (
            {"name": "n", "required_approvals": "many"},
            "required_approvals",
            "Enter a whole number.",
        ),
        ({"name": "n", "required_approvals": 12}, "required_approvals", "Enter 9 or less."),
        ({"name": "n", "nonsense": 1}, "nonsense", "Unknown field."),
    ],
)
def test_a_form_complains_as_a_person_would(
    typed: dict[str, object], field: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        CreateProject.model_validate(typed)
    assert invalid_of(caught.value).errors == {field: [words]}


def test_an_item_complains_alike() -> None:
    with pytest.raises(ValidationError) as caught:
        Score.model_validate({"endpoint": "GET /x", "impact": 0, "effort": "high"})
    found = invalid_of(caught.value).errors
    assert found["impact"] == ["Choose one of: 1, 2, 3, 4 or 5."]
    assert len(found["effort"]) == 1
