"""What is kept of a person, said and deleted."""

from dataclasses import replace

from telegram import Update
from telegram.ext import ContextTypes

from bot.store.rows import Forgotten
from handlers import messages
from handlers.errors import place_of
from handlers.jobs import ASK_DAYS, DIGEST_DAYS
from handlers.sending import send
from handlers.services import Services


async def on_privacy(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say what is kept and for how long."""
    said = messages.privacy(services.texts, services.settings.query_log_days, ASK_DAYS, DIGEST_DAYS)
    await send(context.bot, place_of(update), said)


async def on_forget_me(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Ask whether to delete what is kept of the person."""
    if update.effective_user:
        question = messages.forget_question(services.texts, update.effective_user.id)
        await send(context.bot, place_of(update), question)


async def forget(services: Services, user_id: int) -> Forgotten:
    """Delete all that is kept of a person: what waits to be logged first, or it would be logged afterwards."""
    asker = services.asker(user_id)
    drafted = services.drafts.forget(user_id)
    waiting = await services.query_log.forget(asker)
    stored = await services.store.forget_user(user_id, asker)
    return replace(stored, queries=stored.queries + waiting + drafted)
