"""What the files do not say of themselves: publisher, title, date, language and address, from `sources.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path

from rapidfuzz import fuzz

from bot.corpus.dates import iso_date
from bot.corpus.lines import key
from bot.errors import SettingsError

UNKNOWN = "-"  # what an editor says of a publisher, date or address that is wrong where the right one is not known
_FACTS = ("publisher", "title", "date", "language", "url")
_SAME_HEADLINE = 92


@dataclass(frozen=True, slots=True)
class Facts:
    """What an editor says of a document; an empty string where nothing was said."""

    publisher: str = ""
    title: str = ""
    date: str = ""
    language: str = ""
    url: str = ""

    def over(self, other: "Facts") -> "Facts":
        """Return these facts, and the other's where these are silent."""
        return Facts(*(getattr(self, name) or getattr(other, name) for name in _FACTS))


@dataclass(frozen=True, slots=True)
class ArticleSource:
    """The facts of one article in a file that holds several."""

    headline: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Source:
    """One entry: the file, or the files by a glob such as `azertac/*.txt`, and what holds for them."""

    file: str
    facts: Facts
    articles: tuple[ArticleSource, ...] = ()


@dataclass(frozen=True, slots=True)
class SourceCatalog:
    """All entries, in the order of the file. The first that fits has the word; later ones fill its gaps."""

    sources: tuple[Source, ...] = field(default=())

    def headlines(self, file: str) -> tuple[str, ...]:
        """Return the headlines known to begin an article in the file."""
        return tuple(article.headline for source in self.of(file) for article in source.articles)

    def facts(self, file: str, headline: str, alone: bool) -> Facts:
        """Return the facts of a file's article. A file's title names its document only if that is `alone` in it."""
        found = Facts()
        for source in self.of(file):
            named = (a.facts for a in source.articles if fuzz.ratio(key(a.headline), key(headline)) >= _SAME_HEADLINE)
            for facts in named:
                found = found.over(facts)
            whole = source.facts
            found = found.over(whole if alone else Facts(whole.publisher, "", whole.date, whole.language, whole.url))
        return found

    def of(self, file: str) -> tuple[Source, ...]:
        """Return the entries that fit a file, in their order."""
        return tuple(source for source in self.sources if source.file == file or fnmatchcase(file, source.file))


def load_sources(path: Path) -> SourceCatalog:
    """Read the catalogue; a file that is not there is an empty one.

    Raises:
        SettingsError: the file is not TOML, or an entry is not what it should be; one sentence a problem.
    """
    if not path.exists():
        return SourceCatalog()
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError((f"{path.name} cannot be read: {error}.",)) from error
    problems: list[str] = []
    catalog = _Parser(path.name, problems).catalog(data)
    if problems:
        raise SettingsError(tuple(problems))
    return catalog


@dataclass(frozen=True, slots=True)
class _Parser:
    """Turns the tables of the file into entries and notes every problem, so that one look mends them all."""

    name: str
    problems: list[str]

    def catalog(self, data: Mapping[str, object]) -> SourceCatalog:
        self._unknown_keys(data, ("source",), "at the top")
        return SourceCatalog(tuple(self._source(*entry) for entry in self._tables(data, "source", "")))

    def _source(self, table: Mapping[str, object], where: str) -> Source:
        file = self._text(table, "file", where, 'a file\'s name or a glob, such as "news/*.txt"', needed=True)
        where = f"{where} ({file})" if file else where
        self._unknown_keys(table, ("file", *_FACTS, "articles"), where)
        articles = tuple(self._article(*entry) for entry in self._tables(table, "articles", where))
        return Source(file, self._facts(table, where), articles)

    def _article(self, table: Mapping[str, object], where: str) -> ArticleSource:
        self._unknown_keys(table, ("headline", *_FACTS), where)
        return ArticleSource(
            self._text(table, "headline", where, "the article's headline as it stands in the file", needed=True),
            self._facts(table, where),
        )

    def _facts(self, table: Mapping[str, object], where: str) -> Facts:
        publisher, title, url = (
            self._text(table, name, where, "text in quotes") for name in ("publisher", "title", "url")
        )
        date = self._text(table, "date", where, 'a date such as "2024-09-26", "2024-09" or "2024"')
        if date and iso_date(date) != date:
            self._report(where, f'date is "{date}" and should be a date such as "2024-09-26", "2024-09" or "2024"')
        language = self._text(table, "language", where, 'a code of two letters, such as "en"')
        if language and not (len(language) == 2 and language.isascii() and language.islower()):
            self._report(where, f'language is "{language}" and should be a code of two letters, such as "en"')
        return Facts(publisher, title, date, language, url)

    def _tables(self, data: Mapping[str, object], name: str, where: str) -> list[tuple[Mapping[str, object], str]]:
        """Return the tables of a list with words for where each stands."""
        value = data.get(name, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self._report(where, f"{name} should be a list of tables, each begun by [[{name}]]")
            return []
        label = f"{where}, {name}" if where else name
        return [(item, f"{label} {number}") for number, item in enumerate(value, start=1)]

    def _text(self, table: Mapping[str, object], name: str, where: str, should_be: str, needed: bool = False) -> str:
        value = table.get(name, "")
        if hasattr(value, "isoformat"):  # TOML's own date, written without quotes
            value = str(value)
        if not isinstance(value, str) or (needed and not value.strip()):
            self._report(where, f"{name} is missing or not text and should be {should_be}")
            return ""
        return value.strip()

    def _unknown_keys(self, table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
        for name in table:
            if name not in known:
                self._report(where, f'"{name}" is unknown; known are {", ".join(known)}')

    def _report(self, where: str, problem: str) -> None:
        self.problems.append(": ".join(part for part in (self.name, where, problem) if part) + ".")
