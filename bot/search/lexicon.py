"""The words of the corpus: how each is usually written, how often, and whether it is a name."""

import re
from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from heapq import merge
from itertools import repeat
from operator import add

import numpy as np

from bot.corpus.documents import Document
from bot.search.analysis import WORD_PATTERN, located_words, stem, words
from bot.search.arrays import Arrays, narrow
from bot.search.bulk import Bulk
from bot.search.candidates import Candidates, candidate_arrays
from bot.search.forms import Form, Forms, Word, Words, word_of
from bot.search.strings import (
    Array,
    Counts,
    Groups,
    Postings,
    Strings,
    count_arrays,
    group_arrays,
    hashes,
    packed,
    posting_arrays,
    string_arrays,
    text_hash,
)
from bot.search.wholesale import stems

SENTENCE_STOPS = ".!?…:;\n"  # a word after one of these begins a sentence, so that its capital says nothing
_SENTENCE_START = re.compile(r"[.!?…:;\n]\W*$")
# A word with that stop and what is between the two: what tells the same as the pattern above, wherever it tells at all.
_MARKED_WORD = re.compile(rf"(?:[.!?…:;\n]\W{{0,3}})?(?:{WORD_PATTERN})")
_STOPS_EARLY = re.compile(r"[.!?…:;\n_]")  # among the first three letters: there the rule is another
_DOTTED = re.compile(r"\.[^\W\d_]\.")  # the end of such a word may be the stop of the next one
_CAPITAL = "^"  # for a word with a capital; no word begins so
_MOST_READ = 4_000  # words that are remembered
_SHORTEST = 3  # letters that a misspelt word may stand for


@dataclass(slots=True)
class Tally:
    """How often each form stands in some documents."""

    texts: Counter[str] = field(default_factory=Counter)
    inside: Counter[str] = field(default_factory=Counter)  # of those in texts, where they do not begin a sentence
    headings: Counter[str] = field(default_factory=Counter)  # in titles and headings, each once a document

    def forms(self) -> Forms:
        """Return the forms of all words."""
        surfaces = [*self.texts, *(surface for surface in self.headings if surface not in self.texts)]
        texts, inside, headings = (
            [*map(counted.get, surfaces, repeat(0))] for counted in (self.texts, self.inside, self.headings)
        )
        return Forms.among(surfaces, [*map(add, texts, headings)], inside)

    def lexicon(self) -> Words:
        """Return all words."""
        return Words(self.forms())


def tally(documents: Iterable[Document]) -> Tally:
    """Count the words of all paragraphs; the words of titles and headings are known but do not count as names."""
    counted = Tally()
    raw: Counter[str] = Counter()
    headings: Counter[str] = Counter()
    for document in documents:
        headings.update({document.title, *(p.section for p in document.paragraphs)})
        for paragraph in document.paragraphs:
            if _is_odd(paragraph.text):
                for word, starts in placed_words(paragraph.text):
                    counted.texts[word] += 1
                    counted.inside[word] += not starts
            else:
                raw.update(_MARKED_WORD.findall("\n" + paragraph.text))
    for marked, count in raw.items():
        word, starts = _unmarked(marked)
        counted.texts[word] += count
        counted.inside[word] += 0 if starts else count
    counted.headings = heading_words(headings)
    return counted


def heading_words(headings: Mapping[str, int]) -> Counter[str]:
    """Return how often words stand in headings that so many documents have."""
    counted: Counter[str] = Counter()
    for heading, count in headings.items():
        for word in words(heading):
            counted[word] += count
    return counted


def _is_odd(text: str) -> bool:
    """Tell whether where sentences begin has to be looked up word by word."""
    return begins_oddly(text) or _DOTTED.search(text) is not None


def begins_oddly(text: str) -> bool:
    """Tell whether the first letters of a text may look like the end of a sentence, which they are not."""
    return _STOPS_EARLY.search(text, 0, 3) is not None


def _unmarked(marked: str) -> tuple[str, bool]:
    """Return the word in what `_MARKED_WORD` found ("" if nothing is left of it), and whether it begins a sentence."""
    found = next(iter(words(marked)), "")
    return found, not marked[0].isalnum()


def placed_words(text: str) -> Sequence[tuple[str, bool]]:
    """Return the words of a text, each with whether it begins a sentence."""
    return [(word, begins_sentence(text, start)) for start, _, word in located_words(text)]


def begins_sentence(text: str, start: int) -> bool:
    """Tell whether what starts at an offset of a text begins a sentence."""
    if start < 4:
        return not any(map(str.isalnum, text[:start]))
    return ends_sentence(text[start - 4 : start])


def ends_sentence(text: str) -> bool:
    """Tell whether a text ends with the end of a sentence, marks after it left aside."""
    return _SENTENCE_START.search(text) is not None


