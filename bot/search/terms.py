"""What of a text is asked of an index: its content words' stems and exact forms, weighted."""

from collections.abc import Sequence

from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.counting import EXACT

EXACT_WEIGHT = 0.3  # weight of the unstemmed word beside its stem, on the query's side


def query_terms(text: str, languages: Sequence[str]) -> dict[str, float]:
    """Return the weighted index terms of a text, content words only, stemmed in each of `languages`.

    A word's stem has weight 1 and its exact form EXACT_WEIGHT, times its number of occurrences.
    """
    weights: dict[str, float] = {}
    for word in words(text):
        if not is_function_word(word):
            for term, weight in word_terms(word, languages).items():
                weights[term] = weights.get(term, 0.0) + weight
    return weights


def word_terms(word: str, languages: Sequence[str]) -> dict[str, float]:
    """Return the index terms of one word: its stems by language and its exact form, with their weights."""
    return {**dict.fromkeys(stems(word, languages), 1.0), EXACT + fold(word): EXACT_WEIGHT}


def stems(word: str, languages: Sequence[str]) -> list[str]:
    """Return the different stems of a word, by language."""
    return list(dict.fromkeys(stem(word, language) for language in languages))
