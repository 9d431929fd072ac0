"""Facts of a document as an editor writes them, brought into their own form."""

import re
from dataclasses import fields, replace

from bot.corpus.dates import iso_date
from bot.corpus.sources import UNKNOWN, Facts
from bot.errors import BriefingError

_DASHES = ("-", "–", "—")  # as keyboards write one that stands alone
_LONGEST_FACT = 300
_LONGEST_URL = 2_000  # as long as one may be that is fetched
_CLEAR_DATE = re.compile(r"[^\W\d_]|\d\.\d")  # a month by its name, or day before month as wherever dots are written


class FactsError(BriefingError):
    """A correction is not of its form. `field` is the fact's name, the message what it should be."""

    def __init__(self, field: str, should_be: str) -> None:
        super().__init__(f"{field} should be {should_be}")
        self.field = field
        self.should_be = should_be


def checked(facts: Facts) -> Facts:
    """Return facts in their own form, as people write them: "EN" is "en", "1 May 2024" is "2024-05-01", "—" UNKNOWN.

    Of a date in figures, "05/06/2024", nobody knows the month. Takes tenths of a second for the first date that is no
    ISO 8601. Raises FactsError for the first fact that is not of its form.
    """
    told = Facts(**{field.name: _plain(getattr(facts, field.name)) for field in fields(facts)})
    date = iso_date(told.date) if _CLEAR_DATE.search(told.date) else told.date
    told = replace(told, language=told.language.lower(), date=date or told.date)
    for field in fields(told):
        longest = _LONGEST_URL if field.name == "url" else _LONGEST_FACT
        if len(getattr(told, field.name)) > longest:
            raise FactsError(field.name, f"at most {longest:,} characters")
    if told.title == UNKNOWN:
        raise FactsError("title", "words")
    if told.date not in ("", UNKNOWN) and iso_date(told.date) != told.date:
        raise FactsError("date", 'a date such as "2024-09-26", "2024-09" or "2024"')
    if told.language and not re.fullmatch("[a-z]{2}", told.language):
        raise FactsError("language", 'a code of two letters, such as "en"')
    if told.url not in ("", UNKNOWN) and not re.match(r"https?://[^/\s]+", told.url):
        raise FactsError("url", "an address that begins with http:// or https://")
    return told


def _plain(fact: str) -> str:
    words = " ".join(fact.split())
    return UNKNOWN if words in _DASHES else words
