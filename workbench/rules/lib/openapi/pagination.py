"""Pagination: names of its parameters and properties, and generating them."""

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
    return next(
        (parameter for parameter in parameters if _normalized(parameter.name) in names), None
    )


def _normalized(name: str) -> str:
    # `page[size]` and `filter.page` are the size and the page.
    return snake_case(name.strip("$").replace("[", "_").replace("]", ""))


def has_marker(operation: OperationFacts) -> bool:
    """Whether a list's response has a next-page marker, in a property or in a header."""
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
    """The query parameters of a pagination style, as OpenAPI Parameter Objects."""
    limit = _whole("limit", "Maximum items per page.", 20, 100)
    if style is PaginationStyle.cursor:
        cursor: JsonObject = {
            "name": "cursor",
            "in": "query",
            "description": "Cursor from the previous response's `pagination` object.",
            "schema": {"type": "string", "maxLength": 500},
        }
        return [cursor, limit]
    return [_whole("page", "Page number, starting at 1.", 1, 1_000_000), limit]


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
    """The schema of the response property `pagination`."""
    snake = setup.property_case == "snake_case"
    if style is PaginationStyle.cursor:
        return {
            "type": "object",
            "description": "Pagination info.",
            "required": ["has_more" if snake else "hasMore"],
            "properties": {
                "next_cursor" if snake else "nextCursor": {
                    "type": "string",
                    "maxLength": 500,
                    "description": "Cursor of the next page; absent on the last page.",
                    "example": "eyJpZCI6MTA0MX0",
                },
                "has_more" if snake else "hasMore": {
                    "type": "boolean",
                    "description": "Whether more items follow.",
                    "example": True,
                },
            },
        }
    names = {
        "page": ("Page number, starting at 1.", 1),
        "limit": ("Maximum items per page.", 20),
        "total": ("Total number of items.", 57),
        "total_pages" if snake else "totalPages": ("Total number of pages.", 3),
    }
    return {
        "type": "object",
        "description": "Pagination info.",
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
