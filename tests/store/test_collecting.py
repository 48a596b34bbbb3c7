from __future__ import annotations

import gc

import pytest

from workbench.store.collecting import collector_held_off


def test_it_is_off_until_the_last_holder_leaves() -> None:
    assert gc.isenabled()
    with collector_held_off():
        assert not gc.isenabled()
        with collector_held_off():
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_comes_back_after_an_error() -> None:
    def fail() -> None:
        with collector_held_off():
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert gc.isenabled()


def test_who_runs_without_it_keeps_it_off() -> None:
    gc.disable()
    try:
        with collector_held_off():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
