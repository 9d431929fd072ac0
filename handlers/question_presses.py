"""Presses on an editor's statistics and lists. To anybody else such a button is one that the bot does not know."""

from telegram import Bot

from handlers.admins import is_admin
from handlers.aliasing import add_alias, ask_topic, tell_askers
from handlers.moves import Move, Press
from handlers.question_actions import (
    AddAlias,
    AskTopic,
    HeedIgnored,
    IgnoreUnmatched,
    ListIgnored,
    ListUnmatched,
    OpenUnmatched,
    QuestionAction,
    ShowStatistics,
    TellAskers,
)
from handlers.services import Services
from handlers.statistics import pressed
from handlers.unmatched import heed, ignore, ignored, opened, page_of


async def decide(services: Services, bot: Bot, press: Press, action: QuestionAction) -> Move:
    """Return what a press comes to; only an admin's, alone with the bot, comes to anything."""
    if not is_admin(services, press.user_id, press.chat_kind):
        return Move(note=services.texts.stale)
    match action:
        case ShowStatistics():
            return await pressed(services, bot, press, action)
        case ListUnmatched(fresh=True):
            return Move(send=await page_of(services, press.user_id, action))
        case ListUnmatched():
            return Move(edit=await page_of(services, press.user_id, action))
        case OpenUnmatched():
            return await opened(services, press.user_id, action)
        case IgnoreUnmatched():
            return await ignore(services, press.user_id, action)
        case AddAlias():
            return await add_alias(services, press.user_id, action)
        case AskTopic():
            return await ask_topic(services, bot, press, action)
        case TellAskers():
            return await tell_askers(services, press.user_id, action)
        case HeedIgnored():
            return await heed(services, press.user_id, action)
        case ListIgnored():
            return await ignored(services, action)
