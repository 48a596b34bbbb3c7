"""The verdict of openapi-spec-validator on an OpenAPI document, as a second opinion to ours.

The validator runs in a process of its own, because it has no bounds: it fetches what a reference
names, recurses without end where a schema contains itself, takes seconds for large documents, and
keeps every document that it validated in memory. There, references that lead outside the document
are refused, and time and nesting are bounded.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import orjson
from pydantic import TypeAdapter

from workbench.design.design import Design
from workbench.design.openapi_document import build_openapi

Verdict = Literal["valid", "invalid", "not run"]

#: The errors that are kept; a document can have thousands.
MAX_ERRORS: Final = 20
#: Deeper documents are not validated: the validator calls itself several times per level.
MAX_DEPTH: Final = 100
#: Seconds of processor time and of waiting.
MAX_SECONDS: Final = 120
_PROGRAM: Final = "workbench.design.second_opinion_process"


@dataclass(frozen=True, slots=True)
class SpecError:
    """An error that the validator reports."""

    pointer: str
    """JSON pointer into the document; empty where the validator names no place."""
    message: str


@dataclass(frozen=True, slots=True)
class SecondOpinion:
    """What openapi-spec-validator says of a document."""

    verdict: Verdict
    validator: str = "openapi-spec-validator"
    """Name and version."""
    errors: tuple[SpecError, ...] = ()
    """The first errors, at most MAX_ERRORS."""
    more: bool = False
    """Whether there are more errors."""
    reason: str = ""
    """Why it was not run; empty otherwise."""

    def __str__(self) -> str:
        """One line: `openapi-spec-validator 0.9.0: valid`."""
        return f"{self.validator}: {self.verdict}{': ' + self.reason if self.reason else ''}"


OPINION: TypeAdapter[SecondOpinion] = TypeAdapter(SecondOpinion)


def second_opinion_on(design: Design) -> SecondOpinion:
    """Ask for a second opinion on the OpenAPI document of a design; takes a second or more."""
    stated = design.contract is not None or design.operations
    return ask_second_opinion(build_openapi(design) if stated else None)


def ask_second_opinion(
    document: Mapping[str, Any] | None, *, seconds: float = MAX_SECONDS
) -> SecondOpinion:
    """Validate an OpenAPI document with openapi-spec-validator; takes a second or more.

    Never raises for a document, reads no file that it names and asks no address. What the
    validator cannot judge is `not run`, with the reason.
    """
    if not document:
        return SecondOpinion("not run", reason="there is no OpenAPI document")
    bounds = {"depth": MAX_DEPTH, "errors": MAX_ERRORS, "seconds": int(seconds) + 1}
    try:
        done = subprocess.run(  # noqa: S603 - this program, with fixed arguments
            [sys.executable, "-P", "-m", _PROGRAM],
            input=orjson.dumps({"document": document, "bounds": bounds}),
            capture_output=True,
            timeout=seconds,
            check=True,
            # Nothing of this process's environment, where secrets are, but where the code lies.
            env={"PYTHONPATH": str(Path(__file__).parents[2])},
        )
        return OPINION.validate_json(done.stdout)
    except subprocess.TimeoutExpired:
        return SecondOpinion("not run", reason=f"it took longer than {seconds:g} seconds")
    except (orjson.JSONEncodeError, subprocess.CalledProcessError, OSError, ValueError):
        return SecondOpinion("not run", reason="the validator stopped unexpectedly")
