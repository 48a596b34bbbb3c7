"""Designs and comparisons of revisions in memory are what the database would give."""

from __future__ import annotations

from tests.factories import made_design
from workbench.design.design import Design
from workbench.diff.compare import compare
from workbench.review.package.revision_cache import cached_comparison


def test_a_cached_comparison_is_the_comparison() -> None:
    old, new = made_design(3), made_design(6)
    assert cached_comparison(old, new) == compare(old, new)
    assert cached_comparison(old, new) is cached_comparison(old, new)
    assert cached_comparison(new, old) == compare(new, old)
    assert cached_comparison(Design(), new) == compare(Design(), new)
