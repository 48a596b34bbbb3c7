from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.users import ADA, MIRA, REN, actor
from workbench.accounts.actor import Scope
from workbench.accounts.errors import AccountError
from workbench.accounts.people import deactivate
from workbench.accounts.tokens import (
    find_token_actor,
    make_token,
    note_use,
    revoke_token,
    tokens_of,
)
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, transaction
from workbench.store.people import Person, find_person_by_email

BOTH = frozenset({Scope.read, Scope.write})


def _mira(session: object) -> Person:
    found = find_person_by_email(session, MIRA.email)  # type: ignore[arg-type]
    assert found is not None
    return found


def test_a_token_acts_for_its_owner_within_its_scopes(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        mira = _mira(session)
        reading = make_token(session, person=mira, name="ci", scopes=frozenset({Scope.read}))
        writing = make_token(session, person=mira, name="import", scopes=BOTH)
        for secret, may_write in ((reading, False), (writing, True)):
            who = find_token_actor(session, secret)
            assert who is not None
            assert (who.id, who.name, who.may_write, who.by_token) == (
                mira.id,
                MIRA.name,
                may_write,
                True,
            )
        rows = session.execute(text("SELECT * FROM api_token")).all()
    assert reading not in repr(rows)
    assert writing not in repr(rows)


def test_there_is_no_scope_for_deciding() -> None:
    assert {one.value for one in Scope} == {"read", "write"}


def test_a_token_ends(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        mira = _mira(session)
        secret = make_token(session, person=mira, name="ci", scopes=BOTH, days=1)
        later = utc_now() + timedelta(days=1, minutes=1)
        assert find_token_actor(session, secret)
        assert find_token_actor(session, secret, now=later) is None
        (row,) = tokens_of(session, mira)
        ren = find_person_by_email(session, REN.email)
        assert ren is not None
        with pytest.raises(AccountError):
            revoke_token(session, person=ren, token_id=row.id)
        revoke_token(session, person=mira, token_id=row.id)
        assert find_token_actor(session, secret) is None
        assert find_token_actor(session, "wb_made-up") is None


def test_a_closed_account_has_no_tokens(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        mira = _mira(session)
        secret = make_token(session, person=mira, name="ci", scopes=BOTH)
        deactivate(session, person=mira, by=actor(session, ADA).id)
        assert find_token_actor(session, secret) is None


def test_a_token_needs_a_name_and_a_scope(sqlite_sessions: Sessions) -> None:
    with transaction(sqlite_sessions) as session:
        mira = _mira(session)
        with pytest.raises(AccountError) as caught:
            make_token(session, person=mira, name=" ", scopes=BOTH)
        assert caught.value.field == "name"
        with pytest.raises(AccountError) as caught:
            make_token(session, person=mira, name="ci", scopes=frozenset())
        assert caught.value.field == "scopes"


def test_use_is_noted_now_and_then(sqlite_sessions: Sessions) -> None:
    with transaction(sqlite_sessions) as session:
        mira = _mira(session)
        secret = make_token(session, person=mira, name="ci", scopes=BOTH)
        (row,) = tokens_of(session, mira)
        now = utc_now()
        note_use(session, secret, now=now)
        note_use(session, secret, now=now + timedelta(minutes=1))
        assert row.used_at == now
        later = now + timedelta(minutes=6)
        note_use(session, secret, now=later)
        assert row.used_at == later
