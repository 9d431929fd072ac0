"""The bot as python-telegram-bot knows it: which update goes to which handler."""

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeAlias

from telegram import LinkPreviewOptions, Message, Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    Defaults,
    ExtBot,
    InlineQueryHandler,
    JobQueue,
    MessageHandler,
    filters,
)

from handlers import broadcasting, feed_desk, source_desk, topic_desk
from handlers.about import on_echo, on_no_text, on_unknown_command
from handlers.aliasing import TOPIC_OF_PROMPT, on_topic_of
from handlers.commands import ADMIN_COMMANDS, COMMANDS, UNLISTED
from handlers.corrections import on_reply
from handlers.courtesies import Courteous, on_courtesy
from handlers.desk_presses import SOURCE_FACT_PROMPT
from handlers.documents import DRAFT_FACT_PROMPT, on_document, on_draft_fact
from handlers.errors import on_error
from handlers.follow_presses import TOPIC_PROMPT
from handlers.following import on_topic
from handlers.importing import on_file
from handlers.inline import on_inline
from handlers.interrupted import tell_of_interrupted
from handlers.introduction import introduce, on_admin_start
from handlers.jobs import schedule
from handlers.links import SendsLinks, on_links
from handlers.membership import on_migration, on_my_membership, on_reopening
from handlers.presses import on_press
from handlers.prompting import Answering, on_answer, on_turning_away
from handlers.questions import on_text
from handlers.retrying import Patience, Persistent, Sleep
from handlers.scheduling import CITY_PROMPT, on_city
from handlers.services import Services
from handlers.transport import Transport, proxy_of
from handlers.turns import InTurn
from handlers.why import FromAdmin

Context: TypeAlias = ContextTypes.DEFAULT_TYPE
App: TypeAlias = Application[
    ExtBot[Patience], Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], JobQueue[Context]
]

# Passed at every start: left out, Telegram goes on with what some earlier version asked for.
ALLOWED_UPDATES = (
    Update.MESSAGE,
    Update.EDITED_MESSAGE,
    Update.CALLBACK_QUERY,
    Update.INLINE_QUERY,
    Update.MY_CHAT_MEMBER,
)
# What may be asked of a person, and what takes the answer.
PROMPTS: Mapping[str, Answering] = {
    TOPIC_PROMPT: on_topic,
    CITY_PROMPT: on_city,
    topic_desk.FIND_PROMPT: topic_desk.on_topic_to_edit,
    topic_desk.ALIAS_PROMPT: topic_desk.on_alias,
    topic_desk.NAME_PROMPT: topic_desk.on_name,
    topic_desk.MERGE_PROMPT: topic_desk.on_merge,
    broadcasting.BROADCAST_PROMPT: broadcasting.on_text,
    DRAFT_FACT_PROMPT: on_draft_fact,
    SOURCE_FACT_PROMPT: source_desk.on_source_fact,
    TOPIC_OF_PROMPT: on_topic_of,
    feed_desk.FEED_PROMPT: feed_desk.on_feed_address,
}
_FIRST, _BEFORE_ALL, _BESIDE = -2, -1, 1  # groups of handlers


@dataclass(frozen=True, slots=True)
class Connection:
    """Where the Bot API is and who the bot is there."""

    token: str
    base_url: str
    base_file_url: str
    through_proxies: bool = True  # those that the environment names; never for a server of our own


class FromPerson(filters.MessageFilter):
    """Messages that a person wrote: not a bot, and not what a person let a bot write by inline mode.

    Who writes in a group's or channel's name comes as a bot with a `sender_chat`, and is a person all the same.
    """

    def filter(self, message: Message) -> bool:
        """Tell whether a person wrote it."""
        author = message.from_user
        if author is None or message.via_bot or message.is_automatic_forward:
            return False
        return not author.is_bot or message.sender_chat is not None


