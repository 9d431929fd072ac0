"""Dates as people write them for what is to come."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_LONGEST = 40
_LANGUAGES = ["en", "ru", "tr", "az"]
_YEAR = re.compile(r"\d{4}")
_UNTIL = re.compile(r"^(?:until|till|for|до)\s+", re.IGNORECASE)
_FARTHEST = timedelta(days=8 * 366)  # of a date without a year: so far apart may two 29 Februaries be


def coming_date(text: str, today: date) -> date | None:
    """Return the date that a text means in one of four languages, None where it is none. The first call takes 0.5 s.

    A date without a year, or a weekday, is the next one from `today` on. One with a year, or "yesterday", may be over.

    >>> coming_date("24 December", date(2026, 12, 25)), coming_date("in 2 weeks", date(2026, 12, 25))
    (datetime.date(2027, 12, 24), datetime.date(2027, 1, 8))
    """
    plain = _UNTIL.sub("", text.strip(), count=1)
    if len(plain) > _LONGEST or not re.search(r"[^\W\d]|\d\D+\d", plain) or ":" in plain:
        return None
    found = _parser(today).get_date_data(plain)
    if found.date_obj is None or found.period not in ("day", "week"):
        return None
    day: date = found.date_obj.date()
    if day - today > _FARTHEST and not _YEAR.search(plain):
        return None  # "12/24", of which the parser makes the 12th of this month in 2124
    # The parser takes today's own date for the one a year from now.
    anniversary = (day.month, day.day) == (today.month, today.day) and not _YEAR.search(plain)
    return today if anniversary else day


@lru_cache(maxsize=4)
def _parser(today: date) -> DateDataParser:
    settings = {
        "PREFER_DATES_FROM": "future",
        "RELATIVE_BASE": datetime.combine(today, time()),
        "DATE_ORDER": "DMY",
        "RETURN_AS_TIMEZONE_AWARE": False,
    }
    return DateDataParser(languages=_LANGUAGES, settings=settings)


def beginning(day: date, zone: ZoneInfo) -> datetime:
    """Return the instant, in UTC, at which a day begins on the clocks of a zone."""
    return datetime.combine(day, time(), zone).astimezone(UTC)
