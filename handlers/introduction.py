"""What Telegram shows of the bot: the menus of commands, and what it says in an empty chat and in its profile."""

import logging

from telegram import (
    Bot,
    BotCommandScopeAllChatAdministrators,
    BotCommandScopeAllGroupChats,
    BotCommandScopeAllPrivateChats,
    BotCommandScopeChat,
    Update,
)
from telegram.error import TelegramError
from telegram.ext import ContextTypes

from handlers.commands import Scope, admin_menu, menu
from handlers.services import Services
from handlers.texts import Texts

_log = logging.getLogger(__name__)


async def introduce(services: Services, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Tell Telegram, as far as it lets us: the bot answers all the same, and looks up rights at each call."""
    for step in (_set_menus, _set_description, _set_short_description):
        try:
            await step(context.bot, services.texts)
        except TelegramError as error:
            _log.warning("Telegram did not take the menus or descriptions: %s", error.message)
    await _set_admin_menus(services, context.bot)


async def on_admin_start(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Give an admin who begins the chat the menu that Telegram could not take before there was a chat."""
    if update.effective_user:
        await _give_menu(services, context.bot, update.effective_user.id)


async def _set_menus(bot: Bot, texts: Texts) -> None:
    await bot.set_my_commands(menu(texts, Scope.PRIVATE), scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands(menu(texts, Scope.GROUP), scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands(menu(texts, Scope.GROUP_ADMIN), scope=BotCommandScopeAllChatAdministrators())


async def _set_admin_menus(services: Services, bot: Bot) -> None:
    """Give each admin a menu, and take it from who is none any more: Telegram keeps it until it is told."""
    admins = services.settings.admin_ids
    for user_id in sorted(admins):
        await _give_menu(services, bot, user_id)
    for user_id in sorted(await services.store.menu_holders() - admins):
        try:
            await bot.delete_my_commands(scope=BotCommandScopeChat(user_id))
        except TelegramError as error:
            _log.warning("Telegram did not take an admin's menu away: %s", error.message)
        else:
            await services.store.note_menu(user_id, there=False)


async def _give_menu(services: Services, bot: Bot, user_id: int) -> None:
    try:
        await bot.set_my_commands(admin_menu(services.texts), scope=BotCommandScopeChat(user_id))
    except TelegramError as error:  # who never began a chat has none that could have a menu
        _log.info("an admin has no menu of their own yet: %s", error.message)
    else:
        await services.store.note_menu(user_id, there=True)


# Telegram lets these be set a few times a day only, so they are set where they differ.
async def _set_description(bot: Bot, texts: Texts) -> None:
    if (await bot.get_my_description()).description != texts.about:
        await bot.set_my_description(texts.about)


async def _set_short_description(bot: Bot, texts: Texts) -> None:
    if (await bot.get_my_short_description()).short_description != texts.about_short:
        await bot.set_my_short_description(texts.about_short)
