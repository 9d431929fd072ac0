"""What a digest looks like: pure, from values to messages within Telegram's limits."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from telegram.constants import ChatType

from bot.answering import Page
from bot.briefing.types import Briefing, Quote
from bot.digests.planning import Parcel, Render, buttons_json
from bot.digests.types import Digest, Section
from bot.store.rows import Follower
from handlers.cutting import ELLIPSIS, cut_words, one_line, utf16_length
from handlers.follow_actions import OpenFollowing
from handlers.messages import (
    MAX_ENTITIES,
    MAX_LABEL,
    MAX_TEXT,
    Html,
    counted_words,
    joined,
    note,
    numbered_sentences,
    plain,
    short_names,
    source_lines,
    tagged,
)
from handlers.moments import dated
from handlers.outgoing import Button, Outgoing
from handlers.schedule_actions import MoreNews, OpenSchedule
from handlers.texts import Texts

MAX_MORE = 10  # buttons for further news under one message: each takes a row of a phone's screen
_MAX_HEADING = 80
_MAX_ALSO_IN = 300  # of the places of what was sent before
_HEADROOM = 120  # for what stands above the sections
_MAX_EXTRACT = 3000  # of a preview, which has to say more


@dataclass(frozen=True, slots=True)
class Piece:
    """A section with its button, if it has one; or some sentences of a section that no message holds whole."""

    html: Html
    button: Button | None = None


def render(texts: Texts, zone_of: Callable[[Follower], ZoneInfo], now: datetime) -> Render:
    """Return what makes a digest's messages; the times in them are on the clocks of the follower's zone."""
    return partial(_rendered, texts, zone_of, now)


def _rendered(
    texts: Texts,
    zone_of: Callable[[Follower], ZoneInfo],
    now: datetime,
    follower: Follower,
    digest: Digest | None,
    digest_id: str,
) -> tuple[Parcel, ...]:
    sent = _messages(texts, follower, digest, digest_id, zone_of(follower), now)
    # All readers of a channel would see the buttons, and what they lead to would stand in it.
    in_channel = follower.kind == ChatType.CHANNEL
    return tuple(_parcel(Outgoing(one.html) if in_channel else one) for one in sent)


def _messages(
    texts: Texts, follower: Follower, digest: Digest | None, digest_id: str, zone: ZoneInfo, now: datetime
) -> tuple[Outgoing, ...]:
    last_row = (
        Button(texts.following.when, OpenSchedule(follower.id).data),
        Button(texts.following.list, OpenFollowing(follower.id, fresh=True).data),
    )
    if digest is None:
        since = dated(texts, follower.last_digest_at or follower.created_at, zone, now)
        return (note(texts.digests.nothing_since.format(date=since), (last_row,)),)
    form = texts.digests.headline if follower.kind == ChatType.PRIVATE else texts.digests.headline_shared
    # When it was made: what came late, after a night without power, tells of what happened since it was due.
    headline = form.format(date=dated(texts, now, zone, now))
    return digest_messages(texts, headline, digest.sections, digest_id, last_row)


def _parcel(outgoing: Outgoing) -> Parcel:
    rows = (((button.label, button.data, button.url) for button in row) for row in outgoing.rows)
    return Parcel(outgoing.html, buttons_json(rows))


def digest_messages(
    texts: Texts, headline: str, sections: Sequence[Section], digest_id: str, last_row: tuple[Button, ...]
) -> tuple[Outgoing, ...]:
    """Return a digest as few messages, its sections in their order and each in one; `last_row` is under the last.

    A section that no message holds whole goes on in the next one, after a whole sentence.
    """
    parts: list[list[Piece]] = []
    for number, section in enumerate(sections):
        for piece in _pieces(texts, section, MoreNews(digest_id, number, 0)):
            if parts and _fit([*parts[-1], piece]):
                parts[-1].append(piece)
            else:
                parts.append([piece])
    return tuple(
        _part(texts, headline, pieces, number, last_row if number == len(parts) else ())
        for number, pieces in enumerate(parts, start=1)
    )


def _fit(pieces: Sequence[Piece]) -> bool:
    """Tell whether a message holds pieces below its headline."""
    body = _stacked(*(piece.html for piece in pieces), gap="\n\n")
    buttons = sum(piece.button is not None for piece in pieces)
    return body.length <= MAX_TEXT - _HEADROOM and body.entities < MAX_ENTITIES and buttons <= MAX_MORE


def _part(texts: Texts, headline: str, pieces: Sequence[Piece], number: int, last_row: tuple[Button, ...]) -> Outgoing:
    said = headline if number == 1 else texts.digests.part.format(headline=headline, part=number)
    rows = (*((piece.button,) for piece in pieces if piece.button), last_row)
    body = _stacked(tagged("b", plain(said)), *(piece.html for piece in pieces), gap="\n\n")
    return Outgoing(body.markup, tuple(row for row in rows if row))


def _pieces(texts: Texts, section: Section, further: MoreNews) -> list[Piece]:
    """Return a section in as few pieces as messages can hold."""
    opening = _heading(section.heading) + plain(
        texts.digests.section.format(news=counted_words(texts.digests.news, section.news))
    )
    going_on = _heading(section.heading) + plain(texts.digests.section_goes_on)
    quotes, ending = section.briefing.quotes, _ending(texts, section)
    frame = _stacked(opening, going_on, _left_out(texts, len(quotes)), ending)
    runs = _runs(quotes, lambda run: _fit([Piece(_stacked(frame, _told(texts, run)))])) or [()]
    ending = _stacked(_left_out(texts, len(quotes) - sum(map(len, runs))), ending)
    pieces = [Piece(_stacked(going_on if count else opening, _told(texts, run))) for count, run in enumerate(runs)]
    return [*pieces[:-1], Piece(_stacked(pieces[-1].html, ending), _more_button(texts, section, further))]


def _runs(quotes: Iterable[Quote], fit: Callable[[tuple[Quote, ...]], bool]) -> list[tuple[Quote, ...]]:
    """Return quotes in as few runs that fit as there can be; one that does not fit by itself is left out."""
    runs: list[tuple[Quote, ...]] = []
    for quote in quotes:
        if runs and fit((*runs[-1], quote)):
            runs[-1] += (quote,)
        elif fit((quote,)):
            runs.append((quote,))
    return runs


def _heading(name: str) -> Html:
    return tagged("b", plain(cut_words(one_line(name), _MAX_HEADING) or ELLIPSIS))


def _told(texts: Texts, quotes: tuple[Quote, ...]) -> Html:
    """Return sentences with their sources below them."""
    briefing = Briefing(quotes)
    return _stacked(*numbered_sentences(briefing), source_lines(texts, briefing), gap="\n\n")


def _ending(texts: Texts, section: Section) -> Html:
    also_in, sent_before = (
        cut_words(short_names(texts, sources), _MAX_ALSO_IN) for sources in (section.also_in, section.sent_before)
    )
    elsewhere = texts.digests.also_in.format(sources=also_in) if also_in else ""
    again = texts.digests.sent_before.format(sources=sent_before) if sent_before else ""
    return _stacked(plain(elsewhere), plain(again))


def _left_out(texts: Texts, sentences: int) -> Html:
    return plain(counted_words(texts.digests.left_out, sentences) if sentences else "")


def _stacked(*pieces: Html, gap: str = "\n") -> Html:
    """Put pieces below each other, leaving out those that are empty."""
    return joined(gap, (piece for piece in pieces if piece.length))


def _more_button(texts: Texts, section: Section, further: MoreNews) -> Button | None:
    if not section.more:
        return None
    room = MAX_LABEL - utf16_length(texts.digests.more_of.format(topic="", count=len(section.more)))
    topic = cut_words(one_line(section.heading), room) or ELLIPSIS
    return Button(texts.digests.more_of.format(topic=topic, count=len(section.more)), further.data)


def extract(texts: Texts, section: Section) -> Html:
    """Return the sentences of a section that a preview has room for, at least one unless it is endless, and sources."""
    return _first_that_fit(texts, section.briefing, _MAX_EXTRACT)


def more_news(texts: Texts, topic: str, page: Page, shown: MoreNews) -> Outgoing:
    """Return a page of the news that a digest's message had no room for, with a button for the next one."""
    heading = _heading(topic) + plain(texts.digests.more_page.format(page=shown.page + 2))
    body = _first_that_fit(texts, page.briefing, MAX_TEXT - _HEADROOM)
    following = MoreNews(shown.digest_id, shown.section, shown.page + 1)
    rows = ((Button(texts.more, following.data),),) if page.has_more else ()
    return Outgoing(_stacked(heading, body, gap="\n\n").markup, rows)


def _first_that_fit(texts: Texts, briefing: Briefing, room: int) -> Html:
    most = room - _left_out(texts, len(briefing.quotes)).length

    def fit(quotes: tuple[Quote, ...]) -> bool:
        told = _told(texts, quotes)
        return told.length < most and told.entities < MAX_ENTITIES

    run = next(iter(_runs(briefing.quotes, fit)), ())
    return _stacked(_told(texts, run), _left_out(texts, len(briefing.quotes) - len(run)))
