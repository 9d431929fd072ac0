"""Deciding what is due and building it, for many chats over many paragraphs: what it takes, and what it holds up."""

import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from bench.digests.articles import Newsroom, some_topics
from bench.digests.clock import Clock
from bench.digests.desk import Desk, opened_desk
from bench.digests.people import Person, Plan, Wish
from bench.digests.telegrams import stand_in
from bench.digests.watchdog import Watch, watched
from bot.briefing.types import Briefing
from bot.digests.planning import Parcel, Render
from bot.digests.types import Digest
from bot.store.rows import Follower
from handlers.digest_messages import render

_BEGIN = datetime(2026, 3, 2, 6, tzinfo=UTC)
_SENTENCES = 3  # a paragraph
_PARAGRAPHS = 20  # a document
_LONGEST = 40  # words of a sentence


@dataclass(frozen=True, slots=True)
class Load:
    """How much there is."""

    texts: Path  # a folder with files `corpus.jsonl`, in folders of their own, that sentences are made up after
    paragraphs: int
    news: int  # of these, since the last digests
    chats: int
    follows: int  # topics a chat
    topics: int  # that are followed by anybody
    seed: int
    trace_ms: float = 0.0


@dataclass(slots=True)
class Made:
    """What was made, counted as it is rendered."""

    digests: int = 0
    sections: int = 0
    briefings: dict[int, Briefing] = field(default_factory=dict)  # by identity: those that are shared count once

    def through(self, inner: Render) -> Render:
        """Return what counts and renders."""

        def counting(follower: Follower, digest: Digest | None, digest_id: str) -> Sequence[Parcel]:
            for section in digest.sections if digest else ():
                self.sections += 1
                self.briefings[id(section.briefing)] = section.briefing
            self.digests += digest is not None
            return inner(follower, digest, digest_id)

        return counting


class Babbler:
    """Makes up sentences word by word, each word one that came after the two before it in some text."""

    def __init__(self, texts: Path, rng: random.Random) -> None:
        """Read the texts. Raises ValueError where there are none."""
        self._rng = rng
        self._after: dict[tuple[str, str], list[str]] = defaultdict(list)
        for file in sorted(texts.glob("*/corpus.jsonl")):
            for line in file.open(encoding="utf-8"):
                words = ["", "", *json.loads(line)["text"].split()]
                for first, second, third in zip(words, words[1:], words[2:], strict=False):
                    self._after[first, second].append(third)
        if not self._after:
            raise ValueError(f"{texts} has no folder with a corpus.jsonl")

    def sentence(self) -> str:
        """Return a sentence."""
        words = ["", ""]
        while len(words) < _LONGEST and (following := self._after.get((words[-2], words[-1]))):
            words.append(self._rng.choice(following))
            if words[-1].endswith(".") and len(words) > 10:
                break
        said = " ".join(words[2:]).strip()
        return f"{said[:1].upper()}{said[1:].rstrip('.,;:')}."

    def paragraph(self) -> str:
        """Return some sentences."""
        return " ".join(self.sentence() for _ in range(_SENTENCES))


async def build(load: Load) -> tuple[bool, list[tuple[str, str]]]:
    """Make one digest for each chat, at once; return whether the loop was never held up for long, and the figures."""
    rng = random.Random(load.seed)
    clock = Clock(_BEGIN, 0.0)
    with tempfile.TemporaryDirectory() as place:
        folder, coming = Path(place), Path(place) / "news.jsonl"
        _say("writing the documents")
        (folder / "seeds").mkdir()
        _write_all(load, folder / "seeds" / "archive.jsonl", coming, rng)
        async with stand_in(clock) as telegram:
            _say("reading them")
            async with opened_desk(folder, telegram.connection, clock, Newsroom(rng), []) as desk:
                names = [topic.name for topic in desk.services.library.topics[: load.topics]]
                _say(f"entering who follows {len(names)} topics")
                await desk.enter([_person(load, names, rng) for _ in range(load.chats)], range(1, load.chats + 1))
                _say("reading what is new")
                coming.rename(desk.seeds / coming.name)
                clock.jump_to(_BEGIN + timedelta(hours=1))
                with watched(load.trace_ms / 1000) as reading:
                    await desk.services.library.refresh()
                _tell(reading)
                clock.jump_to(_BEGIN + timedelta(hours=3))
                return await _measured(desk, load, reading)


async def _measured(desk: Desk, load: Load, reading: Watch) -> tuple[bool, list[tuple[str, str]]]:
    made, now, following = Made(), desk.clock.now(), desk.services.following
    counting = made.through(render(desk.services.texts, following.zone_of, now))
    _say("building")
    wall, used = time.perf_counter(), time.process_time()
    with watched(load.trace_ms / 1000) as watch:
        served = await following.run_due(now, counting)
    wall, used = time.perf_counter() - wall, time.process_time() - used
    _tell(watch)
    paragraphs = sum(desk.services.library.sizes.values())
    return watch.longest_s <= 0.05, list(_figures(load, made, served, paragraphs, wall, used, watch, reading))


def _figures(
    load: Load, made: Made, served: int, paragraphs: int, wall: float, used: float, watch: Watch, reading: Watch
) -> Iterator[tuple[str, str]]:
    yield "paragraphs; of these new", f"{paragraphs:,}; {load.news:,}"
    yield "chats due; topics of each; different topics", f"{load.chats:,}; {load.follows}; {load.topics:,}"
    yield "digests made", f"{served:,}"
    yield "wall; processor", f"{wall:.1f} s; {used:.1f} s"
    yield "digests a second", f"{served / wall:.0f}"
    yield "sections in them; made for them", f"{made.sections:,}; {len(made.briefings):,}"
    yield (
        "event loop held up, longest; how often more than 20 ms; 50 ms",
        (f"{1000 * watch.longest_s:.0f} ms; {watch.over_20_ms}; {watch.over_50_ms} (of {watch.naps:,} looks)"),
    )
    yield "longest collection of garbage, which is part of that", f"{1000 * watch.collected_s:.0f} ms"
    yield (
        "the same while the new documents were read and indexed",
        (f"{1000 * reading.longest_s:.0f} ms; {reading.over_20_ms}; {reading.over_50_ms} (of {reading.naps:,} looks)"),
    )


def _person(load: Load, names: Sequence[str], rng: random.Random) -> Person:
    wishes = tuple(Wish(topic) for topic in some_topics(names, load.follows, rng))
    return Person("private", "UTC", Plan(times=(time_of_day(8),)), None, False, wishes)


def _write_all(load: Load, archive: Path, news: Path, rng: random.Random) -> None:
    """Write all documents at once: what they are made after would be a heavy burden on each collection of garbage."""
    babbler = Babbler(load.texts, rng)
    _write(archive, babbler, load.paragraphs - load.news)
    _write(news, babbler, load.news)


def _write(file: Path, babbler: Babbler, paragraphs: int) -> None:
    with file.open("w", encoding="utf-8") as archive:
        for number in range(0, paragraphs, _PARAGRAPHS):
            texts = [babbler.paragraph() for _ in range(min(_PARAGRAPHS, paragraphs - number))]
            row = {"id": f"{file.stem}{number}", "title": babbler.sentence(), "text": "\n\n".join(texts)}
            archive.write(json.dumps(row) + "\n")


def _tell(watch: Watch) -> None:
    for stack, count in watch.stacks.most_common(12):
        _say(f"{count} times {stack}")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
