"""What was asked and not found, as lists and one by one; and what of it is ignored."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from bot.audience import Entry, Prospect
from bot.search.topics import Topic
from bot.statistics import Group, Period
from bot.store.question_rows import IgnoredQuery
from handlers.cutting import cut_words, one_line, utf16_length
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
from handlers.outgoing import Button, Outgoing, Rows
from handlers.periods import day_of, period_words
from handlers.question_actions import (
    PERIODS,
    AddAlias,
    AskTopic,
    HeedIgnored,
    IgnoreUnmatched,
    ListIgnored,
    ListUnmatched,
    OpenUnmatched,
    TellAskers,
)
from handlers.texts import Texts
from handlers.topic_actions import UndoEdit

A_PAGE = 8
_MAX_TYPED = 80  # of what somebody typed
_MAX_OTHERS = 600  # of all other spellings together


def unmatched_list(
    texts: Texts, entries: Sequence[Entry], page: int, pages: int, period: Period, wanted: ListUnmatched, ignored: int
) -> Outgoing:
    """Return a page (0-based) of what was not found, each a line and a button."""
    words = texts.questions
    rows = _periods(texts, wanted)
    if ignored:
        rows = ((Button(words.ignored_button.format(count=f"{ignored:,}"), ListIgnored(wanted.days).data),), *rows)
    if not entries:
        return note(words.all_found.format(period=period_words(texts, period)), rows)
    said = words.unmatched.format(period=period_words(texts, period), page=page + 1, pages=pages)
    first = page * A_PAGE + 1
    lines = [_line(texts, number, entry, period.zone) for number, entry in enumerate(entries, first)]
    buttons = packed(
        Button(label(f"{number}. {entry.group.text}"), OpenUnmatched(entry.group.id, wanted.days, page).data)
        for number, entry in enumerate(entries, first)
    )
    turned = turning(texts, page, pages, lambda to: ListUnmatched(wanted.days, to).data)
    return Outgoing(joined("\n\n", [plain(said), *lines]).markup, (*buttons, *turned, *rows))


def _periods(texts: Texts, wanted: ListUnmatched) -> Rows:
    others = (days for days in PERIODS if days != wanted.days)
    return (tuple(Button(texts.questions.days_button.format(days=days), ListUnmatched(days).data) for days in others),)


def _line(texts: Texts, number: int, entry: Entry, zone: ZoneInfo) -> Html:
    return plain(f"{number}. ") + _typed(entry.group.text) + plain("\n" + facts(texts, entry, zone))


def _typed(text: str) -> Html:
    return tagged("b", plain(cut_words(one_line(text), _MAX_TYPED)))


def facts(texts: Texts, entry: Entry, zone: ZoneInfo) -> str:
    """Return how often something was asked, by how many, when last, and whether it is answered now."""
    words, group = texts.questions, entry.group
    said = [
        counted_words(words.times_asked, group.asked) + " " + counted_words(words.by_people, entry.people),
        words.last.format(day=day_of(texts, group.last_at, zone)),
    ]
    if entry.prospect.heading:
        said.append(words.answered_now.format(heading=cut_words(entry.prospect.heading, _MAX_TYPED)))
    return ", ".join(said)


def unmatched_one(texts: Texts, entry: Entry, period: Period, place: OpenUnmatched, waiting: int = 0) -> Outgoing:
    """Return one of them with all its spellings, and what can be done about it; `waiting` want to be told of it."""
    words, group = texts.questions, entry.group
    lines = [facts(texts, entry, period.zone)]
    if others := [one.text for one in group.spellings[1:]]:
        lines.append(words.also_typed.format(texts=_others(others)))
    if group.suggested:
        lines.append(counted_words(words.in_vain, group.suggested))
    if not entry.prospect.heading:
        lines.append(nearest_words(texts, entry.prospect))
    topic = entry.prospect.topic
    rows = tell_rows(texts, group.id, topic, waiting, place) if topic else ()
    if not entry.prospect.heading:
        rows = alias_rows(texts, group.id, entry.prospect.near, place)
    ignore = Button(words.ignore, IgnoreUnmatched(group.id, place.days, place.page).data)
    back = Button(words.to_list, ListUnmatched(place.days, place.page).data)
    return Outgoing((_typed(group.text) + plain("\n\n" + "\n".join(lines))).markup, (*rows, (ignore, back)))


def alias_rows(texts: Texts, group_id: str, near: Sequence[Topic], place: OpenUnmatched) -> Rows:
    """Return the buttons that make it another name of a topic."""
    words = texts.questions
    other = Button(words.other_topic, AskTopic(group_id, place.days, place.page).data)
    return (
        *((Button(_alias_of(texts, one), AddAlias(group_id, one.id, place.days, place.page).data),) for one in near),
        (other,),
    )


def _alias_of(texts: Texts, topic: Topic) -> str:
    room = MAX_LABEL - utf16_length(texts.questions.add_alias.format(topic=""))
    return texts.questions.add_alias.format(topic=cut_words(one_line(topic.name), room))


def tell_rows(texts: Texts, group_id: str, topic: Topic, waiting: int, place: OpenUnmatched) -> Rows:
    """Return the button that tells those who wait for it, if anybody does."""
    tell = TellAskers(group_id, topic.id, place.days, place.page)
    return ((Button(counted_words(texts.questions.tell, waiting), tell.data),),) if waiting else ()


def told(texts: Texts, count: int, place: OpenUnmatched) -> Outgoing:
    """Return how many are told."""
    back = Button(texts.questions.to_list, ListUnmatched(place.days, place.page).data)
    return note(counted_words(texts.questions.told, count), ((back,),))


def alias_added(texts: Texts, group: Group, topic: Topic, edit_id: int, place: OpenUnmatched, waiting: int) -> Outgoing:
    """Return that it is another name of a topic now, with the way back."""
    words = texts.questions
    said = words.alias_added.format(text=cut_words(one_line(group.text), _MAX_TYPED), topic=topic.name)
    undo = Button(words.undo, UndoEdit(edit_id).data)
    last_row = (undo, Button(words.to_list, ListUnmatched(place.days, place.page).data))
    return note(said, (*tell_rows(texts, group.id, topic, waiting, place), last_row))


def topic_choice(texts: Texts, typed: str, found: Sequence[Topic], group_id: str, place: OpenUnmatched) -> Outgoing:
    """Return the topics that may be meant by what an admin typed, or that there is none."""
    words = texts.questions
    said = texts.did_you_mean if found else words.no_such_topic.format(typed=cut_words(one_line(typed), _MAX_TYPED))
    return note(said, alias_rows(texts, group_id, found, place))


def nearest_words(texts: Texts, prospect: Prospect) -> str:
    """Return which topics are near what was not found."""
    names = ", ".join(cut_words(topic.name, _MAX_TYPED) for topic in prospect.near)
    return texts.questions.nearest.format(topics=names) if names else texts.questions.no_near


def _others(spellings: Sequence[str]) -> str:
    """Return other spellings as one line, as many as there is room for."""
    return cut_words(", ".join(cut_words(one_line(text), _MAX_TYPED) for text in spellings), _MAX_OTHERS)


def ignored_now(texts: Texts, group: Group, place: IgnoreUnmatched) -> Outgoing:
    """Return that something is ignored, with the way back."""
    undo = Button(texts.questions.undo, HeedIgnored(group.id, place.days, place.page).data)
    back = Button(texts.questions.to_list, ListUnmatched(place.days, place.page).data)
    return note(texts.questions.ignored.format(text=cut_words(one_line(group.text), _MAX_TYPED)), ((undo, back),))


def ignored_list(texts: Texts, ignored: Sequence[IgnoredQuery], wanted: ListIgnored) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of what is ignored, each a button that lists it again."""
    words = texts.questions
    back = ((Button(words.to_list, ListUnmatched(wanted.days).data),),)
    if not ignored:
        return note(words.nothing_ignored, back)
    pages = page_count(len(ignored), A_PAGE)
    page = min(wanted.page, pages - 1)
    shown = ignored[page * A_PAGE : (page + 1) * A_PAGE]
    rows = tuple((Button(_heed(texts, one), HeedIgnored(one.group_id, wanted.days, page).data),) for one in shown)
    turned = turning(texts, page, pages, lambda to: ListIgnored(wanted.days, to).data)
    return note(words.ignored_title, (*rows, *turned, *back))


def _heed(texts: Texts, one: IgnoredQuery) -> str:
    room = MAX_LABEL - utf16_length(texts.questions.heed.format(text=""))
    return texts.questions.heed.format(text=cut_words(one_line(one.text), room))
