"""Choose the sentences of a briefing, best first, each for what it adds, and bring them into an order that reads.

A sentence is taken as long as it fits, says something new and keeps the form: one that leans comes with those it leans
on, right behind them. The first is the best of those that name the topic and stand alone.
"""

import math
from collections.abc import Sequence

from bot.briefing.merit import WEIGHTS, Candidate, Weights, candidates
from bot.briefing.novelty import cosine, reprints, says_the_same
from bot.briefing.types import Briefing, Focus, Length, Passage, Quote, SourceRef

MAX_RUN = 3  # sentences in a row that are taken for one that leans: itself and two before it
USUAL_WORDS = 25  # a news sentence
REPRINT_COSINE = 0.6  # below it no two sentences are reprints: saves the slow comparison
DEFAULT_LENGTH = Length()


def brief(
    passages: Sequence[Passage], focus: Focus, length: Length = DEFAULT_LENGTH, weights: Weights = WEIGHTS
) -> Briefing:
    """Return the briefing on a topic from the passages that retrieval found for it, best first.

    It has fewer words than `length.min_words` where the passages hold no more that is new and on the topic, and is
    empty only if no passage has a sentence that can be printed.
    """
    choice = _Choice(candidates(passages, focus, weights), length, weights)
    choice.fill()
    return Briefing(tuple(choice.quote(number) for number in choice.arranged()))


class _Choice:
    """The sentences chosen so far, by number, with what the next one is weighed against."""

    def __init__(self, pool: list[Candidate], length: Length, weights: Weights) -> None:
        self.pool = pool
        self.length = length
        self.weights = weights
        self.chosen: list[int] = []  # in the order of taking; the first is the opening
        self.words = 0
        self.likeness = [0.0] * len(pool)  # of each candidate to the nearest chosen one
        self.passed: set[int] = set()  # looked at and refused as a repeat

    def fill(self) -> None:
        """Take the opening, then one run after another until nothing fits or what is left is padding."""
        opening = self._opening()
        if opening is None:
            return
        floor = self.weights.enough * self._gain(opening)
        self._take(opening)
        while run := self._next(floor):
            self._take(run)

    def _opening(self) -> tuple[int, ...] | None:
        """Return the run to begin with: names the topic, touches it, or else is merely fit to be read first.

        Where nothing stands alone, one sentence that leans is less bad than silence.
        """
        runs: list[tuple[int, ...]] = [
            run for n in range(len(self.pool)) if (run := self._run(n)) and self._room(run) >= 0
        ]
        if not runs:
            alone = [(number,) for number, candidate in enumerate(self.pool) if candidate.sentence.printable]
            runs = [run for run in alone if self._room(run) >= 0]
        return max(runs, key=lambda run: (self._standing(run[0]), self._gain(run), -run[0]), default=None)

    def _standing(self, number: int) -> int:
        """Grade a sentence as the first of a briefing, 0 to 3."""
        candidate = self.pool[number]
        if not candidate.sentence.may_open:
            return 0
        return 3 if candidate.named else 2 if candidate.share > 0 else 1

    def _run(self, number: int) -> tuple[int, ...]:
        """Return what has to be taken for a sentence, in source order; () if it cannot be printed."""
        run: list[int] = []
        while len(run) < MAX_RUN:
            candidate = self.pool[number]
            if not candidate.sentence.printable:
                return ()
            run.insert(0, number)
            if not candidate.sentence.leans or candidate.before in self.chosen:
                return tuple(run)
            if candidate.before < 0:
                return ()
            number = candidate.before
        return ()

    def _next(self, floor: float) -> tuple[int, ...] | None:
        """Return the best run that fits and is new, one within `max_words` before one within the ceiling."""
        runs = [
            (self._room(run), gain, run)
            for number in range(len(self.pool))
            if number not in self.chosen and number not in self.passed
            if (run := self._run(number)) and self._room(run) > 0 and (gain := self._gain(run)) >= floor
        ]
        for _, _, run in sorted(runs, key=lambda r: (-r[0], -r[1], r[2])):
            if not any(self._repeats(number) for number in run):
                return run
            self.passed.add(run[-1])
        return None

    def _room(self, run: Sequence[int]) -> int:
        """Return 2 if a run fits, 1 if only the ceiling lets it in, 0 if it is no use, -1 if it is too much."""
        sentences = len(self.chosen) + len(run)
        words = self.words + sum(self.pool[number].sentence.words for number in run)
        if self.length.max_sentences is not None and sentences > self.length.max_sentences:
            return -1
        if words <= self.length.max_words:
            return 2
        if words <= self.length.ceiling:
            return int(self.words < self.length.min_words)
        return -1

    def _gain(self, run: Sequence[int]) -> float:
        """Return what a run adds, per sentence: its merit, less what is known, more for sides not yet heard."""
        return sum(self._worth(number) for number in run) / len(run)

    def _worth(self, number: int) -> float:
        candidate, weights = self.pool[number], self.weights
        worth = candidate.merit - weights.novelty * self.likeness[number]
        shown = [self.pool[n] for n in self.chosen]
        actors = {c.sentence.actor for c in shown} - {""}
        if actors and candidate.sentence.actor and candidate.sentence.actor not in actors:
            worth += weights.side
        if shown and candidate.passage.publisher not in {c.passage.publisher for c in shown}:
            worth += weights.publisher
        return worth / math.pow(max(candidate.sentence.words, 8) / USUAL_WORDS, weights.brevity)

    def _repeats(self, number: int) -> bool:
        mine = self.pool[number]
        return any(
            says_the_same(mine.sentence, self.pool[n].sentence, cosine(mine.tfidf, self.pool[n].tfidf))
            for n in self.chosen
        )

    def _take(self, run: Sequence[int]) -> None:
        for number in run:
            self.chosen.append(number)
            self.words += self.pool[number].sentence.words
            taken = self.pool[number].tfidf
            self.likeness = [
                max(known, cosine(candidate.tfidf, taken))
                for known, candidate in zip(self.likeness, self.pool, strict=True)
            ]

    def arranged(self) -> list[int]:
        """Return the chosen in reading order: the opening's document first, each document in source order.

        The opening keeps the first place, with what leans on it, where the source begins with a worse one.
        """
        if not self.chosen:
            return []
        opening = self.chosen[0]
        ranks: dict[str, int] = {}
        for number in self.chosen:
            ranks.setdefault(self.pool[number].passage.document_id, len(ranks))
        order = sorted(self.chosen, key=lambda n: (ranks[self.pool[n].passage.document_id], n))
        if self._standing(order[0]) >= self._standing(opening):
            return order
        start = order.index(opening)
        end = start + 1
        while end < len(order) and self.pool[order[end]].sentence.leans:
            end += 1
        return order[start:end] + order[:start] + order[end:]

    def quote(self, number: int) -> Quote:
        """Return a chosen sentence with its source and the other documents that print the same."""
        mine = self.pool[number]
        source = _source(mine.passage)
        others = [
            _source(other.passage)
            for other in self.pool
            if other.passage.document_id != mine.passage.document_id
            and cosine(mine.tfidf, other.tfidf) >= REPRINT_COSINE
            and reprints(mine.sentence, other.sentence)
        ]
        return Quote(
            sentence=mine.sentence.text,
            paragraph_id=mine.passage.paragraph_id,
            source=source,
            also_in=tuple(ref for ref in dict.fromkeys(others) if ref != source),
        )


def _source(passage: Passage) -> SourceRef:
    return SourceRef(passage.publisher, passage.title, passage.section, passage.date, passage.url)
