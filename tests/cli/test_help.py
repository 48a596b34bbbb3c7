"""Help texts of the command line, as a terminal prints them."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from workbench.cli.app import COMMANDS, cli


def help_of(command: str) -> str:
    return CliRunner().invoke(cli, [command, "--help"]).output


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_help_has_no_escape_sequences(command: str) -> None:
    printed = help_of(command)

    assert "\\b" not in printed
    assert "\b" not in printed
    assert all(len(line) <= 80 for line in printed.splitlines())


def test_help_keeps_the_lines_of_the_exit_codes() -> None:
    lines = [line.strip() for line in help_of("read").splitlines()]

    assert "Exit codes: 0 success, even if notes say what was left out;" in lines
    assert "1 a file could not be imported (a note of level error);" in lines


def test_help_keeps_the_lines_of_the_json_form() -> None:
    lines = [line.strip() for line in help_of("read").splitlines()]

    assert 'sources  {"path", "kind"}      every file and its recognised kind;' in lines
