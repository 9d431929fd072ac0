"""Text to terms: the same few pure steps for paragraphs, queries and sentences.

A *word* is what stands in the text, a *term* what is counted: a word folded (case, accents, alphabet) after
stemming in the text's language. Terms of all languages share one Latin alphabet, so that one index serves all.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

import Stemmer
from anyascii import anyascii

from bot.search.function_words import FOREIGN_WORDS, NAMES_TOO, function_words

# Snowball's name by ISO 639-1 code. Azerbaijani has no Snowball stemmer of its own; its noun endings are Turkish
# ones with ə for e, so it is spelt the Turkish way and stemmed as Turkish.
_SNOWBALL = {
    "ar": "arabic", "az": "turkish", "da": "danish", "de": "german", "el": "greek", "en": "english",
    "es": "spanish", "fi": "finnish", "fr": "french", "hu": "hungarian", "hy": "armenian", "it": "italian",
    "nl": "dutch", "no": "norwegian", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sv": "swedish",
    "tr": "turkish",
}  # fmt: skip

_WORD = re.compile(
    r"(?P<dotted>(?:[^\W\d_]\.){2,}(?:[^\W\d_]\b)?)"  # U.S., U.N
    r"|(?P<figure>\d+(?:[.,]\d+)+)"  # 1.3, 120,000
    r"|(?P<numbered>[A-Z]{2,6}(?:[ \-\u2013]\d{1,2}|\d{1,4})(?:['\u2019]s)?\b)"  # COP29, COP 29, COP-29; not MAY 2024
    # Xi'an, Azerbaijan's; accents may stand apart from their letters
    r"|(?P<plain>[^\W_]+(?:(?:[\u0300-\u036f]+['\u2019\u02bc]?|['\u2019\u02bc])[^\W_]+)*[\u0300-\u036f]*)"
)
WORD_PATTERN = re.sub(r"\?P<\w+>", "?:", _WORD.pattern)  # of a word as it stands, for patterns with more around it
_POSSESSIVE = re.compile(r"['\u2019\u02bc]s?$")
_JOINT = re.compile(r"[ \-\u2013]")
_APART = re.compile(r"[A-Z] \d")  # what may be an acronym with its number
_BREVE = "\u0306"
_ARMENIAN_U = "\u0578\u0582"  # two letters for one sound
_MARKS = str.maketrans("", "", "'`")  # which anyascii makes of letters of other alphabets
_LETTERS = str.maketrans("ıə", "ie", "'\u2019\u02bcьъ")


def words(text: str) -> list[str]:
    """Split into words as they stand, an acronym and its number as one, a dotted acronym without its dots.

    >>> words("The U.S. at COP-29: $1.3 trillion")
    ['The', 'US', 'at', 'COP29', '1.3', 'trillion']
    """
    bare = text.replace(" ", "")
    if text.isascii() and (bare.isalpha() or (bare.isalnum() and not _APART.search(text))):
        return text.split()  # as most names: ten times as quick
    return [word for _, _, word in located_words(text)]


def located_words(text: str) -> list[tuple[int, int, str]]:
    """Split into words as `words` does, each with where it starts and ends in the text."""
    return [(match.start(), match.end(), word) for match in _WORD.finditer(text) if (word := _plain(match))]


def _plain(match: re.Match[str]) -> str:
    word, kind = match.group(), match.lastgroup
    if kind == "plain":
        return _POSSESSIVE.sub("", word) if word[-1] in "s'\u2019\u02bc" else word
    if kind == "dotted":
        return word.replace(".", "")
    return word.replace(",", "") if kind == "figure" else _JOINT.sub("", _POSSESSIVE.sub("", word))


@lru_cache(maxsize=10_000)
def fold(word: str) -> str:
    """Reduce a word to lower-case Latin letters and digits: case, accents, apostrophes and alphabet go.

    >>> fold("Türkiye"), fold("Zəngəzur"), fold("Зангезурский")
    ('turkiye', 'zengezur', 'zangezurskiy')
    """
    if word.isascii():  # most words are, and all that follows would leave them as they are
        return word.lower().replace("'", "").strip()
    lowered = unicodedata.normalize("NFKC", word).casefold().translate(_LETTERS)
    marked = unicodedata.normalize("NFD", lowered)
    stripped = "".join(c for c in marked if c == _BREVE or not unicodedata.combining(c))  # й is not и
    composed = unicodedata.normalize("NFC", stripped).replace(_BREVE, "").replace(_ARMENIAN_U, "u")
    return anyascii(composed).lower().translate(_MARKS).strip()


@lru_cache(maxsize=64)
def _stemmer(language: str) -> "Stemmer.Stemmer | None":
    name = _SNOWBALL.get(language)
    return Stemmer.Stemmer(name, 0) if name else None  # its own cache costs more than it saves under ours


@lru_cache(maxsize=10_000)
def stem(word: str, language: str) -> str:
    """Return the folded stem of a word; the folded word where the language has no stemmer."""
    lowered = word.lower() if word.isascii() else _lowered(word)
    if language == "az":
        lowered = lowered.replace("ə", "e")
    stemmer = _stemmer(language)
    return fold(stemmer.stemWord(lowered)) if stemmer and not lowered.isdigit() else fold(lowered)


def stem_and_fold(word: str, language: str) -> tuple[str, str]:
    """Return the stem of a word and the folded word, for those who keep what they have found: nothing is cached."""
    if not (word.isascii() and word.isalnum()):
        return stem(word, language), fold(word)
    folded = word.lower()
    stemmer = _stemmer(language)
    stemmed = stemmer.stemWord(folded) if stemmer and not folded.isdigit() else folded
    return stemmed if stemmed.isascii() else fold(stemmed), folded


def stemmed_words(lowered: Sequence[str], language: str) -> list[str]:
    """Return the folded stems of lower-case words of ASCII letters and digits."""
    stemmer = _stemmer(language)
    stemmed = stemmer.stemWords(lowered) if stemmer else lowered
    return [
        word if word.isdigit() else other if other.isascii() else fold(other)
        for word, other in zip(lowered, stemmed, strict=True)
    ]


def _lowered(word: str) -> str:
    return unicodedata.normalize("NFKC", word).casefold().replace("i\u0307", "i")


def is_function_word(word: str, language: str | None = None) -> bool:
    """Tell whether a word carries no topic of its own in a text of a language, or of any of them for None.

    "US" and "IT" in capitals do, and so does Kim, which in Turkish is also the word for who.

    >>> [is_function_word(word, "tr") for word in ("kim", "Kim")], is_function_word("kim", "en")
    ([True, False], False)
    """
    small = word.casefold()
    if small not in function_words(language):
        return False
    return not (len(word) > 1 and word.isupper() and word.isalpha()) and (small not in NAMES_TOO or word == small)


def is_foreign_word(word: str) -> bool:
    """Tell whether a word is a function word, but not in English or Russian: there it may be somebody's name."""
    return word.casefold() in FOREIGN_WORDS and not (len(word) > 1 and word.isupper())


def terms(text: str, language: str = "en") -> list[str]:
    """Return the stemmed, folded terms of a text in order, function words left out."""
    return [term for word in words(text) if not is_function_word(word, language) and (term := stem(word, language))]
