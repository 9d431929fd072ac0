"""What notices and broadcasts look like: pure, from values to messages."""

from functools import partial

from telegram.constants import ChatType

from bot.broadcasting import RenderBroadcast, RenderReport
from bot.digests.planning import Parcel, buttons_json
from bot.following import key_of
from bot.notices import RenderNotice
from bot.search.topics import Topic
from bot.store.rows import Broadcast, Follower, Progress, Subscription
from handlers.broadcast_actions import (
    CancelBroadcast,
    IncludeGroups,
    SendBroadcast,
    ShowProgress,
    TakeBroadcasts,
)
from handlers.cutting import cut_words, one_line, utf16_length
from handlers.follow_actions import BriefFollowed
from handlers.messages import MAX_TEXT, counted_words, note
from handlers.outgoing import Button, Outgoing
from handlers.texts import Texts

_MAX_NAME = 80
_BEGINNING = 60  # of a broadcast, in the report on it


def notice(texts: Texts) -> RenderNotice:
    """Return what makes the message to who asked for something that is in the documents now."""
    return partial(_notice, texts)


def _notice(texts: Texts, follower: Follower, subscription: Subscription, topic: Topic) -> Parcel:
    words = texts.announcing
    form = words.there if follower.kind == ChatType.PRIVATE else words.there_for_all
    said = form.format(typed=_name(subscription.query))
    if key_of(topic.name) != subscription.key:
        said = f"{said} {words.there_as.format(topic=_name(topic.name))}"
    button = Button(texts.following.brief, BriefFollowed(subscription.id).data)
    # All readers of a channel would see the button, and what it leads to would stand in it.
    return parcel(note(said, () if follower.kind == ChatType.CHANNEL else ((button,),)))


def broadcast(texts: Texts) -> RenderBroadcast:
    """Return what makes the message of a broadcast, the same for all."""
    return lambda one, _: parcel(announcement(texts, one.text))


def announcement(texts: Texts, text: str) -> Outgoing:
    """Return a broadcast as people see it; Telegram itself makes addresses in it links."""
    return note(text, ((Button(texts.announcing.no_more, TakeBroadcasts(False).data),),))


def stopped(texts: Texts) -> Outgoing:
    """Return the answer to who wants no more broadcasts, with the way back."""
    return note(texts.announcing.stopped, ((Button(texts.announcing.again, TakeBroadcasts(True).data),),))


def too_long(texts: Texts, text: str) -> str:
    """Return why a text cannot be sent as one message, "" where it can."""
    length = utf16_length(text)
    return texts.announcing.too_long.format(length=f"{length:,}", most=f"{MAX_TEXT:,}") if length > MAX_TEXT else ""


def question(texts: Texts, one: Broadcast, chats: int) -> Outgoing:
    """Return what stands before sending: to how many chats, and whether to groups."""
    words = texts.announcing
    counted = counted_words(words.chats, chats)
    groups = Button(
        words.without_groups if one.groups else words.with_groups, IncludeGroups(one.id, not one.groups).data
    )
    cancel = Button(words.cancel, CancelBroadcast(one.id).data)
    if not chats:
        return note(words.nobody, ((groups, cancel),))
    send = Button(words.confirm.format(chats=counted), SendBroadcast(one.id).data)
    return note(f"{words.question.format(chats=counted)}\n{words.who_not}", ((send,), (groups, cancel)))


def progress(texts: Texts, one: Broadcast, counts: Progress) -> Outgoing:
    """Return how far a broadcast is."""
    words = texts.announcing
    numbers = {"sent": f"{counts.sent:,}", "refused": f"{counts.refused:,}", "waiting": f"{counts.waiting:,}"}
    if one.state in ("draft", "cancelled"):
        return note(words.cancelled)
    if one.state == "done":
        return note(words.done.format(**numbers))
    row = (Button(words.how_far, ShowProgress(one.id).data),)
    begun = counts.sent or counts.refused or counts.waiting  # right after the press nothing is queued yet
    return note(f"{words.sending}\n{words.progress.format(**numbers)}" if begun else words.sending, (row,))


def report(texts: Texts) -> RenderReport:
    """Return what makes the report on a broadcast that is done."""
    return partial(_report, texts)


def _report(texts: Texts, one: Broadcast, counts: Progress) -> Parcel:
    beginning = cut_words(one_line(one.text), _BEGINNING)
    numbers = {"sent": f"{counts.sent:,}", "refused": f"{counts.refused:,}"}
    return parcel(note(texts.announcing.report.format(beginning=beginning, **numbers)))


def parcel(outgoing: Outgoing) -> Parcel:
    """Return a message as the outgoing queue has it."""
    rows = (((button.label, button.data, button.url) for button in row) for row in outgoing.rows)
    return Parcel(outgoing.html, buttons_json(rows))


def _name(name: str) -> str:
    return cut_words(one_line(name), _MAX_NAME) or name
