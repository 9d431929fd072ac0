"""Paragraphs that a document prints twice."""

import re
from collections import Counter
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

_Edge = tuple[int | str, ...]  # which edge of a text, and its words


def find_repeats(blocks: Sequence[Block]) -> Found:
    """Find paragraphs that stand further up in the same words; a figure or a name changed makes another paragraph."""
    places = [i for i, block in enumerate(blocks) if block.kind is Kind.TEXT and len(block.text) >= _SHORTEST]
    edges = {i: _edges(blocks[i].text) for i in places}
    counts = Counter(edge for some in edges.values() for edge in some)
    by_edge: dict[tuple[_Edge, tuple[str, ...]], list[int]] = {}
    found: Found = {}
    for i, own in edges.items():
        shared = [edge for edge in own if counts[edge] > 1]
        facts = _facts(blocks[i].text) if shared else ()  # which takes its time, and few are alike
        earlier = dict.fromkeys(j for edge in shared for j in by_edge.get((edge, facts), [])[-_CANDIDATES:])
        if any(_is_same(blocks[j].text, blocks[i].text) for j in earlier):
            found[i] = Reason.REPEATED_BLOCK
            continue
        for edge in shared:
            by_edge.setdefault((edge, facts), []).append(i)
    return found


def _edges(text: str) -> list[_Edge]:
    """Return a text's first, middle and last words: one of the three outlives a small change."""
    words = key(text).split()
    middle = len(words) // 2
    return [(0, *words[:_EDGE]), (1, *words[middle : middle + _EDGE]), (2, *words[-_EDGE:])]


def _is_same(one: str, other: str) -> bool:
    return fuzz.ratio(key(one), key(other), score_cutoff=_SAME) > 0


def _facts(text: str) -> tuple[str, ...]:
    """Return the words that carry figures or capitals, sorted."""
    facts = [word for word in text.split() if word[:1].isupper() or not (word.isalpha() or _DIGIT.search(word) is None)]
    return tuple(sorted(key(" ".join(facts)).split()))
