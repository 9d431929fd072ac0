"""/broadcast, for admins in a private chat: a text to all who follow something, seen and agreed to before it goes."""

from functools import partial

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.store.rows import Broadcast
from handlers import announcements
from handlers import broadcast_actions as actions
from handlers.admins import is_admin, is_from_admin
from handlers.errors import place_of
from handlers.messages import note
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.prompting import ask
from handlers.questions import has_words
from handlers.sending import Place, send
from handlers.services import Services

Context = ContextTypes.DEFAULT_TYPE
BROADCAST_PROMPT = "broadcast"


async def on_broadcast(services: Services, update: Update, context: Context) -> None:
    """Take the text after the command, or of the message that it answers, or ask for one."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    _, *rest = (message.text or "").split(maxsplit=1)
    replied = message.reply_to_message
    text = rest[0] if rest else (replied.text or replied.caption or "" if replied else "")
    if text:
        await _offer(services, update, context, user.id, text)
        return
    words = services.texts.announcing
    await ask(services, context.bot, Place(message.chat.id), user.id, BROADCAST_PROMPT, "", words.ask, words.hint)


async def on_text(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Take a text that somebody was asked for."""
    if is_from_admin(services, update) and update.effective_user:
        await _offer(services, update, context, update.effective_user.id, text)


async def _offer(services: Services, update: Update, context: Context, user_id: int, text: str) -> None:
    """Show a text as people will see it, and ask whether to send it."""
    text, place, texts = text.strip(), place_of(update), services.texts
    if fault := announcements.too_long(texts, text) or ("" if has_words(text) else texts.announcing.wordless):
        await send(context.bot, place, note(fault))
        return
    draft = await services.broadcasts.draft(text, user_id)
    await send(context.bot, place, announcements.announcement(texts, text))
    await send(context.bot, place, await _question(services, draft))


async def decide(services: Services, bot: Bot, press: Press, action: actions.BroadcastAction) -> Move:
    """Return what a press comes to."""
    if isinstance(action, actions.TakeBroadcasts):
        return await _take(services, bot, press, wanted=action.wanted)
    if not is_admin(services, press.user_id, press.chat_kind):
        return Move(note=services.texts.stale)
    one = await services.broadcasts.get(action.broadcast_id)
    if one is None or one.made_by != press.user_id:
        return Move(note=services.texts.stale)
    match action:
        case actions.IncludeGroups(id_, groups):
            changed = await services.broadcasts.include_groups(id_, groups=groups)
            return Move(edit=await _question(services, changed)) if changed else await _over(services, one)
        case actions.SendBroadcast(id_):
            sent = await services.broadcasts.confirm(id_)
            if sent is None:
                return await _over(services, one)
            return Move(edit=await _progress(services, sent), later=partial(go_on, services))
        case actions.CancelBroadcast(id_):
            gone = await services.broadcasts.cancel(id_)
            return Move(edit=await _progress(services, gone)) if gone else await _over(services, one)
        case actions.ShowProgress():
            return Move(edit=await _progress(services, one))


async def go_on(services: Services) -> None:
    """Queue what is to be announced by now: broadcasts that were confirmed, and what waited for quiet hours to end."""
    texts, broadcasts = services.texts, services.broadcasts
    if await broadcasts.go_on(announcements.broadcast(texts), announcements.report(texts)) + await broadcasts.release():
        services.sender.wake()


async def _over(services: Services, one: Broadcast) -> Move:
    """Answer a press that comes after another one has settled what becomes of the draft."""
    return Move(toast=services.texts.announcing.over, edit=await _progress(services, one))


async def _take(services: Services, bot: Bot, press: Press, *, wanted: bool) -> Move:
    """Let broadcasts come to a chat or not, if the presser may say so for it."""
    if not await services.rights.may_change(bot, press.chat_id, press.chat_kind, press.user_id):
        return Move(note=services.texts.following.admins_only)
    await services.store.set_announcements(press.chat_id, wanted=wanted)
    if wanted:
        return Move(edit=note(services.texts.announcing.resumed))
    first = services.recent.is_first((press.chat_id, press.message_id, wanted), services.clock())
    return Move(send=announcements.stopped(services.texts)) if first else Move()


async def _question(services: Services, one: Broadcast) -> Outgoing:
    chats = await services.broadcasts.audience(groups=one.groups)
    return announcements.question(services.texts, one, chats)


async def _progress(services: Services, one: Broadcast) -> Outgoing:
    return announcements.progress(services.texts, one, await services.broadcasts.progress(one))
