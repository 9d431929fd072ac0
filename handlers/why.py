"""/why for admins: why a query is answered as it is. To anybody else there is no such command."""

from telegram import Message, Update
from telegram.ext import ContextTypes, filters

from handlers import messages
from handlers.cutting import cut_words
from handlers.errors import place_of
from handlers.explanations import message
from handlers.questions import MAX_QUERY
from handlers.sending import send, typing
from handlers.services import Services


class FromAdmin(filters.MessageFilter):
    """Private messages of an admin, looked up at each message. What it lets by goes on as an unknown command."""

    def __init__(self, services: Services) -> None:
        """Take the services, whose settings name the admins."""
        super().__init__()
        self._services = services

    def filter(self, message: Message) -> bool:
        """Tell whether an admin wrote it, alone with the bot."""
        author, admins = message.from_user, self._services.settings.admin_ids
        return message.chat.type == message.chat.PRIVATE and author is not None and author.id in admins


async def on_why(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Explain the reply to what follows the command. It is no question of a reader's, so it is not logged as one."""
    query, place = cut_words(" ".join(context.args or ()), MAX_QUERY), place_of(update)
    if not query:
        topics = services.library.topics[:1]
        usage = services.texts.why.usage.format(example=topics[0].name if topics else "…")
        await send(context.bot, place, messages.note(usage))
        return
    async with typing(context.bot, place, services.pace.typing_after_s):
        explanation = await services.library.explain(query)
    await send(context.bot, place, message(services.texts, explanation))
