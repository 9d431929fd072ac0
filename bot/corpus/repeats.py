"""Paragraphs that a document prints twice."""

from collections import Counter
from collections.abc import Sequence

from rapidfuzz import fuzz

from bot.corpus.blocks import Block, Kind, Reason
from bot.corpus.furniture import Found
from bot.corpus.lines import key

_SAME = 92  # ratio; below it, two paragraphs say different things
_SHORTEST = 80  # characters; shorter lines are said twice on purpose
_EDGE = 4  # words by which candidates are looked up


def find_repeats(blocks: Sequence[Block]) -> Found:
    """Find paragraphs that stand further up in the same words; a figure or a name changed makes another paragraph."""
    by_edge: dict[str, list[int]] = {}
    found: Found = {}
    for i, block in enumerate(blocks):
        if block.kind is not Kind.TEXT or len(block.text) < _SHORTEST:
            continue
        edges = _edges(key(block.text).split())
        earlier = dict.fromkeys(j for edge in edges for j in by_edge.get(edge, ()))
        if any(_same(blocks[j].text, block.text) for j in earlier):
            found[i] = Reason.REPEATED_BLOCK
            continue
        for edge in edges:
            by_edge.setdefault(edge, []).append(i)
    return found


def _edges(words: list[str]) -> list[str]:
    """Return a text's first, middle and last words: one of the three outlives a small change."""
    middle = len(words) // 2
    parts = (words[:_EDGE], words[middle : middle + _EDGE], words[-_EDGE:])
    return [f"{n} {' '.join(part)}" for n, part in enumerate(parts)]


def _same(one: str, other: str) -> bool:
    return fuzz.ratio(key(one), key(other), score_cutoff=_SAME) > 0 and _facts(one) == _facts(other)


def _facts(text: str) -> Counter[str]:
    """Return the words that carry figures or capitals."""
    return Counter(key(word) for word in text.split() if word[:1].isupper() or any(c.isdigit() for c in word))
