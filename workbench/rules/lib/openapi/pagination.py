"""Pagination: the names it goes by, and how it is added (W5)."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.design.base import JsonObject
from workbench.design.handoff import PaginationStyle, Setup
from workbench.design.ids import snake_case
from workbench.design.openapi_view import Parameter
from workbench.rules.lib.openapi.operations import OperationFacts, flatten, properties_of

OFFSET_NAMES = frozenset(
    {"page", "offset", "skip", "page_number", "page_index", "start", "start_index", "page_num"}
)
CURSOR_NAMES = frozenset(
    {
        "cursor",
        "page_token",
        "after",
        "before",
        "starting_after",
        "ending_before",
        "continuation_token",
        "next_token",
        "token",
        "marker",
    }
)
SIZE_NAMES = frozenset(
    {
        "limit",
        "per_page",
        "page_size",
        "size",
        "count",
        "first",
        "last",
        "max_results",
        "page_limit",
        "max_page_size",
        "top",
        "take",
        "results_per_page",
    }
)
#: Query parameters that steer a list without being a filter on a column.
STEERING_NAMES = (
    OFFSET_NAMES
    | CURSOR_NAMES
    | SIZE_NAMES
    | {
        "sort",
        "sort_by",
        "order",
        "order_by",
        "fields",
        "include",
        "expand",
        "q",
        "query",
        "search",
    }
)
_MARKERS = frozenset(
    {
        "pagination",
        "next",
        "next_cursor",
        "next_page",
        "next_page_token",
        "next_token",
        "has_more",
        "has_next",
        "total",
        "total_count",
        "total_pages",
        "total_results",
        "total_items",
        "total_elements",
        "links",
        "paging",
        "page_info",
        "cursor",
        "page",
        "meta",
    }
)
_HEADERS = frozenset(
    {"link", "x_total_count", "x_next", "x_next_page", "x_page_count", "content_range", "x_cursor"}
)


def find_named(parameters: Iterable[Parameter], names: frozenset[str]) -> Parameter | None:
    """The first parameter that goes by one of those names, in whatever style it is written."""
    return next((one for one in parameters if _plain(one.name) in names), None)


def _plain(name: str) -> str:
    # `page[size]` and `filter.page` are the size and the page.
    return snake_case(name.strip("$").replace("[", "_").replace("]", ""))


def has_marker(operation: OperationFacts) -> bool:
    """Whether a list's answer tells how to go on, in a member or in a header."""
    for response in operation.successes:
        headers = response.body.get("headers")
        names = headers if isinstance(headers, dict) else {}
        if any(snake_case(str(name)) in _HEADERS for name in names):
            return True
        for body in operation.view.bodies(response.body):
            members = properties_of(flatten(operation.view, body.schema))
            if any(snake_case(name.strip("_")) in _MARKERS for name in members):
                return True
    return False


def page_parameters(style: PaginationStyle) -> list[JsonObject]:
    """The parameters of a style, complete."""
    limit = _whole("limit", "How many to answer at most.", 20, 100)
    if style is PaginationStyle.cursor:
        cursor: JsonObject = {
            "name": "cursor",
            "in": "query",
            "description": "Where to go on: `pagination` of the previous answer tells.",
            "schema": {"type": "string", "maxLength": 500},
        }
        return [cursor, limit]
    return [_whole("page", "Which page, counted from 1.", 1, 1_000_000), limit]


def _whole(name: str, description: str, default: int, maximum: int) -> JsonObject:
    return {
        "name": name,
        "in": "query",
        "description": description,
        "schema": {
            "type": "integer",
            "format": "int32",
            "minimum": 1,
            "maximum": maximum,
            "default": default,
        },
    }


def pagination_schema(style: PaginationStyle, setup: Setup) -> JsonObject:
    """The member `pagination` of an answer."""
    snake = setup.property_case == "snake_case"
    if style is PaginationStyle.cursor:
        return {
            "type": "object",
            "description": "How to go on.",
            "required": ["has_more" if snake else "hasMore"],
            "properties": {
                "next_cursor" if snake else "nextCursor": {
                    "type": "string",
                    "maxLength": 500,
                    "description": "What to send as `cursor` next; missing at the end.",
                    "example": "eyJpZCI6MTA0MX0",
                },
                "has_more" if snake else "hasMore": {
                    "type": "boolean",
                    "description": "Whether there is more.",
                    "example": True,
                },
            },
        }
    names = {
        "page": ("This page, counted from 1.", 1),
        "limit": ("How many a page holds at most.", 20),
        "total": ("How many there are.", 57),
        "total_pages" if snake else "totalPages": ("How many pages there are.", 3),
    }
    return {
        "type": "object",
        "description": "Where this page stands.",
        "required": list(names),
        "properties": {
            name: {
                "type": "integer",
                "format": "int32",
                "minimum": 0,
                "description": description,
                "example": example,
            }
            for name, (description, example) in names.items()
        },
    }
