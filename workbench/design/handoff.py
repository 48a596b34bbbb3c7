"""What is handed down with the requirements, and the answers given while accepting it (W3)."""

from __future__ import annotations

from enum import StrEnum

from workbench.design.base import Key, Keyed, Line, Part, Single, Text


class ReleaseMode(StrEnum):
    """How much of the product this release carries."""

    full = "Full Production"
    mvp = "MVP"


class Handoff(Single):
    """The project as it was accepted: product, release mode, read-back."""

    product: Line = ""
    summary: Text = ""
    release_mode: ReleaseMode | None = None
    """None until a person has chosen."""
    include_p1: bool = False
    """Whether P1 belongs to the scope in full production."""
    dictionary_not_applicable: Text = ""
    """Why there is no data dictionary; empty where there must be one."""
    read_back: Text = ""
    read_back_by: Line = ""
    """Who signed the read-back; empty until signed."""
    extra: tuple[tuple[str, str], ...] = ()
    """Other sections of the handoff package: (heading, Markdown)."""


class Decision(Keyed):
    """A decision handed down or taken in the design, `D-…`."""

    decision: Text
    rationale: Text = ""
    constraint: Text = ""
    """What must not be violated later."""
    kept_in: Line = ""
    """Where the design keeps it: an item key or an artifact."""
    inferred: tuple[str, ...] = ()


class Risk(Keyed):
    """A risk forward, `R-…`."""

    risk: Text
    why: Text = ""
    """Why it matters downstream."""
    mitigation: Text = ""
    inferred: tuple[str, ...] = ()


class AssumptionStatus(StrEnum):
    """Whether an assumption still holds unproven."""

    open = "open"
    validated = "validated"
    refuted = "refuted"


class Assumption(Keyed):
    """An assumption, `A-…`, and what it would change if it proved wrong."""

    text: Text
    affects_api: bool | None = None
    affects_schema: bool | None = None
    status: AssumptionStatus = AssumptionStatus.open
    answer: Text = ""
    carried: bool = False
    """Taken over into the package as unvalidated."""
    inferred: tuple[str, ...] = ()


class ApiStyle(StrEnum):
    """How clients talk to the backend."""

    rest = "REST"
    graphql = "GraphQL"
    both = "both"


class Versioning(StrEnum):
    """Where the API's version stands."""

    path = "URL path"
    header = "header"
    query = "query"


class ErrorFormat(StrEnum):
    """The one standard error shape that is checked."""

    envelope = "envelope"
    #: RFC 9457.
    problem = "problem+json"


class PaginationStyle(StrEnum):
    """The one style that every list follows."""

    offset = "offset"
    cursor = "cursor"


class RuleLevel(Part):
    """A rule raised or lowered for this project."""

    rule: Key
    """Rule code, `API-18`."""
    level: Line
    """`no-go`, `quality`, `advice` or `off`."""
    reason: Text = ""


class Setup(Single):
    """Set-up answers; None or empty where the question is still open."""

    api_style: ApiStyle | None = None
    database: Line = ""
    """`postgresql`, `mysql`, `sqlite` or another in the person's words."""
    conventions: Text = ""
    third_parties: Text = ""
    versioning: Versioning | None = None
    error_format: ErrorFormat = ErrorFormat.envelope
    pagination: PaginationStyle | None = None
    property_case: Line = ""
    """`camelCase` or `snake_case`; empty means whatever the document mostly uses."""
    validation_status: int = 422
    """Status of a validation failure: 422, or 400 where the project says so."""
    max_nesting: int = 2
    """How many collections a path may nest."""
    rule_levels: tuple[RuleLevel, ...] = ()


class Summary(Single):
    """The package's opening words (W7)."""

    situation: Text = ""
    strong: Text = ""
    thin: Text = ""
    deferred: Text = ""
    open_items: tuple[Text, ...] = ()


class Waiver(Keyed):
    """A quality finding accepted with a reason; its key is `rule|kind|item|pointer`."""

    rule: Key
    kind: Key
    item: Key
    pointer: Line = ""
    reason: Text
    owner: Line = ""
    expires: Line = ""
    """ISO date, or empty for no end."""


def waiver_key(rule: str, kind: str, item: str, pointer: str) -> str:
    """Address of the waiver for one finding: its identity, never its words."""
    return f"{rule}|{kind}|{item}|{pointer}"


class Judgement(Keyed):
    """A checklist item that a person decides (W6); its key is the question's slug."""

    answer: Line = ""
    """`yes`, `no`, or empty while open."""
    note: Text = ""
    by: Line = ""
