"""The composition root: hands each command to what does it. Everything that takes time to import is imported late."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.errors import BriefingError, SettingsError
from handlers.arguments import (
    DEFAULT_HOST,
    DEFAULT_PORT,
    AddFeed,
    AddFiles,
    Brief,
    Command,
    Evaluate,
    ExportTopicEdits,
    IndexFiles,
    ListFeeds,
    ListSources,
    ListTopicEdits,
    Log,
    NameTopic,
    Preview,
    RemoveFeed,
    RemoveSource,
    Run,
    Stats,
    TakeBack,
    UndoTopicEdit,
    Unmatched,
    parse_arguments,
)

if TYPE_CHECKING:
    from bot.settings import Settings

DONE, FAILED, MISUSED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Do what the command line says and return the exit code: 0 done, 1 failed, 2 wrong usage or settings."""
    try:
        command = parse_arguments(arguments)
    except SystemExit as leaving:  # argparse has said all there is to say
        return leaving.code if isinstance(leaving.code, int) else MISUSED
    from bot.settings import load_settings
    from handlers.logs import set_up_logging

    try:
        settings = load_settings()
        set_up_logging(settings.log_level)
        return _do(command, settings)
    except SettingsError as error:
        _say(*error.problems)
        return MISUSED
    except BriefingError as error:
        _say(str(error))
        return FAILED
    except BrokenPipeError:  # the reader of our output has seen enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # or the interpreter complains at its end
        return FAILED
    except KeyboardInterrupt:
        return FAILED


def _do(command: Command, settings: "Settings") -> int:
    match command:
        case Brief():
            from handlers.cli import brief

            return brief(settings, command)
        case IndexFiles():
            from handlers.cli import index

            return index(settings, command)
        case Evaluate():
            from handlers.evaluating import evaluate

            return evaluate(settings, command)
        case NameTopic() | ListTopicEdits() | ExportTopicEdits() | UndoTopicEdit():
            from handlers.cli_topics import edit_topics

            return edit_topics(settings, command)
        case ListSources() | AddFiles() | RemoveSource() | TakeBack():
            from handlers.cli_desk import edit_documents

            return edit_documents(settings, command)
        case ListFeeds() | AddFeed() | RemoveFeed():
            from handlers.cli_feeds import edit_feeds

            return edit_feeds(settings, command)
        case Stats():
            from handlers.cli_questions import stats

            return stats(settings, command)
        case Unmatched():
            from handlers.cli_questions import unmatched

            return unmatched(settings, command)
        case Log():
            from handlers.cli_questions import log

            return log(settings, command)
        case Preview():
            from handlers.running import run_preview

            return run_preview(settings, command.host, command.port)
        case Run():
            from handlers.running import run_live, run_preview

            if settings.bot_token is None:
                _say("BOT_TOKEN is not set, so this is the preview: the bot without Telegram.")
                return run_preview(settings, DEFAULT_HOST, DEFAULT_PORT)
            return run_live(settings)


def _say(*lines: str) -> None:
    sys.stderr.writelines(f"{line}\n" for line in lines)
