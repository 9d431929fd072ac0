"""From blocks to articles of clean paragraphs: the rules in the order in which each helps the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.corpus.articles import is_organisation, split_articles
from bot.corpus.blocks import Block, Dropped, Extract, Kind, Reason, as_kind, sift
from bot.corpus.contents import entry_title, find_contents, is_contents_name
from bot.corpus.furniture import find_links, find_marginals, find_page_headers
from bot.corpus.headings import mark_headings
from bot.corpus.joining import join_cut
from bot.corpus.lines import key, without_number
from bot.corpus.repeats import find_repeats


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph's text and the heading that it stands under, without its number."""

    section: str
    text: str


@dataclass(frozen=True, slots=True)
class CleanArticle:
    """One article without furniture. What its head did not say is empty."""

    headline: str
    date: str
    publisher: str
    passages: tuple[Passage, ...]


def clean(extract: Extract, headlines: Sequence[str] = ()) -> tuple[list[CleanArticle], list[Dropped]]:
    """Clean an extract. Every line of it ends in a title, a section, a paragraph, or among the dropped ones.

    `headlines` are lines known to begin an article.
    """
    blocks = _with_contents(extract.blocks)
    titles = [key(entry_title(block.text)) for block in blocks if block.kind is Kind.CONTENTS]
    blocks, dropped = sift(blocks, find_page_headers(blocks))
    articles, around = split_articles(blocks, headlines)
    dropped += around
    cleaned = []
    for article in articles:
        passages, left_out = _passages(article.blocks, titles, extract.marked)
        dropped += left_out
        if passages:
            publisher = next(filter(is_organisation, article.masthead), "")
            cleaned.append(CleanArticle(without_number(article.headline), article.date, publisher, passages))
    return cleaned, dropped


def _with_contents(blocks: Sequence[Block]) -> list[Block]:
    """Mark the lines of tables of contents, unless the reader did."""
    if any(block.kind is Kind.CONTENTS for block in blocks):
        return list(blocks)
    found = set(find_contents([block.text for block in blocks]))
    return [as_kind(block, Kind.CONTENTS) if i in found else block for i, block in enumerate(blocks)]


def _passages(
    blocks: Iterable[Block], titles: Sequence[str], marked: bool
) -> tuple[tuple[Passage, ...], list[Dropped]]:
    """Clean one article's blocks: furniture out, headings marked, cut paragraphs joined, repeated ones dropped."""
    kept, dropped = _sift_contents(list(blocks))
    for find in (find_links, find_marginals):
        kept, out = sift(kept, find(kept))
        dropped += out
    kept = join_cut(mark_headings(kept, [title for title in titles if title], marked))
    kept, out = sift(kept, find_repeats(kept))
    return tuple(_under_headings(kept)), dropped + out


def _sift_contents(blocks: list[Block]) -> tuple[list[Block], list[Dropped]]:
    table = {i: Reason.CONTENTS for i, block in enumerate(blocks) if block.kind is Kind.CONTENTS}
    names = {i: Reason.CONTENTS for i, block in enumerate(blocks) if i + 1 in table and is_contents_name(block.text)}
    return sift(blocks, table | names)


def _under_headings(blocks: Iterable[Block]) -> Iterable[Passage]:
    section = ""
    for block in blocks:
        if block.kind is Kind.HEADING:
            section = without_number(block.text)
        else:
            yield Passage(section, block.text)
