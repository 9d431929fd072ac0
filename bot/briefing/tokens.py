"""A sentence by its tokens, which are what stands between two white spaces: each is read once and kept.

Of the tokens of a sentence nearly all stand in others too, and what is found in single words is found without a look
across white space.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import chain, compress
from operator import attrgetter
from typing import NamedTuple

from bot.briefing import form, stances, vagueness
from bot.briefing.names import Name, is_common_first, names_in
from bot.search.analysis import is_function_word, stem_and_fold, terms, words

_FIGURE = re.compile(r"\d+(?:[.,]\d+)*")
_APART = re.compile(r"[A-Z] \d")  # "COP 29" is one term: the only one that goes over white space
_MOST = 12_000  # latest tokens of a language that are kept, of some 200 bytes each, and as many before them

# Cues of rules beside those of `form`.
_STANCE, _VAGUE = form.ANY_CUE + 1, 2 * (form.ANY_CUE + 1)


class Token(NamedTuple):
    """What a token says in a sentence of its language."""

    terms: tuple[str, ...]
    names: tuple[Name, ...]  # where they stand in the token
    figures: tuple[str, ...]
    vague: int  # words that tell nothing
    cues: int
    tells: bool  # any of these but terms


class Gist(NamedTuple):
    """What a sentence says in single words."""

    terms: tuple[str, ...]  # as `analysis.terms` gives them
    names: tuple[str, ...]  # the words of `names.names`
    figures: frozenset[str]  # as written, thousands separators left out
    words: int  # by white space
    vague: int  # words that tell nothing; phrases of such are not counted
    cues: int  # for `form`

    @property
    def may_take_sides(self) -> bool:
        """Tell whether a word of a stance stands there."""
        return bool(self.cues & _STANCE)

    @property
    def may_be_empty(self) -> bool:
        """Tell whether a word of a phrase that tells nothing stands there."""
        return bool(self.cues & _VAGUE)


def gist(text: str, language: str) -> Gist:
    """Read a sentence."""
    pieces = text.split()
    known = _tokens(language)
    tokens = list(map(known.__getitem__, pieces))
    found = tuple(chain.from_iterable(map(_TERMS, tokens)))
    named: list[tuple[int, Name]] = []
    figures: list[str] = []
    vague, cues = 0, 0
    for at, token in compress(enumerate(tokens), map(_TELLS, tokens)):
        named += [(at, name) for name in token.names]
        figures += token.figures
        vague += token.vague
        cues |= token.cues
    if named and _is_common_first(text, pieces, *named[0]):
        del named[0]
    if figures and _APART.search(text):
        found = tuple(terms(text, language))
    return Gist(found, tuple([name.word for _, name in named]), frozenset(figures), len(pieces), vague, cues)


_TERMS, _TELLS = attrgetter("terms"), attrgetter("tells")


def _is_common_first(text: str, pieces: Sequence[str], number: int, name: Name) -> bool:
    """Tell whether a name in a piece of the text is only its capitalised first word."""
    end = 0
    for piece in pieces[:number]:
        end = text.index(piece, end) + len(piece)
    return is_common_first(text, name.word, text.index(pieces[number], end) + name.start)


def named(text: str, language: str) -> list[Name]:
    """Return what `names.names` does of a sentence: of words that were met before in a third of the time."""
    known = _tokens(language)
    found: list[Name] = []
    end = 0
    for piece in text.split():
        start = text.index(piece, end)
        end = start + len(piece)
        if own := known[piece].names:
            found += [Name(word, start + first, start + last) for word, first, last in own]
    return found[1:] if found and is_common_first(text, found[0].word, found[0].start) else found


class _Tokens(dict[str, Token]):
    """The tokens of a language that were read, by what is written."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self._language = language
        self._former: dict[str, Token] = {}  # that were met before the latest: common ones come back from here

    def __missing__(self, piece: str) -> Token:
        if len(self) >= _MOST:
            self._former = dict(self)
            self.clear()
        token = self[piece] = self._former.get(piece) or self._read_once(piece)
        return token

    def _read_once(self, piece: str) -> Token:
        """Read a token, one with marks of sentences behind it as it is read without them."""
        bare = piece.removesuffix(",") if "." in piece[:-1] else piece.rstrip(".,")
        return self[bare] if bare and bare != piece else self._read(piece)

    def _read(self, piece: str) -> Token:
        small = lowered(piece)
        cues = form.cues_in(piece, self._language)
        cues |= _STANCE * stances.holds_cue(small) | _VAGUE * vagueness.holds_cue(small)
        vague = vagueness.words_in(small)
        if piece.isascii() and piece.isalpha() and piece.islower():  # as most are: a word without names and figures
            known = is_function_word(piece, self._language)
            return Token(() if known else self._term(piece), (), (), vague, cues, bool(vague or cues))
        named = tuple(names_in(piece))
        figures = tuple(figure.replace(",", "") for figure in _FIGURE.findall(piece))
        content = [word for word in words(piece) if not is_function_word(word, self._language)]
        found = tuple(term for word in content if (term := stem_and_fold(word, self._language)[0]))
        return Token(found, named, figures, vague, cues, bool(named or figures or vague or cues))

    def _term(self, word: str) -> tuple[str, ...]:
        term, _ = stem_and_fold(word, self._language)
        return (word if term == word else term,)  # one text takes less memory than two


@lru_cache(maxsize=16)
def _tokens(language: str) -> _Tokens:
    return _Tokens(language)


def lowered(text: str) -> str:
    """Lower the case where that keeps the offsets (a Turkish "İ" becomes two characters)."""
    small = text.lower()
    return small if len(small) == len(text) else "".join(c.lower()[:1] for c in text)
