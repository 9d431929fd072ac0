"""A paragraph to its sentences, each verbatim, a quotation whole.

simplemma finds the candidates (the figures are in docs/briefing.md). What it lacks for news is mended mostly by joining
neighbours: titles, initials, numbered things, clauses that go on in lower case, and quotations of several sentences.
Joining cannot cut a sentence in two: a mistake costs a long sentence, never half a fact. The one cut of our own is
behind a number ("by 2030. The"), which simplemma takes for an ordinal in every language.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from simplemma import split_sentences

from bot.search.analysis import is_function_word

# A quotation or bracket that is still open after so many words is a typist's slip and stays cut.
MAX_QUOTATION_WORDS = 90
# One in single marks, which news in British English often has, is kept whole up to so many words with its sentence: the
# longer a sentence, the seldomer a briefing has room for it, and for these that costs more than it mends.
MAX_SINGLE_WORDS = 30


def _set_of(words: str) -> frozenset[str]:
    return frozenset(words.split())


# A name, number or measure follows: never the end of a sentence.
_BEFORE_NAME = _set_of(
    "mr mrs ms mx dr prof rev hon gen col maj capt cpt lt sgt cpl cmdr adm brig amb gov sen rep reps sens pres supt "
    "det messrs mme mlle st mt ft asst assoc sheikh vs viz cf al approx est e.g i.e incl eq dept cllr exec "
    "г-н г-жа им ул пр просп пл пос акад доц тов проф см напр т.н т.к др н "
    "av doç yrd bkz örn çev haz bax cəm cən xan küç prof"
)
_BEFORE_NUMBER = _set_of(
    "no nos nr num p pp art arts sec secs ch vol vols fig figs para pt ver tel ext ca res "
    "jan feb mar apr jun jul aug sept sep oct nov dec г гл ст п пп рис табл с стр св ок янв фев апр июн июл авг сент "
    "окт нояб дек maddə səh"
)
# May end a sentence or not: the next word decides.
_AMBIGUOUS = _set_of(
    "inc ltd co corp llc plc bros jr sr esq etc a.m p.m ph.d m.d b.a m.a u.s u.k u.n e.u d.c a.d b.c ave blvd rd sq "
    "г гг в вв др т.д т.п т.е млн млрд тыс трлн руб долл чел обл mln mlrd trln min vb vd vs a.ş b.e t.c m.ö m.s "
    "jan feb mar apr jun jul aug sept sep oct nov dec calif fla tex mass conn"
)
_LAST_WORD = re.compile(r"([^\s(\[\"“‘«/—–]+?)\.+$")
_ACRONYM = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]|[A-Z]-[A-Z](?:\.[A-Z])*")
_INITIAL = re.compile(r"[^\W\d_](?:\.?-[^\W\d_])?")
_ENUMERATOR = re.compile(r"\W*(?:\d{1,3}|[IVXLC]{1,5}|[A-Za-z])[.)]+")
_ENDED = re.compile(r"[.!?…:;][\"'”’»)\]]*(?:\[\d{1,3}\])*$")
_FIRST_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?\.?")
_NUMBER_THEN_CAPITAL = re.compile(r"(?<=\d[.\]])\s+(?=[\"“«‘']?[^\W\d_a-zа-я])")
MARK = re.compile(r"[\"“”„«»()\[\]]")
# An apostrophe stands between letters, before a year or "em", or behind a plural: "players' wages".
_SINGLE = re.compile(
    r"(?P<opens>(?<![\w.,!?…'’])['‘](?=[\w£$€\[(])(?!\d0s|(?:em|til|tis|twas|cause|n)\b))|"
    r"(?P<closes>(?<=[\w.,!?…)%])(?<!s)['’](?!\w)|(?<=s)['’](?=[.,;:!?)]|\s*$|\s+[A-Z]))"
)
_OPENED_BY = {")": "(", "]": "[", "»": "«", "”": "“„", "“": "„", '"': '"'}
_ORDINAL_LANGUAGES = frozenset({"az", "da", "de", "fi", "hu", "no", "tr"})


def balanced(text: str) -> bool:
    """Tell whether every quotation and bracket that opens in the text also closes in it.

    >>> balanced("“We must,” he said."), balanced("“We must."), balanced("Baku (the capital")
    (True, False, False)
    """
    opened: list[str] = []
    for mark in MARK.findall(text):
        partner = next((m for m in reversed(opened) if m in _OPENED_BY.get(mark, "")), None)
        if partner:
            opened.remove(partner)
        elif mark in '"“„«([':
            opened.append(mark)
        else:
            return False
    return not opened


@lru_cache(maxsize=200)
def split(text: str, language: str = "en") -> tuple[str, ...]:
    """Split a paragraph into its sentences, in order, each a substring without white space around it."""
    spans: list[tuple[int, int]] = []
    for start, end in _candidates(text):
        if spans and _goes_on(text[slice(*spans[-1])], text[start:end], language):
            spans[-1] = (spans[-1][0], end)
        else:
            spans.append((start, end))
    whole = _singly_quoted_whole(text, quotations_whole(text, spans))
    return tuple(text[start:end] for start, end in whole)


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Yield the ends of all that may be a sentence, asking simplemma for no language: it then suppresses the least."""
    start = 0
    for piece in split_sentences(text):
        start = text.index(piece, start)
        end = start + len(piece)
        for number in _NUMBER_THEN_CAPITAL.finditer(text, start, end):
            yield start, number.start()
            start = number.end()
        yield start, end
        start = end


