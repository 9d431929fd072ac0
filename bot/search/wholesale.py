"""What `analysis` makes of a word, of very many at once: their letters are worked on as one text."""

from collections.abc import Callable, Sequence

from bot.search.analysis import fold, stem, stemmed_words


def folds(texts: Sequence[str]) -> list[str]:
    """Return what `fold` makes of each text."""
    return each(texts, is_plain, _folds, fold)


def stems(words: Sequence[str], language: str) -> list[str]:
    """Return what `stem` makes of each word."""

    def together(plain: Sequence[str]) -> list[str]:
        return stemmed_words("\n".join(plain).lower().split("\n"), language)

    return each(words, is_word, together, lambda word: stem(word, language))


def each(
    texts: Sequence[str],
    fits: Callable[[str], bool],
    together: Callable[[Sequence[str]], list[str]],
    alone: Callable[[str], str],
) -> list[str]:
    """Return what functions make of texts: one of those that fit `together`, another of each other one."""
    fitting = [*filter(fits, texts)]
    made = together(fitting) if fitting else []
    if len(fitting) == len(texts):
        return made
    rest = iter(made)
    return [next(rest) if fits(text) else alone(text) for text in texts]


def is_plain(text: str) -> bool:
    """Tell whether a text is ASCII and one line."""
    return text.isascii() and "\n" not in text


def is_word(text: str) -> bool:
    """Tell whether a text is letters and digits of ASCII, of which `words` makes one word as it stands."""
    return text.isascii() and text.isalnum()


def _folds(texts: Sequence[str]) -> list[str]:
    return [*map(str.strip, "\n".join(texts).lower().replace("'", "").split("\n"))]
