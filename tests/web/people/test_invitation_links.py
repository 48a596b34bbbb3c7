"""Links of invitations use the configured address, whatever Host a request names."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from flask import Flask

from tests.users import ADA, PAULA, PROJECT, Character
from tests.web.conftest import Visitor

Visit = Callable[..., Visitor]
MEMBERS = f"/projects/{PROJECT}/members"


@pytest.mark.usefixtures("journey")
@pytest.mark.parametrize(
    ("who", "path"), [(PAULA, f"{MEMBERS}/invite"), (ADA, "/admin/people/invite")]
)
def test_an_invitation_leads_to_the_configured_address(
    app: Flask, visit: Visit, who: Character, path: str
) -> None:
    known_as = app.extensions["workbench_settings"].base_url
    visitor = visit(who)
    visitor.client.environ_base["HTTP_HOST"] = "elsewhere.example"
    page = visitor.post(path, status=200, email="new@example.org", roles="viewer").text
    assert 'value="new@example.org"' not in page, "the form is ready for the next"
    (link,) = re.findall(r"https?://[^\s<]+/invitations/[^\s<]+", page)
    assert link.startswith(f"{known_as}/invitations/")
    assert "elsewhere.example" not in page
