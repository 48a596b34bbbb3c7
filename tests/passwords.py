"""Cheap password hashing for the tests of this process.

Servers that a test starts as processes of their own hash as in production.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher

from workbench.accounts import people

#: What the product hashes with.
PRODUCTION_HASHER = people.HASHER
#: The least that argon2 does.
CHEAP_HASHER = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


@pytest.fixture(scope="session", autouse=True)
def cheap_password_hashing() -> Iterator[None]:
    """Hash passwords with the least work."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "HASHER", CHEAP_HASHER)
        yield
