"""Where one article of a file ends and the next begins, and what stands around a headline."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot.corpus.blocks import Block, Dropped, Kind, Reason
from bot.corpus.dates import is_date, iso_date
from bot.corpus.furniture import Found, is_byline, is_credited, is_mark, is_prompt, is_stamp
from bot.corpus.lines import is_closed, is_headline, is_prose, is_short, key

_SPAN = 9  # blocks from a headline to its second printing at most
_LOOK = 8  # blocks after a headline within which its text must begin
_PRINTINGS = 3  # a line that stands more often is no headline
_LONGEST_HEADLINE = 200
_LONGEST_BETWEEN = 400  # a caption
_LONGEST_LINE_BETWEEN = 120  # whatever it is, it is no paragraph
_ORGANISATION = re.compile(
    r"\b(?:agency|news|press|cent(?:er|re)|institute|foundation|ministry|university|council|committee|association|office"
    r"|times|post|herald|tribune|gazette|daily|агентство|новости|центр|институт|министерство|газета|университет"
    r"|agentliyi|xəbər|mərkəzi|institutu|nazirliyi|ajansı|haber|merkezi|enstitüsü|bakanlığı|agence|institut|ministère"
    r"|agentur|zentrum|ministerium|agencia|centro|instituto|ministerio)\b",
    re.IGNORECASE,
)
_KNOWN = 92  # ratio at which a line is the headline that the catalogue names


@dataclass(frozen=True, slots=True)
class Article:
    """One article's blocks with what its head says. `headline` is "" where none could be told from the text."""

    headline: str
    marked: bool  # the headline is known beforehand or stands twice, so that it tells the article from others
    date: str  # ISO 8601 or ""
    masthead: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Start:
    """A headline at `first` and its last printing at `last`; what is between them is furniture."""

    first: int
    last: int


def split_articles(
    blocks: Sequence[Block], headlines: Sequence[str], title: str
) -> tuple[list[Article], list[Dropped]]:
    """Part a file's blocks into articles, each begun by a headline that stands twice or that is known beforehand.

    `title` is what the format says the file is called, or "".
    """
    starts = _starts(blocks, [key(headline) for headline in headlines])
    if not starts:
        article, dropped = one_article(blocks, title)
        return [article], dropped
    articles: list[Article] = []
    opening = list(blocks[: starts[0].first])
    masthead: tuple[str, ...] = ()
    dropped = []
    if any(is_prose(block.text) for block in opening):
        article, dropped = one_article(opening, title)
        articles.append(article)
    else:
        masthead = tuple(block.text for block in opening)
        dropped += [Dropped(line, Reason.MASTHEAD) for line in masthead]
    for start, after in zip(starts, [*starts[1:], None], strict=True):
        article, around = _headed(blocks, start, after.first if after else len(blocks), masthead)
        articles.append(article)
        dropped += around
    return articles, dropped


def _starts(blocks: Sequence[Block], known: Sequence[str]) -> list[_Start]:
    keys = [key(block.text) for block in blocks]
    counts = Counter(keys)
    starts: list[_Start] = []
    i = 0
    while i < len(blocks):
        last = _second_printing(blocks, keys, counts, i)
        if last is None and _is_known(keys[i], known):
            last = i
        if last is not None and _text_follows(blocks, last):
            starts.append(_Start(i, last))
            i = last
        i += 1
    return starts


def _is_known(line: str, known: Sequence[str]) -> bool:
    return any(fuzz.ratio(line, headline) >= _KNOWN for headline in known)


def _second_printing(blocks: Sequence[Block], keys: Sequence[str], counts: Counter[str], i: int) -> int | None:
    """Return where the line stands again, with nothing but furniture between; None if it is no headline."""
    if not _could_head(blocks[i]) or not 2 <= counts[keys[i]] <= _PRINTINGS:
        return None
    again = [j for j in range(i + 1, min(i + 1 + _SPAN, len(blocks))) if keys[j] == keys[i]]
    if not again or not all(_may_stand_between(blocks[j], counts[keys[j]]) for j in range(i + 1, again[-1])):
        return None
    return again[-1]


def _could_head(block: Block) -> bool:
    text = block.text
    return (
        block.kind in (Kind.TEXT, Kind.HEADING)
        and is_headline(text, _LONGEST_HEADLINE)
        and (len(text.split()) >= 3 or len(text) >= 20)
        and not (is_credited(text) or is_date(text) or is_prompt(text))
    )


def _may_stand_between(block: Block, printings: int) -> bool:
    text = block.text
    if printings >= 2 or is_credited(text) or is_short(text, _LONGEST_LINE_BETWEEN):
        return True
    return is_headline(text, _LONGEST_BETWEEN)


def _text_follows(blocks: Sequence[Block], last: int) -> bool:
    return any(is_prose(block.text) for block in blocks[last + 1 : last + 1 + _LOOK])


