"""The version of the rules changes with all the code that findings follow from."""

from __future__ import annotations

import re
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

import pytest

from workbench.rules.engine import catalogue


def _imported(folder: Path) -> set[str]:
    pattern = re.compile(r"^\s*(?:from|import) (workbench\.\w+)", re.MULTILINE)
    return {name for path in folder.rglob("*.py") for name in pattern.findall(path.read_text())}


def test_the_rule_set_covers_every_package_that_rules_build_on() -> None:
    root = Path(str(files("workbench")))
    needed, found = {"workbench.rules"}, set[str]()
    while needed > found:
        package = (needed - found).pop()
        found.add(package)
        needed |= _imported(root / package.partition(".")[2])
    assert needed <= set(catalogue.RULE_SET_PACKAGES)


@pytest.mark.parametrize("package", catalogue.RULE_SET_PACKAGES)
def test_a_change_in_one_of_them_is_another_rule_set(
    package: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = catalogue.rule_set()

    def changed(name: str) -> Traversable:
        if name != package:
            return files(name)
        (tmp_path / "__init__.py").write_text("CHANGED = True\n")
        return tmp_path

    monkeypatch.setattr(catalogue, "files", changed)
    assert catalogue.rule_set.__wrapped__() != now
