"""Paragraphs that a document prints twice."""

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.corpus.blocks import Block, Kind, Reason
from bot.corpus.furniture import Found
from bot.corpus.lines import key

_SAME = 92  # ratio; below it, two paragraphs say different things
_SHORTEST = 80  # characters; shorter lines are said twice on purpose
_EDGE = 4  # words by which candidates are looked up
_DIGIT = re.compile(r"\d")
_CANDIDATES = 20  # so many are compared; a text made to have more is no reason to be slow


def find_repeats(blocks: Sequence[Block]) -> Found:
    """Find paragraphs that stand further up in the same words; a figure or a name changed makes another paragraph."""
    by_edge: dict[tuple[object, ...], list[int]] = {}
    found: Found = {}
    for i, block in enumerate(blocks):
        if block.kind is not Kind.TEXT or len(block.text) < _SHORTEST:
            continue
        edges = _edges(block.text)
        earlier = dict.fromkeys(j for edge in edges for j in by_edge.get(edge, [])[-_CANDIDATES:])
        if any(_is_same(blocks[j].text, block.text) for j in earlier):
            found[i] = Reason.REPEATED_BLOCK
            continue
        for edge in edges:
            by_edge.setdefault(edge, []).append(i)
    return found


def _edges(text: str) -> list[tuple[object, ...]]:
    """Return a text's first, middle and last words, each with its facts: one of the three outlives a small change."""
    words = key(text).split()
    middle = len(words) // 2
    parts = (words[:_EDGE], words[middle : middle + _EDGE], words[-_EDGE:])
    facts = _facts(text)
    return [(n, facts, *part) for n, part in enumerate(parts)]


def _is_same(one: str, other: str) -> bool:
    return fuzz.ratio(key(one), key(other), score_cutoff=_SAME) > 0


def _facts(text: str) -> tuple[str, ...]:
    """Return the words that carry figures or capitals, sorted."""
    facts = [word for word in text.split() if word[:1].isupper() or not (word.isalpha() or _DIGIT.search(word) is None)]
    return tuple(sorted(key(" ".join(facts)).split()))
