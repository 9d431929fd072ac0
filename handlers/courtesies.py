"""What people say to a bot as to a person: a greeting, a call for help or for news, thanks. None of it is a topic."""

from enum import Enum, auto

from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from handlers import messages
from handlers.about import greet
from handlers.commands import on_help
from handlers.errors import place_of
from handlers.following import on_following
from handlers.questions import addressed, on_text
from handlers.scheduling import on_digest
from handlers.sending import send
from handlers.services import Services
from handlers.texts_courtesies import CourtesyTexts, words_of


class Courtesy(Enum):
    """Why somebody writes what asks for no topic."""

    GREETING = auto()
    HELP = auto()
    NEWS = auto()
    STOP = auto()
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
    kinds = {
        Courtesy.GREETING: texts.greetings,
        Courtesy.HELP: texts.calls_for_help,
        Courtesy.NEWS: texts.calls_for_news,
        Courtesy.STOP: texts.calls_to_stop,
        Courtesy.ACKNOWLEDGEMENT: texts.acknowledgements,
    }
    words = words_of(said)
    return next((kind for kind, sayings in kinds.items() if words in sayings), None)


async def on_courtesy(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Greet, help, show what is new or followed, or say that all is well.

    In a group leave alone what only answers the bot without naming it. Where the documents have a topic of that
    name, it is what was asked for.
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
    elif courtesy is Courtesy.NEWS:
        await on_digest(services, update, context)
    elif courtesy is Courtesy.STOP:
        await on_following(services, update, context)
    else:
        await send(context.bot, place_of(update), messages.note(texts.courtesies.acknowledged))
