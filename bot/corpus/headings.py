"""Which blocks are headings: those that a table of contents names, and short open lines above a paragraph."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.corpus.blocks import Block, Kind, as_kind
from bot.corpus.lines import is_closed, is_headline, key, starts_prose, without_number

_SAME_TITLE = 90  # a table of contents and its headings differ in case, hyphens, a slip of the pen
_LONGEST_TITLE = 250
_LIST = 3  # so many short lines in a row are a list, not headings


def mark_headings(blocks: Sequence[Block], titles: Sequence[str], marked: bool) -> list[Block]:
    """Return the blocks with headings marked. `marked` tells that the format knows its own headings."""
    named = _merged_titles([_named(block, titles) for block in blocks], titles)
    if marked and any(block.kind is Kind.HEADING for block in named):
        return named
    return [as_kind(block, Kind.HEADING) if _is_guessed(named, i) else block for i, block in enumerate(named)]


def _named(block: Block, titles: Sequence[str]) -> Block:
    plain = block.kind in (Kind.TEXT, Kind.ITEM)
    return as_kind(block, Kind.HEADING) if plain and _is_title(block.text, titles) else block


def _is_title(text: str, titles: Sequence[str]) -> bool:
    if not titles or len(text) > _LONGEST_TITLE:
        return False
    return (
        process.extractOne(key(without_number(text)), titles, scorer=fuzz.ratio, score_cutoff=_SAME_TITLE) is not None
    )


def _merged_titles(blocks: list[Block], titles: Sequence[str]) -> list[Block]:
    """Make one heading of two blocks that only together are one of the titles."""
    merged: list[Block] = []
    for block in blocks:
        last = merged[-1] if merged else None
        if last and last.kind is block.kind is Kind.TEXT and _is_title(f"{last.text} {block.text}", titles):
            merged[-1] = replace(last, text=f"{last.text} {block.text}", kind=Kind.HEADING)
        else:
            merged.append(block)
    return merged


def _is_guessed(blocks: list[Block], i: int) -> bool:
    """A heading stands above a paragraph, not in the midst of a sentence and not at the end of a list."""
    block, after = blocks[i], blocks[i + 1] if i + 1 < len(blocks) else None
    if block.kind not in (Kind.TEXT, Kind.ITEM) or not _is_open_line(block) or after is None:
        return False
    if block.kind is Kind.ITEM and (i > 0 and blocks[i - 1].kind is Kind.ITEM):
        return False
    run = _run(blocks, i)
    below = blocks[run.stop] if run.stop < len(blocks) else None
    if len(run) >= _LIST or below is None or below.kind is not Kind.TEXT or not starts_prose(below.text):
        return False
    above = blocks[run.start - 1] if run.start else None
    return above is None or above.kind is not Kind.TEXT or is_closed(above.text)


def _is_open_line(block: Block) -> bool:
    """A question stays a paragraph: people ask in their texts as often as above them."""
    return is_headline(block.text) and not is_closed(block.text)


def _run(blocks: list[Block], i: int) -> range:
    """Return the run of short open lines that a block stands in, as far as it takes to know a list."""
    start, stop = i, i + 1
    while start > max(0, i - _LIST) and blocks[start - 1].kind is Kind.TEXT and _is_open_line(blocks[start - 1]):
        start -= 1
    while stop < min(len(blocks), i + _LIST) and blocks[stop].kind is Kind.TEXT and _is_open_line(blocks[stop]):
        stop += 1
    return range(start, stop)
