"""Proposed answers to the set-up questions, from the handoff; a person confirms them.

Each states its evidence. Nothing is written here. Where the documents give no evidence, the
default is proposed and marked as such.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

from workbench.design.design import Design
from workbench.design.handoff import ApiStyle, Versioning
from workbench.design.ids import path_segments, split_endpoint_key
from workbench.design.schema_dialect import schema_evidence
from workbench.rules.lib.openapi.paths import is_version
from workbench.sql.dialect import DIALECT_IN_TEXT, DIALECT_TITLES, likeliest_dialect

_Name = TypeVar("_Name", bound=str)

#: Kinds beyond those of the No-Go check that proposals are read from.
PROPOSAL_KINDS = frozenset({"contract", "component", "sql_object"})

STATED, INFERRED, DEFAULT = "stated", "inferred", "default"

_NO_EVIDENCE = "the usual choice; the documents do not mention another"


@dataclass(frozen=True, slots=True)
class Proposal:
    """One proposed answer and its evidence."""

    value: str
    """Empty where nothing sensible can be proposed."""
    source: str
    """`stated` in the set-up already, `inferred` from the documents, or `default`."""
    because: str


def setup_proposals(design: Design) -> dict[str, Proposal]:
    """A proposal for each question that accepting the handoff needs, by the answer's name."""
    setup = design.setup
    stated = {
        "api_style": setup.api_style.value if setup.api_style else "",
        "database": setup.database,
        "versioning": setup.versioning.value if setup.versioning else "",
    }
    find = {"api_style": _api_style, "database": _database, "versioning": _versioning}
    return {
        name: Proposal(value, STATED, "from the set-up answers") if value else find[name](design)
        for name, value in stated.items()
    }


def _api_style(design: Design) -> Proposal:
    endpoints = len(design.endpoints)
    graphql = sum(
        "graphql" in path_segments(endpoint.path.lower()) for endpoint in design.endpoints
    )
    if graphql:
        style = ApiStyle.graphql if graphql == endpoints else ApiStyle.both
        because = f"{graphql} of {_count(endpoints, 'path')} {_verb(graphql, 'contain')} graphql"
        return Proposal(style.value, INFERRED, because)
    if endpoints:
        because = f"the documents contain {_count(endpoints, 'endpoint')} with method and path"
        return Proposal(ApiStyle.rest.value, INFERRED, because)
    mentions = _mentions(design, _STYLES)
    if {"GraphQL", "REST"} <= mentions.keys():
        where = ", ".join(dict.fromkeys(mentions.values()))
        return Proposal(ApiStyle.both.value, INFERRED, f"both are named in {where}")
    for style_name, where in mentions.items():
        return Proposal(style_name, INFERRED, f"named in {where}")
    return Proposal(ApiStyle.rest.value, DEFAULT, _NO_EVIDENCE)


def _database(design: Design) -> Proposal:
    evidence = list(schema_evidence(design.tables, design.sql_objects))
    chosen = likeliest_dialect(evidence)
    if chosen is not None:
        words = dict.fromkeys(text.words for text in evidence if text.dialect == chosen)
        shown = ", ".join([*words][:3])
        return Proposal(chosen, INFERRED, f"the tables use {shown}")
    mentions = _mentions(design, DIALECT_IN_TEXT)
    if len(mentions) == 1:
        ((name, where),) = mentions.items()
        return Proposal(name, INFERRED, f"named in {where}")
    if mentions:
        places = "; ".join(f"{DIALECT_TITLES[name]} in {where}" for name, where in mentions.items())
        return Proposal("", INFERRED, f"several are named: {places}")
    return Proposal("postgresql", DEFAULT, _NO_EVIDENCE)


def _versioning(design: Design) -> Proposal:
    paths = [path for path in dict.fromkeys(_paths(design)) if path]
    found = (
        _versioning_of_paths(paths)
        or _versioning_of_servers(design)
        or _versioning_of_parameters(design)
    )
    if found is not None:
        return found
    if paths:
        return Proposal("", INFERRED, f"none of {_count(len(paths), 'path')} contains a version")
    return Proposal(Versioning.path.value, DEFAULT, _NO_EVIDENCE)


def _versioning_of_paths(paths: list[str]) -> Proposal | None:
    versioned = [path for path in paths if _has_version(path)]
    if len(versioned) * 2 <= len(paths):
        return None
    because = (
        f"{len(versioned)} of {_count(len(paths), 'path')} "
        f"{_verb(len(versioned), 'contain')} a version, such as {versioned[0]}"
    )
    return Proposal(Versioning.path.value, INFERRED, because)


def _versioning_of_servers(design: Design) -> Proposal | None:
    for server in design.contract.servers if design.contract else ():
        url = str(server.get("url", ""))
        if _has_version(_path_of(url)):
            because = f"the server URL contains a version: {url[:120]}"
            return Proposal(Versioning.path.value, INFERRED, because)
    return None


def _versioning_of_parameters(design: Design) -> Proposal | None:
    """From the first header or query parameter whose name contains `version`."""
    by_location = {"header": Versioning.header, "query": Versioning.query}
    for component in design.components:
        if component.section != "parameters":
            continue
        location = str(component.body.get("in"))
        name = str(component.body.get("name", ""))
        if "version" in name.lower() and location in by_location:
            because = f"there is a {location} parameter {name[:80]}"
            return Proposal(by_location[location].value, INFERRED, because)
    return None


def _has_version(path: str) -> bool:
    return any(is_version(segment) for segment in path_segments(path))


def _paths(design: Design) -> Iterator[str]:
    for endpoint in design.endpoints:
        yield endpoint.path
    for flow in design.flows:
        for step in flow.steps:
            yield split_endpoint_key(step.endpoint)[1]


def _path_of(url: str) -> str:
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


_STYLES = {"GraphQL": re.compile(r"\bGraphQL\b"), "REST": re.compile(r"\bREST(?:ful)?\b")}


def _mentions(design: Design, words: Mapping[_Name, re.Pattern[str]]) -> dict[_Name, str]:
    """Which of the words the documents use, each with the first place that does."""
    found: dict[_Name, str] = {}
    for where, text in _texts(design):
        for name, pattern in words.items():
            if name not in found and pattern.search(text):
                found[name] = where
    return found


def _texts(design: Design) -> Iterable[tuple[str, str]]:
    """The texts that may name a style or a database, each with where it is."""
    yield "the existing conventions", design.setup.conventions
    for decision in design.decisions:
        yield decision.key, f"{decision.decision}\n{decision.constraint}"
    for requirement in design.requirements:
        yield requirement.key, f"{requirement.title}\n{requirement.text}"
    for assumption in design.assumptions:
        yield assumption.key, assumption.text
    yield "the handoff's summary", design.handoff.summary
    for heading, text in design.handoff.extra:
        yield f"“{heading}”", text


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _verb(number: int, verb: str) -> str:
    return f"{verb}s" if number == 1 else verb
