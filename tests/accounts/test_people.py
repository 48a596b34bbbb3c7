from __future__ import annotations

from datetime import UTC, datetime, timedelta

import argon2
import pytest

from tests.passwords import CHEAP_HASHER, PRODUCTION_HASHER
from tests.users import ADA, MIRA, PASSWORD, REN, actor
from workbench.accounts import people
from workbench.accounts.errors import AccountError, TooManyAttempts
from workbench.accounts.people import (
    FREE_ATTEMPTS,
    LONGEST_PASSWORD,
    add_person,
    authenticate,
    change_password,
    deactivate,
    set_password,
    set_preferences,
)
from workbench.store.audit import list_entries
from workbench.store.engine import Sessions, transaction
from workbench.store.people import Person, find_person_by_email

NOW = datetime(2026, 5, 4, 8, tzinfo=UTC)
NEW = "another long walk by the sea"


def _person(sessions: Sessions, email: str) -> Person:
    with sessions() as session:
        found = find_person_by_email(session, email)
        assert found is not None
        return found


def _try(sessions: Sessions, email: str, password: str, now: datetime = NOW) -> str | None:
    with transaction(sessions) as session:
        person = authenticate(session, email=email, password=password, now=now)
        return person.name if person else None


def test_the_right_password_signs_in_in_any_case_of_the_address(sessions: Sessions) -> None:
    assert _try(sessions, "  Mira@Example.ORG ", PASSWORD) == MIRA.name
    assert _person(sessions, MIRA.email).signed_in_at == NOW


@pytest.mark.parametrize(
    ("email", "password"),
    [
        (MIRA.email, PASSWORD + "!"),
        (MIRA.email, ""),
        (MIRA.email, "x" * (LONGEST_PASSWORD + 1)),
        ("nobody@example.org", PASSWORD),
        ("o'clock -- mira@example.org", PASSWORD),
        ("x" * 400 + "@example.org", PASSWORD),
    ],
)
def test_anything_else_does_not(sessions: Sessions, email: str, password: str) -> None:
    assert _try(sessions, email, password) is None


