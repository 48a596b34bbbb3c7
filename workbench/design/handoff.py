"""The handoff package, and the set-up answers given while accepting it."""

from __future__ import annotations

from enum import StrEnum

from workbench.design.base import Key, Keyed, Line, Part, Single, Text


class ReleaseMode(StrEnum):
    """Scope of the release."""

    full = "Full Production"
    mvp = "MVP"


class Handoff(Single):
    """The project as it was accepted: product, release mode, read-back."""

    product: Line = ""
    summary: Text = ""
    release_mode: ReleaseMode | None = None
    """Scope of the release; chosen by a person."""
    include_p1: bool = False
    """Whether the scope of a full production release includes P1."""
    dictionary_not_applicable: Text = ""
    """Why there is no data dictionary; leave empty if there must be one."""
    read_back: Text = ""
    read_back_by: Line = ""
    """Who signed the read-back."""
    extra: tuple[tuple[str, str], ...] = ()
    """Other sections of the handoff package, each with a heading and Markdown text."""


class Decision(Keyed):
    """A decision of the handoff or of the design, `D-…`."""

    decision: Text
    rationale: Text = ""
    constraint: Text = ""
    """Constraint that later work must not violate."""
    kept_in: Line = ""
    """Where the design implements it: an item or an artifact."""
    inferred: tuple[str, ...] = ()


class Risk(Keyed):
    """A risk ahead, `R-…`."""

    risk: Text
    why: Text = ""
    """Why it matters downstream."""
    mitigation: Text = ""
    inferred: tuple[str, ...] = ()


class AssumptionStatus(StrEnum):
    """Whether an assumption has been checked."""

    open = "open"
    validated = "validated"
    refuted = "refuted"


class Assumption(Keyed):
    """An assumption, `A-…`, and what it affects if it is wrong."""

    text: Text
    affects_api: bool | None = None
    affects_schema: bool | None = None
    status: AssumptionStatus = AssumptionStatus.open
    answer: Text = ""
    carried: bool = False
    """Included in the package as unvalidated."""
    inferred: tuple[str, ...] = ()


class ApiStyle(StrEnum):
    """Style of the API."""

    rest = "REST"
    graphql = "GraphQL"
    both = "both"


class Versioning(StrEnum):
    """Where the API version goes."""

    path = "URL path"
    header = "header"
    query = "query"


class ErrorFormat(StrEnum):
    """The project's standard error format."""

    envelope = "envelope"
    #: RFC 9457.
    problem = "problem+json"


class PaginationStyle(StrEnum):
    """Pagination style of all lists."""

    offset = "offset"
    cursor = "cursor"


class RuleLevel(Part):
    """A rule whose level is changed for this project."""

    rule: Key
    """Rule code, such as `API-18`."""
    level: Line
    """`no-go`, `quality`, `advice` or `off`."""
    reason: Text = ""


class Setup(Single):
    """Set-up answers; None or empty if undecided."""

    api_style: ApiStyle | None = None
    database: Line = ""
    """`postgresql`, `mysql`, `sqlite`, or the name of another database."""
    conventions: Text = ""
    third_parties: Text = ""
    versioning: Versioning | None = None
    error_format: ErrorFormat = ErrorFormat.envelope
    pagination: PaginationStyle | None = None
    property_case: Line = ""
    """`camelCase` or `snake_case`; leave empty to follow the document's majority."""
    validation_status: int = 422
    """Response status of a validation failure: 422 or 400."""
    max_nesting: int = 2
    """Maximum number of nested collections in a path."""
    rule_levels: tuple[RuleLevel, ...] = ()


class Summary(Single):
    """The summary at the start of the package."""

    situation: Text = ""
    strong: Text = ""
    thin: Text = ""
    deferred: Text = ""
    open_items: tuple[Text, ...] = ()


class Waiver(Keyed):
    """A waiver of a quality finding; its key is `rule|kind|item|pointer`."""

    rule: Key
    kind: Key
    item: Key
    pointer: Line = ""
    reason: Text
    owner: Line = ""
    expires: Line = ""
    """Date (`YYYY-MM-DD`); leave empty for no end."""


def waiver_key(rule: str, kind: str, item: str, pointer: str) -> str:
    """Key of the waiver for a finding, independent of the finding's message."""
    return f"{rule}|{kind}|{item}|{pointer}"


class Judgement(Keyed):
    """A checklist item that a person judges; its key is the question's slug."""

    answer: Line = ""
    """`yes` or `no`; empty while open."""
    note: Text = ""
    by: Line = ""
