"""The true paragraphs of a corpus: whether a sentence stands in one, and which of them a bot's paragraph is."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.evaluation.gold import GoldParagraph
from bot.evaluation.wording import comparable, shared, words

ALIGNED = 0.8  # share of a text's words, in shared runs, from which it counts as being inside another
_WORTH_A_LOOK = 0.6  # share of the smaller one's different words: below it no run needs to be counted
_ENDS = re.compile(r"[.!?][\"”’)]*$")
_BEGINS = re.compile(r"[\"“‘(\d]")


@dataclass(frozen=True, slots=True)
class Overlap:
    """How a bot's paragraph and a true one lie to each other; both shares are in (0, 1]."""

    inside: float  # share of the bot's paragraph that is this true one
    covered: float  # share of the true one that the bot's paragraph has


class Originals:
    """The paragraphs of a gold set. Remembers what it was asked, since the same texts answer many queries."""

    def __init__(self, paragraphs: Sequence[GoldParagraph]) -> None:
        self._graded = [(p.id, words(p.text), set(words(p.text))) for p in paragraphs if not p.is_duplicate]
        self._texts = [comparable(p.text) for p in paragraphs]
        self.files = frozenset(p.file for p in paragraphs)
        self.overlaps = cache(self._overlaps)
        self.has_verbatim = cache(self._has_verbatim)
        self.has_whole = cache(self._has_whole)

    def _overlaps(self, text: str) -> Mapping[str, Overlap]:
        """Return the true paragraphs, by id, that a text is a part of, or that are a part of it."""
        mine = words(text)
        different = set(mine)
        found = {}
        for id_, true, true_different in self._graded:
            common = len(different & true_different)
            if not common or common < _WORTH_A_LOOK * min(len(different), len(true_different)):
                continue
            inside, covered = shared(mine, true) / len(mine), shared(true, mine) / len(true)
            if inside >= ALIGNED:
                found[id_] = Overlap(inside, covered)
            elif covered >= ALIGNED:  # a block that holds this paragraph and more
                found[id_] = Overlap(min(inside, len(true) / len(mine)), covered)
        return found

    def _has_verbatim(self, sentence: str) -> bool:
        """Tell whether a sentence stands in a paragraph word for word."""
        wanted = comparable(sentence)
        return bool(wanted) and any(wanted in text for text in self._texts)

    def _has_whole(self, sentence: str) -> bool:
        """Tell whether it also begins and ends there where a sentence does."""
        wanted = comparable(sentence)
        return bool(wanted) and any(_stands_whole(wanted, text) for text in self._texts)


def _stands_whole(sentence: str, text: str) -> bool:
    if not _ENDS.search(sentence):
        return False
    at = text.find(sentence)
    while at >= 0:
        before, after = text[:at].rstrip(), text[at + len(sentence) :].lstrip()
        if (not before or _ENDS.search(before)) and (not after or _BEGINS.match(after) or after[0].isupper()):
            return True
        at = text.find(sentence, at + 1)
    return False
