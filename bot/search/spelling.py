"""How far one spelling is from another, in keystrokes and sounds.

A slip of the finger or of the ear costs little (a neighbouring key, a doubled letter, c for k, a dropped h); a
letter put for one that neither looks, sounds nor lies like it costs more. So "acash" is Akash and "atash" is not.
"""

import math
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, pairwise

from rapidfuzz import process
from rapidfuzz.distance import OSA

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_SOUNDS = ("aeo", "eiy", "ouwv", "kcqg", "hgk", "szc", "td", "bp", "vwf", "jyzg", "iuy", "mn", "cj", "xkh")
_VOWELS = frozenset("aeiouy")
_TRANSPOSITION = 0.7
_DOUBLED = 0.3
_NEIGHBOUR = 0.8
_SOUND = 0.5
_OTHER = 1.5
_PAIRS = 4_096  # of letters, whose costs are remembered
_OTHER_START = 0.6  # few slips hit the first letter
_DIGIT = 9.0  # COP15 is not a misspelt COP29
_DIGITS = 6  # of a cost behind the point: sums of tenths differ in the last ones

# What transliterations of one name differ in, reduced to one spelling, by a letter that each has.
_SKELETON = {
    "h": (
        ("dzh", "j"), ("zh", "j"), ("kh", "h"), ("gh", "g"), ("sh", "s"), ("ch", "c"), ("ph", "f"), ("th", "t"),
    ),
    "x": (("x", "ks"),), "q": (("q", "k"),), "w": (("w", "v"),), "c": (("ck", "k"),),
    "y": (("iy", "i"), ("yy", "i"), ("ey", "ei"), ("ay", "ai")),
}  # fmt: skip
_AGAIN = re.compile(r"([^\W\d])(?=\1)")  # what stands twice less once: to leave out is quicker than to put


_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_LAYOUTS = str.maketrans(_LATIN + _CYRILLIC, _CYRILLIC + _LATIN)


def other_layout(text: str) -> str:
    """Return a text as the same keys would have typed it on the other of the English and Russian layouts.

    >>> other_layout("pfyutpeh"), other_layout("сщз29")
    ('зангезур', 'cop29')
    """
    return text.casefold().translate(_LAYOUTS)


def _neighbours() -> frozenset[frozenset[str]]:
    pairs = {frozenset(pair) for row in _ROWS for pair in pairwise(row)}
    for upper, lower in pairwise(_ROWS):
        for column, letter in enumerate(lower):
            pairs |= {frozenset((letter, other)) for other in upper[column : column + 2]}
    return frozenset(pairs)


_KEYS = _neighbours()
_LIKE = frozenset(frozenset((a, b)) for sound in _SOUNDS for a in sound for b in sound if a != b)


def skeleton(folded: str) -> str:
    """Reduce a folded word to what all its transliterations share: no digraphs, no doubled letters.

    >>> skeleton("karabakh"), skeleton("qarabax"), skeleton("dzheykhun")
    ('karabah', 'karabaks', 'jeihun')
    """
    for letter, digraphs in _SKELETON.items():
        if letter in folded:
            for digraph, reduced in digraphs:
                folded = folded.replace(digraph, reduced)
    return _AGAIN.sub("", folded)


def skeletons(folded: Sequence[str]) -> list[str]:
    """Return the skeletons of folded words, which have no line breaks: worked out of all as of one text."""
    return skeleton("\n".join(folded)).split("\n") if folded else []


@lru_cache(maxsize=_PAIRS)
def _substitution(a: str, b: str) -> float:
    if a.isdigit() or b.isdigit():
        return _DIGIT
    pair = frozenset((a, b))
    return _SOUND if pair in _LIKE else _NEIGHBOUR if pair in _KEYS else _OTHER


@lru_cache(maxsize=_PAIRS)
def _indel(letter: str, before: str) -> float:
    if letter.isdigit():
        return _DIGIT
    if letter == before:
        return _DOUBLED
    return 0.5 if letter == "h" else 0.7 if letter in _VOWELS else 0.9