def test_a_closed_account_does_not_sign_in(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        person = find_person_by_email(session, REN.email)
        assert person is not None
        version = person.session_version
        deactivate(session, person=person, by=actor(session, ADA).id)
        assert person.session_version == version + 1
    assert _try(sessions, REN.email, PASSWORD) is None


def test_guessing_gets_slower_and_slower(sessions: Sessions) -> None:
    now = NOW
    for _ in range(FREE_ATTEMPTS):
        assert _try(sessions, MIRA.email, "guess guess guess", now) is None
    waits = []
    for _ in range(4):
        with pytest.raises(TooManyAttempts) as caught:
            _try(sessions, MIRA.email, PASSWORD, now)
        waits.append(caught.value.seconds)
        now += timedelta(seconds=caught.value.seconds)
        assert _try(sessions, MIRA.email, "guess guess guess", now) is None
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    # Others are not held up, and an hour later all is forgotten.
    assert _try(sessions, REN.email, PASSWORD, now) == REN.name
    assert _try(sessions, MIRA.email, PASSWORD, now + timedelta(hours=1)) == MIRA.name
    assert _try(sessions, MIRA.email, "guess guess guess", now + timedelta(hours=1)) is None


def test_signing_in_forgets_the_failures(sessions: Sessions) -> None:
    for _ in range(3):
        for _ in range(FREE_ATTEMPTS - 1):
            assert _try(sessions, MIRA.email, "guess guess guess") is None
        assert _try(sessions, MIRA.email, PASSWORD) == MIRA.name


def test_the_wait_is_the_same_for_an_address_that_nobody_has(sessions: Sessions) -> None:
    for _ in range(FREE_ATTEMPTS):
        assert _try(sessions, "nobody@example.org", "guess guess guess") is None
    with pytest.raises(TooManyAttempts):
        _try(sessions, "nobody@example.org", "guess guess guess")


def test_who_signed_in_and_who_failed_is_on_record(sessions: Sessions) -> None:
    _try(sessions, MIRA.email, PASSWORD)
    _try(sessions, MIRA.email, "guess guess guess")
    _try(sessions, "nobody@example.org", "guess guess guess")
    with sessions() as session:
        entries = list_entries(session, limit=3)
        mira = actor(session, MIRA).id
    assert [(one.event, one.person_id) for one in entries] == [
        ("sign-in-failed", None),
        ("sign-in-failed", mira),
        ("signed-in", mira),
    ]
    assert all("guess" not in one.detail for one in entries)


def test_production_hashes_with_the_low_memory_profile_of_rfc_9106() -> None:
    profile = PRODUCTION_HASHER
    assert profile.type is argon2.Type.ID
    assert (profile.time_cost, profile.memory_cost, profile.parallelism) == (3, 65_536, 4)


def test_a_hash_of_weaker_times_is_made_again(
    sessions: Sessions, monkeypatch: pytest.MonkeyPatch
) -> None:
    weak = CHEAP_HASHER.hash(PASSWORD)
    monkeypatch.setattr(people, "HASHER", PRODUCTION_HASHER)
    with transaction(sessions) as session:
        person = find_person_by_email(session, MIRA.email)
        assert person is not None
        person.password_hash = weak
    assert _try(sessions, MIRA.email, PASSWORD) == MIRA.name
    kept = _person(sessions, MIRA.email).password_hash
    assert kept != weak
    assert kept.startswith("$argon2id$")


def test_changing_the_password_ends_other_sessions(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        person = find_person_by_email(session, MIRA.email)
        assert person is not None
        before = person.session_version
        with pytest.raises(AccountError) as caught:
            change_password(session, person=person, old="wrong", new=NEW)
        assert caught.value.field == "old"
        with pytest.raises(AccountError) as caught:
            change_password(session, person=person, old=PASSWORD, new="short")
        assert caught.value.field == "password"
        change_password(session, person=person, old=PASSWORD, new=NEW)
        assert person.session_version == before + 1
    assert _try(sessions, MIRA.email, PASSWORD) is None
    assert _try(sessions, MIRA.email, NEW) == MIRA.name


def test_a_forgotten_password_is_set_anew(sessions: Sessions) -> None:
    with transaction(sessions) as session:
        person = find_person_by_email(session, MIRA.email)
        assert person is not None
        set_password(session, person=person, new=NEW, by=None)
    assert _try(sessions, MIRA.email, NEW) == MIRA.name


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"email": "nobody"}, "email"),
        ({"email": "MIRA@example.org"}, "email"),
        ({"email": "x" * 300 + "@example.org"}, "email"),
        ({"name": "  "}, "name"),
        ({"password": "eleven char"}, "password"),
    ],
)
def test_accounts_that_cannot_be(
    sqlite_sessions: Sessions, fields: dict[str, str], field: str
) -> None:
    told = {"email": "new@example.org", "name": "New", "password": NEW, **fields}
    with transaction(sqlite_sessions) as session:
        with pytest.raises(AccountError) as caught:
            add_person(session, **told)  # type: ignore[arg-type]
        assert caught.value.field == field


def test_preferences_are_checked(sqlite_sessions: Sessions) -> None:
    good = {"name": "Mira C.", "time_zone": "Europe/Berlin", "theme": "dark", "locale": "ar"}
    with transaction(sqlite_sessions) as session:
        person = find_person_by_email(session, MIRA.email)
        assert person is not None
        set_preferences(session, person=person, **good)
        for field, bad in (
            ("name", ""),
            ("time_zone", "../outside"),
            ("theme", "neon"),
            ("locale", "en_us!"),
        ):
            with pytest.raises(AccountError) as caught:
                set_preferences(session, person=person, **{**good, field: bad})
            assert caught.value.field == field
    kept = _person(sqlite_sessions, MIRA.email)
    assert (kept.name, kept.time_zone, kept.theme, kept.locale) == tuple(good.values())
