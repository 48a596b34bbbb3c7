"""Fields are described by the docstrings below them, in forms and in the published JSON Schema."""

from __future__ import annotations

import inspect

from workbench.design.design import Design
from workbench.design.field_descriptions import field_descriptions
from workbench.design.tables import Column


def test_a_field_is_described_by_the_docstring_below_it() -> None:
    description = field_descriptions(Column)["default"]
    assert description
    assert f'    default: Text = ""\n    """{description}"""' in inspect.getsource(Column)


def test_the_published_schema_has_the_description() -> None:
    column = Design.model_json_schema()["$defs"]["Column"]["properties"]
    assert column["default"]["description"] == field_descriptions(Column)["default"]
    assert {name for name in column if "description" in column[name]} == set(
        field_descriptions(Column)
    )