@lru_cache(maxsize=50_000)
def cost(typed: str, word: str, most: float = math.inf) -> float:
    """Return the least cost of turning one folded spelling into the other; 0.0 for equal ones. Symmetric.

    Of a cost above `most` it is only said that it is: infinity is returned, and that is known early.
    """
    own = [_indel(letter, word[j - 1] if j else "") for j, letter in enumerate(word)]
    before: list[float] = []
    row = [*accumulate(own, initial=0.0)]
    ends = 0, _end(row, most)  # behind which the last two rows are dearer than `most`
    for i, letter in enumerate(typed):
        dropped = _indel(letter, typed[i - 1] if i else "")
        previous, row = row, [math.inf] * len(row)
        row[0] = previous[0] + dropped
        for j, other in enumerate(word):
            if j >= ends[1] and j > ends[0] and row[j] > most:
                break
            best = min(
                previous[j] + (0.0 if letter == other else _substitution(letter, other)),
                previous[j + 1] + dropped,
                row[j] + own[j],
            )
            if i and j and letter == word[j - 1] and typed[i - 1] == other and letter.isalpha() and other.isalpha():
                best = min(best, before[j - 1] + _TRANSPOSITION)
            row[j + 1] = best
        before, ends = previous, (ends[1], _end(row, most))
        if not any(ends):
            return math.inf
    return row[-1] if row[-1] <= most else math.inf


def _end(row: Sequence[float], most: float) -> int:
    """Return from where on all numbers are above a bound."""
    return next((at for at in range(len(row), 0, -1) if row[at - 1] <= most), 0)


def allowance(length: int) -> float:
    """Return the highest cost at which a spelling of that many letters may still be the same word."""
    if length < 4:
        return 0.0
    return 0.8 if length == 4 else 1.0 if length < 7 else 1.6 if length < 10 else 2.2 if length < 14 else 3.0


def distance(typed: str, word: str, most: float = math.inf) -> float:
    """Return the cost between two folded spellings, of their skeletons where that is less (plus a little).

    Instead of one above `most` it may return infinity.
    """
    reduced, reduced_word = skeleton(typed), skeleton(word)
    price = cost(typed, word, most)
    if 2 * len(reduced) > len(typed) and 2 * len(reduced_word) > len(word):  # of "aaaabbbb" too little is left
        price = min(price, cost(reduced, reduced_word, most) + 0.1)
    same_start = reduced[:1] == reduced_word[:1] or _is_like(typed[:1], word[:1]) or typed[:2] == word[1::-1]
    return price if same_start else price + _OTHER_START


def _is_like(a: str, b: str) -> bool:
    return a == b or frozenset((a, b)) in _LIKE | _KEYS


def nearest(typed: str, known: Sequence[str], skeletons: Sequence[str], limit: int = 5) -> list[tuple[str, float]]:
    """Return the at most `limit` known folded spellings within the allowance of `typed`, each with its cost.

    Cheapest first; of two that sound alike, the one that is nearer letter by letter, then by spelling. `skeletons` are
    those of `known`, in the same order.
    """
    allowed = allowance(len(typed))
    if not allowed:
        return []
    edits = 2 if len(typed) < 7 else 3
    found = process.extract(typed, known, scorer=OSA.distance, score_cutoff=edits, limit=None)
    found += process.extract(skeleton(typed), skeletons, scorer=OSA.distance, score_cutoff=2, limit=None)
    prices = {spelling: distance(typed, spelling, allowed) for spelling in {known[at] for _, _, at in found}}
    # A skeleton makes "ssss" of "s", and a word of one or two letters has nothing to be recognised by.
    near = [spelling for spelling, price in prices.items() if price <= allowed and len(spelling) > 2]
    near.sort(key=lambda spelling: (round(prices[spelling], _DIGITS), cost(typed, spelling, allowed), spelling))
    return [(spelling, prices[spelling]) for spelling in near[:limit]]
