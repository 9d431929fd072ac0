"""Whose position a sentence gives, whether it is against something, and whom a title ties to whom.

All of it is read from the sentence: the verb or noun of a stance, and the name that it belongs to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.briefing.names import Name

# The first group disputes; the second merely holds. "Said" reports too often to count. "Refusal" and "denial" are what
# the other side calls a position.
_DISPUTES = (
    r"describ(?:es|ed)|reject(?:s|ed|ion)|oppos(?:es|ed|ition)|den(?:ies|ied)|claim(?:s|ed)|criti[cs]i[sz](?:es|ed|m)|"
    r"condemn(?:s|ed)|accus(?:es|ed)|refus(?:es|ed)|object(?:s|ed|ions?)|insist(?:s|ed)|resistance|disput(?:es|ed)|"
    r"not an option|unacceptable|wary of|ruled? out|"
    r"refut(?:es|ed)|dismiss(?:es|ed)|warn(?:s|ed)|blam(?:es|ed)|fears?|"
    r"отверг\w+|отклони\w+|обвини\w+|осуди\w+|опроверг\w+|reddet\w+|suçla\w+|eleştir\w+|yalanla\w+|kına\w+|"
    r"ittiham\w*|tənqid\w*|rədd|pislə\w+|təkzib"
)
_HOLDS = (
    r"says|support(?:s|ed)|back(?:s|ed)|argu(?:es|ed)|welcom(?:es|ed)|emphasi[sz](?:es|ed)|stat(?:es|ed)|"
    r"express(?:es|ed)|views?|viewed|sees|call(?:s|ed)|demand(?:s|ed)|propos(?:es|ed)|believes?|favou?rs?|seeks?|sought|"
    r"stress(?:es|ed)|reiterat(?:es|ed)|echo(?:es|ed)|according to|"
    r"заяви\w+|поддерж\w+|призва\w+|считает|подчеркну\w+|açıkla\w+|destekle\w+|savun\w+|vurgula\w+|belirtti|"
    r"bildir\w+|dəstəklə\w+"
)
_STANCE = re.compile(rf"\b(?:(?P<disputes>{_DISPUTES})|{_HOLDS})(?!\w)")
# One word of each of these: the longest.
_CUES = "|".join(max(phrase.split(), key=len) for phrase in f"{_DISPUTES}|{_HOLDS}".split("|"))
_CUE = re.compile(rf"\b(?:{_CUES})(?!\w)")
_AGREES = re.compile(r"\b(?:reiterat\w+|echo(?:e[sd]|ing)|likewise|similar(?:ly)?|повтори\w+|соглас\w+)\b")
# "… is rejected by Dunmar", "opposition from Dunmar", "unacceptable to Dunmar".
_HOLDER_AFTER = re.compile(r"according to|unacceptable (?:to|for)|\w+ (?:by|from) ")
# "Brand was accused of fraud" and "described how" are nobody's stance.
_TOLD_OF = re.compile(r"accused of|described (?:how|what|as)")
# "Territorial claims" are none either: such words are verbs only behind who can speak.
_NOUNS_TOO = frozenset({"claims", "disputes", "fears", "demands", "calls", "views", "backs", "supports", "stresses"})
_SPEAKER = re.compile(
    r"(?:[A-ZÇŞİÖÜƏ]\S*|\w+ly|\w+ry|he|she|it|they|also|still|now|who|which|government|president|minister|leader|party|"
    r"opposition|parliament|chief|official|union|army|court|council|spokes\w+)\s$"
)
_ARTICLE = re.compile(r"\b(?:the|an?|its|his|her|their|this|these|any|some|all|no|such)\s$", re.IGNORECASE)
_REACH = 24  # characters before a word that tell what it is

# "Hit back at criticism of the plan": that criticism is not the subject's.
_MET = re.compile(r"\b(?:at|under|amid|despite|over|of|fac(?:e|es|ed|ing)|some|drew|sparked|met)\s(?:\w+\s)?$")
_POSITION_NOUNS = frozenset({"rejection", "opposition", "criticism", "objection", "objections", "resistance"})
# A name and what may stand between it and its verb.
_DIRECTLY = re.compile(r"(?:['’]s?)?\s(?:(?:has|have|had|also|again|once|even|then|still|now|\w+ly)\s)*")
_SAID_LAST = re.compile(r"\s(?:said|says|told \w+|added|argued|warned|claimed|insisted)\W*$")
_PRONOUN = re.compile(r"\b(?:he|she|they|it|он|она|они)\b")
# "In his speech to the assembly, Brand …": names before the subject are nobody's position.
_ASIDE = re.compile(
    r"\W*(?:in|at|on|during|after|before|following|despite|since|by|with|under|from|for|through|amid|as|"
    r"в|во|на|после|по|при|перед)\s[^,]*,"
)
_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]")

_JOINS = frozenset({" ", " of ", "-", " of the "})
_TITLES = frozenset(
    """
    affairs ambassador assistant chairman chancellor chief department deputy director dr envoy executive foreign general
    governor head judge king leader mayor minister ministry mr mrs ms office president presidential prime representative
    secretary senator sir speaker spokesman spokesperson spokeswoman state the
    ministr premer prezident glava predstavitel posol
    bakan bakani basbakan basbakani cumhurbaskani sozcusu lider nazir naziri prezidenti
    """.split()
)
_TITLED = re.compile(rf"(?:['’]s)?,?(?:[\s-]+(?:{'|'.join(sorted(_TITLES))}|of|to|for))*[\s-]+")


@dataclass(frozen=True, slots=True)
class Position:
    """A stance that a sentence gives."""

    holder: frozenset[str]  # folded words of whose it is; empty where it names nobody
    of_before: bool  # it is that of whom the sentence before speaks: "He rejected …"
    disputes: bool  # it is against something
    agrees: bool  # it says again what someone before it holds


def position(text: str, lowered: str, named: Sequence[Name]) -> Position | None:
    """Return the first stance that a sentence gives outside quotations; None where it gives none.

    `lowered` is the text in lower case, of the same length; `named` are its names.
    """
    plain = _QUOTED.sub(lambda quotation: " " * len(quotation.group()), lowered)
    stances = [found for found in _STANCE.finditer(plain) if _is_stance(text, found)]
    if not stances:
        return None
    holder, of_before = _holder(text, plain, [n for n in named if not plain[n.start].isspace()], stances[0])
    # Quotations tell against what somebody is, though not who.
    every = stances if plain == lowered else [one for one in _STANCE.finditer(lowered) if _is_stance(text, one)]
    disputes = any(found["disputes"] for found in every)
    return Position(holder, of_before, disputes, agrees=_AGREES.search(plain) is not None)


def holds_cue(lowered: str) -> bool:
    """Tell whether a text without white space, in lower case, may be of a stance."""
    return _CUE.search(lowered) is not None


def _is_stance(text: str, found: re.Match[str]) -> bool:
    """Tell whether a word of a stance is one here: no name ("United States"), no noun, no adjective."""
    before = text[max(0, found.start() - _REACH) : found.start()]
    if (before and text[found.start()].isupper()) or _TOLD_OF.match(text, found.start()):
        return False
    if found.group() in _NOUNS_TOO:
        return _SPEAKER.search(before) is not None
    if found.group() in _POSITION_NOUNS:
        return not _MET.search(before) or _HOLDER_AFTER.match(text, found.start()) is not None
    return not (found.group().endswith("ed") and _ARTICLE.search(before))


def _holder(text: str, plain: str, named: Sequence[Name], stance: re.Match[str]) -> tuple[frozenset[str], bool]:
    """Return the words of whose stance it is, and whether that is someone of the sentence before."""
    if _HOLDER_AFTER.match(plain, stance.start()):
        return _words(_runs(text, [name for name in named if name.start > stance.end()])[:1]), False
    start = _subject_start(plain, named, stance.start())
    runs = _runs(text, [name for name in named if start <= name.start and name.end <= stance.start()])
    direct = runs and _DIRECTLY.fullmatch(text[runs[-1][-1].end : stance.start()])
    holder = _speaker_last(text, plain, named) or _words(runs[-1:] if direct else runs[:1])
    return holder, not holder and _PRONOUN.search(plain, start, stance.start()) is not None


def _speaker_last(text: str, plain: str, named: Sequence[Name]) -> frozenset[str]:
    """Return the words of the speaker of a sentence that ends in "…, Mr Brand said."; empty where it does not."""
    said = _SAID_LAST.search(plain)
    return _words([run for run in _runs(text, named) if said and run[-1].end == said.start()])


def _subject_start(plain: str, named: Sequence[Name], end: int) -> int:
    aside = _ASIDE.match(plain, 0, end)
    if not aside:
        return 0
    follows = any(aside.end() <= name.start < end for name in named) or _PRONOUN.search(plain, aside.end(), end)
    return aside.end() if follows else 0


def subject(text: str, lowered: str, named: Sequence[Name]) -> frozenset[str]:
    """Return the folded words of the name that a sentence begins with, what goes before its subject left out."""
    start = _subject_start(lowered, named, len(text))
    return _words(_runs(text, [name for name in named if name.start >= start])[:1])


def _runs(text: str, named: Sequence[Name]) -> list[list[Name]]:
    """Return the words of names that stand together, as one name each."""
    runs: list[list[Name]] = []
    for name in named:
        if runs and text[runs[-1][-1].end : name.start] in _JOINS:
            runs[-1].append(name)
        else:
            runs.append([name])
    return runs


def _words(runs: Sequence[Sequence[Name]]) -> frozenset[str]:
    return frozenset(name.word for run in runs for name in run) - _TITLES


def affiliations(text: str, named: Sequence[Name]) -> tuple[frozenset[str], ...]:
    """Return the names that titles tie together, folded: "Vess foreign minister Ivo Brand" gives one with three."""
    found: list[frozenset[str]] = []
    chain: set[str] = set()
    titled = False
    for one, other in pairwise([*named, Name("", len(text) + 1, len(text) + 1)]):
        gap = text[one.end : other.start]
        tied = _TITLED.fullmatch(gap) is not None
        chain.add(one.word)
        titled = titled or one.word in _TITLES or (tied and not _TITLES.isdisjoint(gap.replace(",", " ").split()))
        if not tied:
            if titled and len(chain - _TITLES) > 1:
                found.append(frozenset(chain - _TITLES))
            chain, titled = set(), False
    return tuple(found)
