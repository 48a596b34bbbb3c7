"""Addresses compiled once in this process, though each test has an application of its own.

Werkzeug compiles two functions for each of some hundred and sixty addresses: nearly all that
creating an application costs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import ClassVar

import pytest
from flask import Flask
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class CompiledOnceRule(Rule):
    """A rule that remembers the functions made of equal rules before; they hold no state."""

    _compiled: ClassVar[dict[tuple[object, ...], Builder]] = {}

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        defaults = tuple(sorted((self.defaults or {}).items()))
        key = (self.rule, tuple(self._trace), defaults, append_unknown)
        if key not in self._compiled:
            self._compiled[key] = super()._compile_builder(append_unknown)
        return self._compiled[key]


@pytest.fixture(scope="session", autouse=True)
def addresses_compiled_once() -> Iterator[None]:
    """Let every application of this process use these rules."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "url_rule_class", CompiledOnceRule)
        yield
