"""Whose position a sentence gives, whether it is against something, and whom a title ties to whom.

All of it is read from the sentence: the verb or noun of a stance, and the name that it belongs to.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.briefing.names import Name
from bot.briefing.stances import HOLDER_AFTER, is_reply, stances

_AGREES = re.compile(r"\b(?:reiterat\w+|echo(?:e[sd]|ing)|likewise|similar(?:ly)?|повтори\w+|соглас\w+)\b")

# A name and what may stand between it and its verb.
_DIRECTLY = re.compile(r"(?:['’]s?)?\s(?:(?:has|have|had|also|again|once|even|then|still|now|\w+ly)\s)*")
# "Opponents said", "the school has defended": a side that has no name.
_CROWD = re.compile(
    r"\b(opponents|critics|supporters|campaigners|activists|protesters|unions?|residents|parents|lawyers|"
    r"families|family|farmers|workers|rebels|opposition|government|school|club|board|company|firm|police|priest|"
    r"businesses|groups|lawmakers|investors|leaders|associations|teachers|doctors)"
    r"(?:,? who)?(?:\s(?:has|have|had|also|again|once|even|then|still|now|moved|\w+ly))*\s$"
)
# They are not whom the sentence names before them: "Dunmar's critics".
_OTHERS = frozenset("opponents critics supporters campaigners activists protesters opposition".split())
_COUNTERS = re.compile(
    r"\W*(?:but|however|yet|by contrast|in contrast)\b|[^,]{2,60}, (?:however|by contrast|though|meanwhile),"
)
# "According to a survey": a source, and no side.
_A_STUDY = re.compile(r"according to an? ")
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
    affairs ambassador assistant attorney attorneys chairman chancellor chief department deputy director dr envoy
    executive foreign general governor head judge king lawyer lawyers leader mayor minister ministry mr mrs ms
    office president presidential prime representative secretary senator sir speaker spokesman spokesperson
    spokeswoman state the
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
    tells: bool  # it merely says something, which is a position only where it counters one
    counters: bool  # it begins as what goes against the sentence before it does: "But …"
    replies: bool  # it is against claims or a plan that were told of before it


def position(text: str, lowered: str, named: Sequence[Name]) -> Position | None:
    """Return the first stance that a sentence gives outside quotations; None where it gives none.

    `lowered` is the text in lower case, of the same length; `named` are its names.
    """
    plain = _QUOTED.sub(lambda quotation: " " * len(quotation.group()), lowered)
    found = stances(text, plain)
    if not found:
        return None
    holder, of_before = _holder(text, plain, [n for n in named if not plain[n.start].isspace()], found[0])
    # Quotations tell against what somebody is, though not who.
    every = found if plain == lowered else stances(text, lowered)
    return Position(
        holder,
        of_before,
        disputes=any(one["disputes"] for one in every),
        agrees=_AGREES.search(plain) is not None,
        tells=all(one["tells"] for one in every),
        counters=_COUNTERS.match(plain) is not None,
        replies=any(is_reply(plain, one) for one in found),
    )


def _holder(text: str, plain: str, named: Sequence[Name], stance: re.Match[str]) -> tuple[frozenset[str], bool]:
    """Return the words of whose stance it is, and whether that is someone of the sentence before."""
    if _A_STUDY.match(plain, stance.start()):
        return frozenset(), False
    if HOLDER_AFTER.match(plain, stance.start()):
        return _words(_runs(text, [name for name in named if name.start > stance.end()])[:1]), False
    start = _subject_start(plain, named, stance.start())
    crowd = _CROWD.search(plain, start, stance.start())
    runs = _runs(text, [name for name in named if start <= name.start and name.end <= stance.start()])
    direct = runs and _DIRECTLY.fullmatch(text[runs[-1][-1].end : stance.start()])
    holder = _speaker_last(text, plain, named) or _words(runs[-1:] if direct else runs[:1])
    if crowd and not direct and (not holder or crowd[1] in _OTHERS):
        holder = frozenset({crowd[1]})
    return holder, not holder and _PRONOUN.search(plain, start, stance.start()) is not None


def _speaker_last(text: str, plain: str, named: Sequence[Name]) -> frozenset[str]:
    """Return the words of the speaker of a sentence that ends in "…, Mr Brand said."; empty where it does not."""
    said = _SAID_LAST.search(plain)
    return _words([run for run in _runs(text, named) if said and text[run[-1].end : said.start()] in {"", ")"}])


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
