"""What the bot says on following: pure, from values to messages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.digests.schedule import parse_schedule
from bot.digests.types import Preview
from bot.search.topics import Topic
from bot.store.rows import Follower, Subscription
from handlers.cutting import ELLIPSIS, cut_words, one_line, utf16_length
from handlers.digest_messages import extract
from handlers.follow_actions import (
    HERE,
    AskPause,
    AskTopic,
    BriefFollowed,
    ConfirmFollow,
    DeclineFollow,
    ImportChoice,
    ImportList,
    OpenFollowed,
    OpenFollowing,
    PauseFollowed,
    PreviewTopic,
    RemoveAll,
    RemoveFollowed,
    ResumeFollowed,
)
from handlers.messages import (
    MAX_LABEL,
    Html,
    counted_words,
    joined,
    label,
    note,
    packed,
    page_count,
    plain,
    tagged,
    turning,
)
from handlers.moments import calendar_day, moment, pause_words, schedule_words
from handlers.outgoing import Button, Outgoing, Rows
from handlers.schedule_actions import PAUSES, OpenSchedule, OpenTopicSchedule, OpenZones
from handlers.subjects import Subject
from handlers.texts import Texts

TOPICS_A_PAGE = 8
_MAX_TOPIC = 80  # of a topic within a sentence


@dataclass(frozen=True, slots=True)
class Reading:
    """Who reads the times in a message: the clocks of a zone, its name, and the present instant."""

    zone: ZoneInfo
    place: str
    now: datetime


def topic_name(query: str) -> str:
    """Return a followed topic as it stands in a sentence."""
    return cut_words(one_line(query), _MAX_TOPIC) or ELLIPSIS


def who(texts: Texts, follower: Follower) -> str:
    """Return the title of a group or channel, "" for a person's own chat; of a forum one topic is meant."""
    if follower.kind == "private":
        return ""
    title = cut_words(one_line(follower.title), _MAX_TOPIC) or ELLIPSIS
    return texts.following.this_topic.format(who=title) if follower.thread_id else title


def said(texts: Texts, own: str, by: str, follower: Follower, **facts: str) -> str:
    """Return a sentence in its form for a person's own chat, or in the one that names a group or channel."""
    named = who(texts, follower)
    return (by if named else own).format(who=named, **facts)


# Before and after following


def preview(texts: Texts, found: Preview, follower: Follower, reading: Reading, confirm: ConfirmFollow) -> Outgoing:
    """Return what following would bring, with the button that agrees to it."""
    words = texts.following
    pieces = [_heading(found.query) + plain("\n" + _recent(texts, found))]
    coming = _coming(texts, follower, found.next_at, reading)
    pieces += [plain(coming)] if coming else []
    if found.section:
        quoted = tagged("blockquote", extract(texts, found.section))
        pieces.append(plain(words.looks + "\n") + quoted)
    buttons = (Button(words.agree, confirm.data), Button(words.decline, DeclineFollow(confirm.follower_id).data))
    return Outgoing(joined("\n\n", pieces).markup, (buttons,))


def _recent(texts: Texts, found: Preview) -> str:
    words = texts.following
    if not found.heading:
        return words.not_yet_offer
    days = counted_words(words.days, found.days)
    if not found.news:
        return words.nothing_recent.format(days=days)
    paragraphs, sources = counted_words(words.paragraphs, found.news), counted_words(words.sources, found.sources)
    return words.recent.format(days=days, paragraphs=paragraphs, sources=sources)


def _coming(texts: Texts, follower: Follower, next_at: datetime | None, reading: Reading) -> str:
    """Return when the next digest comes, or why none does."""
    words, schedule = texts.following, parse_schedule(follower.schedule)
    if pause := _pause(texts, follower.paused_until, reading):
        return pause
    if schedule.live:
        return words.as_it_happens.format(schedule=schedule_words(texts, schedule))
    if next_at is None:
        return words.stopped if follower.stopped else ""
    return words.next_digest.format(moment=moment(texts, next_at, reading.zone, reading.now), place=reading.place)


def _pause(texts: Texts, until: datetime | None, reading: Reading) -> str:
    return pause_words(texts, until, reading.zone, reading.now)


def misspelt(texts: Texts, near: Sequence[Topic], typed: str, subject: Subject, follower_id: int) -> Outgoing:
    """Return "did you mean": the topics that may be meant, and what was typed as it is."""
    return note(texts.did_you_mean, _to_follow(texts, near, typed, subject, follower_id))


def several(texts: Texts, named: Sequence[Topic], typed: str, subject: Subject, follower_id: int) -> Outgoing:
    """Return which of several topics to follow first, and what was typed as it is."""
    return note(texts.following.several, _to_follow(texts, named, typed, subject, follower_id))


def _to_follow(texts: Texts, near: Sequence[Topic], typed: str, subject: Subject, follower_id: int) -> Rows:
    rows = tuple((Button(label(t.name), PreviewTopic(Subject(topic_id=t.id), follower_id).data),) for t in near)
    room = MAX_LABEL - utf16_length(texts.following.as_written.format(typed=""))
    as_written = texts.following.as_written.format(typed=cut_words(one_line(typed), room) or ELLIPSIS)
    return (*rows, (Button(as_written, PreviewTopic(subject, follower_id).data),))


