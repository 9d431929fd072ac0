"""What Telegram shows of the bot: the menus of commands, and what it says in an empty chat and in its profile."""

import logging

from telegram import Bot, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from handlers.commands import Scope, menu
from handlers.services import Services
from handlers.texts import Texts

_log = logging.getLogger(__name__)


async def introduce(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell Telegram, as far as it lets us: the bot answers all the same."""
    for step in (_set_menus, _set_description, _set_short_description):
        try:
            await step(context.bot, services.texts)
        except TelegramError as error:
            _log.warning("Telegram did not take the menus or descriptions: %s", error.message)


async def _set_menus(bot: Bot, texts: Texts) -> None:
    await bot.set_my_commands(menu(texts, Scope.PRIVATE), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(menu(texts, Scope.GROUP), scope=BotCommandScopeAllGroupChats())


# Telegram lets these be set a few times a day only, so they are set where they differ.
async def _set_description(bot: Bot, texts: Texts) -> None:
    if (await bot.get_my_description()).description != texts.about:
        await bot.set_my_description(texts.about)


async def _set_short_description(bot: Bot, texts: Texts) -> None:
    if (await bot.get_my_short_description()).short_description != texts.about_short:
        await bot.set_my_short_description(texts.about_short)
