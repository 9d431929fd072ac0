"""Presses on an editor's statistics and lists. To anybody else such a button is one that the bot does not know."""

from handlers.moves import Move, Press
from handlers.question_actions import (
    HeedIgnored,
    IgnoreUnmatched,
    ListIgnored,
    ListUnmatched,
    OpenUnmatched,
    QuestionAction,
    ShowStatistics,
)
from handlers.services import Services
from handlers.statistics import show
from handlers.unmatched import heed, ignore, ignored, opened, page_of


async def decide(services: Services, press: Press, action: QuestionAction) -> Move:
    """Return what a press comes to; only an admin's, alone with the bot, comes to anything."""
    if press.user_id not in services.settings.admin_ids or press.chat_id != press.user_id:
        return Move(note=services.texts.stale)
    match action:
        case ShowStatistics():
            return await show(services, press.user_id, action)
        case ListUnmatched(fresh=True):
            return Move(send=await page_of(services, press.user_id, action))
        case ListUnmatched():
            return Move(edit=await page_of(services, press.user_id, action))
        case OpenUnmatched():
            return await opened(services, press.user_id, action)
        case IgnoreUnmatched():
            return await ignore(services, press.user_id, action)
        case HeedIgnored():
            return await heed(services, press.user_id, action)
        case ListIgnored():
            return await ignored(services, action)
