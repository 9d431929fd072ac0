"""Buttons on following: what a press comes to. Who may press is looked up at each press."""

from datetime import datetime

from telegram import Bot

from bot.answering import Reply
from bot.following import Added, followed_as, keys_of
from bot.store.rows import Follower, Subscription
from handlers import follow_actions as actions
from handlers import follow_messages, messages
from handlers.exporting import export, list_document
from handlers.follow_actions import HERE, FollowAction
from handlers.follow_state import followed_in, is_followed
from handlers.follow_views import detail, listing, pause_end, preview, reading, topics_of
from handlers.followers import DeniedError, joined_at, managed, pressed_at, seen, subscription_of
from handlers.importing import import_list
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.prompting import ask
from handlers.recalling import recalled, shown_again
from handlers.sending import Place, send_document
from handlers.services import Services
from handlers.subjects import Subject

TOPIC_PROMPT = "topic"  # the kind of a prompt; its data is the follower's id


async def decide(services: Services, bot: Bot, press: Press, action: FollowAction) -> Move:
    """Return what a press comes to."""
    try:
        return await _decided(services, bot, press, action)
    except DeniedError as denied:
        return Move(note=denied.note)


async def _decided(services: Services, bot: Bot, press: Press, action: FollowAction) -> Move:
    match action:
        case actions.Follow():
            return await _follow(services, bot, press, action)
        case actions.Unfollow():
            return await _unfollow(services, bot, press, action)
        case actions.PreviewTopic():
            return await _preview(services, bot, press, action)
        case actions.ConfirmFollow():
            return await _confirm(services, bot, press, action)
        case actions.DeclineFollow(follower_id):
            await managed(services, bot, press, follower_id)
            return Move(edit=messages.note(services.texts.following.declined))
        case actions.OpenFollowing():
            return await _open(services, bot, press, action)
        case actions.AskTopic(follower_id):
            return await _ask_topic(services, bot, press, follower_id)
        case actions.RemoveAll():
            return await _remove_all(services, bot, press, action)
        case actions.ImportList(choice):
            return await import_list(services, bot, press, choice)
        case actions.ExportHeld(user_id):
            return await _export(services, press, user_id)
        case _:
            return await _with_topic(services, bot, press, action)


async def _follow(services: Services, bot: Bot, press: Press, action: actions.Follow) -> Move:
    follower = await managed(services, bot, press, HERE)
    if not services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        return Move()
    reply = await recalled(services, action.subject)
    if isinstance(reply, str):
        return Move(note=reply)
    if is_followed(reply, await followed_in(services, press.chat_id, press.thread_id)):
        known = follow_messages.known(services.texts, follower, followed_as(reply))
        return Move(toast=known, edit=await _shown(services, press, reply, action))
    query, place = reply.match.query, (press.message_id, action.page, action.evidence)
    confirm = actions.ConfirmFollow(action.subject, HERE, actions.code_of(query), *place)
    return Move(send=await preview(services, follower, query, confirm))


async def _unfollow(services: Services, bot: Bot, press: Press, action: actions.Unfollow) -> Move:
    follower = await managed(services, bot, press, HERE)
    reply = await recalled(services, action.subject)
    if isinstance(reply, str):
        return Move(note=reply)
    found = [one.id for one in await topics_of(services, follower) if one.key in keys_of(reply)]
    removed = await services.following.unfollow(follower, found) if found else 0
    topic = followed_as(reply)
    gone = follow_messages.unfollowed(services.texts, follower, topic) if removed else services.texts.following.gone
    return Move(toast=gone, edit=await _shown(services, press, reply, action))


async def _shown(
    services: Services, press: Press, reply: Reply, action: actions.Follow | actions.Unfollow | actions.ConfirmFollow
) -> Outgoing | None:
    place = (press.chat_id, press.thread_id)
    return await shown_again(services, place, reply, action.subject, action.page, evidence=action.evidence)


async def _preview(services: Services, bot: Bot, press: Press, action: actions.PreviewTopic) -> Move:
    follower = await managed(services, bot, press, action.follower_id)
    reply = await recalled(services, action.subject)
    if isinstance(reply, str):
        return Move(note=reply)
    query = reply.match.query
    confirm = actions.ConfirmFollow(action.subject, action.follower_id, actions.code_of(query))
    return Move(edit=await preview(services, follower, query, confirm))


async def _confirm(services: Services, bot: Bot, press: Press, action: actions.ConfirmFollow) -> Move:
    follower = await managed(services, bot, press, action.follower_id)
    reply = await recalled(services, action.subject)
    if isinstance(reply, str):
        return Move(note=reply)
    if actions.code_of(reply.match.query) != action.code:
        return Move(note=services.texts.stale)
    if action.follower_id == HERE:
        follower = await joined_at(services, pressed_at(press))
    added, one = await services.following.follow(follower, followed_as(reply), press.user_id)
    if one is None:
        return Move(edit=follow_messages.full(services.texts, follower, services.following.limits.topics))
    said = follow_messages.followed(
        services.texts,
        follower,
        one,
        reading(services, follower),
        new=added is Added.NEW,
        in_corpus=reply.briefing is not None,
    )
    briefing = await _shown(services, press, reply, action) if action.briefing_id else None
    return Move(edit=said, others=((action.briefing_id, briefing),) if briefing else ())


