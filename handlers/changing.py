"""Carrying out what an editor wants of the documents, and telling how it went."""

import logging
from collections.abc import Awaitable, Callable, Sequence

from telegram import Bot

from bot.editing import Change, FactsError, Progress, Refusal
from bot.errors import BriefingError
from handlers import desk_messages, messages
from handlers.interrupted import noted
from handlers.outgoing import Outgoing, Rows
from handlers.progressing import shown_in
from handlers.sending import Place, edit, send
from handlers.services import Services
from handlers.texts import Texts

_log = logging.getLogger(__name__)

# Does something to the documents, with reports of progress.
Deed = Callable[[Progress], Awaitable[Change | Refusal]]


async def carry_out(
    services: Services, bot: Bot, place: Place, message_id: int, deed: Deed, again: Rows = (), gains: Sequence[str] = ()
) -> None:
    """Do it while a message shows the progress, and let that message say what it came to.

    `again` are the buttons where it failed, `gains` the ids of topics to offer where it did not. Where the bot ends
    meanwhile, the message tells what became of it after the next start.
    """
    async with noted(services, place.chat_id, message_id):
        said = await _done(services, bot, place, message_id, deed, again, gains)
        await tell(bot, place, message_id, said)


async def _done(
    services: Services, bot: Bot, place: Place, message_id: int, deed: Deed, again: Rows, gains: Sequence[str]
) -> Outgoing:
    texts = services.texts
    try:
        async with shown_in(bot, place.chat_id, message_id, texts) as progress:
            done = await deed(progress)
    except FactsError as error:
        return messages.note(bad_fact(texts, error))
    except BriefingError as error:
        _log.error("the documents were not changed: %s", error)
        return desk_messages.failed(texts, str(error), again)
    if isinstance(done, Refusal):
        return messages.note(desk_messages.refused(texts, done))
    topics = services.library.topics_called(done.topics_new, gains)
    return desk_messages.change(texts, done, topics, gains)


async def tell(bot: Bot, place: Place, message_id: int, outgoing: Outgoing) -> None:
    """Let a message say something else; where it is gone, say it in a new one."""
    if not await edit(bot, place.chat_id, message_id, outgoing):
        await send(bot, place, outgoing)


def bad_fact(texts: Texts, error: FactsError) -> str:
    """Return what a correction should have been."""
    return texts.desk.bad_fact.format(field=texts.desk.facts[error.field], should_be=error.should_be)
