"""A follow list that comes back as a file: read, asked about, then followed."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from telegram import Bot, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.digests.schedule import parse_quiet, parse_schedule
from bot.following import key_of
from bot.store.rows import Follower, Prompt, Subscription
from handlers import follow_messages, messages
from handlers.errors import place_of
from handlers.follow_actions import HERE, ImportChoice
from handlers.follow_list import MAX_BYTES, Fault, FollowList, ListedTopic, ListError, parse_list
from handlers.follow_views import topics_of
from handlers.followers import DeniedError, address_of, follower_at, joined_at, pressed_at
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.sending import send
from handlers.services import Services
from handlers.texts import Texts

IMPORT_PROMPT = "import"  # the kind of a prompt that a button answers; no text does
_LASTS = timedelta(days=1)


class NoFileError(Exception):
    """Telegram does not hand over a file."""


async def on_file(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Read a list that somebody sends, and ask whether to follow what is in it."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None or message.document is None:
        return
    file_id, place = message.document.file_id, place_of(update)
    try:
        listed = await _read(context.bot, file_id, message.document.file_size or 0)
    except (ListError, NoFileError) as error:
        await send(context.bot, place, messages.note(sentence(services.texts, error)))
        return
    follower = await _target(services, context.bot, update, listed)
    sent = await send(context.bot, place, await _question(services, follower, listed))
    data = json.dumps({"file_id": file_id, "follower_id": follower.id})
    await services.store.put_prompt(Prompt(message.chat.id, user.id, sent, IMPORT_PROMPT, data, services.clock()))


async def _read(bot: Bot, file_id: str, size: int) -> FollowList:
    """Return the list in a file. Raises ListError and NoFileError."""
    if size > MAX_BYTES:
        raise ListError(Fault.TOO_BIG)
    try:
        content = await (await bot.get_file(file_id)).download_as_bytearray()
    except BadRequest as error:
        raise NoFileError(error.message) from error
    return await asyncio.to_thread(parse_list, bytes(content))


def sentence(texts: Texts, error: ListError | NoFileError) -> str:
    """Return what is wrong with a file, in words for who sent it."""
    words = texts.following
    if isinstance(error, NoFileError):
        return words.file_unreadable
    forms = {
        Fault.TOO_BIG: words.file_too_big,
        Fault.NO_JSON: words.file_no_json,
        Fault.TWICE: words.file_twice,
        Fault.NO_LIST: words.file_no_list,
        Fault.LATER: words.file_later,
        Fault.BAD_TOPIC: words.file_bad_topic,
        Fault.BAD_PART: words.file_bad_part,
    }
    return forms[error.fault].format(name=error.name, number=error.number)


async def _target(services: Services, bot: Bot, update: Update, listed: FollowList) -> Follower:
    """Return who is to follow: the group or channel that the list is of, where the sender may, or else the sender."""
    own = await follower_at(services, address_of(update))
    of_list = await services.store.follower(listed.chat_id, listed.thread_id) if listed.chat_id else None
    if of_list is None or of_list.chat_id == own.chat_id:
        return own
    return of_list if await services.rights.may_manage(bot, of_list, own.chat_id) else own


async def _question(services: Services, follower: Follower, listed: FollowList) -> Outgoing:
    followed = await topics_of(services, follower)
    known = len(listed.topics) - len(await asyncio.to_thread(_fresh, listed, followed))
    room = max(0, services.following.limits.topics - len(followed))
    return follow_messages.import_question(
        services.texts, follower, len(listed.topics), known, room, with_times=listed.has_times
    )


async def import_list(services: Services, bot: Bot, press: Press, choice: ImportChoice) -> Move:
    """Follow what is in the file that was asked about last, or leave it."""
    not_before = services.clock() - _LASTS
    prompt = await services.store.peek_prompt(press.chat_id, press.user_id, not_before)
    if prompt is None or (prompt.kind, prompt.message_id) != (IMPORT_PROMPT, press.message_id):
        return Move(note=services.texts.following.import_gone)
    await services.store.take_prompt(press.chat_id, press.user_id, not_before)
    if choice is ImportChoice.NOTHING:
        return Move(edit=messages.note(services.texts.following.import_declined))
    asked = json.loads(prompt.data)
    follower = await _permitted(services, bot, press, int(asked["follower_id"]))
    try:
        listed = await _read(bot, str(asked["file_id"]), 0)
    except (ListError, NoFileError) as error:
        return Move(edit=messages.note(sentence(services.texts, error)))
    with_times = choice is ImportChoice.ALL
    done = await _followed(services, follower, listed, press.user_id, with_times=with_times)
    said = follow_messages.imported(services.texts, follower, done.added, done.known, done.left, with_times=with_times)
    return Move(edit=said)


@dataclass(frozen=True, slots=True)
class _Imported:
    """How many topics of a file were added, were followed before, and found no room."""

    added: int
    known: int
    left: int


async def _permitted(services: Services, bot: Bot, press: Press, follower_id: int) -> Follower:
    """Return who is to follow, if the presser still may change it. Raises DeniedError."""
    if follower_id == HERE:
        return await joined_at(services, pressed_at(press))
    follower = await services.store.follower_by_id(follower_id)
    if follower is None:
        raise DeniedError(services.texts.following.import_gone)
    if not await services.rights.may_manage(bot, follower, press.user_id):
        raise DeniedError(services.texts.following.admins_only)
    return follower


async def _followed(
    services: Services, follower: Follower, listed: FollowList, user_id: int, *, with_times: bool
) -> _Imported:
    """Follow the topics of a file in its order, as many as the chat may."""
    if with_times:
        follower = await _timed(services, follower, listed)
    followed = await topics_of(services, follower)
    for known, topic in await asyncio.to_thread(_known, listed, followed) if with_times else ():
        await _time_topic(services, follower, known, topic)
    fresh = await asyncio.to_thread(_fresh, listed, followed)
    done = 0
    for topic in fresh:
        _, one = await services.following.follow(follower, topic.query, user_id)
        if one is None:
            break
        done += 1
        if with_times:
            await _time_topic(services, follower, one, topic)
    return _Imported(done, len(listed.topics) - len(fresh), len(fresh) - done)


def _fresh(listed: FollowList, followed: Sequence[Subscription]) -> list[ListedTopic]:
    """Return the topics of a file that are not followed yet."""
    keys = {one.key for one in followed}
    return [topic for topic in listed.topics if key_of(topic.query) not in keys]


def _known(listed: FollowList, followed: Sequence[Subscription]) -> list[tuple[Subscription, ListedTopic]]:
    """Return what is followed already, each with what a file says of it."""
    by_key = {one.key: one for one in followed}
    keyed = ((by_key.get(key_of(topic.query)), topic) for topic in listed.topics)
    return [(one, topic) for one, topic in keyed if one]


async def _timed(services: Services, follower: Follower, listed: FollowList) -> Follower:
    """Let digests come as the file says, as far as it does."""
    if listed.zone:
        follower = await services.following.set_zone(follower, listed.zone)
    if listed.quiet:
        follower = await services.following.set_quiet(follower, parse_quiet(listed.quiet))
    if listed.schedule:
        follower = await services.following.schedule(follower, parse_schedule(listed.schedule))
    return follower


async def _time_topic(services: Services, follower: Follower, one: Subscription, topic: ListedTopic) -> None:
    if topic.schedule:
        await services.following.schedule_topic(follower, one, parse_schedule(topic.schedule))
        one = replace(one, schedule=topic.schedule)
    if topic.paused_until:
        await services.following.pause_topic(follower, one, topic.paused_until)
