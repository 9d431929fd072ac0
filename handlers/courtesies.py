"""What people say to a bot as to a person: a greeting, a call for help, thanks. None of it is a topic."""

import re
from enum import Enum, auto

from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from bot.search.analysis import fold
from handlers import messages
from handlers.about import greet
from handlers.commands import on_help
from handlers.errors import place_of
from handlers.questions import addressed, on_text
from handlers.sending import send
from handlers.services import Services
from handlers.texts_courtesies import CourtesyTexts

_BETWEEN_WORDS = re.compile(r"[\W_]+")


class Courtesy(Enum):
    """Why somebody writes what asks for no topic."""

    GREETING = auto()
    HELP = auto()
    ACKNOWLEDGEMENT = auto()


class Courteous(filters.MessageFilter):
    """Messages to the bot that are a courtesy from beginning to end."""

    def __init__(self, texts: CourtesyTexts) -> None:
        """Take what courtesies look like."""
        super().__init__()
        self._texts = texts

    def filter(self, message: Message) -> bool:
        """Tell whether a message is one."""
        said = addressed(message, message.get_bot().bot)
        return said is not None and courtesy_in(self._texts, said) is not None


def courtesy_in(texts: CourtesyTexts, said: str) -> Courtesy | None:
    """Return which courtesy a text is, whatever its case, alphabet and marks; None for one that asks something."""
    words = fold(_BETWEEN_WORDS.sub(" ", said))
    if words in texts.greetings:
        return Courtesy.GREETING
    if words in texts.calls_for_help:
        return Courtesy.HELP
    return Courtesy.ACKNOWLEDGEMENT if words in texts.acknowledgements else None


async def on_courtesy(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet, help, or say that all is well; in a group leave alone what only answers the bot without naming it.

    Where the documents have a topic of that name, it is what was asked for.
    """
    message, texts = update.effective_message, services.texts
    said = addressed(message, context.bot.bot) if message else None
    if message is None or said is None:
        return
    if services.library.topics_called([said]):
        await on_text(services, update, context)
        return
    courtesy = courtesy_in(texts.courtesies, said)
    if courtesy is Courtesy.HELP:
        await on_help(services, update, context)
    elif message.chat.type != message.chat.PRIVATE and said == " ".join((message.text or "").split()):
        return  # people thank each other, too, and often by a reply
    elif courtesy is Courtesy.GREETING:
        await greet(services, update, context)
    else:
        await send(context.bot, place_of(update), messages.note(texts.courtesies.acknowledged))
