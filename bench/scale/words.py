"""Made-up words, one for each rank of how often it is used: real ones first, then ever longer ones like them."""

import math
from collections.abc import Callable, Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

Ranks = npt.NDArray[np.int64]
Texts = npt.NDArray[np.object_]

_ONSETS = "b br c ch cl d dr f fl g gr h j k l m n p pl pr r s sh sl sp st t th tr v w".split()
_NUCLEI = "a e i o u a e i o ai ea ou".split()
_CODAS = "b ck d ft g l ll m n nd nt p r rk rn st t v".split()
_SCRAMBLE = 2_654_435_761  # Knuth's multiplicative hash, a prime: neighbours in rank are no neighbours in spelling
_SHORT, _MIDDLE = 500, 20_000  # ranks below which a word has one or two syllables before its ending
_TABLE = 1 << 17  # words that are made at once; those of higher ranks are made when they are met
_MOST = 1 << 40  # ranks, far beyond what any archive meets

_NOUNS = """
    government country year minister region agreement project company state border trade energy policy market security
    president treaty railway corridor route port gas oil cargo export tariff budget court parliament election party
    committee council ministry office plan program report statement visit meeting summit talk conflict war peace army
    force attack ceasefire sanction investment loan bank price rate growth industry factory worker union school
    university hospital doctor city village town road bridge tunnel airport ship vessel harbour canal river dam water
    climate storm flood harvest farmer grain food refugee family child citizen law rule right crime police prison judge
    trial journalist newspaper network data system engine machine device standard licence contract supplier partner
    customer capacity tonne container wagon terminal customs inspection delay cost demand supply share profit debt tax
    reform crisis risk threat future history culture language museum church team coach match season champion
""".split()
_VERBS = """
    announce sign approve discuss open launch propose reject support oppose expect agree deny confirm warn visit meet
    deliver export import build repair close finance fund buy lease sell transfer join leave invite elect appoint
    dismiss accuse charge arrest release protest block restore resume delay extend reduce raise increase double cut
    inspect measure report publish collect count plan order develop modernise connect cross protect defend attack
    withdraw deploy train host attend win lose score record study describe compare review adopt amend ratify
""".split()
_PASTS = {
    "build": "built", "buy": "bought", "sell": "sold", "leave": "left", "meet": "met", "win": "won", "lose": "lost",
    "cut": "cut", "withdraw": "withdrew", "transfer": "transferred",
}  # fmt: skip
_ADJECTIVES = """
    new regional national international foreign economic military political public private local joint strategic
    large small major main recent early late annual quarterly high low strong weak rapid slow northern southern
    eastern western central rural urban coastal common legal illegal peaceful bilateral digital industrial agricultural
    commercial financial cultural historic modern direct additional possible necessary difficult important ready
""".split()


def spelt(rank: int, wheels: Sequence[Sequence[str]]) -> str:
    """Return the parts that a number comes to, one of each wheel; numbers below the product of all differ."""
    number = rank * _SCRAMBLE % math.prod(map(len, wheels))
    parts = []
    for wheel in wheels:
        number, at = divmod(number, len(wheel))
        parts.append(wheel[at])
    return "".join(parts)


def _made_up(rank: int, endings: Sequence[str]) -> str:
    inner = 0 if rank < _SHORT else 1 if rank < _MIDDLE else 2
    return spelt(rank, [*[_ONSETS, _NUCLEI] * (inner + 1), _CODAS, endings])


class Words:
    """The words of one class in one form, by rank."""

    def __init__(self, real: Sequence[str], endings: Sequence[str], form: Callable[[str], str] = str) -> None:
        """Take the most frequent words, how the others may end, and what makes the form of a word."""
        self._real, self._endings, self._form = real, endings, form
        self._table: Texts = np.array([self._word(rank) for rank in range(_TABLE)], object)

    def _word(self, rank: int) -> str:
        return self._form(self._real[rank] if rank < len(self._real) else _made_up(rank, self._endings))

    def of(self, ranks: Ranks) -> Texts:
        """Return the words of some ranks, in their order."""
        found: Texts = self._table[np.minimum(ranks, _TABLE - 1)]
        for at in np.flatnonzero(ranks >= _TABLE):
            found[at] = self._word(int(ranks[at]))
        return found


def drawn(rng: np.random.Generator, count: int, knee: float, tail: float) -> Ranks:
    """Draw ranks after Zipf and Mandelbrot: rank r about as often as (r + knee) to the power of -tail (> 1).

    Of n draws about n to the power of 1/tail are different (Heaps), however many there are.
    """
    uniform = 1.0 - rng.random(count)  # in (0, 1]
    return np.minimum(knee * (uniform ** (-1 / (tail - 1)) - 1), _MOST).astype(np.int64)


def plural(noun: str) -> str:
    """Return an English plural."""
    if noun.endswith("y") and noun[-2] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def past(verb: str) -> str:
    """Return an English past tense."""
    if verb.endswith("y") and verb[-2] not in "aeiou":
        return verb[:-1] + "ied"
    return _PASTS.get(verb) or verb + ("d" if verb.endswith("e") else "ed")


def going(verb: str) -> str:
    """Return an English -ing form."""
    return (verb[:-1] if verb.endswith("e") else verb) + "ing"


@cache
def nouns(form: Callable[[str], str] = str) -> Words:
    """Return the nouns in one form."""
    return Words(_NOUNS, ("", "er", "tion", "ment", "age", "ity", "or", "ism", "ure", "ance", "on", "et"), form)


@cache
def verbs(form: Callable[[str], str]) -> Words:
    """Return the verbs in one form."""
    return Words(_VERBS, ("ate", "ise", "ify", "en", "", "le"), form)


@cache
def adjectives() -> Words:
    """Return the adjectives."""
    return Words(_ADJECTIVES, ("al", "ive", "ous", "ic", "ful", "ary", "ish", "ent"))
