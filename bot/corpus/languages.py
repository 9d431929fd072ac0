"""The language of a text, by its letters."""

from py3langid import classify

_FEWEST_LETTERS = 20  # fewer are a coin toss
_SAMPLE = 800


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of the likeliest language, or "" for too little text."""
    sample = text[:_SAMPLE]
    if sum(map(str.isalpha, sample)) < _FEWEST_LETTERS:
        return ""
    code, _ = classify(sample)
    return str(code)
