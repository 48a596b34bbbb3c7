"""No redirect follows the Host or a path that a request names."""

from __future__ import annotations

import pytest
from flask import Flask


@pytest.mark.parametrize(
    "path",
    ["/projects//made-house", "/admin//people", "/api/v1//projects", "//elsewhere.example/a"],
)
def test_no_address_sends_anybody_elsewhere(app: Flask, path: str) -> None:
    client = app.test_client()
    answer = client.get(path, headers={"Host": "elsewhere.example"})
    assert "elsewhere.example" not in answer.headers.get("Location", "")
    assert answer.status_code == 404


def test_no_route_redirects_by_itself(app: Flask) -> None:
    # Such an answer would name the Host that was asked for, which whoever asks may choose.
    rules = [one for one in app.url_map.iter_rules() if one.rule != "/"]
    assert [one.rule for one in rules if one.rule.endswith("/")] == []
    assert [one.rule for one in rules if one.defaults or one.redirect_to] == []
