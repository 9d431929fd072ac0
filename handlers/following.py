"""Commands on following: /follow, /unfollow and /following, and the topic that somebody was asked for."""

import asyncio
import re
from collections.abc import Sequence
from difflib import get_close_matches

from telegram import Update
from telegram.ext import ContextTypes

from bot.following import followed_as, key_of, keys_of
from bot.search.matching import Outcome
from bot.search.topics import Topic
from bot.store.rows import Follower, Subscription
from handlers import follow_messages, messages
from handlers.cutting import cut_words, one_line
from handlers.errors import place_of
from handlers.follow_actions import HERE, ConfirmFollow, code_of
from handlers.follow_views import chooser, listing, preview, reading, topics_of
from handlers.followers import address_of, follower_at, writer_may_change
from handlers.membership import come_back
from handlers.outgoing import Outgoing
from handlers.questions import MAX_QUERY, has_words, question_of
from handlers.sending import send, typing
from handlers.services import Services
from handlers.subjects import Subject
from handlers.texts_courtesies import words_of

_MOST_NEAR = 5
_MOST_LISTED = 10  # topics of a list that are looked up
_NEARNESS = 0.7  # of `difflib`, in [0, 1]: what a person sees and chooses from may be far off


async def on_follow(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Preview what following a topic would bring; without one say how to follow, and what is followed."""
    typed, follower = _typed(context), await follower_at(services, address_of(update))
    if not typed:
        topics = services.library.topics
        example = follow_messages.topic_name(topics[0].name) if topics else follow_messages.topic_name("")
        usage = services.texts.following.usage.format(example=example)
        await send(context.bot, place_of(update), await listing(services, follower, above=usage))
    elif await _may_change(services, update, context):
        await offer(services, update, context, follower, typed, HERE)


async def on_topic(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, data: str, text: str
) -> None:
    """Take a text for the topic that a follower, whose id is `data`, is to follow; "cancel" is none."""
    if words_of(text) in services.texts.courtesies.calls_to_stop:
        await send(context.bot, place_of(update), messages.note(services.texts.following.declined))
        return
    follower_id = int(data)
    known = await services.store.follower_by_id(follower_id) if follower_id else None
    follower = known or await follower_at(services, address_of(update))
    typed = cut_words(one_line(text), MAX_QUERY) if text.strip() else ""
    await offer(services, update, context, follower, typed, follower_id if known else HERE)


async def offer(
    services: Services,
    update: Update,
    context: ContextTypes.DEFAULT_TYPE,
    follower: Follower,
    typed: str,
    follower_id: int,
) -> None:
    """Preview what following a topic would bring, or ask which topic is meant."""
    place = place_of(update)
    async with typing(context.bot, place, services.pace.typing_after_s):
        outgoing = await _offered(services, update, follower, typed, follower_id)
    await send(context.bot, place, outgoing)


async def _offered(services: Services, update: Update, follower: Follower, typed: str, follower_id: int) -> Outgoing:
    if not has_words(typed):
        return messages.wordless(services.texts)
    question = question_of(update, typed)
    ask_id = await services.store.remember_ask(
        chat_id=question.place.chat_id,
        question_message_id=question.message_id,
        user_id=question.asked.user_id,
        text=typed,
        topic_id=None,
        now=services.clock(),
    )
    subject = Subject(ask_id=ask_id)
    if several := await _several(services, typed):
        return follow_messages.several(services.texts, several, typed, subject, follower_id)
    reply = await services.library.brief(typed)
    if reply.is_wordless:
        return messages.wordless(services.texts)
    if reply.outcome is Outcome.SUGGEST:
        return follow_messages.misspelt(services.texts, reply.match.suggestions, typed, subject, follower_id)
    keys = keys_of(reply)
    known = next((one for one in await topics_of(services, follower) if one.key in keys), None)
    if known:
        shown, in_corpus = reading(services, follower), reply.briefing is not None
        return follow_messages.followed(services.texts, follower, known, shown, new=False, in_corpus=in_corpus)
    return await preview(services, follower, typed, ConfirmFollow(subject, follower_id, code_of(reply.match.query)))


async def _several(services: Services, typed: str) -> tuple[Topic, ...]:
    """Return the topics that a list with commas names, in its order; () where it names no two, or is a name itself."""
    parts = [part for part in re.split("[,;]", typed) if has_words(part)][:_MOST_LISTED]
    if len(parts) < 2 or services.library.topics_called([typed]):
        return ()
    replies = [await services.library.brief(part) for part in parts]
    found = {reply.match.topic.id: reply.match.topic for reply in replies if reply.briefing and reply.match.topic}
    return tuple(found.values()) if len(found) > 1 else ()


async def on_unfollow(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Stop following a topic; without one, or one that is not followed, show what is."""
    typed, follower = _typed(context), await follower_at(services, address_of(update))
    topics = await topics_of(services, follower)
    if not typed or not topics:
        await send(context.bot, place_of(update), await listing(services, follower))
    elif await _may_change(services, update, context):
        await send(context.bot, place_of(update), await _unfollowed(services, follower, topics, typed))


async def _unfollowed(services: Services, follower: Follower, topics: Sequence[Subscription], typed: str) -> Outgoing:
    by_key = {one.key: one for one in topics}
    meant = by_key.get(key_of(typed)) or by_key.get(key_of(followed_as(await services.library.brief(typed))))
    if meant:
        await services.following.unfollow(follower, [meant.id])
        return messages.note(follow_messages.unfollowed(services.texts, follower, meant.query))
    if near := await asyncio.to_thread(get_close_matches, key_of(typed), by_key, _MOST_NEAR, _NEARNESS):
        return follow_messages.which(services.texts, [by_key[key] for key in near])
    unknown = services.texts.following.not_followed.format(typed=follow_messages.topic_name(typed))
    return await listing(services, follower, above=unknown)


async def on_following(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show what is followed here; to somebody who manages channels, whose list to show.

    Where nothing could be sent it is tried again: rights that all members of a group have come back unannounced.
    """
    address = address_of(update)
    await come_back(services, address.chat_id)
    follower = await follower_at(services, address)
    channels = await services.store.managed_by(address.chat_id) if address.kind == "private" else ()
    shown = await chooser(services, follower, channels) if channels else await listing(services, follower)
    await send(context.bot, place_of(update), shown)


async def _may_change(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> bool:
    """Tell whether who wrote may change what is followed here, and tell them if not."""
    if await writer_may_change(services, context.bot, update):
        return True
    await send(context.bot, place_of(update), messages.note(services.texts.following.admins_only))
    return False


def _typed(context: ContextTypes.DEFAULT_TYPE) -> str:
    text = one_line(" ".join(context.args or ()))
    return cut_words(text, MAX_QUERY) if text else ""
