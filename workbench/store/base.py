"""Base of all tables: names of constraints, times in UTC, types of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.orm import DeclarativeBase

from workbench.design.base import MAX_KEY
from workbench.design.json_values import same_json


class Base(DeclarativeBase):
    """Base class of all tables. Constraints get predictable names for migrations."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Moment(TypeDecorator[datetime]):
    """A time with its zone in Python, stored in UTC in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Raise ValueError for a time without a zone, which would be ambiguous."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the datetime has no time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Add the zone, which SQLite does not store."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class JsonValue(TypeDecorator[Any]):
    """A JSON value of any shape.

    A change is written if the values are different in JSON. SQLAlchemy compares with `==`, for
    which `true` and `1` are equal.
    """

    impl = JSON
    cache_ok = True

    def compare_values(self, x: Any, y: Any) -> bool:  # noqa: ANN401 - JSON has any shape
        """Whether two values are equal in JSON, so that nothing need be written."""
        return same_json(x, y)


#: The key of an item. Both databases sort it by code point, so that pages agree.
KeyText = String(MAX_KEY).with_variant(VARCHAR(MAX_KEY, collation="C"), "postgresql")


def utc_now() -> datetime:
    """The current time in UTC."""
    return datetime.now(UTC)
