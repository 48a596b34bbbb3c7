"""Registers the shared fixture modules; a fixture belongs into a module named by its subject."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.browser",
    "tests.collection",
    # These come before those that import them: pytest rewrites the assertions of a plugin first.
    "tests.passwords",
    "tests.postgres",
    "tests.routing",
    "tests.databases",
    "tests.limits",
]

# A busy machine is no defect, so no example has a deadline; a failure prints how to repeat it.
settings.register_profile(
    "house",
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
    # The same code always gets the same verdict. New examples are looked for on purpose:
    # `make test TESTS="tests/intake --hypothesis-profile=search"`.
    derandomize=True,
)
settings.register_profile("search", settings.get_profile("house"), derandomize=False)
settings.load_profile("house")
