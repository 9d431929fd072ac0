"""When a sentence tells the readers of an earlier paragraph nothing.

A reprint may leave words out and respell them; it may not add or change any. So a sentence repeats an earlier one if
nearly all of its words stand there in the same order, and what does not is empty, or a slip for what stands there.

In doubt it is news: a repeat is a nuisance, silence a loss. `python -m bench.repeats` edits paragraphs of news: of
3,274 as reprints change them 99.0 % are known again; of 3,198 that tell something else one is taken for a repeat
(precision .9997). Of pairs that people labelled none that differ are taken for repeats, nor any that put it otherwise.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import zip_longest

from rapidfuzz.distance import Levenshtein

from bot.briefing.sentences import split
from bot.search.analysis import fold, words
from bot.search.spelling import distance

Words = tuple[str, ...]  # of a sentence, folded

MOST = 0.6  # share of a sentence's words that stand in the earlier one
MISSPELT_FROM = 6  # letters: shorter words that differ in a letter are other words ("east", "west")
PLACE = 6  # words of a sentence for each place at which something may be left out
SLIP = 0.8  # cost of a slip, of `bot.search.spelling`

_EMPTY = frozenset(
    """
    a an the that which who this these it its of in on at and also has had have been says said told tells
    tell stated states added adds noted reported amid yesterday today tonight corp inc ltd co mr mrs ms
    v na i s k po iz chto eto kotoryy takzhe ve da de bu o ki ile
    """.split()
)
# Without one of these, or with one more, a sentence says the opposite.
_TURNING = frozenset(
    """
    no not never nor neither without cannot none nobody nothing dont doesnt didnt isnt arent wasnt werent wont cant
    couldnt wouldnt shouldnt hasnt havent hadnt ne net nikogda nikto bez degil deyil yok yox
    """.split()
)
_NUMBERS = frozenset("million billion trillion milyon milyard milyar trilyon milliard".split())
_MONTHS = frozenset("jan feb mar apr jun jul aug sep sept oct nov dec".split())
_DATELINE = re.compile(
    r"(?:[A-ZÀ-ÞА-Я][A-ZÀ-ÞА-Я .'’-]{1,30}(?:, [\w. ]{2,20})?(?: ?\([\w. ]{2,30}\))?|Reuters) ?(?:--|[-—–]) "
)


@lru_cache(maxsize=50_000)
def sentence_words(sentence: str) -> Words:
    """Return the folded words of a sentence without its dateline."""
    dateline = _DATELINE.match(sentence)
    return tuple(fold(word) for word in words(sentence[dateline.end() :] if dateline else sentence))


@lru_cache(maxsize=10_000)
def paragraph_words(text: str, language: str) -> tuple[Words, ...]:
    """Return the folded words of each sentence of a paragraph."""
    return tuple(sentence_words(sentence) for sentence in split(text, language))


def says(earlier: Iterable[Words], sentence: Words) -> bool:
    """Tell whether one who has read the earlier sentences learns nothing from a further one."""
    return any(_repeats(sentence, other) for other in earlier)


def _repeats(sentence: Words, other: Words) -> bool:
    if sentence == other:
        return True
    changes = [change for change in Levenshtein.opcodes(other, sentence) if change.tag != "equal"]
    left_out = [other[change.src_start : change.src_end] for change in changes]
    added = [sentence[change.dest_start : change.dest_end] for change in changes]
    if sum(map(len, added)) > (1 - MOST) * len(sentence):
        return False
    if any(word in _TURNING for part in left_out for word in part):
        return False
    # What is left out here and there, at many places, leaves another sentence.
    if sum(not _EMPTY.issuperset(part) for part in left_out) > max(1, len(sentence) // PLACE):
        return False
    pairs = (pair for new, old in zip(added, left_out, strict=True) for pair in zip_longest(new, old[: len(new)]))
    return all(new in _EMPTY or (old is not None and _stands_for(new, old)) for new, old in pairs)


def _stands_for(word: str, other: str) -> bool:
    if word in _MONTHS:
        return other.startswith(word)
    if min(len(word), len(other)) < MISSPELT_FROM or word in _NUMBERS:
        return False
    return word[0] == other[0] and distance(word, other) <= SLIP
