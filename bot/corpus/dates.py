"""Dates as files write them, to ISO 8601, as precise as they are."""

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dateparser.date import DateDataParser  # type: ignore[import-untyped]

_ISO = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_LONGEST = 60
_LANGUAGES = ["en", "ru", "tr", "az", "fr", "de", "es", "it", "pt", "uk", "ar", "fa"]
_PRECISION = {"day": "%Y-%m-%d", "time": "%Y-%m-%d", "month": "%Y-%m", "year": "%Y"}
_WORDS = re.compile(r"[^\W\d_]+")


@lru_cache(maxsize=1)
def _parser() -> "DateDataParser":
    from dateparser.date import DateDataParser  # a tenth of a second that an archive with ISO dates need not pay

    # A date without a year, or "yesterday", says nothing of a file that is read years later.
    settings = {"REQUIRE_PARTS": ["year"], "PARSERS": ["absolute-time"], "DATE_ORDER": "DMY"}
    return DateDataParser(languages=_LANGUAGES, settings=settings)


@lru_cache(maxsize=4096)
def iso_date(text: str) -> str:
    """Return the date that a text is, with the precision that it has, or "" if it is none.

    >>> iso_date("SEPTEMBER-2024"), iso_date("20 мая 2024 г."), iso_date("2024-05-20T10:00:00Z"), iso_date("in May")
    ('2024-09', '2024-05-20', '2024-05-20', '')
    """
    text = text.strip()
    if iso := _ISO.match(text):
        return _checked(iso)
    if len(text) > _LONGEST or not _YEAR.search(text) or len(_WORDS.findall(text)) > 5:
        return ""
    data = _parser().get_date_data(text)
    if data.date_obj is None:
        return ""
    return str(data.date_obj.strftime(_PRECISION.get(data.period, "%Y")))


def _checked(iso: re.Match[str]) -> str:
    year, month, day = iso.groups()
    if not 1000 <= int(year) <= 2999:
        return ""
    if month is None or not 1 <= int(month) <= 12:
        return year
    return f"{year}-{month}-{day}" if day and 1 <= int(day) <= 31 else f"{year}-{month}"


def is_date(text: str) -> bool:
    """Tell whether a line is a date and nothing else; a bare year may be many things."""
    return len(text) > 4 and iso_date(text) != ""
