"""The process in which openapi-spec-validator runs: a document in, a verdict out.

It reads `{"document", "bounds": {"depth", "errors", "seconds"}}` from standard input and writes a
SecondOpinion as JSON to standard output.
"""

from __future__ import annotations

import json
import resource
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import version
from typing import Any, Final

from jsonschema_path import SchemaPath
from openapi_spec_validator import (
    OpenAPIV2SpecValidator,
    OpenAPIV30SpecValidator,
    OpenAPIV31SpecValidator,
    OpenAPIV32SpecValidator,
)
from referencing.exceptions import Unresolvable

Answer = dict[str, Any]

_VALIDATORS: Final[dict[str, Any]] = {
    "2.0": OpenAPIV2SpecValidator,
    "3.0": OpenAPIV30SpecValidator,
    "3.1": OpenAPIV31SpecValidator,
    "3.2": OpenAPIV32SpecValidator,
}
_LONGEST_MESSAGE: Final = 240
_OUTSIDE: Final = ("urllib.Request", "socket.connect", "socket.getaddrinfo", "subprocess.Popen")


class OutsideReferenceError(Exception):
    """A reference leads out of the document."""


class _RefuseAll(dict[str, Callable[[str], Any]]):
    """The handlers of every scheme; none of them fetches anything."""

    def __contains__(self, scheme: object) -> bool:
        return True

    def __missing__(self, scheme: str) -> Callable[[str], Any]:
        return _refuse


def _refuse(address: str) -> Any:
    raise OutsideReferenceError(address)


def _audit(event: str, arguments: tuple[Any, ...]) -> None:
    """Stop whatever gets past the handlers before anything leaves this process."""
    if event in _OUTSIDE:
        raise OutsideReferenceError(str(arguments[0])[:_LONGEST_MESSAGE])


def judge(document: Any, *, depth: int, errors: int) -> Answer:
    """The verdict on a document."""
    edition = _edition(document)
    validator = _VALIDATORS.get(edition)
    if validator is None:
        return _not_run(f"it doesn’t validate OpenAPI {edition}")
    if _is_deeper(document, depth):
        return _not_run(f"the document is nested deeper than {depth} levels")
    try:
        path = SchemaPath.from_dict(document, handlers=_RefuseAll())
        found = _first_errors(validator(path).iter_errors(), errors + 1)
    except RecursionError:
        return _not_run("it can’t follow a schema that contains itself")
    except (OutsideReferenceError, Unresolvable) as error:
        address = str(getattr(error, "ref", error))[:_LONGEST_MESSAGE]
        return _not_run(f"a reference leads outside the document or to nothing: {address}")
    except Exception as error:  # noqa: BLE001 - whatever a strange document makes it raise
        return _not_run(f"it stopped with {type(error).__name__}")
    return {
        "verdict": "invalid" if found else "valid",
        "errors": found[:errors],
        "more": len(found) > errors,
    }


def _load_schemas(document: Any) -> None:
    """Have the validator open its own schema files, which it does when they are first needed."""
    validator = _VALIDATORS.get(_edition(document))
    if validator is not None:
        schema = {"type": "string", "default": "text"}
        named = {key: document[key] for key in ("openapi", "swagger") if key in document}
        info = {"title": "T", "version": "1"}
        warm_up = {**named, "info": info, "paths": {}, "components": {"schemas": {"A": schema}}}
        list(validator(warm_up).iter_errors())


def _edition(document: Any) -> str:
    """The version of OpenAPI that a document states, `3.1`."""
    return str(document.get("openapi", document.get("swagger")))[:3]


def _first_errors(reported: Iterator[Any], most: int) -> list[dict[str, str]]:
    found = []
    for error in reported:
        steps = (str(step).replace("~", "~0").replace("/", "~1") for step in error.absolute_path)
        message = str(error.message)
        if len(message) > _LONGEST_MESSAGE:
            message = f"…{message[-_LONGEST_MESSAGE:]}"
        entry = {"pointer": "".join(f"/{step}" for step in steps), "message": message}
        if entry not in found:
            found.append(entry)
        if len(found) == most:
            break
    return found


def _not_run(reason: str) -> Answer:
    return {"verdict": "not run", "reason": reason}


def _is_deeper(document: Any, limit: int) -> bool:
    level = [document]
    for _ in range(limit):
        level = [
            child
            for node in level
            for child in (node.values() if isinstance(node, Mapping) else node)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True


def main() -> None:
    """Read a document, write the verdict."""
    asked = json.load(sys.stdin.buffer)
    bounds = asked["bounds"]
    resource.setrlimit(resource.RLIMIT_CPU, (bounds["seconds"], bounds["seconds"]))
    _load_schemas(asked["document"])
    sys.addaudithook(_audit)
    answer = judge(asked["document"], depth=bounds["depth"], errors=bounds["errors"])
    name = f"openapi-spec-validator {version('openapi-spec-validator')}"
    sys.stdout.write(json.dumps({"validator": name, **answer}))


if __name__ == "__main__":
    main()
