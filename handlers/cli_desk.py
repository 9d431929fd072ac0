"""The command line's `sources`, `add`, `remove` and `undo`. A bot that runs takes it up within a minute."""

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

from bot.editing import Change, DryRun, Editing, Facts, FactsError, Refusal, SourceFacts
from bot.errors import BriefingError, SettingsError
from bot.intake.apart import Intake
from bot.intake.bounds import PATIENT
from bot.library import Library
from bot.settings import Settings
from handlers import desk_messages, messages
from handlers.arguments import AddFiles, DeskCommand, ListSources, RemoveSource, TakeBack
from handlers.cli import Bars
from handlers.library import opened_library, utc_now
from handlers.outgoing import Outgoing
from handlers.texts_en import ENGLISH

_NOBODY = 0  # who edits from a terminal has no Telegram id
_YES = ("y", "yes")
_SOURCES = re.compile(r"(?<!\S)/sources\b")


def edit_documents(settings: Settings, command: DeskCommand) -> int:
    """Do what the command says and print what that did. Raises BriefingError where it cannot be done."""
    if isinstance(command, AddFiles) and not command.yes and not sys.stdin.isatty():
        raise SettingsError(("add asks before it changes anything: run it on a terminal, or give it --yes",))
    return asyncio.run(_edit(settings, command))


async def _edit(settings: Settings, command: DeskCommand) -> int:
    with Bars() as bars:
        async with _opened(settings, bars) as (editing, library):
            match command:
                case ListSources():
                    for one in await editing.sources(removed=True):
                        _say(desk_messages.source_line(ENGLISH, one))
                    return 0
                case AddFiles():
                    return await _add(editing, library, command, bars)
                case RemoveSource(name):
                    source = _named(name, await editing.sources())
                    return _told(await editing.remove(source.name, _NOBODY, bars), library, bars)
                case TakeBack(change_id):
                    return _told(await editing.undo(change_id, _NOBODY, bars), library, bars)


@asynccontextmanager
async def _opened(settings: Settings, bars: Bars) -> AsyncIterator[tuple[Editing, Library]]:
    async with opened_library(settings) as (store, library):
        await library.open(bars)
        bars.close()
        yield Editing(store, library, settings.data_dir, Intake(bounds=PATIENT).read_apart, utc_now), library


async def _add(editing: Editing, library: Library, command: AddFiles, bars: Bars) -> int:
    """Show what adding the files would do, and add those that there is something to add of, once that is agreed to."""
    facts = Facts(title=command.title, publisher=command.publisher, date=command.date, language=command.language)
    runs = [await _looked_at(editing, path, facts) for path in command.files]
    for run in runs:
        _print(desk_messages.draft(ENGLISH, run))
    wanted = [run.id for run in runs if run.readable and run.known_since is None]
    if wanted and (command.yes or await asyncio.to_thread(_agreed)):
        for run in runs:
            if run.id not in wanted:
                await editing.discard(run.id)
        return _told(await editing.add_all(wanted, _NOBODY, bars), library, bars)
    for run in runs:
        await editing.discard(run.id)
    _say(ENGLISH.desk.discarded)
    return 0 if all(run.readable for run in runs) else 1


async def _looked_at(editing: Editing, path: Path, facts: Facts) -> DryRun:
    try:
        return await editing.dry_run(path.name, path, facts=facts, by=_NOBODY)
    except FactsError as error:
        raise SettingsError((f"--{error.field} should be {error.should_be}",)) from error
    except OSError as error:
        raise BriefingError(f"{path} cannot be read: {error.strerror}") from error


def _agreed() -> bool:
    return input("Add? [y/N] ").strip().casefold() in _YES


def _told(done: Change | Refusal, library: Library, bars: Bars) -> int:
    bars.close()
    if isinstance(done, Refusal):
        raise BriefingError(_on_a_terminal(desk_messages.refused(ENGLISH, done)))
    _print(desk_messages.change(ENGLISH, done, library.topics_called(done.topics_new)))
    if not done.undone:
        # Two dashes before what would be taken for an option.
        _say(f"To take it back: bot.py undo {'-- ' if done.id.startswith('-') else ''}{done.id}")
    return 0


def _named(name: str, sources: tuple[SourceFacts, ...]) -> SourceFacts:
    """Return the source of a name, whole or as it is shown. Raises BriefingError for none, or for several."""
    whole = [one for one in sources if one.name == name]
    fitting = whole or [one for one in sources if desk_messages.short_name(one.name) == name]
    if not fitting:
        raise BriefingError(f"there is no {name!r} among the documents; `sources` lists them")
    if len(fitting) > 1:
        raise BriefingError(f"{name!r} means one of {', '.join(one.name for one in fitting)}: give the whole name")
    return fitting[0]


def _print(outgoing: Outgoing) -> None:
    _say(_on_a_terminal(messages.as_plain(replace(outgoing, rows=()))))


def _on_a_terminal(said: str) -> str:
    """Return what is said in a chat with that chat's command as the terminal has it."""
    return _SOURCES.sub("`sources`", said)


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
