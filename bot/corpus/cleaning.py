"""From blocks to articles of clean paragraphs: the rules in the order in which each helps the next."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.corpus.articles import is_organisation, one_article, split_articles
from bot.corpus.blocks import Block, Dropped, Extract, Kind, Reason, as_kind, sift
from bot.corpus.contents import entry_title, find_contents, is_contents_name
from bot.corpus.furniture import Found, find_links, find_marginals, find_page_headers, find_page_numbers
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

    name: str  # what tells it from the file's other articles; "" for a file without a headline that is sure
    headline: str
    date: str
    publisher: str
    passages: tuple[Passage, ...]


def clean(
    extract: Extract, headlines: Sequence[str] = (), single: bool = False
) -> tuple[list[CleanArticle], list[Dropped]]:
    """Clean an extract. Every line of it ends in a title, a section, a paragraph, or among the dropped ones.

    `headlines` are lines known to begin an article; `single` tells that there is but one.
    """
    blocks = _with_contents(extract.blocks)
    titles = [key(entry_title(block.text)) for block in blocks if block.kind is Kind.CONTENTS]
    dropped: list[Dropped] = []
    for find in (find_page_numbers, find_page_headers):
        blocks, out = sift(blocks, find(blocks))
        dropped += out
    if single:
        article, around = one_article(blocks, extract.title)
        articles = [article]
    else:
        articles, around = split_articles(blocks, headlines, extract.title)
    dropped += around
    cleaned = []
    for article in articles:
        passages, left_out = _passages(article.blocks, titles, extract.marked)
        dropped += left_out
        if passages:
            publisher = next(filter(is_organisation, article.masthead), "")
            name = key(article.headline) if article.marked else ""
            headline = without_number(article.headline)
            cleaned.append(CleanArticle(name, headline, article.date, publisher, passages))
        elif article.headline:
            dropped.append(Dropped(article.headline, Reason.EMPTY_HEADING))
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
    for find in (find_repeats, _find_empty_headings):
        kept, out = sift(kept, find(kept))
        dropped += out
    return tuple(_under_headings(kept)), dropped


def _sift_contents(blocks: list[Block]) -> tuple[list[Block], list[Dropped]]:
    table = {i: Reason.CONTENTS for i, block in enumerate(blocks) if block.kind is Kind.CONTENTS}
    names = {i: Reason.CONTENTS for i, block in enumerate(blocks) if i + 1 in table and is_contents_name(block.text)}
    return sift(blocks, table | names)


def _find_empty_headings(blocks: Sequence[Block]) -> Found:
    """Find headings with another heading, or nothing, right below."""
    return {
        i: Reason.EMPTY_HEADING
        for i, block in enumerate(blocks)
        if block.kind is Kind.HEADING and (i + 1 == len(blocks) or blocks[i + 1].kind is Kind.HEADING)
    }


def _under_headings(blocks: Iterable[Block]) -> Iterable[Passage]:
    section = ""
    for block in blocks:
        if block.kind is Kind.HEADING:
            section = without_number(block.text)
        else:
            yield Passage(section, block.text)
