"""Links that an admin sends: the page behind each is fetched and shown as a dry run, as a file is."""

import logging
from dataclasses import replace

from telegram import Bot, Message, Update
from telegram.ext import ContextTypes, filters

from bot.editing import FactsError, Kind
from bot.errors import BriefingError
from bot.web.trouble import FetchError
from handlers import desk_messages, messages
from handlers.addresses import links_in
from handlers.changing import bad_fact, tell
from handlers.errors import place_of
from handlers.interrupted import READING, noted
from handlers.outgoing import Outgoing
from handlers.sending import Place, edit, send
from handlers.services import Services

_log = logging.getLogger(__name__)
MOST_LINKS = 5  # of a message that are read


class SendsLinks(filters.MessageFilter):
    """Messages that send a link, and no file: text, or what stands below a picture."""

    def filter(self, message: Message) -> bool:
        """Tell whether a message sends one."""
        return message.document is None and bool(links_in(message))


async def on_links(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Read the pages that a message links to, beside what else the admin does, and tell what adding each would do."""
    message, user = update.effective_message, update.effective_user
    if message is None or user is None:
        return
    place, links = place_of(update), links_in(message)
    if message.media_group_id:  # the album's other pictures need no word that they have none
        services.recent.is_first(("album", message.media_group_id), services.clock())
    for url in links[:MOST_LINKS]:
        # An edit of the message is followed, and an echo of it is not: Telegram sends one when it has seen the page.
        if not services.recent.is_first((message.chat.id, message.message_id, url), services.clock()):
            continue
        shown = await send(context.bot, place, desk_messages.fetching(services.texts, url))
        reading = _read(services, context.bot, place, shown, url, user.id)
        context.application.create_task(reading, update, name="read a link")
    if len(links) > MOST_LINKS:
        await send(context.bot, place, desk_messages.too_many_links(services.texts, MOST_LINKS, len(links)))


async def _read(services: Services, bot: Bot, place: Place, shown: int, url: str, user_id: int) -> None:
    async with noted(services, place.chat_id, shown, READING):
        await tell(bot, place, shown, await _looked_at(services, bot, place, shown, url, user_id))


async def _looked_at(services: Services, bot: Bot, place: Place, shown: int, url: str, user_id: int) -> Outgoing:
    """Return the card of a page, or why there is none."""
    texts = services.texts
    try:
        async with services.feeding.page(url) as page:
            await edit(bot, place.chat_id, shown, desk_messages.reading(texts, page.name))
            run = await services.editing.dry_run(
                page.name, page.path, kind=Kind.LINK, facts=page.facts, by=user_id, chat_id=place.chat_id,
                message_id=shown,
            )  # fmt: skip
            if page.site and run.readable and not any(run.files[0].publishers):
                run = await services.editing.correct(run.id, replace(run.facts, publisher=page.site)) or run
    except FetchError as error:
        _log.info("a link is not read: %s", error)
        return desk_messages.not_fetched(texts, error)
    except FactsError as error:
        return messages.note(bad_fact(texts, error))
    except BriefingError as error:
        _log.error("a page could not be taken in: %s", error)
        return desk_messages.failed(texts, str(error))
    return desk_messages.draft(texts, run)
