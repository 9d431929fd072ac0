"""The command line's `alias`: what editors say of topics, on a terminal. A running bot takes it up within a minute."""

import asyncio

from bot.errors import BriefingError
from bot.settings import Settings
from bot.topic_edits import TopicEditError, TopicEdits
from handlers import topic_messages
from handlers.arguments import ExportTopicEdits, ListTopicEdits, NameTopic, TopicCommand, UndoTopicEdit
from handlers.cli import Bars
from handlers.library import opened_library, utc_now
from handlers.texts_en import ENGLISH

_NOBODY = 0  # who edits from a terminal has no Telegram id


def edit_topics(settings: Settings, command: TopicCommand) -> int:
    """Do what the command says and print what that did. Raises BriefingError where it cannot be done."""
    asyncio.run(_edit(settings, command))
    return 0


async def _edit(settings: Settings, command: TopicCommand) -> None:
    async with opened_library(settings) as (store, library):
        with Bars() as bars:
            await library.open(bars)
        edits = TopicEdits(store, library, utc_now)
        try:
            await _done(edits, command)
        except TopicEditError as error:
            raise BriefingError(topic_messages.fault(ENGLISH, error)) from error


async def _done(edits: TopicEdits, command: TopicCommand) -> None:
    match command:
        case NameTopic(topic, aliases):
            for alias in aliases:
                print(topic_messages.done(ENGLISH, await edits.add_alias(topic, alias, _NOBODY)))  # noqa: T201
        case ListTopicEdits():
            for edit in await edits.edits():
                print(f"{edit.id}. {topic_messages.said(ENGLISH, edit)}")  # noqa: T201
        case ExportTopicEdits():
            print(await edits.as_toml(), end="")  # noqa: T201
        case UndoTopicEdit(edit_id):
            gone = await edits.undo(edit_id)
            words = ENGLISH.topic_desk
            if gone is None:
                raise BriefingError(words.undone_before)
            print(words.undone.format(edit=topic_messages.said(ENGLISH, gone)))  # noqa: T201
