"""Which blocks are headings: those that a table of contents names, and short open lines above a paragraph."""

from collections.abc import Sequence
from dataclasses import replace

from rapidfuzz import fuzz, process

from bot.corpus.blocks import Block, Kind, as_kind
from bot.corpus.lines import is_closed, is_headline, is_short, key, starts_prose, without_number

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
    if block.kind not in (Kind.TEXT, Kind.ITEM) or not is_headline(block.text) or after is None:
        return False
    if block.kind is Kind.ITEM and (i > 0 and blocks[i - 1].kind is Kind.ITEM):
        return False
    if after.kind is Kind.TEXT and not starts_prose(after.text):
        return (
            is_headline(after.text) and i + 2 < len(blocks) and starts_prose(blocks[i + 2].text) and _is_free(blocks, i)
        )
    return after.kind is Kind.TEXT and _is_free(blocks, i)


def _is_free(blocks: list[Block], i: int) -> bool:
    """Tell whether what stands above neither runs on into the block nor makes a list with it."""
    if i == 0 or blocks[i - 1].kind is not Kind.TEXT:
        return True
    above = [block for block in blocks[max(0, i - _LIST + 1) : i] if block.kind is Kind.TEXT]
    if is_closed(blocks[i - 1].text):
        return True
    return is_short(blocks[i - 1].text) and not (
        len(above) == _LIST - 1 and all(is_short(b.text) and not is_closed(b.text) for b in above)
    )