def _headed(
    blocks: Sequence[Block], start: _Start, end: int, masthead: tuple[str, ...]
) -> tuple[Article, list[Dropped]]:
    """Make an article of a headline and the blocks up to `end`, without what stands around the headline."""
    headline = blocks[start.first].text
    head = blocks[start.first + 1 : start.last + 1]
    body = list(blocks[start.last + 1 : end])
    seen = {key(block.text) for block in head}
    reasons = _around_headline(body, seen)
    dropped = [Dropped(block.text, _reason_in_head(block.text, headline)) for block in head]
    dropped += [Dropped(body[i].text, reasons[i]) for i in sorted(reasons)]
    date = next((iso_date(line.line) for line in dropped if line.reason is Reason.DATE_LINE), "")
    rest = tuple(block for i, block in enumerate(body) if i not in reasons)
    return Article(headline, True, date, masthead, rest), dropped


def _reason_in_head(text: str, headline: str) -> Reason:
    if key(text) == key(headline):
        return Reason.REPEATED_HEADLINE
    return _plain_reason(text) or Reason.CAPTION


def _plain_reason(text: str) -> Reason | None:
    """Return why a line near a headline is furniture by its looks alone; None if it may be text."""
    tests = (
        (is_mark, Reason.AGENCY_MARK), (is_date, Reason.DATE_LINE), (is_byline, Reason.BYLINE),
        (is_prompt, Reason.SHARE_PROMPT), (is_credited, Reason.CAPTION), (is_stamp, Reason.DATE_LINE),
    )  # fmt: skip
    return next((reason for test, reason in tests if test(text)), None)


def _around_headline(body: Sequence[Block], seen: set[str]) -> Found:
    """Find captions, marks, dates and bylines between a headline and the first line of its text."""
    found: Found = {}
    i = 0
    while i < len(body):
        text = body[i].text
        twice = i + 1 < len(body) and key(body[i + 1].text) == key(text) and len(text) <= _LONGEST_BETWEEN
        if twice:
            found[i] = found[i + 1] = Reason.CAPTION
            i += 2
        elif reason := Reason.CAPTION if key(text) in seen else _plain_reason(text):
            found[i] = reason
            i += 1
        else:
            break
    return found


def one_article(blocks: Sequence[Block], title: str) -> tuple[Article, list[Dropped]]:
    """Make one article of all blocks; the first lines may be masthead and title, if the title is not known."""
    prose = next((i for i, block in enumerate(blocks) if is_prose(block.text)), None)
    if prose is None:
        first = blocks[0].text if blocks and is_headline(blocks[0].text) else ""
        return Article(first, False, "", (), tuple(blocks)), []
    contents = next((i for i, block in enumerate(blocks) if block.kind is Kind.CONTENTS), None)
    lead = _lead(blocks, contents if contents is not None and contents < prose else prose)
    reasons: Found = {i: reason for i in lead if (reason := _plain_reason(blocks[i].text))}
    free = [i for i in lead if i not in reasons]
    before_contents = contents is not None and contents < prose
    if title:
        headline: int | None = None
        reasons |= {i: Reason.REPEATED_HEADLINE for i in free if key(blocks[i].text) == key(title)}
        masthead = [i for i in free if before_contents and i not in reasons]
    else:
        headline, masthead = _title(blocks, free, before_contents)
    reasons |= dict.fromkeys(masthead, Reason.MASTHEAD)
    rest = [i for i in range(len(blocks)) if i not in reasons and i != headline]
    article = Article(
        blocks[headline].text if headline is not None else "",
        False,
        next((iso_date(blocks[i].text) for i, reason in reasons.items() if reason is Reason.DATE_LINE), ""),
        tuple(blocks[i].text for i in masthead),
        tuple(blocks[i] for i in rest),
    )
    return article, [Dropped(blocks[i].text, reasons[i]) for i in sorted(reasons)]


def _lead(blocks: Sequence[Block], end: int) -> list[int]:
    """Return the open lines at the very top, before the text begins or its table of contents."""
    lead: list[int] = []
    for i, block in enumerate(blocks[:end]):
        if block.kind not in (Kind.TEXT, Kind.HEADING) or not is_short(block.text, _LONGEST_HEADLINE):
            break
        if is_closed(block.text) and not (is_credited(block.text) or (i == 0 and is_headline(block.text))):
            break
        lead.append(i)
    return lead


def _title(blocks: Sequence[Block], free: list[int], before_contents: bool) -> tuple[int | None, list[int]]:
    """Return which of the first lines is the title, and which are a masthead."""
    if not free:
        return None, []
    heads = [i for i in free if blocks[i].kind is Kind.HEADING]
    if heads and len(heads) < len(free):
        return heads[0], [i for i in free if i < heads[0]]
    if before_contents:
        return free[-1], free[:-1]
    if len(free) <= 2:
        first_is_name = len(free) == 2 and is_organisation(blocks[free[0]].text)
        return (free[1], free[:1]) if first_is_name else (free[0], [])
    longest = max(free, key=lambda i: len(blocks[i].text))
    return longest, [i for i in free if i < longest]


def is_organisation(line: str) -> bool:
    """Tell whether a line of a masthead names a body that publishes."""
    return is_short(line, 90) and not is_date(line) and _ORGANISATION.search(line) is not None
