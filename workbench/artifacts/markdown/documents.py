"""Design → the Markdown documents, each from one template in `artifacts/markdown/`.

The importer reads every one of them back into the same items; the
templates define the shapes, `shapes.py` how values are written in them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context

from workbench import paths
from workbench.artifacts.markdown import shapes
from workbench.artifacts.overview import Overview, overview_filters
from workbench.design.access import Grant
from workbench.design.design import Design
from workbench.design.dictionary import Attribute
from workbench.design.endpoints import Score, quadrant
from workbench.design.flows import Step
from workbench.design.handoff import Setup, Waiver, waiver_key
from workbench.design.package import Package
from workbench.design.requirements import (
    Priority,
    Requirement,
    RequirementStatus,
    RequirementType,
    Story,
)
from workbench.design.tables import Column, ForeignKey, Index, IndexPart

#: Documents that say what a design says, in the order in which people read them.
DESIGN_DOCUMENTS = (
    "prd.md",
    "data-dictionary.md",
    "user-flows.md",
    "wireframe-specs.md",
    "content-model.md",
    "feedback-plan.md",
    "handoff-package.md",
    "prioritization.md",
    "endpoint-inventory.md",
    "schema-design.md",
    "auth-permission-model.md",
    "integration-points-spec.md",
    "summary.md",
)
#: Documents about the package, for people; importers pass them over.
PACKAGE_DOCUMENTS = ("design-package.md", "checklist.md")

_STORY_HEADINGS = {
    Priority.P0: "Must Have (P0)",
    Priority.P1: "Should Have (P1)",
    Priority.P2: "Could Have (P2)",
    Priority.P3: "Won't Have (P3)",
    None: "No Priority",
}
_REQUIREMENT_SECTIONS = (
    ("Functional Requirements", RequirementType.functional),
    ("Non-Functional Requirements", RequirementType.quality),
    ("Constraints", RequirementType.constraint),
)
_TYPE_OF_PREFIX = (
    ("NFR", RequirementType.quality),
    ("QR", RequirementType.quality),
    ("C-", RequirementType.constraint),
    ("CON", RequirementType.constraint),
)
_TYPE_WORDS = ("functional", "quality", "constraint")
_SETUP_QUESTIONS = {
    "api_style": "API Style",
    "database": "Database",
    "conventions": "Conventions",
    "third_parties": "Third-Party Integrations",
    "versioning": "Versioning",
    "error_format": "Error Format",
    "pagination": "Pagination",
    "property_case": "Property Case",
    "validation_status": "Validation Status",
    "max_nesting": "Max Nesting",
}
_STATE_NAME = re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*")
_WORD = re.compile(r"\w+")
_BLANK_LINES = re.compile(r"\n{3,}")
# No text of a design contains NUL, so it marks where verbatim text goes.
_VERBATIM = re.compile("\x00(\\d+)\x00")


def render_document(name: str, package: Package, overview: Overview | None = None) -> str:
    """One document of DESIGN_DOCUMENTS or PACKAGE_DOCUMENTS as Markdown.

    Documents of the design depend on the design alone. An overview that was made already saves
    work. Raises KeyError for another name.
    """
    if name not in DESIGN_DOCUMENTS and name not in PACKAGE_DOCUMENTS:
        raise KeyError(name)
    kept: list[str] = []
    template = _environment().get_template(f"markdown/{name}.j2")
    text = template.render(
        package=package,
        design=package.design,
        overview=overview or Overview(package),
        verbatim=kept,
    )
    text = _BLANK_LINES.sub("\n\n", text).strip("\n") + "\n"
    return _VERBATIM.sub(lambda found: kept[int(found[1])], text)


def has_content(name: str, design: Design) -> bool:
    """Whether a document of the design says anything beyond its title."""
    sections = _SECTIONS[name]
    defaults = Design()
    return any(getattr(design, section) != getattr(defaults, section) for section in sections)


_SECTIONS: dict[str, tuple[str, ...]] = {
    "prd.md": ("requirements", "stories"),
    "data-dictionary.md": ("entities",),
    "user-flows.md": ("flows",),
    "wireframe-specs.md": ("screens",),
    "content-model.md": ("content_types",),
    "feedback-plan.md": ("feedback_channels",),
    "handoff-package.md": ("handoff", "setup", "decisions", "risks", "assumptions"),
    "prioritization.md": ("planning", "scores"),
    "endpoint-inventory.md": ("endpoints",),
    "schema-design.md": ("tables", "sql_objects"),
    "auth-permission-model.md": (
        "auth",
        "roles",
        "permissions",
        "grants",
        "accesses",
        "policies",
    ),
    "integration-points-spec.md": ("webhooks", "third_parties", "events"),
    "summary.md": ("summary", "waivers", "judgements"),
}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(paths.artifacts()),
        # Markdown has escapes of its own, and the HTML made of it is sanitised.
        autoescape=False,  # noqa: S701
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals |= {
        "table": _table,
        "heading": shapes.heading,
        "fields": shapes.fields,
        "story_headings": _STORY_HEADINGS,
        "requirement_sections": _REQUIREMENT_SECTIONS,
    }
    environment.filters |= {
        "line": shapes.line,
        "document_title": shapes.document_title,
        "cell": shapes.cell,
        "key": shapes.key,
        "keys": shapes.keys,
        "key_cell": shapes.key_cell,
        "keys_cell": shapes.keys_cell,
        "named_cell": shapes.named_cell,
        "code_cell": lambda text: shapes.code_span(text).replace("|", "\\|"),
        "texts": shapes.listed,
        "yes_no": shapes.yes_no,
        "yes": lambda value: "Yes" if value else "",
        "with_words": shapes.with_words,
        "guarded": lambda text: f"{text}<br>" if text.endswith("\\") else text,
        "prose": _verbatim(shapes.prose),
        "fenced_json": _verbatim(shapes.fenced_json),
        **_FILTERS,
        **overview_filters(),
    }
    return environment


def _verbatim(render: Callable[..., str]) -> Callable[..., str]:
    """Put text of several lines aside while blank lines are tidied."""

    @pass_context
    def filtered(context: Context, *args: Any, **options: Any) -> str:  # noqa: ANN401
        kept: list[str] = context["verbatim"]
        kept.append(render(*args, **options))
        return f"\x00{len(kept) - 1}\x00"

    return filtered


def _table(columns: str, items: Iterable[Any], caller: Callable[[Any], str]) -> str:
    return shapes.table(columns, items, caller) + "\n"


def _by_priority(stories: Sequence[Story]) -> list[tuple[Priority | None, list[Story]]]:
    groups: dict[Priority | None, list[Story]] = {}
    for story in stories:
        groups.setdefault(story.priority, []).append(story)
    return list(groups.items())


def _one_line(text: str) -> bool:
    return text[:1].isalpha() and "\n" not in text and "\r" not in text


def _one_line_story(story: Story) -> bool:
    return _one_line(story.text) and not (story.title or story.criteria or story.inferred)


def _one_line_step(step: Step) -> bool:
    return _one_line(step.text) and step == Step(text=step.text)


def _of_type(requirements: Iterable[Requirement], kind: RequirementType) -> list[Requirement]:
    return [requirement for requirement in requirements if requirement.type is kind]


def _by_group(requirements: Sequence[Requirement]) -> list[tuple[str, list[Requirement]]]:
    groups: dict[str, list[Requirement]] = {"": []}
    for requirement in requirements:
        groups.setdefault(requirement.group, []).append(requirement)
    return [(group, members) for group, members in groups.items() if members]


def _needs_type(requirements: Iterable[Requirement], group: str) -> bool:
    """Whether a key or heading would make a reader guess another type than the stated one."""
    if any(word in group.casefold() for word in _TYPE_WORDS):
        return True
    return any(
        requirement.key.upper().startswith(prefix) and requirement.type is not kind
        for requirement in requirements
        for prefix, kind in _TYPE_OF_PREFIX
    )


def _status(requirement: Requirement) -> str:
    if requirement.status is RequirementStatus.active and not requirement.status_words:
        return ""
    return shapes.with_words(requirement.status.value, requirement.status_words)


def _any_values(attributes: Iterable[Attribute]) -> bool:
    return any(
        attribute.values or "one of" in attribute.rule.casefold() for attribute in attributes
    )


def _any_technical(attributes: Iterable[Attribute]) -> bool:
    return any(
        attribute.technical or "technical" in attribute.notes.casefold() for attribute in attributes
    )


def _all_named_states(states: Iterable[tuple[str, str]]) -> bool:
    return all(_STATE_NAME.fullmatch(name) and shown.strip() for name, shown in states)


def _setup_answers(setup: Setup) -> list[tuple[str, str]]:
    stated = setup.model_dump(mode="json", exclude_defaults=True)
    return [
        (_SETUP_QUESTIONS[name], str(stated[name])) for name in _SETUP_QUESTIONS if name in stated
    ]


def _quadrant(score: Score, threshold: int) -> str:
    found = quadrant(score, threshold)
    return found.value if found else ""


def _matrix(design: Design) -> str:
    """Permissions down, roles across; roles and permissions that only grants name come last."""
    roles = list(dict.fromkeys([*(r.key for r in design.roles), *(g.role for g in design.grants)]))
    permissions = dict.fromkeys(
        [*(p.key for p in design.permissions), *(g.permission for g in design.grants)]
    )
    cells = {
        (grant.permission, grant.role): grant.effect.value.capitalize() for grant in design.grants
    }
    lines = [
        "| Permission | " + " | ".join(map(shapes.key_cell, roles)) + " |",
        "|" + "---|" * (len(roles) + 1),
    ]
    for permission in permissions:
        row = [cells.get((permission, role), "") for role in roles]
        lines.append(f"| {shapes.key_cell(permission)} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def _conditional(grants: Iterable[Grant]) -> list[Grant]:
    return [grant for grant in grants if grant.attribute or grant.column or grant.notes]


def _generated(column: Column) -> str:
    if not column.generated or column.generated_stored:
        return column.generated
    return f"virtual: {column.generated}"


def _references(key: ForeignKey) -> str:
    target = shapes.key_cell(key.target)
    return f"{target} ({shapes.keys_cell(key.target_columns)})" if key.target_columns else target


def _index_parts(index: Index) -> str:
    return ", ".join(map(_index_part, index.parts))


def _index_part(part: IndexPart) -> str:
    # What follows a blank would be read as an operator class.
    name = part.column if _WORD.fullmatch(part.column) else shapes.code_span(part.column)
    words = [name if part.column else f"({part.expression})"]
    if part.collation:
        words.append(f"COLLATE {part.collation}")
    if part.opclass:
        words.append(part.opclass)
    if part.descending:
        words.append("DESC")
    if part.nulls:
        words.append(f"NULLS {part.nulls.upper()}")
    return " ".join(words)


def _odd_key(waiver: Waiver) -> str:
    usual = waiver_key(waiver.rule, waiver.kind, waiver.item, waiver.pointer)
    return "" if waiver.key == usual else waiver.key


_FILTERS: dict[str, Callable[..., Any]] = {
    "by_priority": _by_priority,
    "all_one_line_stories": lambda stories: all(map(_one_line_story, stories)),
    "all_one_line_steps": lambda steps: all(map(_one_line_step, steps)),
    "numbered": lambda steps: list(enumerate(steps, 1)),
    "of_type": _of_type,
    "by_group": _by_group,
    "needs_type": _needs_type,
    "status": _status,
    "any_values": _any_values,
    "any_technical": _any_technical,
    "all_named_states": _all_named_states,
    "setup_answers": _setup_answers,
    "tagged": lambda requirements: [
        requirement for requirement in requirements if requirement.mvp is not None
    ],
    "quadrant": _quadrant,
    "matrix": _matrix,
    "conditional": _conditional,
    "generated": _generated,
    "references": _references,
    "index_parts": _index_parts,
    "odd_key": _odd_key,
}
