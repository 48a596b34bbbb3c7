"""What every table shares: names of constraints, moments in UTC, the types of columns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.dialects.postgresql import VARCHAR
from sqlalchemy.orm import DeclarativeBase

from workbench.design.base import MAX_KEY
from workbench.design.json_values import same_json


class Base(DeclarativeBase):
    """All tables. Constraints get predictable names, so that a migration can speak of them."""

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
    """A moment with its time zone in Python, UTC in both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone, because nobody could say when it was."""
        del dialect
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"the datetime has no time zone: {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> datetime | None:  # noqa: ANN401
        """Give SQLite's bare moments the zone they were written in."""
        del dialect
        if value is None:
            return None
        moment: datetime = value
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


class JsonValue(TypeDecorator[Any]):
    """JSON of any shape. A value over another is sent to the database where JSON tells them apart.

    SQLAlchemy compares with `==`, for which `true` over `1` is no change at all.
    """

    impl = JSON
    cache_ok = True

    def compare_values(self, x: Any, y: Any) -> bool:  # noqa: ANN401 - JSON has any shape
        """Whether a value need not be written over another."""
        return same_json(x, y)


#: The key of an item. Both databases sort it by code point, so that pages agree.
KeyText = String(MAX_KEY).with_variant(VARCHAR(MAX_KEY, collation="C"), "postgresql")


def utc_now() -> datetime:
    """The present moment."""
    return datetime.now(UTC)
