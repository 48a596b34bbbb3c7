"""Mutation testing: changes the code in small ways and counts the changes that no test notices.

`make mutants` takes a sample that is the same each time: a few files of each part and, in them,
every twentieth change of a function. It works on a copy of the files that git knows, prints a score
for each part, and names the mutants that survived; `mutmut show NAME` in the copy shows one.
Many tests of `diff` and `rules` need the real inputs of `tests/shared_data.py`.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

TOP = Path(__file__).resolve().parents[1]
PARTS = ("design", "diff", "review", "rules")
#: The changes of a function that are tried, by the ends of their numbers.
_NUMBERS = ("*__mutmut_3", "*__mutmut_*[02468]3")
_MARKERS = "not browser and not database"
_SURVIVED = {0: "survived", 5: "no test", 33: "no test"}
_CONFIGURATION = """
[tool.mutmut]
source_paths = ["workbench"]
only_mutate = {files}
also_copy = ["artifacts", "migrations", "static", "templates"]
pytest_add_cli_args_test_selection = ["tests/{part}"]
pytest_add_cli_args = ["-n0", "-p", "no:cacheprovider", "-m", "{markers}"]
# A process of its own starts each mutant's tests, so that no cache holds results of the true code.
process_isolation = "forkserver"
timeout_multiplier = 5.0
"""


def main() -> int:
    """Run the sample and print its scores; the status is 1 where a part could not be run."""
    options = argparse.ArgumentParser(description=__doc__, prog="python -m tests.mutants")
    options.add_argument("parts", nargs="*", default=PARTS, metavar="part", help=", ".join(PARTS))
    options.add_argument("--files", type=int, default=4, help="files of each part")
    options.add_argument("--seed", type=int, default=1, help="chooses the files")
    chosen = options.parse_args()
    failed = False
    for part in chosen.parts:
        folder = Path(tempfile.mkdtemp(prefix=f"mutants-{part}-"))
        copy_to(folder)
        files = sample(part, count=chosen.files, seed=chosen.seed)
        outcomes = dict(mutate(folder, part, files))
        report(part, files, outcomes)
        if outcomes:
            print(f"  the copy: {folder}")
        else:
            shutil.rmtree(folder)
            failed = True
    return int(failed)


def copy_to(folder: Path) -> None:
    """Copy what git holds, and nothing that a build or a test has left."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=TOP, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (TOP / name).is_file():
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(TOP / name, target)
    if (inputs := TOP.parent / "shared").is_dir():
        (folder / "shared").symlink_to(inputs.resolve())


def sample(part: str, *, count: int, seed: int) -> list[str]:
    """Choose files of a part of `workbench`; those without functions of their own are left out."""
    paths = sorted((TOP / "workbench" / part).rglob("*.py"))
    files = [
        str(path.relative_to(TOP)) for path in paths if "\ndef " in path.read_text(encoding="utf-8")
    ]
    chosen = random.Random(f"{seed} {part}").sample(files, min(count, len(files)))  # noqa: S311
    return sorted(chosen)


def mutate(folder: Path, part: str, files: list[str]) -> Iterator[tuple[str, int]]:
    """Run mutmut in a copy; yield each mutant that was tried and the exit code of its tests."""
    configuration = _CONFIGURATION.format(files=json.dumps(files), part=part, markers=_MARKERS)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(configuration)
    program = Path(sys.executable).with_name("mutmut")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    with (folder / "mutmut.log").open("wb") as log:
        subprocess.run(
            [program, "run", *_NUMBERS],
            cwd=folder,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            check=False,
        )
    for path in sorted((folder / "mutants").rglob("*.py.meta")):
        codes = json.loads(path.read_text(encoding="utf-8"))["exit_code_by_key"]
        yield from ((name, code) for name, code in codes.items() if code is not None)


def report(part: str, files: list[str], outcomes: dict[str, int]) -> None:
    """Print the share of mutants that a test noticed, and those that none did."""
    counts = Counter(_SURVIVED.get(code, "noticed") for code in outcomes.values())
    share = counts["noticed"] / max(1, len(outcomes))
    print(f"{part}: {counts['noticed']} of {len(outcomes)} noticed, {share:.0%}")
    print(f"  files: {', '.join(files)}")
    for name, code in sorted(outcomes.items()):
        if code in _SURVIVED:
            print(f"  {_SURVIVED[code]}: {name}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