def changed_forms(lexicon: "Lexicon", added: Tally, removed: Tally) -> dict[str, list[Form]]:
    """Return the forms of the words in what was added and removed as they are afterwards; [] of a word that is gone."""
    came, went = added.forms().by_word(), removed.forms().by_word()
    changed = {}
    for folded in came.keys() | went.keys():
        counts: dict[str, list[int]] = defaultdict(lambda: [0, 0])
        for sign, forms in ((1, lexicon.forms(folded)), (1, came.get(folded, ())), (-1, went.get(folded, ()))):
            for form in forms:
                counts[form.surface][0] += sign * form.occurrences
                counts[form.surface][1] += sign * form.inside
        left = [Form(surface, occurrences, inside) for surface, (occurrences, inside) in counts.items() if occurrences]
        changed[folded] = sorted(left, key=_usual)
    return changed


def _usual(form: Form) -> tuple[int, str]:
    return -form.occurrences, form.surface


def lexicon_arrays(forms: Forms, languages: Sequence[str], bulk: Bulk | None = None) -> dict[str, Array]:
    """Return the forms of words as arrays, of which `WordTable` is made; a word with no form is one no more.

    Compiled loops, if there are any in `bulk`, make it faster.
    """
    folded, owners = forms.folded, np.repeat(np.arange(len(forms.folded)), forms.sizes).tolist()
    other = [*_stems(forms, languages)]
    packed_stems, ends = packed([language + stemmed for _, stemmed, language in other])
    stem_hashes = hashes(packed_stems, np.append(0, ends)[:-1], ends, np.zeros(len(other), np.uint32), bulk)
    ending = [number for number, word in enumerate(folded) if word[-1:].isdigit() and all(_parted(word))]
    numbered = [number for _, number in sorted((_parted(folded[number])[1], number) for number in ending)]
    spelt = [number for number in np.flatnonzero(forms.sizes).tolist() if is_spelt(folded[number])]
    return {
        **string_arrays("words", folded),
        **group_arrays("words.forms", forms.sizes),
        **string_arrays("forms", [*map(_shortened, forms.surfaces, map(folded.__getitem__, owners))]),
        **count_arrays("forms.occurrences", forms.occurrences),
        **count_arrays("forms.inside", forms.inside),
        **posting_arrays("stems", stem_hashes, np.array([number for number, _, _ in other], np.uint32)),
        "numbered": narrow(np.array(numbered, np.int64)),
        **candidate_arrays("words.near", folded, spelt, bulk),
    }


def _shortened(surface: str, folded: str) -> str:
    """Return what tells how a folded word is written; of most words it is little."""
    return "" if surface == folded else _CAPITAL if surface == folded.capitalize() else surface


def _written(shortened: str, folded: str) -> str:
    return folded.capitalize() if shortened == _CAPITAL else shortened or folded


def _stems(forms: Forms, languages: Sequence[str]) -> Iterator[tuple[int, str, str]]:
    """Yield (number, stem, language) of the words that are not their own stem, by number."""
    numbers = np.flatnonzero(forms.sizes)
    surfaces = [forms.surfaces[begin] for begin in forms.begins[numbers].tolist()]
    by_language = [stems(surfaces, language) for language in languages]
    for number, *others in zip(numbers.tolist(), *by_language, strict=True):
        for language, other in zip(languages, others, strict=True):
            if other != forms.folded[number]:
                yield number, other, language


def _parted(folded: str) -> tuple[str, str]:
    """Part "g20" into its letters and the number at its end; ("", "") where the rest is more than letters."""
    letters = folded.rstrip("0123456789")
    return (letters, folded[len(letters) :]) if letters.isalpha() else ("", "")


def is_spelt(folded: str) -> bool:
    """Tell whether a word is one that may be misspelt: of letters, and not too short to be recognised."""
    return len(folded) >= _SHORTEST and (folded.isalpha() or not any(map(str.isdigit, folded)))


