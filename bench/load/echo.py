"""A bare bot of python-telegram-bot that says what it hears: what a reply costs at the least."""

import os
import warnings

from telegram import Update
from telegram.ext import ApplicationBuilder, ContextTypes, MessageHandler, filters
from telegram.request import HTTPXRequest


async def on_text(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say it again."""
    if update.effective_message:
        await update.effective_message.reply_text(update.effective_message.text or "")


def main() -> None:
    """Poll until told to stop."""
    warnings.simplefilter("ignore")
    application = (
        ApplicationBuilder()
        .token(os.environ["BOT_TOKEN"])
        .base_url(os.environ["TELEGRAM_BASE_URL"])
        .request(HTTPXRequest(connection_pool_size=64))
        .concurrent_updates(True)
        .build()
    )
    application.add_handler(MessageHandler(filters.TEXT, on_text))
    application.run_polling()


if __name__ == "__main__":
    main()