def followed(
    texts: Texts, follower: Follower, one: Subscription, reading: Reading, *, new: bool, in_corpus: bool
) -> Outgoing:
    """Return what was agreed to, when it comes, and what can be set."""
    words = texts.following
    if new:
        lines = [said(texts, words.followed, words.followed_by, follower, topic=topic_name(one.query))]
    else:
        lines = [known(texts, follower, one.query)]
    lines += [] if in_corpus else [words.not_yet]
    lines += [coming] if (coming := _coming(texts, follower, one.next_run_at, reading)) else []
    rows: Rows = ((Button(words.when, OpenSchedule(follower.id).data), list_button(texts, follower.id)),)
    if not follower.zone:
        lines.append(words.default_zone.format(place=reading.place))
        rows += ((Button(words.set_zone, OpenZones(follower.id).data),),)
    return note("\n".join(lines), rows)


def known(texts: Texts, follower: Follower, query: str) -> str:
    """Return that a topic is followed already."""
    words = texts.following
    return said(texts, words.known, words.known_by, follower, topic=topic_name(query))


def list_button(texts: Texts, follower_id: int, *, fresh: bool = False) -> Button:
    """Return the button that leads to the list."""
    return Button(texts.following.list, OpenFollowing(follower_id, 0, fresh).data)


def full(texts: Texts, follower: Follower, limit: int) -> Outgoing:
    """Return that a chat follows as much as it may."""
    words = texts.following
    topics = counted_words(words.topics, limit)
    return note(said(texts, words.full, words.full_by, follower, topics=topics), ((list_button(texts, follower.id),),))


def unfollowed(texts: Texts, follower: Follower, query: str) -> str:
    """Return that a topic is followed no more."""
    words = texts.following
    return said(texts, words.unfollowed, words.unfollowed_by, follower, topic=topic_name(query))


# The list


def nothing_followed(texts: Texts, follower: Follower) -> str:
    """Return that a list is empty, and how to fill it: nobody writes commands in a channel."""
    words = texts.following
    return said(texts, words.empty, words.empty_channel if follower.kind == "channel" else words.empty_by, follower)


def topic_list(
    texts: Texts,
    follower: Follower,
    topics: Sequence[Subscription],
    page: int,
    reading: Reading,
    above: str = "",
    *,
    may_add: bool = True,
) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of what is followed, each topic a button.

    `above` is a sentence to begin with, and enough where nothing is followed.
    """
    words = texts.following
    id_ = follower.id or HERE
    add = (Button(words.add, AskTopic(id_).data),)
    if not topics:
        return note(above or nothing_followed(texts, follower), (add,) if may_add else ())
    pages = page_count(len(topics), TOPICS_A_PAGE)
    page = min(page, pages - 1)
    lines = [_list_heading(texts, follower, len(topics), page, pages), *_times(texts, follower, topics, reading)]
    rows: Rows = tuple(
        (Button(_entry(texts, one, reading), OpenFollowed(one.id, page).data),)
        for one in topics[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    )
    rows += turning(texts, page, pages, lambda to: OpenFollowing(id_, to).data)
    rows += (
        add,
        (Button(words.when, OpenSchedule(id_).data), Button(words.remove_all, RemoveAll(id_, False).data)),
    )
    return note("\n\n".join(filter(None, (above, "\n".join(lines)))), rows)


def _list_heading(texts: Texts, follower: Follower, count: int, page: int, pages: int) -> str:
    words = texts.following
    heading = said(texts, words.listed, words.listed_by, follower, topics=counted_words(words.topics, count))
    return f"{heading} {words.page.format(page=page + 1, pages=pages)}" if pages > 1 else heading


def _times(texts: Texts, follower: Follower, topics: Sequence[Subscription], reading: Reading) -> list[str]:
    words = texts.following
    schedule = schedule_words(texts, parse_schedule(follower.schedule))
    lines = [words.digests.format(schedule=schedule, place=reading.place)]
    if follower.stopped:
        return [*lines, words.stopped]
    if pause := _pause(texts, follower.paused_until, reading):
        return [*lines, pause]
    due = next_digest(follower, topics)
    return [*lines, _next(texts, due, reading)] if due else lines


def next_digest(follower: Follower, topics: Iterable[Subscription]) -> datetime | None:
    """Return when the next digest on some of a follower's topics is due; None where that is up to the documents."""
    timed = (one for one in topics if not parse_schedule(one.schedule or follower.schedule).live)
    return min((one.next_run_at for one in timed if one.next_run_at), default=None)


def _next(texts: Texts, at: datetime, reading: Reading) -> str:
    return texts.following.next.format(moment=moment(texts, max(at, reading.now), reading.zone, reading.now))


def _entry(texts: Texts, one: Subscription, reading: Reading) -> str:
    name = one_line(one.query)
    return label(texts.following.paused_mark.format(topic=name) if _pause(texts, one.paused_until, reading) else name)


