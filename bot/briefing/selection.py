"""Choose the sentences of a briefing, best first, each for what it adds, and bring them into an order that reads.

A sentence is taken as long as it fits, says something new and keeps the form: one that leans comes with those it leans
on, right behind them. The first is the best of those that name the topic and stand alone.
"""

import math
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.briefing.disputes import disputes
from bot.briefing.merit import WEIGHTS, Candidate, Weights, candidates
from bot.briefing.novelty import cosine, reprints, says_the_same
from bot.briefing.types import Briefing, Focus, Length, Passage, Quote, SourceRef

MAX_RUN = 3  # sentences in a row that are taken for one that leans: itself and two before it
SOON = 2  # sentences within which an article in its own order has to come to the topic
NEAR = 12  # sentences before one that points back in which its noun may stand
WHOLLY = 0.95  # share of the topic that is as good as naming it
SHORT_WORDS = 8  # shorter sentences gain nothing more from being short
USUAL_WORDS = 25  # a news sentence
REPRINT_COSINE = 0.6  # below it no two sentences are reprints: saves the slow comparison
DEFAULT_LENGTH = Length()


def brief(
    passages: Sequence[Passage],
    focus: Focus,
    length: Length = DEFAULT_LENGTH,
    weights: Weights = WEIGHTS,
    told: Collection[str] = (),
) -> Briefing:
    """Return the briefing on a topic from the passages that retrieval found for it, best first.

    It has fewer words than `length.min_words` where the passages hold no more that is new and on the topic, and is
    empty only if no passage has a sentence that can be printed. A sentence in `told`, which the reader has had before,
    is taken only where one that is new leans on it.
    """
    return Briefing(tuple(taken.quote for taken in choose(passages, focus, length, weights, told)))


@dataclass(frozen=True, slots=True)
class Taken:
    """A sentence of a briefing and what it was worth at the moment when it was taken."""

    quote: Quote
    turn: int  # 1 is the opening; sentences that were taken together share a turn
    parts: Mapping[str, float]  # what each signal added, by its name in `Weights`
    divisor: float  # of the sum of the parts: above 1 for a sentence longer than usual
    side: float  # added after that to what completes a dispute

    @property
    def worth(self) -> float:
        """What all of that comes to."""
        return sum(self.parts.values()) / self.divisor + self.side


def choose(
    passages: Sequence[Passage],
    focus: Focus,
    length: Length = DEFAULT_LENGTH,
    weights: Weights = WEIGHTS,
    told: Collection[str] = (),
) -> tuple[Taken, ...]:
    """Return the sentences of `brief` in its order, each with why it was taken."""
    choice = _Choice(candidates(passages, focus, weights), length, weights, told)
    choice.fill()
    return tuple(choice.taken(number) for number in choice.arranged())


@dataclass(frozen=True, slots=True)
class _Reason:
    """What was added to a sentence's merit at its turn."""

    turn: int
    publisher: float
    redundancy: float
    side: float


