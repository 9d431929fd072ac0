"""Column types that behave alike on SQLite and PostgreSQL."""

import json
import re
from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Integer, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

# SQLite counts up by itself only in a column declared INTEGER; its integers have 64 bits all the same.
RowId = BigInteger().with_variant(Integer, "sqlite")
# Compared letter by letter, so that keys of one beginning stand together; PostgreSQL's own order is that of its locale.
KeyText = Text().with_variant(Text(collation="C"), "postgresql")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


class UtcDateTime(TypeDecorator[datetime]):
    """An instant. Takes aware datetimes of any zone, yields them in UTC; SQLite, which knows no zones, holds UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn an instant to UTC. Raises `ValueError` for a datetime without a zone: it names no instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a datetime needs a time zone before it is stored")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant its zone back."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class TypedText(TypeDecorator[str]):
    """What a person typed. Code points that a database refuses (NUL, halves of surrogate pairs) become U+FFFD."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Make the text storable: a stray code point must not cost the row."""
        return None if value is None else _UNSTORABLE.sub("\ufffd", value)


class StringList(TypeDecorator[tuple[str, ...]]):
    """A tuple of strings, held as a JSON array in text."""

    impl = Text()
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        """Write the array."""
        return None if value is None else json.dumps(value, ensure_ascii=False)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        """Read the array."""
        return None if value is None else tuple(str(item) for item in json.loads(value))