class WordTable:
    """Some words with their forms, in a memory map."""

    def __init__(self, arrays: Arrays) -> None:
        """Take what `lexicon_arrays` made. Raises KeyError."""
        self.folded = Strings.among(arrays, "words")
        self._surfaces = Strings.among(arrays, "forms")
        self._forms = Groups.among(arrays, "words.forms")
        self._occurrences, self._inside = (Counts.among(arrays, f"forms.{name}") for name in ("occurrences", "inside"))
        self._stems = Postings.among(arrays, "stems")
        self._numbered = arrays["numbered"]
        self._near = Candidates.among(arrays, "words.near", self.folded)

    def all_forms(self) -> dict[str, list[Form]]:
        """Return the forms of every word."""
        return {self.folded[number]: self.forms(number) for number in range(len(self.folded))}

    def forms(self, number: int) -> list[Form]:
        """Return the forms of a word; [] where it is one no more."""
        folded = self.folded[number]
        return [
            Form(_written(self._surfaces[at], folded), self._occurrences[at], self._inside[at])
            for at in self._forms.span(number)
        ]

    def like_stem(self, stem_: str, language: str) -> list[str]:
        """Return words that may have a stem in a language and are not it."""
        return [self.folded[number] for number in self._stems.of([text_hash(language + stem_)]).tolist()]

    def near(self, typed: str) -> list[str]:
        """Return words of letters that may be near a folded one."""
        return [self.folded[number] for number in self._near.near(typed)]

    def starting_with(self, prefix: str, longest: int) -> list[str]:
        """Return the words of at most so many letters that begin so."""
        numbers = self.folded.starting_with(prefix)
        short = np.flatnonzero(self.folded.lengths(numbers) <= longest) + numbers.start
        return [self.folded[number] for number in short.tolist()]

    def ending_in(self, digits: str) -> list[str]:
        """Return the words that are letters and then this number."""
        order = _ByDigits(self.folded, self._numbered)
        return [self.folded[number] for number in order.of(digits)]


class _ByDigits:
    """Words that end in a number, in the order of these numbers."""

    def __init__(self, folded: Strings, order: Array) -> None:
        self._folded, self._order = folded, order

    def __len__(self) -> int:
        return len(self._order)

    def __getitem__(self, place: int) -> str:
        return _parted(self._folded[int(self._order[place])])[1]

    def of(self, digits: str) -> list[int]:
        span = slice(bisect_left(self, digits), bisect_right(self, digits))
        numbers: list[int] = self._order[span].tolist()
        return numbers


class Lexicon(Mapping[str, Word]):
    """The words by their folded spelling: of the last whole count, and over it those that changed since."""

    def __init__(self, tables: Sequence[WordTable]) -> None:
        """Take tables, the latest first; what it has of a word goes for the word."""
        self._tables = tuple(tables)
        self._read = lru_cache(_MOST_READ)(
            self._looked_up
        )  # the words of questions are few, and each is asked for often

    def forms(self, folded: str) -> list[Form]:
        """Return how a word is written; [] where the corpus does not have it."""
        for table in self._tables:
            if (number := table.folded.find(folded)) is not None:
                return table.forms(number)
        return []

    def __getitem__(self, folded: str) -> Word:
        if word := self._read(folded):
            return word
        raise KeyError(folded)

    def _looked_up(self, folded: str) -> Word | None:
        forms = self.forms(folded)
        return word_of(folded, forms) if forms else None

    def __contains__(self, folded: object) -> bool:
        return isinstance(folded, str) and self._read(folded) is not None

    def __iter__(self) -> Iterator[str]:
        if len(self._tables) == 1:
            return (self._tables[0].folded[number] for number in range(len(self._tables[0].folded)))
        every = dict.fromkeys(
            merge(*(map(table.folded.__getitem__, range(len(table.folded))) for table in self._tables))
        )
        return (folded for folded in every if folded in self)

    def __len__(self) -> int:
        return self._size

    @cached_property
    def _size(self) -> int:
        *later, base = self._tables
        known = {table.folded[number] for table in later for number in range(len(table.folded))}
        return len(base.folded) + sum((folded in self) - (base.folded.find(folded) is not None) for folded in known)

    def with_stem(self, stem_: str, language: str) -> str:
        """Return the most frequent word, folded, that has a stem in a language; "" where none has."""
        likely = {stem_, *(folded for table in self._tables for folded in table.like_stem(stem_, language))}
        known = [word for folded in likely if (word := self.get(folded)) and stem(word.surface, language) == stem_]
        return max(known, key=lambda word: (word.occurrences, word.folded)).folded if known else ""

    def is_series(self, prefix: str) -> bool:
        """Tell whether some word is this one, of letters, and a number ("COP29")."""
        if not prefix or not prefix[0].isalpha() or prefix[-1].isdigit():
            return False
        return any(
            folded[len(prefix) :].isdigit() and folded in self
            for digit in "0123456789"
            for table in self._tables
            for folded in map(table.folded.__getitem__, table.folded.starting_with(prefix + digit))
        )

    def starting_with(self, prefix: str, longest: int) -> list[Word]:
        """Return the words of at most so many letters that begin so, in alphabetical order."""
        found = sorted({folded for table in self._tables for folded in table.starting_with(prefix, longest)})
        return [word for folded in found if (word := self.get(folded))]

    def ending_in(self, digits: str) -> list[str]:
        """Return the folded words that are letters and then this number."""
        found = {folded for table in self._tables for folded in table.ending_in(digits)}
        return [folded for folded in sorted(found) if folded in self]

    def near(self, typed: str) -> list[str]:
        """Return folded words of letters that may be near a folded one, in alphabetical order."""
        found = sorted({folded for table in self._tables for folded in table.near(typed)})
        return [folded for folded in found if folded in self] if len(self._tables) > 1 else found