class _Choice:
    """The sentences chosen so far, by number, with what the next one is weighed against."""

    def __init__(self, pool: list[Candidate], length: Length, weights: Weights, told: Collection[str]) -> None:
        self.pool = pool
        self.length = length
        self.weights = weights
        self.chosen: list[int] = []  # in the order of taking; the first is the opening
        self.reasons: dict[int, _Reason] = {}  # by number, for each of the chosen
        self.words = 0
        self.terms: set[str] = set()  # of the chosen
        self.publishers: set[str] = set()
        self.balanced = False  # both sides of a dispute are chosen
        self.passed: set[int] = set()  # looked at and refused as a repeat
        self.divisors = [self._divisor_of(candidate.sentence.words) for candidate in pool]
        self.untold = [number for number, candidate in enumerate(pool) if candidate.sentence.text not in told]
        self.about = [number for number in self.untold if pool[number].topical >= weights.about] or self.untold
        self.disputes = [pair for pair in disputes(pool, weights.about) if set(self.untold).issuperset(pair)]

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
        about = self._openings(self.about)
        if not any(map(self._standing, about)):
            about = self._openings(self.untold)
        runs = about or [(n,) for n in self.untold if self.pool[n].sentence.printable and self._room([n]) >= 0]
        return max(runs, key=lambda run: (self._standing(run), self._gain(run), -run[0]), default=None)

    def _openings(self, numbers: Iterable[int]) -> list[tuple[int, ...]]:
        runs = [run for number in numbers if (run := self._run(number))]
        return [run for run in [*runs, *self._begun_before(runs)] if self._room(run) >= 0]

    def _begun_before(self, runs: Sequence[tuple[int, ...]]) -> Iterator[tuple[int, ...]]:
        """Yield the runs that begin in mid-thought or by pointing back, each behind a sentence that may be first.

        That is the one right before; what points back has its noun in the nearest one.
        """
        for run in runs:
            first, before = self.pool[run[0]].sentence, self.pool[run[0]].before
            if first.points_back:
                before = self._may_be_first(before)
            midway = first.points_back or not first.may_open
            if midway and before >= 0 and self.pool[before].sentence.may_open:
                yield (before, *run)

    def _may_be_first(self, number: int) -> int:
        """Return the number of a sentence that may be first: this one, or the nearest of two before it; else -1."""
        for _ in range(MAX_RUN):
            if number < 0 or self.pool[number].sentence.may_open:
                return number
            number = self.pool[number].before
        return -1

    def _standing(self, run: Sequence[int]) -> int:
        """Grade a run as the beginning of a briefing, 0 to 5: it stands alone and names the topic at once, or soon."""
        first = self.pool[run[0]]
        if not first.sentence.may_open:
            # "Cooperation has also deepened" reads as if something went before, but it needs nothing.
            return 3 * (first.named and not first.sentence.leans and not first.sentence.points_back)
        if first.named or first.topical >= WHOLLY:
            return 5 - 2 * first.sentence.points_back
        if any(self.pool[number].named or self.pool[number].topical >= WHOLLY for number in run):
            # What merely ties on ("Meanwhile") says nothing of what stands before it; what points back needs it.
            tied = any(self.pool[number].sentence.leans for number in run)
            return 4 - 2 * first.sentence.points_back - tied
        return 1 + (first.share > 0 and not first.sentence.points_back)

    def _run(self, number: int) -> tuple[int, ...]:
        """Return what has to be taken for a sentence, in source order; () if it cannot be printed."""
        run: list[int] = []
        while len(run) < MAX_RUN:
            candidate = self.pool[number]
            if not candidate.sentence.printable:
                return ()
            run.insert(0, number)
            if not self._lacks_context(number):
                return tuple(run)
            if candidate.before < 0:
                return ()
            number = candidate.before
        return ()

    def _lacks_context(self, number: int) -> bool:
        """Tell whether a sentence needs one before it that is not chosen."""
        sentence, before = self.pool[number].sentence, self.pool[number].before
        if sentence.leans or not self.chosen or not sentence.points_back:
            return sentence.leans and before not in self.chosen
        steps = 0
        while before >= 0 and steps < NEAR:
            if before in self.chosen:
                return False
            before, steps = self.pool[before].before, steps + 1
        return True

    def _next(self, floor: float) -> tuple[int, ...] | None:
        """Return the best move that fits and is new, one within `max_words` before one within the ceiling."""
        moves = [
            (room, gain, move)
            for move in [*self._runs(), *self._disputes()]
            if (room := self._room(move)) > 0 and (gain := self._gain(move)) >= floor
        ]
        for _, _, move in sorted(moves, key=lambda m: (-m[0], -m[1], m[2])):
            if not self._repeats(move):
                return move
            self.passed.add(move[-1])
        return None

    def _runs(self) -> Iterator[tuple[int, ...]]:
        for number in self.about:
            if number not in self.chosen and number not in self.passed and (run := self._run(number)):
                yield run

    def _disputes(self) -> Iterator[tuple[int, ...]]:
        """Yield a position and the one against it, to be taken together, or whichever is not chosen yet."""
        for first, second in self.disputes:
            runs = self._run(first), self._run(second)
            move = tuple(sorted({*runs[0], *runs[1]} - set(self.chosen)))
            if all(runs) and move and not self.passed.intersection(move):
                yield move

    def _room(self, run: Sequence[int]) -> int:
        """Return 2 if a run fits, 1 if only the ceiling lets it in, 0 if it is no use, -1 if it is too much."""
        sentences = len(self.chosen) + len(run)
        words = self.words + sum([self.pool[number].sentence.words for number in run])
        if self.length.max_sentences is not None and sentences > self.length.max_sentences:
            return -1
        if words > self.length.ceiling:
            return -1
        if words <= self.length.max_words or self._balances(run):
            return 2
        return int(self.words < self.length.min_words)

    def _gain(self, move: Sequence[int]) -> float:
        """Return what a move adds, per sentence, more where it completes a dispute."""
        worth = sum(map(self._worth, move)) / len(move)
        return worth + self.weights.side * self._balances(move)

    def _worth(self, number: int) -> float:
        added = self._of_publisher(number) + self._of_redundancy(number)
        return (self.pool[number].merit + added) / self.divisors[number]

    def _of_publisher(self, number: int) -> float:
        new = bool(self.chosen) and self.pool[number].passage.publisher not in self.publishers
        return self.weights.publisher * new

    def _of_redundancy(self, number: int) -> float:
        if not self.terms:
            return 0.0
        said = sum([weight * weight for term, weight in self.pool[number].tfidf.items() if term in self.terms])
        return -self.weights.redundancy * said or 0.0  # no minus before nothing

    def _divisor_of(self, words: int) -> float:
        return math.pow(max(words, SHORT_WORDS) / USUAL_WORDS, self.weights.brevity)

    def _balances(self, move: Sequence[int]) -> bool:
        """Tell whether a move completes the first pair of opposed positions."""
        if self.balanced or not self.disputes:
            return False
        return self._holds_dispute({*self.chosen, *move})

    def _holds_dispute(self, numbers: set[int]) -> bool:
        return any(first in numbers and second in numbers for first, second in self.disputes)

    def _repeats(self, move: Sequence[int]) -> bool:
        """Tell whether a move says again what is chosen, or what it has just said itself."""
        return any(
            says_the_same(new.sentence, old.sentence, cosine(new.tfidf, old.tfidf))
            for place, number in enumerate(move)
            for new, old in ((self.pool[number], self.pool[n]) for n in [*self.chosen, *move[:place]])
        )

    def _take(self, run: Sequence[int]) -> None:
        turn = max((reason.turn for reason in self.reasons.values()), default=0) + 1
        side = self.weights.side * self._balances(run)
        self.reasons |= {
            number: _Reason(turn, self._of_publisher(number), self._of_redundancy(number), side) for number in run
        }
        for number in run:
            self.chosen.append(number)
            self.words += self.pool[number].sentence.words
            self.publishers.add(self.pool[number].passage.publisher)
            self.terms.update(self.pool[number].tfidf)
        self.balanced = self._holds_dispute(set(self.chosen))

    def arranged(self) -> list[int]:
        """Return the chosen in reading order: the opening's document first, each document in source order.

        The opening keeps the first place, with what leans on it, where the source begins with a worse one; but an
        article that comes to the topic soon is read as it was written.
        """
        if not self.chosen:
            return []
        opening = self.chosen[0]
        ranks: dict[str, int] = {}
        for number in self.chosen:
            ranks.setdefault(self.pool[number].passage.document_id, len(ranks))
        order = sorted(self.chosen, key=lambda n: (ranks[self.pool[n].passage.document_id], n))
        wanted = self._standing([opening])
        within = SOON if self._is_written_to_be_first(order[0]) else 1
        if any(self._standing([number]) >= wanted for number in order[:within]):
            return order
        start = order.index(opening)
        end = start + 1
        while end < len(order) and self.pool[order[end]].sentence.leans:
            end += 1
        return order[start:end] + order[:start] + order[end:]

    def _is_written_to_be_first(self, number: int) -> bool:
        """Tell whether a sentence stands alone in an article without headings, whatever it speaks of."""
        candidate = self.pool[number]
        alone = candidate.sentence.may_open and not candidate.sentence.points_back
        return alone and not candidate.passage.section

    def taken(self, number: int) -> Taken:
        """Return a chosen sentence with why it was taken."""
        reason = self.reasons[number]
        parts = {**self.pool[number].parts, "publisher": reason.publisher, "redundancy": reason.redundancy}
        return Taken(self._quote(number), reason.turn, parts, self.divisors[number], reason.side)

    def _quote(self, number: int) -> Quote:
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
