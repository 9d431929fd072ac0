"""What a sentence says, without regard to any topic: its terms, names, figures, stance and form.

Read once a paragraph and kept, since the same paragraphs answer many topics.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.briefing import form
from bot.briefing.names import Name, names
from bot.briefing.sentences import split
from bot.search.analysis import terms

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
YEAR = re.compile(r"(?:1[89]|20)\d\d")

# Words that praise, hope or point at importance instead of telling what happened; stems, folded to lower case.
_VAGUE = re.compile(
    r"\b(?:underscor\w+|highlight\w*|testament|remains? to be seen|overstat\w+|pivotal|crucial\w*|vital\w*|fraught|"
    r"importan(?:ce|t)|significan(?:ce|t)|shared vision|commit(?:ment|ted)|path(?:way)? (?:to|forward)|landscape|"
    r"dynamics|complexit(?:y|ies)|complex|foster\w*|bolster\w*|holistic|broader|more than just|"
    r"not (?:just|only|merely)|"
    r"demonstrat\w+|symbol\w*|epitomi[sz]\w+|arguably|undoubtedly|essential\w*|imperative|reflects?|represents?|"
    r"opportunit(?:y|ies)|potential(?:ly)?|unique|strategic(?:ally)?|ambitio(?:n|ns|us)|challeng(?:e|es|ing)|"
    r"prospects?|realit(?:y|ies)|narratives?|perspectives?|sentiments?|must|should|could|may|might|would|"
    r"важно\w*|значени\w+|подчеркива\w+|вызов\w*|önem\w*|vurgul\w+|əhəmiyyət\w*|vacib\w*)\b"
)
# Verbs and nouns of a position. The first group disputes; the second merely holds. "Said" reports too often to count.
_DISPUTES = (
    r"describ(?:es|ed)|reject(?:s|ed|ion)|oppos(?:es|ed|ition)|den(?:ies|ied)|claim(?:s|ed)|criti[cs]i[sz](?:es|ed|m)|"
    r"condemn(?:s|ed)|accus(?:es|ed)|refus(?:es|ed|al)|object(?:s|ed|ions?)|insist(?:s|ed)|resistance|disput(?:es|ed)|"
    r"not an option|unacceptable|wary of|ruled? out|"
    r"refut(?:es|ed)|dismiss(?:es|ed)|warn(?:s|ed)|blam(?:es|ed)|fears?|"
    r"отверг\w+|отклони\w+|обвини\w+|осуди\w+|опроверг\w+|reddet\w+|suçla\w+|eleştir\w+|yalanla\w+|kına\w+|"
    r"ittiham\w*|tənqid\w*|rədd|pislə\w+|təkzib"
)
_HOLDS = (
    r"says|support(?:s|ed)|back(?:s|ed)|argu(?:es|ed)|welcom(?:es|ed)|emphasi[sz](?:es|ed)|stat(?:es|ed)|"
    r"express(?:es|ed)|views?|viewed|sees|call(?:s|ed)|demand(?:s|ed)|propos(?:es|ed)|believes?|favou?rs?|seeks?|sought|"
    r"stress(?:es|ed)|according to|"
    r"заяви\w+|поддерж\w+|призва\w+|считает|подчеркну\w+|açıkla\w+|destekle\w+|savun\w+|vurgula\w+|belirtti|"
    r"bildir\w+|dəstəklə\w+"
)
_STANCE = re.compile(rf"\b(?:(?P<disputes>{_DISPUTES})|{_HOLDS})(?!\w)")

_JOINS = frozenset({" ", " of ", "-", " of the "})
_TITLES = frozenset(
    {"affairs", "chief", "deputy", "foreign", "head", "minister", "president", "prime", "secretary", "the"}
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of a paragraph and what may be weighed of it before a topic is known."""

    text: str
    terms: tuple[str, ...]  # in order, function words left out
    names: frozenset[str]  # folded words of proper names
    figures: frozenset[str]  # as written, thousands separators left out
    actor: frozenset[str]  # folded words of whose position it gives ("Iran rejects …"); empty where it gives none
    disputes: bool  # whether that position is against something
    concreteness: float  # about -1 (praise, hope) to 1 (figures, dates, names)
    words: int  # by white space
    printable: bool
    leans: bool
    points_back: bool
    may_open: bool


@lru_cache(maxsize=10_000)
def read(text: str, language: str) -> tuple[Sentence, ...]:
    """Return the sentences of a paragraph, in order, with what they say."""
    return tuple(_read(sentence, language) for sentence in split(text, language))


def _read(text: str, language: str) -> Sentence:
    named = names(text)
    lowered = _lowered(text)
    stances = list(_STANCE.finditer(lowered))
    figures = frozenset(figure.replace(",", "") for figure in _FIGURE.findall(text))
    printable = form.printable(text)
    leans = printable and form.leans(text, language)
    return Sentence(
        text=text,
        terms=tuple(terms(text, language)),
        names=frozenset(name.word for name in named),
        figures=figures,
        actor=_actor(text, named, stances[0]) if stances else frozenset(),
        disputes=any(stance["disputes"] for stance in stances),
        concreteness=_concreteness(lowered, len(named), figures),
        words=len(text.split()),
        printable=printable,
        leans=leans,
        points_back=printable and form.points_back(text, language),
        may_open=printable and not leans and not form.is_midway(text, language),
    )


def _lowered(text: str) -> str:
    """Lower the case where that keeps the offsets (a Turkish "İ" becomes two characters)."""
    lowered = text.lower()
    return lowered if len(lowered) == len(text) else "".join(c.lower()[:1] for c in text)


def _actor(text: str, named: list[Name], stance: re.Match[str]) -> frozenset[str]:
    """Return the words of the first name before a sign of a stance, or of the one behind its "by"."""
    by = text.startswith(" by ", stance.end()) or stance.group() == "according to"
    held = [n for n in named if (n.start > stance.end() if by else n.end <= stance.start())]
    run = held[:1]
    for name in held[1:]:
        if text[run[-1].end : name.start] not in _JOINS:
            break
        run.append(name)
    return frozenset(name.word for name in run) - _TITLES


def _concreteness(lowered: str, names: int, figures: frozenset[str]) -> float:
    years = sum(1 for figure in figures if YEAR.fullmatch(figure))
    told = 0.35 * min(len(figures) - years, 2) + 0.2 * min(years, 1) + 0.08 * min(names, 5)
    return max(-1.0, min(1.0, told - 0.2 * len(_VAGUE.findall(lowered))))
