"""The words of the corpus: how each is usually written, how often, and whether it is a name."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from unicodedata import category

from bot.corpus.documents import Document
from bot.search.analysis import fold, located_words, words

# A word after one of these begins a sentence, so that its capital says nothing.
_SENTENCE_START = re.compile(r"[.!?…:;\n]\W*$")
_NAME_SHARE = 0.8  # a word written with a capital this often inside sentences is a name


@dataclass(frozen=True, slots=True)
class Word:
    """One word of the corpus, whatever its case and accents."""

    folded: str
    surface: str  # as it is written most often
    occurrences: int
    capitals: float  # share of its occurrences inside sentences that have a capital, in [0, 1]
    inside: int  # number of occurrences that do not begin a sentence

    @property
    def is_name(self) -> bool:
        """Tell whether the word is a proper name, or part of one, nearly wherever it stands."""
        return (self.inside > 0 and self.capitals >= _NAME_SHARE) or (self.surface.isupper() and self.surface.isalpha())


Lexicon = dict[str, Word]


def is_caseless(word: str) -> bool:
    """Tell whether a word begins with a letter of a script without capitals, so that it does not look like a name."""
    return category(word[0]) == "Lo"


def build_lexicon(documents: Iterable[Document]) -> Lexicon:
    """Count the words of all paragraphs; the words of titles and headings are known but do not count as names."""
    surfaces: dict[str, Counter[str]] = defaultdict(Counter)
    capitals: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    for document in documents:
        for heading in dict.fromkeys((document.title, *(p.section for p in document.paragraphs))):
            for word in words(heading):
                surfaces[fold(word)][word] += 1
        for paragraph in document.paragraphs:
            for word, starts in placed_words(paragraph.text):
                folded = fold(word)
                surfaces[folded][word] += 1
                if not starts:
                    inside[folded] += 1
                    capitals[folded] += not (word[0].islower() or is_caseless(word))
    return {
        folded: Word(
            folded,
            min(seen, key=lambda surface: (-seen[surface], surface)),
            seen.total(),
            capitals[folded] / inside[folded] if inside[folded] else 0.0,
            inside[folded],
        )
        for folded, seen in sorted(surfaces.items())
        if folded
    }


def placed_words(text: str) -> Sequence[tuple[str, bool]]:
    """Return the words of a text, each with whether it begins a sentence."""
    return [(word, begins_sentence(text, start)) for start, _, word in located_words(text)]


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether what starts at an offset of a text begins a sentence."""
    if start < 4:
        return not any(map(str.isalnum, text[:start]))
    return bool(_SENTENCE_START.search(text[start - 4 : start]))
