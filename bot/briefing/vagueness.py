"""Words and phrases that praise, hope or point at importance instead of telling what happened; in lower case."""

import re

_WORDS = (
    r"underscor\w+|highlight\w*|testament|overstat\w+|pivotal|crucial\w*|vital\w*|fraught|"
    r"importan(?:ce|t)|significan(?:ce|t)|commit(?:ment|ted)|landscape|"
    r"dynamics|complexit(?:y|ies)|complex|foster\w*|bolster\w*|holistic|broader|"
    r"demonstrat\w+|symbol\w*|epitomi[sz]\w+|arguably|undoubtedly|essential\w*|imperative|reflects?|represents?|"
    r"opportunit(?:y|ies)|potential(?:ly)?|unique|strategic(?:ally)?|ambitio(?:n|ns|us)|challeng(?:e|es|ing)|"
    r"prospects?|realit(?:y|ies)|narratives?|perspectives?|sentiments?|must|should|could|may|might|would|"
    r"важно\w*|значени\w+|подчеркива\w+|вызов\w*|önem\w*|vurgul\w+|əhəmiyyət\w*|vacib\w*"
)
_PHRASES = r"remains? to be seen|shared vision|path(?:way)? (?:to|forward)|more than just|not (?:just|only|merely)"
_WORD = re.compile(rf"\b(?:{_WORDS})\b")
_PHRASE = re.compile(rf"\b(?:{_PHRASES})\b")
_CUE = re.compile(r"\b(?:seen|vision|path(?:way)?|just|only|merely)\b")  # one of these is in every phrase


def words_in(lowered: str) -> int:
    """Count the words that tell nothing."""
    return len(_WORD.findall(lowered))


def phrases_in(lowered: str) -> int:
    """Count the phrases that tell nothing."""
    return len(_PHRASE.findall(lowered))


def holds_cue(lowered: str) -> bool:
    """Tell whether a text without white space may be of a phrase that tells nothing."""
    return _CUE.search(lowered) is not None
