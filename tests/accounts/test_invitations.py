from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text

from tests.users import MIRA, PAULA, REN, SAM, Character, actor, meet
from workbench.accounts.errors import AccountError
from workbench.accounts.invitations import (
    INVITATION_LASTS,
    get_invitation,
    invite_person,
    join,
    sign_up,
)
from workbench.accounts.people import authenticate
from workbench.store.base import utc_now
from workbench.store.engine import Sessions, transaction
from workbench.store.people import find_person_by_email
from workbench.store.projects import find_roles

EMAIL, PASSWORD = "new@example.org", "a door that is open"


def _invite(sessions: Sessions, email: str = EMAIL, by: Character = MIRA) -> str:
    with transaction(sessions) as session:
        project = meet(session)
        return invite_person(
            session,
            email=email,
            project_id=project.id,
            roles=["reviewer"],
            invited_by=actor(session, by).id,
        )


def test_an_invitation_makes_an_account_with_its_roles(sessions: Sessions) -> None:
    secret = _invite(sessions, "New@Example.org")
    with transaction(sessions) as session:
        invitation = get_invitation(session, secret)
        assert invitation.email == EMAIL
        person = sign_up(session, secret=secret, name="New", password=PASSWORD)
        assert invitation.project_id is not None
        assert find_roles(session, invitation.project_id, person.id) == {"reviewer"}
    with transaction(sessions) as session:
        assert authenticate(session, email=EMAIL, password=PASSWORD) is not None


def test_the_secret_is_not_kept(sessions: Sessions) -> None:
    secret = _invite(sessions)
    with sessions() as session:
        rows = session.execute(text("SELECT * FROM invitation")).all()
    assert secret not in repr(rows)


def test_a_link_works_once(sessions: Sessions) -> None:
    secret = _invite(sessions)
    with transaction(sessions) as session:
        sign_up(session, secret=secret, name="New", password=PASSWORD)
        with pytest.raises(AccountError, match="has been used"):
            sign_up(session, secret=secret, name="Again", password=PASSWORD)


def test_a_link_used_twice_at_once_works_once(sessions: Sessions) -> None:
    secret = _invite(sessions)
    barrier = threading.Barrier(2)
    done: list[str] = []

    def use(name: str) -> None:
        barrier.wait()
        try:
            with transaction(sessions) as session:
                sign_up(session, secret=secret, name=name, password=PASSWORD)
        except AccountError:
            done.append("refused")
        else:
            done.append("made")

    threads = [threading.Thread(target=use, args=(name,)) for name in ("One", "Two")]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(done) == ["made", "refused"]


def test_a_link_lasts_seven_days(sessions: Sessions) -> None:
    secret = _invite(sessions)
    with transaction(sessions) as session:
        almost = utc_now() + INVITATION_LASTS - timedelta(minutes=1)
        assert get_invitation(session, secret, now=almost).email == EMAIL
        with pytest.raises(AccountError, match="expired"):
            get_invitation(session, secret, now=almost + timedelta(minutes=2))
    assert timedelta(days=7) == INVITATION_LASTS


def test_a_made_up_link_is_told_the_same(sessions: Sessions) -> None:
    _invite(sessions)
    words = "doesn't exist, has been used or has expired"
    with transaction(sessions) as session, pytest.raises(AccountError, match=words):
        get_invitation(session, "made-up")


def test_a_weak_password_leaves_the_link_usable(sessions: Sessions) -> None:
    secret = _invite(sessions)
    with transaction(sessions) as session, pytest.raises(AccountError) as caught:
        sign_up(session, secret=secret, name="New", password="short")
    assert caught.value.field == "password"
    with transaction(sessions) as session:
        assert sign_up(session, secret=secret, name="New", password=PASSWORD).email == EMAIL


def test_who_has_an_account_joins_with_it(sessions: Sessions) -> None:
    secret = _invite(sessions, SAM.email)
    with transaction(sessions) as session:
        with pytest.raises(AccountError, match="already have an account"):
            sign_up(session, secret=secret, name="Sam", password=PASSWORD)
        sam, ren = (find_person_by_email(session, one.email) for one in (SAM, REN))
        assert sam is not None
        assert ren is not None
        with pytest.raises(AccountError, match="someone else"):
            join(session, secret=secret, person=ren)
        join(session, secret=secret, person=sam)
        invitation_project = 1
        assert find_roles(session, invitation_project, sam.id) == {"reviewer"}


def test_nobody_follows_a_link_that_they_made(sessions: Sessions) -> None:
    secret = _invite(sessions, PAULA.email, by=PAULA)
    with transaction(sessions) as session:
        paula = find_person_by_email(session, PAULA.email)
        assert paula is not None
        with pytest.raises(AccountError, match="created this invitation yourself"):
            join(session, secret=secret, person=paula)
        assert find_roles(session, 1, paula.id) == {"pm"}
