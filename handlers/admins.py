"""Who is an admin: the person whom the settings name, alone with the bot, looked up at each message and press."""

from telegram import Update
from telegram.constants import ChatType

from handlers.services import Services


def is_admin(services: Services, user_id: int, chat_kind: str) -> bool:
    """Tell whether a person in a chat of a kind may do what is an admin's."""
    return chat_kind == ChatType.PRIVATE and user_id in services.settings.admin_ids


def is_from_admin(services: Services, update: Update) -> bool:
    """Tell the same of who sent a message."""
    user, chat = update.effective_user, update.effective_chat
    return user is not None and chat is not None and is_admin(services, user.id, chat.type)
