"""Questions of ours that a person's next message answers. Rows in the store, so that a restart forgets none."""

import logging
from collections.abc import Callable, Collection, Coroutine, Mapping
from datetime import timedelta
from typing import Any

from telegram import Bot, ForceReply, Message, Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.errors import StoreError
from bot.store.rows import Prompt
from handlers import messages
from handlers.rights import is_anonymous_admin
from handlers.sending import Place
from handlers.services import Services

_log = logging.getLogger(__name__)

_LASTS = timedelta(minutes=10)  # what is written later is meant for something else
_MAX_PLACEHOLDER = 64  # https://core.telegram.org/bots/api#forcereply

# Takes what was asked about (the prompt's `data`) and the text that answers.
Answering = Callable[[Services, Update, ContextTypes.DEFAULT_TYPE, str, str], Coroutine[Any, Any, None]]


async def ask(
    services: Services, bot: Bot, place: Place, user_id: int, kind: str, data: str, sentence: str, hint: str = ""
) -> None:
    """Ask a person something; the next message of that person in the chat answers it, in a group the next reply to it.

    A question asked before and not answered is forgotten. `hint` stands in the empty field.
    """
    placeholder = messages.preview_line(hint, _MAX_PLACEHOLDER) or None
    sent = await bot.send_message(
        place.chat_id,
        messages.note(sentence).html,
        message_thread_id=place.thread_id,
        # In a group the field opens for whom a message is meant, which says nobody: better than for all its members.
        reply_markup=ForceReply(selective=place.chat_id != user_id, input_field_placeholder=placeholder),
    )
    await services.store.put_prompt(Prompt(place.chat_id, user_id, sent.message_id, kind, data, services.clock()))


async def on_answer(
    services: Services, answers: Mapping[str, Answering], update: Update, context: ContextTypes.DEFAULT_TYPE
) -> None:
    """Give a text to what asked for it, and let no other handler have it; leave a text that nothing asked for."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    prompt = await _open(services, message, user.id)
    answering = answers.get(prompt.kind) if prompt else None
    if prompt is None or answering is None or not _answers(message, prompt):
        return
    if await services.store.take_prompt(message.chat.id, prompt.user_id, services.clock() - _LASTS):
        await answering(services, update, context, prompt.data, message.text or "")
        raise ApplicationHandlerStop


async def on_turning_away(
    services: Services, answers: Mapping[str, Answering], update: Update, context: ContextTypes.DEFAULT_TYPE
) -> None:
    """Forget what was asked of a person who turns to something else."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    prompt = await _open(services, message, user.id)
    if prompt and prompt.kind in answers:
        await services.store.take_prompt(message.chat.id, prompt.user_id, services.clock() - _LASTS)


async def withdraw(services: Services, chat_id: int, user_id: int, kinds: Collection[str]) -> None:
    """Forget what a person was asked, if it is of these kinds: by a press they have turned to something else."""
    not_before = services.clock() - _LASTS
    prompt = await services.store.peek_prompt(chat_id, user_id, not_before)
    if prompt and prompt.kind in kinds:
        await services.store.take_prompt(chat_id, user_id, not_before)


async def _open(services: Services, message: Message, user_id: int) -> Prompt | None:
    """Return what the writer of a message was asked; an anonymous admin is known by what the message answers only."""
    chat_id, not_before = message.chat.id, services.clock() - _LASTS
    try:
        if not is_anonymous_admin(message):
            return await services.store.peek_prompt(chat_id, user_id, not_before)
        replied = message.reply_to_message
        return await services.store.prompt_of_message(chat_id, replied.message_id, not_before) if replied else None
    except StoreError as error:
        _log.warning("a message is taken without looking whether something was asked: %s", error)
        return None


def _answers(message: Message, prompt: Prompt) -> bool:
    """Tell whether a message is meant as the answer: in a private chat any is, elsewhere a reply to the question."""
    replied = message.reply_to_message.message_id if message.reply_to_message else None
    return replied == prompt.message_id or message.chat.type == message.chat.PRIVATE
