"""What there is to ask about: the topics and the documents, page by page."""

from telegram import Update
from telegram.ext import ContextTypes

from handlers import messages
from handlers.admins import is_from_admin
from handlers.errors import place_of
from handlers.outgoing import Outgoing
from handlers.sending import send
from handlers.services import Services
from handlers.topic_desk import on_topics_edit

EDIT = "edit"


async def on_topics(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the first page of the topics; to an admin who says "edit", what editors said of them."""
    said = context.args or [""]
    if said[0].casefold() == EDIT and is_from_admin(services, update):
        await on_topics_edit(services, update, context, " ".join(said[1:]))
        return
    await send(context.bot, place_of(update), topic_page(services, 0))


async def on_sources(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Show the first page of the documents."""
    await send(context.bot, place_of(update), source_page(services, 0))


def topic_page(services: Services, page: int) -> Outgoing:
    """Return a page of the topics, most mentioned first."""
    return messages.topic_list(services.texts, services.library.topics, page)


def source_page(services: Services, page: int) -> Outgoing:
    """Return a page of the documents, by file."""
    library = services.library
    return messages.source_list(services.texts, library.documents, library.sizes, page)
