"""The bot's own parts over an archive: what is measured beside the peers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from bench.scale.places import Places
from bench.scale.texts import documents
from bot.answering import Snapshot, answer, page, retrieve
from bot.library import Library
from bot.search.glossary import load_glossary
from bot.search.kernels import Kernels
from bot.search.terms import query_terms
from bot.search.vocabulary import build_vocabulary
from bot.search.writing import MANY, build_index
from bot.settings import Settings
from handlers.library import opened_library

TEXTS = ".texts"  # ending of the files of an index that hold the texts themselves


@asynccontextmanager
async def opened(settings: Settings) -> AsyncIterator[Library]:
    """Open the bot's library over what is there."""
    async with opened_library(settings) as (_, library):
        await library.open()
        await library.speed_up()
        yield library


def snapshot(places: Places) -> Snapshot:
    """Return what the bot answers from; its files stay open."""

    async def opening() -> Snapshot:
        async with opened(places.settings) as library:
            return library.snapshot

    return asyncio.run(opening())


def kernels_of(folder: Path) -> Path:
    """Return where the compiled loops are kept that `build` uses for an index in a folder."""
    return folder.with_name("kernels")


def build(archive: Path, folder: Path, glossary: Path) -> Callable[[], None]:
    """Parse an archive; return what builds an index of it into a new folder."""
    parsed = list(documents(archive))

    kernels = Kernels(kernels_of(folder))

    def building() -> None:
        index = build_index(parsed, folder, "", kernels=kernels)
        build_vocabulary(parsed, load_glossary(glossary), folder, kernels.bulk() if len(index) >= MANY else None)

    return building


def which_ten(made: Snapshot, query: str) -> int:
    """Find which paragraphs are best for the words as they are typed, by their rows; return how many there are."""
    return len(made.index.best(query_terms(query, made.index.languages), 10))


def top_ten(made: Snapshot, query: str) -> int:
    """Search for the words as they are typed and read what is found; return how many paragraphs there are."""
    return len(made.index.search(query_terms(query, made.index.languages), 10))


def read_and_found(made: Snapshot, query: str) -> int:
    """Search as a reply does, the words read, translated and corrected before."""
    return len(retrieve(made, made.matcher.match(query), 10))


def whole_answer(made: Snapshot, query: str) -> bool:
    """Make all that a reply says; return whether there is an answer."""
    return page(made, answer(made, query), 0) is not None


def nearest_name(made: Snapshot, key: str) -> tuple[str, float] | None:
    """Return the key of the name that is nearest to a misspelt key, with what they differ by."""
    return next(iter(made.vocabulary.near_keys(key, limit=1)), None)
