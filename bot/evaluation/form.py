"""Whether a summary can be read out as it is: verbatim, whole, without repeats, of a length, its source named."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from bot.evaluation.answers import Answer
from bot.evaluation.originals import Originals
from bot.evaluation.wording import as_read, spaced, words

SHORTEST, LONGEST = 30, 110  # words outside of which a summary is too short or too long
AIM = 60, 90
_REPEAT = 0.8  # share of all different words that two sentences have in common

# First words that lean on a sentence before them. "This week" and "this May" lean on nothing.
_MONTHS = "january february march april may june july august september october november december"
_LEANING = """
    these those that that's that’s such he she it they his her hers its their him them
    however but and or yet so also thus hence therefore then instead otherwise similarly likewise moreover furthermore
    additionally further nevertheless nonetheless meanwhile consequently accordingly equally crucially curiously
    ultimately finally indeed still evidently
"""
_LEANING_PHRASES = (
    "in addition", "in fact", "in contrast", "in stark contrast", "in particular", "as a result", "as such",
    "after all", "for example", "for instance", "for her part", "for his part", "on the other hand",
    "at the same time", "alongside these", "amid these", "despite this", "despite these", "despite that",
    "despite its own", "given this", "given these", "given that", "given the above", "through these", "by doing so",
    "both nations", "both countries", "both sides", "both initiatives", "the latter", "the former", "among them",
    "building on this", "once again", "to this end", "even so", "most recently", "most importantly", "looking ahead",
    "at the moment", "as already", "as initially", "first,", "second,",
)  # fmt: skip
_DANGLING = re.compile(
    rf"\W*(?:this(?!\s+(?:week|month|year|{'|'.join(_MONTHS.split())})\b)"
    rf"|{'|'.join(_LEANING.split())}|{'|'.join(_LEANING_PHRASES)})(?!\w)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Form:
    """One summary's form; counts of sentences unless said otherwise."""

    sentences: int
    verbatim: int
    whole: int
    repeated: int  # say near the same as an earlier one
    unbalanced: int  # open a quotation that they do not close, or the other way round
    words: int
    dangling: bool  # the first sentence leans on something that is not there
    source_named: bool  # the reply names a source in a reader's words

    @property
    def length_ok(self) -> bool:
        """It is neither too short nor too long to be repeated."""
        return SHORTEST <= self.words <= LONGEST

    @property
    def length_ideal(self) -> bool:
        """It is as long as is aimed at."""
        return AIM[0] <= self.words <= AIM[1]


def form_of(originals: Originals, answer: Answer) -> Form:
    """Measure the form of an answer's summary."""
    sentences = [text for told in answer.summary if (text := spaced(told.sentence))]
    return Form(
        sentences=len(sentences),
        verbatim=sum(map(originals.has_verbatim, sentences)),
        whole=sum(map(originals.has_whole, sentences)),
        repeated=_repeats(sentences),
        unbalanced=sum(map(_is_unbalanced, sentences)),
        words=sum(len(sentence.split()) for sentence in sentences),
        dangling=bool(sentences) and dangles(sentences[0]),
        source_named=_names_a_source(answer, originals.files),
    )


def dangles(sentence: str) -> bool:
    """Tell whether a sentence begins with what only the one before it explains."""
    return bool(_DANGLING.match(sentence))


def _repeats(sentences: Sequence[str]) -> int:
    sets = [set(words(sentence)) for sentence in sentences]
    return sum(
        any(len(one & other) >= _REPEAT * len(one | other) for other in sets[:place]) for place, one in enumerate(sets)
    )


def _is_unbalanced(sentence: str) -> bool:
    return sentence.count("“") != sentence.count("”") or sentence.count('"') % 2 == 1


def _names_a_source(answer: Answer, files: Iterable[str]) -> bool:
    """Tell whether the reply has one of the sources' names; a file's name says nothing to a reader."""
    reply = as_read(answer.reply).lower()
    unreadable = {form for file in files for form in (file, PurePosixPath(file).stem)}
    names = {spaced(told.source) for told in answer.summary} - unreadable
    return any(name and name.lower() in reply for name in names)
