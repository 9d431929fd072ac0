"""How well paragraphs are ranked: nDCG and recall over the first five, fair to halves and mergers."""

import math
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.evaluation.gold import Grade
from bot.evaluation.originals import ALIGNED, Originals

TOP = 5
_GAIN = {Grade.ANSWERS: 3.0, Grade.MENTIONS: 1.0}  # 2 ** grade - 1
_FULL = 0.5  # share of a true paragraph that earns all of its grade: a page break may have halved it
_USEFUL = 0.5  # of one relevant paragraph among the first five


@dataclass(frozen=True, slots=True)
class Ranking:
    """The figures of one ranked list, all in [0, 1]."""

    useful: bool  # something relevant is among the first five
    ndcg: float
    recall: float  # of all relevant paragraphs
    recall_capped: float  # of those that answer, as far as five places can hold them


NOTHING_RANKED = Ranking(useful=False, ndcg=0.0, recall=0.0, recall_capped=0.0)


def ranked(originals: Originals, relevant: Mapping[str, Grade], texts: Sequence[str]) -> Ranking:
    """Measure the first five of a list of paragraphs against the graded ones.

    A paragraph inside a true one earns its grade once half of it is there; one that merges several earns their grades
    by the room that each takes in it. The same true paragraph earns once.
    """
    gains, credit = _gains(originals, relevant, texts[:TOP])
    best = sum(grade is Grade.ANSWERS for grade in relevant.values())
    earned = sum(credit.values())
    earned_of_best = sum(share for id_, share in credit.items() if relevant[id_] is Grade.ANSWERS)
    return Ranking(
        useful=earned >= _USEFUL,
        ndcg=_ndcg(gains, relevant),
        recall=earned / len(relevant),
        recall_capped=min(1.0, earned_of_best / min(TOP, best)),
    )


def _gains(
    originals: Originals, relevant: Mapping[str, Grade], texts: Sequence[str]
) -> tuple[list[float], dict[str, float]]:
    """Return the gain at each rank, and what each relevant paragraph has earned in all, in [0, 1]."""
    credit: dict[str, float] = {}
    covered: dict[str, float] = defaultdict(float)
    gains = []
    for text in texts:
        gain = 0.0
        for id_, overlap in originals.overlaps(text).items():
            if id_ not in relevant:
                continue
            earned = overlap.inside
            if overlap.inside >= ALIGNED:
                covered[id_] += overlap.covered
                earned = min(1.0, covered[id_] / _FULL)
            before = credit.get(id_, 0.0)
            credit[id_] = max(before, earned)
            gain += _GAIN[relevant[id_]] * (credit[id_] - before)
        gains.append(gain)
    return gains, credit


def _ndcg(gains: Sequence[float], relevant: Mapping[str, Grade]) -> float:
    ideal = sorted((_GAIN[grade] for grade in relevant.values()), reverse=True)[:TOP]
    return min(1.0, _dcg(gains) / _dcg(ideal))


def _dcg(gains: Sequence[float]) -> float:
    return sum(gain / math.log2(rank + 2) for rank, gain in enumerate(gains))
