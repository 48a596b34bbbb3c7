from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from workbench import paths

_CODE = (
    "from workbench import paths;"
    "print(paths.checkout(), paths.default_data_dir(), *(getattr(paths, name)().relative_to("
    "paths.Path(paths.__file__).parent.parent) for name in paths.FOLDERS), sep='\\n')"
)


def _ask(top: Path, **environ: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-S", "-c", _CODE],
        cwd=top,
        env={"HOME": str(top / "home"), "PATH": os.environ["PATH"], **environ},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.splitlines()


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Make the shape of an installed wheel: the package, with the folders carried inside."""
    package = tmp_path / "workbench"
    package.mkdir()
    for module in ("__init__.py", "paths.py"):
        shutil.copy(Path(paths.__file__).with_name(module), package)
    for folder in paths.FOLDERS:
        (package / "carried" / folder).mkdir(parents=True)
    return tmp_path


def test_a_checkout_uses_its_own_folders() -> None:
    top = Path(__file__).resolve().parents[1]
    assert paths.checkout() == top
    assert paths.default_data_dir() == top / "var"
    assert paths.static() == top / "static"


def test_an_installed_wheel_uses_the_folders_it_carries(installed: Path) -> None:
    checkout, data, *folders = _ask(installed)
    assert checkout == "None"
    assert data == str(installed / "home" / ".local" / "share" / "design-workbench")
    assert folders == [f"workbench/carried/{name}" for name in paths.FOLDERS]


def test_an_installed_wheel_keeps_data_where_the_person_wants_it(installed: Path) -> None:
    assert _ask(installed, XDG_DATA_HOME="/srv/data")[1] == "/srv/data/design-workbench"
    # The specification says that a relative path is to be ignored.
    assert _ask(installed, XDG_DATA_HOME="data")[1].startswith(str(installed / "home"))


def test_a_missing_folder_is_named(installed: Path) -> None:
    (installed / "workbench" / "carried" / "migrations").rmdir()
    with pytest.raises(subprocess.CalledProcessError) as caught:
        _ask(installed)
    assert "'migrations'" in caught.value.stderr
