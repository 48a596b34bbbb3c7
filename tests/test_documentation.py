"""Documents name only what exists, and name everything that exists; their examples hold."""

from __future__ import annotations

import doctest
import importlib
import inspect
import re
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import config

TOP = Path(__file__).resolve().parents[1]
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "ARCHITECTURE.md", "CHANGELOG.md")
_COMMANDS = re.compile(
    r"(?:`|^ {4}|@\$\(BIN\)/|exec \$\(BIN\)/)workbench ([a-z][a-z-]*)", re.MULTILINE
)

_WITH_EXAMPLES = sorted(
    ".".join(path.relative_to(TOP).with_suffix("").parts)
    for path in (TOP / "workbench").rglob("*.py")
    if ">>> " in path.read_text(encoding="utf-8")
)


def _read(name: str) -> str:
    return (TOP / name).read_text(encoding="utf-8")


def _targets() -> set[str]:
    return set(re.findall(r"^([a-z][a-z-]*):", _read("Makefile"), re.MULTILINE))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_target_that_is_named_exists(name: str) -> None:
    named = set(re.findall(r"(?:`|^ {4})make ([a-z][a-z-]*)", _read(name), re.MULTILINE))
    assert named <= _targets()


def test_every_make_target_says_what_it_does() -> None:
    # A make that was itself started by make names its directory unless it is told not to.
    command = ["make", "--no-print-directory", "help"]
    told = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    assert {line.split()[1] for line in told.stdout.splitlines()} == _targets()


def test_the_readme_starts_with_the_two_commands() -> None:
    assert re.findall(r"^ {4}(make .+)$", _read("README.md"), re.MULTILINE) == [
        "make run",
        "make test",
    ]


def test_continuous_integration_runs_what_a_person_runs() -> None:
    script = TOP / ".ci" / "run"
    assert script.stat().st_mode & 0o111
    assert [line for line in script.read_text().splitlines() if "make" in line] == [
        "exec make test"
    ]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_is_named_exists(name: str) -> None:
    linked = re.findall(r"\]\(([\w./-]+)\)", _read(name))
    quoted = re.findall(
        r"`((?:workbench|templates|static|artifacts|migrations|tests)/[\w./-]*)`", _read(name)
    )
    made_later = {"static/vendor"}
    missing = {path for path in (*linked, *quoted) if not (TOP / path).exists()}
    assert missing <= made_later


def test_every_setting_is_documented_and_every_documented_setting_is_read() -> None:
    source = inspect.getsource(config)
    read = set(re.findall(r'"(WORKBENCH_[A-Z_]+)"', source))
    assert read == set(re.findall(r"^\| `(WORKBENCH_[A-Z_]+)`", _read("README.md"), re.MULTILINE))
    explained = inspect.getdoc(config.load_settings) or ""
    assert read == set(re.findall(r"``(WORKBENCH_[A-Z_]+)``", explained))


@pytest.mark.parametrize(
    "command",
    sorted({*_COMMANDS.findall(_read("README.md")), *_COMMANDS.findall(_read("Makefile"))}),
)
def test_every_command_that_is_named_exists(command: str) -> None:
    program = Path(sys.executable).with_name("workbench")
    done = subprocess.run([program, command, "--help"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Usage:" in done.stdout


def test_the_licence_is_the_one_that_is_declared() -> None:
    assert 'license = "Apache-2.0"' in _read("pyproject.toml")
    assert "Apache License" in _read("LICENSE")


@pytest.mark.parametrize("module", _WITH_EXAMPLES)
def test_examples_in_docstrings_hold(module: str) -> None:
    found = doctest.testmod(importlib.import_module(module))
    assert found.attempted
    assert not found.failed
