"""How much a summary tells: the weight of the facts that it carries, of all and of what so few words can hold."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.evaluation.gold import GoldTopic, Nugget, Weight
from bot.evaluation.originals import ALIGNED
from bot.evaluation.wording import shared, spaced, words

MOST_WORDS = 110  # of a summary; what comes after them counts for nothing
ROOM = 90  # words that the best possible summary may have ...
_MOST_SENTENCES = 5  # ... and its sentences
_WORTH = {Weight.VITAL: 1.0, Weight.OKAY: 0.5}


@dataclass(frozen=True, slots=True)
class FactsTold:
    """What a summary tells of a topic's facts."""

    recall: float  # weight of the facts told, of all; in [0, 1]
    of_attainable: float  # the same of what 90 words can hold at best; in [0, 1]
    missed: tuple[str, ...]  # the facts that it does not tell
    both_sides: bool | None  # it tells a fact of two sides at least; None where there are not two


def told(topic: GoldTopic, sentences: Sequence[str]) -> FactsTold | None:
    """Measure a summary by its topic's facts; None where none are listed."""
    if not topic.nuggets:
        return None
    kept = within(sentences, MOST_WORDS)
    carried = [nugget for nugget in topic.nuggets if _carries(kept, nugget)]
    got = _weight(carried)
    sides = {nugget.side for nugget in topic.nuggets if nugget.side}
    shown = {nugget.side for nugget in carried if nugget.side}
    return FactsTold(
        recall=got / _weight(topic.nuggets),
        of_attainable=min(1.0, got / attainable(topic.nuggets)),
        missed=tuple(nugget.fact for nugget in topic.nuggets if nugget not in carried),
        both_sides=len(shown) > 1 if len(sides) > 1 else None,
    )


def within(sentences: Sequence[str], most: int) -> list[str]:
    """Return the first sentences, at least one, that have no more than `most` words together."""
    kept: list[str] = []
    count = 0
    for sentence in sentences:
        count += len(sentence.split())
        if count > most and kept:
            break
        kept.append(spaced(sentence))
    return kept


def attainable(nuggets: Sequence[Nugget]) -> float:
    """Return the largest weight of facts that whole gold sentences of at most ROOM words, at most five, can carry.

    One sentence may be of any length. > 0.
    """
    carries: dict[str, int] = {}  # the facts of a sentence, a bit each
    for number, nugget in enumerate(nuggets):
        for sentence in nugget.sentences:
            carries[sentence] = carries.get(sentence, 0) | 1 << number
    fewest = {(0, 0): 0}  # by (sentences taken, facts told): the least words that this takes
    for sentence, facts in carries.items():
        length = len(sentence.split())
        for (taken, known), count in list(fewest.items()):
            reached = taken + 1, known | facts
            if taken < _MOST_SENTENCES and count + length <= min(ROOM, fewest.get(reached, ROOM)):
                fewest[reached] = count + length
    reachable = {*carries.values(), *(known for _, known in fewest)}
    return max(_weight([n for at, n in enumerate(nuggets) if known >> at & 1]) for known in reachable)


def _carries(summary: Sequence[str], nugget: Nugget) -> bool:
    said = words(" ".join(summary))
    return any(shared(want, said) >= ALIGNED * len(want) for sentence in nugget.sentences if (want := words(sentence)))


def _weight(nuggets: Sequence[Nugget]) -> float:
    return sum(_WORTH[nugget.weight] for nugget in nuggets)
