"""Which sentences answer each other: positions of two sides on the topic, one at least against something.

Who stands with whom is told by the passages (a title, "echoed the minister's concern") and by what cities, peoples and
countries are called; no list of people or parties is kept.
"""

from collections.abc import Iterable, Iterator, Sequence

from bot.briefing.content import subject_of, ties_in
from bot.briefing.merit import Candidate
from bot.search.glossary import home_countries

NEAR = 12  # sentences within which a position is answered by another
ON_TOPIC = 0.25  # share of a name of the topic, or of its terms, that makes a position one on the topic
MOSTLY = 0.75  # share of a name of the topic, or of its terms, with which a sentence puts its section on the topic
SOON = 4  # sentences within which "the allegations" are those that stand there
POINTED_AT = 3  # sentences before one on the topic that it may tie on to
_SAME_STEM = 4  # letters that the names of a country and of its people share


def disputes(pool: Sequence[Candidate], about: float) -> list[tuple[int, int]]:
    """Return the pairs of opposed positions on the topic by number, each within one section, in source order.

    `about` is how surely one of the two must be about the topic, in [0, 1].
    """
    holders = {n: held for n, c in enumerate(pool) if (held := _holder(pool, n)) and c.sentence.printable}
    meant = {before for n, candidate in enumerate(pool) if candidate.named for before in _pointed_at(pool, n)}
    told = {_place(candidate) for candidate in pool if candidate.named or candidate.part >= MOSTLY}
    opposed = [
        (first, second)
        for first in holders
        if not told or _place(pool[first]) in told
        for second in range(first + 1, min(first + NEAR, len(pool)))
        if second in holders
        and _against(pool, pool[first], pool[second])
        and (_replies(pool, first, second) or all(n in meant or _touches(pool[n]) for n in (first, second)))
        and any(_is_about(pool[n], about, _place(pool[n]) in told) for n in (first, second))
    ]
    agreed = list(_agreed(pool, holders)) if opposed else []
    sides = Sides([*agreed, *_ties([holders[n] for pair in opposed for n in pair] + agreed, pool)])
    return [(first, second) for first, second in opposed if sides.apart(holders[first], holders[second])]


def _ties(holders: Iterable[frozenset[str]], pool: Sequence[Candidate]) -> list[frozenset[str]]:
    """Return the ties of some names, and of those that they are tied to; most sentences hold none of these."""
    found: list[frozenset[str]] = []
    known = frozenset[str]().union(*holders)
    left = list(pool)
    while near := [candidate for candidate in left if not known.isdisjoint(candidate.sentence.names)]:
        left = [candidate for candidate in left if known.isdisjoint(candidate.sentence.names)]
        found += [tie for one in near for tie in ties_in(one.sentence.text, one.passage.language)]
        known = known.union(*found)
    return found


def _holder(pool: Sequence[Candidate], number: int) -> frozenset[str]:
    """Return whose position a sentence gives, told by the one before where it says "he"; empty for nobody's."""
    held, before = pool[number].sentence.position, pool[number].before
    if held is None or not held.of_before or before < 0:
        return held.holder if held else frozenset()
    earlier = pool[before]
    position = earlier.sentence.position
    return (position.holder if position else frozenset()) or subject_of(earlier.sentence.text, earlier.passage.language)


def _against(pool: Sequence[Candidate], one: Candidate, other: Candidate) -> bool:
    """Tell whether one of two positions is against something; what is merely told, only if it counters the other."""
    held, answer = one.sentence.position, other.sentence.position
    if held is None or answer is None or _place(one) != _place(other):
        return False
    if held.tells or answer.tells:
        return answer.counters and other.before >= 0 and pool[other.before] is one
    return held.disputes or answer.disputes


def _replies(pool: Sequence[Candidate], first: int, second: int) -> bool:
    """Tell whether a position is on the one before it, whether or not it names the topic."""
    answer = pool[second].sentence.position
    replies = answer is not None and answer.replies and second - first <= SOON and _touches(pool[first])
    return second == first + 1 or replies or first in _pointed_at(pool, second)


def _place(candidate: Candidate) -> tuple[str, str]:
    return candidate.passage.document_id, candidate.passage.section


def _touches(candidate: Candidate) -> bool:
    return candidate.named or candidate.part >= ON_TOPIC


def _is_about(candidate: Candidate, about: float, on_topic: bool) -> bool:
    surely = on_topic and not candidate.passage.section and candidate.topical >= about
    return candidate.named or min(candidate.share, candidate.topical) >= about or surely


def _pointed_at(pool: Sequence[Candidate], number: int) -> Iterator[int]:
    """Yield the sentences that one ties on to, the nearest first: what "this idea" is, stands before it."""
    for _ in range(POINTED_AT):
        candidate = pool[number]
        if candidate.before < 0 or not (candidate.sentence.leans or candidate.sentence.points_back):
            return
        number = candidate.before
        yield number


def _agreed(pool: Sequence[Candidate], holders: dict[int, frozenset[str]]) -> Iterator[frozenset[str]]:
    """Yield the holders of a position and of one right behind it, in a section, that repeats it."""
    before: int | None = None
    for number, holder in holders.items():
        held = pool[number].sentence.position
        if held and held.agrees and before is not None and _place(pool[before]) == _place(pool[number]):
            yield holders[before] | holder
        before = number


class Sides:
    """Who stands with whom."""

    def __init__(self, ties: Iterable[frozenset[str]]) -> None:
        self._with: dict[str, set[str]] = {}
        for tie in ties:
            for word in tie:
                self._with.setdefault(word, set()).update(tie)

    def apart(self, one: frozenset[str], other: frozenset[str]) -> bool:
        """Tell whether nothing ties two holders of positions together."""
        allies = self._allies(other)
        return not any(_akin(a, b) for a in self._allies(one) for b in allies)

    def _allies(self, holder: frozenset[str]) -> set[str]:
        allies: set[str] = set()
        found = set(holder)
        while found:
            allies |= found
            found = {ally for word in found for ally in self._with.get(word, ())} - allies
        return allies | {home for word in allies if (home := home_countries().get(word))}


def _akin(one: str, other: str) -> bool:
    """Tell whether two words name a country and its people, or are the same: "vessland" and "vesslander"."""
    short, long = sorted((one, other), key=len)
    stem = short if len(short) <= _SAME_STEM else short[:-1]
    return one == other or (len(stem) >= _SAME_STEM and long.startswith(stem))
