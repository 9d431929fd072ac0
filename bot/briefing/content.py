"""What a sentence says, without regard to any topic: its terms, names, figures, stance and form.

Read once a paragraph and kept, since the same paragraphs answer many topics.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.briefing import form
from bot.briefing.sentences import split
from bot.search.analysis import fold, is_function_word, terms

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?:1[89]|20)\d\d")
_TOKEN = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")

# Words that praise, hope or point at importance instead of telling what happened; stems, folded to lower case.
_VAGUE = re.compile(
    r"\b(?:underscor\w+|highlight\w*|testament|remains? to be seen|overstat\w+|pivotal|crucial\w*|vital\w*|fraught|"
    r"importan(?:ce|t)|significan(?:ce|t)|shared vision|commit(?:ment|ted)|path(?:way)? (?:to|forward)|landscape|"
    r"dynamics|complexit(?:y|ies)|complex|foster\w*|bolster\w*|holistic|broader|more than just|"
    r"not (?:just|only|merely)|"
    r"demonstrat\w+|symbol\w*|epitomi[sz]\w+|arguably|undoubtedly|essential\w*|imperative|reflects?|represents?|"
    r"opportunit(?:y|ies)|potential(?:ly)?|unique|strategic(?:ally)?|ambitio(?:n|ns|us)|challeng(?:e|es|ing)|"
    r"prospects?|realit(?:y|ies)|narratives?|perspectives?|sentiments?|must|should|could|may|might|would|"
    r"важно\w*|значени\w+|подчеркива\w+|вызов\w*|önem\w*|vurgul\w+|əhəmiyyət\w*|vacib\w*)\b",
    re.IGNORECASE,
)
_STANCE = re.compile(
    r"\b(?:sa(?:ys|id)|describ(?:es|ed)|reject(?:s|ed)?|oppos(?:es|ed)|support(?:s|ed)|back(?:s|ed)?|den(?:ies|ied)|"
    r"claim(?:s|ed)|argu(?:es|ed)|insist(?:s|ed)|warn(?:s|ed)|criti[cs]i[sz](?:es|ed)|condemn(?:s|ed)|welcom(?:es|ed)|"
    r"emphasi[sz](?:es|ed)|stat(?:es|ed)|express(?:es|ed)|views?|viewed|sees|call(?:s|ed)|accus(?:es|ed)|refus(?:es|ed)|"
    r"demand(?:s|ed)|propos(?:es|ed)|object(?:s|ed)|fears?|believes?|favou?rs?|seeks?|sought|stress(?:es|ed)|"
    r"заяви\w+|отверг\w+|отклони\w+|поддерж\w+|обвини\w+|осуди\w+|призва\w+|считает|подчеркну\w+|"
    r"açıkla\w+|reddet\w+|destekle\w+|suçla\w+|eleştir\w+|savun\w+|vurgula\w+|belirtti|"
    r"bildir\w+|dəstəklə\w+|ittiham\w*|tənqid\w*)(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph and what may be weighed of it before a topic is known."""

    text: str
    terms: tuple[str, ...]  # in order, function words left out
    names: frozenset[str]  # folded words of proper names
    figures: frozenset[str]  # as written, thousands separators left out
    actor: str  # whose position it gives ("iran rejects …"), folded; "" where it gives none
    concreteness: float  # about -1 (praise, hope) to 1 (figures, dates, names)
    words: int  # by white space
    printable: bool
    leans: bool
    may_open: bool


@lru_cache(maxsize=10_000)
def read(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, in order, with what they say."""
    return tuple(_read(sentence, language) for sentence in split(text, language))


def _read(text: str, language: str) -> Sentence:
    named = _names(text)
    figures = frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))
    printable = form.printable(text)
    return Sentence(
        text=text,
        terms=tuple(terms(text, language)),
        names=frozenset(fold(word) for word, _, _ in named),
        figures=figures,
        actor=_actor(text, named),
        concreteness=_concreteness(text, len(named), figures),
        words=len(text.split()),
        printable=printable,
        leans=printable and form.leans(text, language),
        may_open=printable and form.may_open(text, language),
    )


def _names(text: str) -> list[tuple[str, int, int]]:
    return [
        (_POSSESSIVE.sub("", m.group()), m.start(), m.end())
        for m in _TOKEN.finditer(text)
        if m.group()[0].isupper() and not is_function_word(m.group())
    ]


def _actor(text: str, named: list[tuple[str, int, int]]) -> str:
    """Return the name nearest before the first verb of stance, or the one behind its "by"."""
    stance = _STANCE.search(text)
    if not stance:
        return ""
    if text[stance.end() : stance.end() + 4] == " by ":
        return next((fold(word) for word, start, _ in named if start > stance.end()), "")
    return next((fold(word) for word, _, end in reversed(named) if end <= stance.start()), "")


def _concreteness(text: str, names: int, figures: frozenset[str]) -> float:
    years = sum(1 for figure in figures if _YEAR.fullmatch(figure))
    told = 0.35 * min(len(figures) - years, 2) + 0.2 * min(years, 1) + 0.08 * min(names, 5)
    return max(-1.0, min(1.0, told - 0.2 * len(_VAGUE.findall(text))))
