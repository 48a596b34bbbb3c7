"""Programs of other people that check documents: Redocly's linter and html-validate.

`make test` installs them as package-lock.json pins them (`workbench/build/tools.py`). They neither
ask for updates nor report anything, and a proxy that nobody serves keeps them off the network.
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from workbench.build import tools

_TOP = Path(__file__).resolve().parents[2]
_QUIET = {
    "CI": "1",
    "NO_COLOR": "1",
    "REDOCLY_TELEMETRY": "off",
    "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true",
    "HTTP_PROXY": "http://127.0.0.1:9",
    "HTTPS_PROXY": "http://127.0.0.1:9",
}


def lint_openapi(documents: Mapping[str, str], folder: Path) -> list[str]:
    """What Redocly's recommended rules, all of them as errors, say about documents by name."""
    for name, text in documents.items():
        (folder / name).write_text(text, encoding="utf-8")
    reports = _run(
        "redocly", "lint", "--extends=recommended-strict", "--format=json",
        "--max-problems=1000", *documents, folder=folder,
    )  # fmt: skip
    return [
        f"{problem['location'][0]['source']['ref']}{problem['location'][0].get('pointer', '')}: "
        f"{problem['ruleId']}: {problem['message']}"
        for report in reports
        for problem in report["problems"]
    ]


def validate_html(
    pages: Mapping[str, str], folder: Path, *, off: tuple[str, ...] = ()
) -> list[str]:
    """What html-validate's rules for the HTML standard say about whole pages by name."""
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    rules = {"extends": ["html-validate:standard"], "rules": dict.fromkeys(off, "off")}
    (folder / ".htmlvalidate.json").write_text(json.dumps(rules))
    (found,) = _run("html-validate", "--formatter", "json", *pages, folder=folder)
    return [
        f"{Path(page['filePath']).name}:{entry['line']}: {entry['ruleId']}: {entry['message']}"
        for page in found
        for entry in page["messages"]
    ]


def _run(name: str, *arguments: str, folder: Path) -> list[Any]:
    """The JSON values that a checker prints, one behind the other."""
    if not tools.is_complete(_TOP):
        pytest.fail("The checkers are not installed: run `make setup-test`.", pytrace=False)
    # Both end before a pipe has taken all they say; a file takes it at once.
    with (folder / "said").open("w+", encoding="utf-8") as said:
        done = subprocess.run(  # noqa: S603
            [*tools.command(_TOP, name), *arguments],
            cwd=folder,
            env={**os.environ, **_QUIET},
            stdout=said,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
            timeout=120,
        )
        said.seek(0)
        text = said.read()
    reports = []
    decoder = json.JSONDecoder()
    # Behind its reports Redocly says that it is done.
    while text.lstrip().startswith(("{", "[")):
        report, end = decoder.raw_decode(text.lstrip())
        reports.append(report)
        text = text.lstrip()[end:]
    if not reports:
        pytest.fail(f"{name} failed:\n{text[:2000]}{done.stderr[:2000]}", pytrace=False)
    return reports