def which(texts: Texts, near: Sequence[Subscription]) -> Outgoing:
    """Return the topics that /unfollow may have meant, each a button that removes it."""
    rows = tuple((Button(label(one.query), RemoveFollowed(one.id, 0).data),) for one in near)
    return note(texts.following.which, rows)


def chooser(texts: Texts, own: Follower, own_count: int, channels: Sequence[tuple[Follower, int]]) -> Outgoing:
    """Return the lists that a person manages, each a button with how many topics are in it."""
    words = texts.following
    named = [(words.own, own, own_count), *((who(texts, one), one, count) for one, count in channels)]
    rows = tuple((Button(_counted(name, count), OpenFollowing(one.id or HERE).data),) for name, one, count in named)
    return note(words.choose, rows)


def _counted(name: str, count: int) -> str:
    number = f" ({count})"
    return cut_words(name, MAX_LABEL - len(number)) + number


# One topic


def topic_detail(
    texts: Texts, follower: Follower, one: Subscription, found: Preview, page: int, reading: Reading
) -> Outgoing:
    """Return one followed topic: what it brought lately, when it comes, and what can be done with it."""
    words = texts.following
    lines = [_recent(texts, found), *_topic_times(texts, follower, one, reading)]
    lines.append(words.since.format(date=_day(texts, one.created_at, reading)))
    pausing = (
        Button(words.resume, ResumeFollowed(one.id, page).data)
        if _pause(texts, one.paused_until, reading)
        else Button(words.pause, AskPause(one.id, page).data)
    )
    rows: Rows = (
        (Button(words.brief, BriefFollowed(one.id).data), Button(words.when, OpenTopicSchedule(one.id).data)),
        (pausing, Button(words.remove, RemoveFollowed(one.id, page).data)),
        (Button(texts.back, OpenFollowing(follower.id, page).data),),
    )
    return Outgoing((_heading(one.query) + plain("\n" + "\n".join(lines))).markup, rows)


def _topic_times(texts: Texts, follower: Follower, one: Subscription, reading: Reading) -> list[str]:
    words = texts.following
    form = words.its_own if one.schedule else words.digests
    schedule = schedule_words(texts, parse_schedule(one.schedule or follower.schedule))
    lines = [form.format(schedule=schedule, place=reading.place)]
    if follower.stopped:
        return [*lines, words.stopped]
    pauses = [until for until in (one.paused_until, follower.paused_until) if until]
    if pause := _pause(texts, max(pauses, default=None), reading):
        return [*lines, pause]
    due = next_digest(follower, (one,))
    return [*lines, _next(texts, due, reading)] if due else lines


def _day(texts: Texts, at: datetime, reading: Reading) -> str:
    return calendar_day(texts, at.astimezone(reading.zone).date(), reading.now.astimezone(reading.zone).date())


def _heading(query: str) -> Html:
    return tagged("b", plain(topic_name(query)))


def pause_question(texts: Texts, one: Subscription, page: int) -> Outgoing:
    """Return for how long a topic may be left out."""
    words = texts.following
    choices = packed(
        Button(name, PauseFollowed(one.id, page, days).data) for name, days in zip(words.pauses, PAUSES, strict=True)
    )
    back = (Button(texts.back, OpenFollowed(one.id, page).data),)
    return note(words.ask_pause.format(topic=topic_name(one.query)), (*choices, back))


# Everything at once


def remove_all_question(texts: Texts, follower: Follower, count: int) -> Outgoing:
    """Return the question that stands before removing all."""
    words = texts.following
    buttons = (
        Button(words.remove_all, RemoveAll(follower.id, True).data),
        Button(words.keep, OpenFollowing(follower.id).data),
    )
    return note(words.ask_remove_all.format(topics=counted_words(words.topics, count)), (buttons,))


def import_question(
    texts: Texts, follower: Follower, topics: int, known: int, room: int, *, with_times: bool
) -> Outgoing:
    """Return what a file would add and whether that fits, with the buttons that agree to it."""
    words = texts.following
    parts = [words.import_question.format(topics=counted_words(words.topics, topics))]
    parts += [counted_words(words.import_known, known)] if known else []
    if room < topics - known:
        parts.append(counted_words(words.import_room, room) if room else words.import_no_room)
    parts += [words.import_target.format(who=who(texts, follower))] if who(texts, follower) else []
    parts += [words.import_times] if with_times else []
    rows: Rows = ((Button(words.import_all, ImportList(ImportChoice.ALL).data),),) if with_times else ()
    decline = Button(words.import_nothing, ImportList(ImportChoice.NOTHING).data)
    return note(" ".join(parts), (*rows, (Button(words.import_topics, ImportList(ImportChoice.TOPICS).data), decline)))


def imported(texts: Texts, follower: Follower, added: int, known: int, left: int, *, with_times: bool) -> Outgoing:
    """Return what importing came to."""
    words = texts.following
    parts = [words.imported.format(topics=counted_words(words.topics, added)) if added else words.imported_nothing]
    parts += [counted_words(words.import_known, known)] if known else []
    parts += [counted_words(words.import_left, left)] if left else []
    parts += [words.imported_times] if with_times else []
    return note(" ".join(parts), ((list_button(texts, follower.id),),))