def _goes_on(left: str, right: str, language: str) -> bool:
    """Tell whether the full stop between two candidates does not end a sentence."""
    first = _FIRST_WORD.search(right)
    if not _ENDED.search(left) or not first or first.group()[0].islower() or _ENUMERATOR.fullmatch(left):
        return True
    last = _LAST_WORD.search(left, left.rfind(" ") + 1)
    if not last:
        return False
    word, following = last.group(1), first.group()
    bare = word.lower().strip(".'’-")
    if bare in _BEFORE_NAME:
        return True
    if following[0].isdigit():
        return bare in _BEFORE_NUMBER or bare in _AMBIGUOUS or bool(_ACRONYM.fullmatch(word))
    if word.isdigit():
        return language in _ORDINAL_LANGUAGES and len(word) <= 2
    if _INITIAL.fullmatch(following.rstrip(".")) and following.endswith("."):
        return bool(_INITIAL.fullmatch(word))
    if bare in _AMBIGUOUS or _ACRONYM.fullmatch(word) or (_INITIAL.fullmatch(word) and word[0].isupper()):
        return not is_function_word(following)
    return False


def quotations_whole(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the sentences that stand inside one quotation or bracket, as far as it is ever closed."""
    if not MARK.search(text):
        return spans
    whole: list[tuple[int, int]] = []
    at = 0
    while at < len(spans):
        last = at
        if not balanced(text[slice(*spans[at])]):
            last = _closing(text, spans, at)
        whole.append((spans[at][0], spans[last][1]))
        at = last + 1
    return whole


def _singly_quoted_whole(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join the sentences that stand inside one quotation in single marks, where it is short and surely closed."""
    inside = list(_single_quotations(text))
    if not inside:
        return spans
    whole: list[tuple[int, int]] = []
    for start, end in spans:
        if whole and any(opened < whole[-1][1] and start < closed for opened, closed in inside):
            joined = whole[-1][0], end
            if len(text[slice(*joined)].split()) <= MAX_SINGLE_WORDS:
                whole[-1] = joined
                continue
        whole.append((start, end))
    return whole


def _single_quotations(text: str) -> Iterator[tuple[int, int]]:
    """Yield where quotations in single marks begin and end; one that goes on in a new paragraph is opened anew."""
    opened = -1
    for mark in _SINGLE.finditer(text):
        if mark["opens"]:
            opened = mark.start() if opened < 0 else opened
        elif opened >= 0:
            yield opened, mark.end()
            opened = -1


def _closing(text: str, spans: list[tuple[int, int]], first: int) -> int:
    """Return the number of the sentence in which what the first one opens is closed; the first if it never is."""
    for at in range(first + 1, len(spans)):
        joined = text[spans[first][0] : spans[at][1]]
        if len(joined.split()) > MAX_QUOTATION_WORDS:
            break
        if balanced(joined):
            return at
    return first
