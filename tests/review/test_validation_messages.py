"""What is wrong with a field is said in words, whatever the validator calls it."""

from __future__ import annotations

import json
import re

import pytest
from pydantic import ValidationError

from workbench.design.endpoints import Score
from workbench.review.commands import (
    AddWaiver,
    Command,
    CreateProject,
    Invite,
    RaiseIntervention,
)
from workbench.review.errors import invalid_of
from workbench.review.validation_messages import user_message


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


@pytest.mark.parametrize(
    ("command", "field", "typed", "words"),
    [
        (Invite, "email", "ada", "Enter a valid e-mail address."),
        (AddWaiver, "expires", "tomorrow", "Enter a date, for example 2026-01-31."),
        (AddWaiver, "expires", "2027-02-31", "Enter a date that exists, for example 2026-01-31."),
        (
            RaiseIntervention,
            "topic",
            "Payment Change",
            "Enter two to four words with hyphens, for example payment-change.",
        ),
        (RaiseIntervention, "phase", "Backend!", "Enter lower-case letters, digits and hyphens."),
    ],
)
def test_no_message_shows_a_pattern(
    command: type[Command], field: str, typed: str, words: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        command.model_validate({field: typed})
    assert invalid_of(caught.value).errors[field] == [words]


def test_every_pattern_of_a_command_has_words() -> None:
    patterns = {
        pattern
        for command in Command.__subclasses__()
        for pattern in re.findall(
            r'"pattern": "(.*?)"[,}]', json.dumps(command.model_json_schema())
        )
    }
    assert patterns
    for pattern in patterns:
        context = {"pattern": json.loads(f'"{pattern}"')}
        words = user_message("string_pattern_mismatch", "", context)
        assert words != "Enter a value of the expected form.", pattern