def build_application(services: Services, connection: Connection, sleep: Sleep = asyncio.sleep) -> App:
    """Return the application with all handlers and jobs, not started. `sleep` waits before a failed call's repeat.

    Raises SettingsError where the environment names a proxy that cannot be used.
    """
    os.environ.setdefault("PTB_TIMEDELTA", "true")  # without it the library warns of itself at every flood limit
    defaults = Defaults(ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True))
    application: App = (
        ApplicationBuilder()
        .token(connection.token)
        .base_url(connection.base_url)
        .base_file_url(connection.base_file_url)
        .defaults(defaults)
        .rate_limiter(Persistent(sleep, services.sending_pace))
        .request(_transport(connection))
        .get_updates_request(_transport(connection))
        .concurrent_updates(InTurn())
        .build()
    )
    _add_handlers(application, services)
    if application.job_queue:
        schedule(services, application.job_queue)
        # However late: the index may take longer to open than a job is allowed to be late by default.
        at_once = {"misfire_grace_time": None}
        application.job_queue.run_once(partial(introduce, services), 0, name="introduce", job_kwargs=at_once)
        telling = partial(tell_of_interrupted, services)
        application.job_queue.run_once(telling, 0, name="tell of what was interrupted", job_kwargs=at_once)
    return application


def _transport(connection: Connection) -> Transport:
    proxy = proxy_of(connection.base_url) if connection.through_proxies else None
    return Transport(proxy, encrypted=connection.base_url.startswith("https:"))


def _add_handlers(application: App, services: Services) -> None:
    """Enter the handlers; the first that fits an update takes it."""
    person = FromPerson()
    fresh, written = filters.UpdateType.MESSAGE & person, filters.UpdateType.MESSAGES & person
    private = filters.ChatType.PRIVATE
    text = filters.TEXT & ~filters.COMMAND
    from_admin = FromAdmin(services)
    replying = partial(on_reply, services, PROMPTS)
    application.add_handler(MessageHandler(written & filters.COMMAND, partial(on_echo, services)), _FIRST)
    application.add_handler(MessageHandler(fresh & from_admin & text & filters.REPLY, replying), _FIRST)
    application.add_handler(MessageHandler(fresh & text, partial(on_answer, services, PROMPTS)), _BEFORE_ALL)
    turning_away = partial(on_turning_away, services, PROMPTS)
    application.add_handler(MessageHandler(fresh & filters.COMMAND, turning_away), _BEFORE_ALL)
    for name, callback in (*((command.name, command.callback) for command in COMMANDS), *UNLISTED.items()):
        application.add_handler(CommandHandler(name, partial(callback, services), written))
    admin = fresh & from_admin
    application.add_handler(CommandHandler("start", partial(on_admin_start, services), admin), _BESIDE)
    for command in ADMIN_COMMANDS:
        application.add_handler(CommandHandler(command.name, partial(command.callback, services), written & from_admin))
    application.add_handler(MessageHandler(written & private & filters.COMMAND, partial(on_unknown_command, services)))
    links = written & from_admin & ~filters.COMMAND & SendsLinks()
    application.add_handler(MessageHandler(links, partial(on_links, services)))
    courteous = written & text & Courteous(services.texts.courtesies)
    application.add_handler(MessageHandler(courteous, partial(on_courtesy, services)))
    captioned = filters.ChatType.GROUPS & filters.CAPTION & ~filters.Document.ALL
    application.add_handler(MessageHandler(written & (text | captioned), partial(on_text, services)))
    follow_list = filters.Document.FileExtension("json")
    application.add_handler(MessageHandler(admin & filters.Document.ALL & ~follow_list, partial(on_document, services)))
    json_file = filters.Document.FileExtension("json") | filters.Document.MimeType("application/json")
    application.add_handler(MessageHandler(fresh & private & json_file, partial(on_file, services)))
    no_text = written & private & ~filters.TEXT & ~filters.StatusUpdate.ALL
    application.add_handler(MessageHandler(no_text, partial(on_no_text, services)))
    application.add_handler(CallbackQueryHandler(partial(on_press, services)))
    application.add_handler(InlineQueryHandler(partial(on_inline, services)))
    membership = partial(on_my_membership, services)
    application.add_handler(ChatMemberHandler(membership, ChatMemberHandler.MY_CHAT_MEMBER))
    application.add_handler(MessageHandler(filters.StatusUpdate.MIGRATE, partial(on_migration, services)))
    reopened = filters.StatusUpdate.FORUM_TOPIC_REOPENED
    application.add_handler(MessageHandler(reopened, partial(on_reopening, services)))
    application.add_error_handler(partial(on_error, services))