async def _open(services: Services, bot: Bot, press: Press, action: actions.OpenFollowing) -> Move:
    follower = await seen(services, bot, press, action.follower_id)
    shown = await listing(services, follower, action.page)
    if not action.fresh:
        return Move(edit=shown)
    first = services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock())
    return Move(send=shown) if first else Move()


async def _ask_topic(services: Services, bot: Bot, press: Press, follower_id: int) -> Move:
    follower, texts = await managed(services, bot, press, follower_id), services.texts.following
    if services.recent.is_first((press.chat_id, press.message_id, "ask"), services.clock()):
        question = follow_messages.said(services.texts, texts.ask_topic, texts.ask_topic_by, follower)
        place = Place(press.chat_id, press.thread_id or None)
        await ask(services, bot, place, press.user_id, TOPIC_PROMPT, str(follower_id), question, texts.topic_hint)
    return Move()


async def _export(services: Services, press: Press, user_id: int) -> Move:
    if user_id != press.user_id:
        return Move(note=services.texts.following.not_your_data)
    if press.chat_kind != "private":
        return Move(note=services.texts.following.export_private)
    return Move(document=await export(services, user_id))


async def _remove_all(services: Services, bot: Bot, press: Press, action: actions.RemoveAll) -> Move:
    follower, texts = await managed(services, bot, press, action.follower_id), services.texts
    if action.agreed and not services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        return Move()  # the second press of a double one would take away how to bring them back
    topics = await topics_of(services, follower)
    if not topics:
        return Move(edit=await listing(services, follower))
    if not action.agreed:
        return Move(edit=follow_messages.remove_all_question(texts, follower, len(topics)))
    # What is not handed over is not removed: the file goes first, and a topic followed meanwhile stays.
    await send_document(bot, Place(press.chat_id, press.thread_id or None), list_document(services, follower, topics))
    removed = await services.following.unfollow(follower, [one.id for one in topics])
    counted = messages.counted_words(texts.following.topics, removed)
    return Move(edit=messages.note(texts.following.removed_all.format(topics=counted)))


# One topic of the list

_OfTopic = (
    actions.OpenFollowed
    | actions.BriefFollowed
    | actions.AskPause
    | actions.PauseFollowed
    | actions.ResumeFollowed
    | actions.RemoveFollowed
)


async def _with_topic(services: Services, bot: Bot, press: Press, action: _OfTopic) -> Move:
    one = await subscription_of(services, action.subscription_id)
    match action:
        case actions.OpenFollowed(page=page):
            follower = await seen(services, bot, press, one.follower_id)
            return Move(edit=await detail(services, follower, one, page))
        case actions.BriefFollowed():
            await seen(services, bot, press, one.follower_id)
            return await _brief(services, press, one)
    follower = await managed(services, bot, press, one.follower_id)
    match action:
        case actions.AskPause(page=page):
            return Move(edit=follow_messages.pause_question(services.texts, one, page))
        case actions.PauseFollowed(page=page, days=days):
            return await _paused(services, follower, one, page, pause_end(services, follower, days))
        case actions.ResumeFollowed(page=page):
            return await _paused(services, follower, one, page, None)
        case actions.RemoveFollowed(page=page):
            await services.following.unfollow(follower, [one.id])
            gone = follow_messages.unfollowed(services.texts, follower, one.query)
            return Move(toast=gone, edit=await listing(services, follower, page))


async def _paused(services: Services, follower: Follower, one: Subscription, page: int, until: datetime | None) -> Move:
    await services.following.pause_topic(follower, one, until)
    return Move(edit=await detail(services, follower, await subscription_of(services, one.id), page))


async def _brief(services: Services, press: Press, one: Subscription) -> Move:
    if not services.recent.is_first((press.chat_id, press.message_id, one.id), services.clock()):
        return Move()
    reply = await services.library.brief(one.query)
    page = await services.library.page(reply, 0)
    # No message put this question. The topic stands in for it by a number that no message has, always the same one.
    ask_id = await services.store.remember_ask(
        chat_id=press.chat_id,
        question_message_id=-one.id,
        user_id=press.user_id,
        text=one.query,
        topic_id=None,
        now=services.clock(),
    )
    followed = is_followed(reply, await followed_in(services, press.chat_id, press.thread_id))
    return Move(send=messages.answer(services.texts, reply, page, Subject(ask_id=ask_id), followed))
