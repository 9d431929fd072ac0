"""The one table of commands: it feeds the handlers, Telegram's menus, /help and a test of the README."""

from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from enum import Flag, auto
from types import MappingProxyType
from typing import Any

from telegram import Update
from telegram.ext import ContextTypes

from handlers import messages
from handlers.about import on_start
from handlers.admins import is_from_admin
from handlers.broadcasting import on_broadcast
from handlers.channels import on_channel
from handlers.errors import place_of
from handlers.exporting import on_export
from handlers.feed_desk import on_feeds
from handlers.following import on_follow, on_following, on_unfollow
from handlers.health import on_health
from handlers.lists import on_topics
from handlers.privacy import on_forget_me, on_privacy
from handlers.query_export import on_log
from handlers.questions import on_brief
from handlers.scheduling import on_digest, on_pause, on_quiet, on_schedule, on_zone
from handlers.sending import send
from handlers.services import Services
from handlers.source_desk import on_reindex, on_sources_of_desk
from handlers.statistics import on_stats
from handlers.texts import Texts
from handlers.unmatched import on_unmatched
from handlers.why import on_why

Callback = Callable[[Services, Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, None]]


class Scope(Flag):
    """In whose menu a command stands. It works everywhere."""

    PRIVATE = auto()
    GROUP = auto()  # of who is no admin there
    GROUP_ADMIN = auto()


EVERYWHERE = Scope.PRIVATE | Scope.GROUP | Scope.GROUP_ADMIN
# In a group these change what all are sent, which is its admins' to say.
MANAGING = Scope.PRIVATE | Scope.GROUP_ADMIN


@dataclass(frozen=True, slots=True)
class Command:
    """A command; its description is in `Texts.commands`."""

    name: str
    scope: Scope
    callback: Callback


async def on_help(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say how to ask, and list the commands; to an admin those that are an admin's too."""
    texts = services.texts
    admin = is_from_admin(services, update)
    listed = admin_menu(texts) if admin else menu(texts, ~Scope(0))
    said = messages.help_message(texts, context.bot.username, dict(listed), texts.desk.help if admin else "")
    await send(context.bot, place_of(update), said)


async def on_cancel(services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Say that all is well: what was asked of a person is forgotten by any command."""
    await send(context.bot, place_of(update), messages.note(services.texts.courtesies.acknowledged))


COMMANDS = (
    Command("start", Scope.PRIVATE, on_start),
    Command("brief", EVERYWHERE, on_brief),
    Command("follow", MANAGING, on_follow),
    Command("following", EVERYWHERE, on_following),
    Command("unfollow", MANAGING, on_unfollow),
    Command("digest", MANAGING, on_digest),
    Command("schedule", MANAGING, on_schedule),
    Command("zone", MANAGING, on_zone),
    Command("quiet", MANAGING, on_quiet),
    Command("pause", MANAGING, on_pause),
    Command("channel", Scope.PRIVATE, on_channel),
    Command("topics", EVERYWHERE, on_topics),
    Command("sources", EVERYWHERE, on_sources_of_desk),
    Command("help", EVERYWHERE, on_help),
    Command("privacy", EVERYWHERE, on_privacy),
    Command("export", Scope.PRIVATE, on_export),
    Command("forget_me", EVERYWHERE, on_forget_me),
)

# What people type because other bots have it; in no menu.
UNLISTED: Mapping[str, Callback] = MappingProxyType(
    {
        "settings": on_schedule,
        "stop": on_following,
        "unsubscribe": on_following,
        "news": on_digest,
        "cancel": on_cancel,
    }
)

# For admins, in private. They are in no menu but theirs, and to anybody else they are unknown commands.
ADMIN_COMMANDS = (
    Command("stats", Scope.PRIVATE, on_stats),
    Command("unmatched", Scope.PRIVATE, on_unmatched),
    Command("log", Scope.PRIVATE, on_log),
    Command("health", Scope.PRIVATE, on_health),
    Command("why", Scope.PRIVATE, on_why),
    Command("reindex", Scope.PRIVATE, on_reindex),
    Command("feeds", Scope.PRIVATE, on_feeds),
    Command("broadcast", Scope.PRIVATE, on_broadcast),
)


def menu(texts: Texts, scope: Scope) -> tuple[tuple[str, str], ...]:
    """Return the names and descriptions of a scope's commands, in the table's order."""
    return tuple((command.name, texts.commands[command.name]) for command in COMMANDS if command.scope & scope)


def admin_menu(texts: Texts) -> tuple[tuple[str, str], ...]:
    """Return the same for an admin's private chat: what is only theirs, then what everybody's is there."""
    own = tuple((command.name, texts.admin_commands[command.name]) for command in ADMIN_COMMANDS)
    return own + tuple((name, texts.admin_commands.get(name, said)) for name, said in menu(texts, Scope.PRIVATE))
