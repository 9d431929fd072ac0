"""An explanation in words: tables for a terminal, a message for a chat."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from bot.briefing.selection import Taken
from bot.explaining import Explanation, Ranked, SearchTerm
from bot.search.matching import Match
from bot.search.reading import Reading
from handlers.columns import columns
from handlers.cutting import cut_words, one_line
from handlers.messages import MAX_TEXT, Html, counted_words, joined, plain, tagged
from handlers.outgoing import Outgoing
from handlers.texts import Texts, WhyTexts

_BEGINNING = 60  # of a paragraph or sentence that is only to be known again
_MAX_LINE = 400  # of a line in a chat
_PARTS = 5  # largest parts that are named in a chat; a terminal has room for all


def terminal_lines(texts: WhyTexts, explanation: Explanation) -> Iterator[str]:
    """Yield an explanation as lines of readable columns, a blank line between its tables."""
    match = explanation.reply.match
    yield _understood(texts, match)
    yield from _titled(texts.words, [f"  {line}" for line in readings(texts, match.readings)])
    yield from _titled(texts.terms, _term_lines(texts, explanation.terms))
    yield from _titled(texts.paragraphs, _paragraph_lines(texts, explanation.paragraphs))
    yield from _titled(texts.sentences, _sentence_lines(texts, explanation.sentences))


def _titled(title: str, lines: Iterable[str]) -> Iterator[str]:
    found = list(lines)
    if found:
        yield from ("", title, *found)


def _understood(texts: WhyTexts, match: Match) -> str:
    outcome, tier = match.outcome.value, match.tier.value
    said = texts.understood.format(outcome=outcome, tier=tier, score=f"{match.score:.2f}")
    return f"{match.heading}: {said}" if match.heading else said


def readings(texts: WhyTexts, found: Sequence[Reading]) -> Iterator[str]:
    """Yield for each piece of a query what it was read as, best first, with how sure that is."""
    for reading in found:
        targets = ", ".join(f"{' '.join(target.words)} {target.quality:.2f}" for target in reading.targets)
        meant = targets or (texts.absent if reading.absent else texts.unknown)
        yield texts.reading.format(typed=one_line(reading.typed), meant=meant)


def _word(texts: WhyTexts, term: SearchTerm) -> str:
    return texts.exact.format(word=term.word) if term.exact else term.word


def _term_lines(texts: WhyTexts, terms: Sequence[SearchTerm]) -> Iterator[str]:
    rows = [
        (
            f"  {_word(texts, term)}",
            f"{term.weight:.2f}",
            f"{term.idf:.2f}",
            f"{term.weight * term.idf:.2f}",
            f"{term.paragraphs:,}",
        )
        for term in terms
        if term.paragraphs
    ]
    yield from columns([("", *texts.term_columns), *rows]) if rows else ()
    yield from (f"  {line}" for line in _vain(texts, terms))


def _vain(texts: WhyTexts, terms: Sequence[SearchTerm]) -> list[str]:
    """Return a line that names the words that no paragraph has, if there are any."""
    words = dict.fromkeys(term.word for term in terms if not term.paragraphs)
    return [texts.vain.format(words=", ".join(words))] if words else []


def _paragraph_lines(texts: WhyTexts, paragraphs: Sequence[Ranked]) -> Iterator[str]:
    rows = [
        (
            str(rank),
            f"{found.hit.score:.2f}",
            f"{found.held:.2f}",
            _beginning(found.hit.paragraph.text),
            _added(texts, found),
        )
        for rank, found in enumerate(paragraphs, start=1)
    ]
    yield from columns([("", *texts.paragraph_columns), *rows], left=frozenset({3, 4})) if rows else ()


def _added(texts: WhyTexts, found: Ranked, most: int | None = None) -> str:
    return ", ".join(f"{_word(texts, part.term)} {part.score:.2f}" for part in found.contributions[:most])


def _beginning(text: str) -> str:
    return cut_words(one_line(text), _BEGINNING)


def _sentence_lines(texts: WhyTexts, sentences: Sequence[Taken]) -> Iterator[str]:
    """Yield the parts of each sentence, a column a sentence, and the sentences below."""
    if not sentences:
        return
    rows = [("", *(f"[{number}]" for number in range(1, len(sentences) + 1)))]
    rows += [(f"  {_signal(name)}", *(f"{one.parts[name]:.2f}" for one in sentences)) for name in sentences[0].parts]
    rows.append((f"  {texts.divisor}", *(f"{one.divisor:.2f}" for one in sentences)))
    rows.append((f"  {texts.side}", *(f"{one.side:.2f}" for one in sentences)))
    rows.append((f"  {texts.worth}", *(f"{one.worth:.2f}" for one in sentences)))
    rows.append((f"  {texts.turn}", *(str(one.turn) for one in sentences)))
    yield from columns(rows)
    yield from (f"[{number}] {one.quote.sentence}" for number, one in enumerate(sentences, start=1))


def _signal(name: str) -> str:
    return name.replace("_", " ")


def message(texts: Texts, explanation: Explanation) -> Outgoing:
    """Return an explanation as a message within Telegram's limits; each part gives up the lines that do not fit."""
    why, match = texts.why, explanation.reply.match
    heading = tagged("b", plain(cut_words(one_line(match.query), _BEGINNING)))
    shown = heading + plain("\n" + _understood(why, match))
    parts = {
        why.words: list(readings(why, match.readings)),
        why.terms: [_term_line(texts, term) for term in explanation.terms if term.paragraphs]
        + _vain(why, explanation.terms),
        why.paragraphs: [_paragraph_line(why, rank, one) for rank, one in enumerate(explanation.paragraphs, start=1)],
        why.sentences: [_sentence_line(why, number, one) for number, one in enumerate(explanation.sentences, start=1)],
    }
    told = {title: lines for title, lines in parts.items() if lines}
    return Outgoing(sum(_blocks(why, told, MAX_TEXT - shown.length), shown).markup)


def _blocks(texts: WhyTexts, parts: Mapping[str, Sequence[str]], room: int) -> list[Html]:
    """Return all parts within the room: each has an equal share of what the shorter ones leave."""
    blocks: dict[str, Html] = {}
    for title in sorted(parts, key=lambda title: sum(map(len, parts[title]))):
        share = room // (len(parts) - len(blocks))
        blocks[title] = _block(texts, title, parts[title], share)
        room -= blocks[title].length
    return [blocks[title] for title in parts]


def _block(texts: WhyTexts, title: str, lines: Sequence[str], room: int) -> Html:
    """Return a part that folds up, of at most `room` units: as many of its lines as fit, and how many do not."""
    head = plain("\n") + tagged("b", plain(title))
    shown = [plain(cut_words(line, _MAX_LINE)) for line in lines]
    left = 0
    while shown:
        note = [plain(texts.left_out.format(count=left))] * (left > 0)
        block = head + plain("\n") + tagged("blockquote expandable", joined("\n", [*shown, *note]))
        if block.length <= room:
            return block
        shown.pop()
        left += 1
    return plain("")


def _term_line(texts: Texts, term: SearchTerm) -> str:
    return texts.why.term.format(
        term=_word(texts.why, term),
        weight=f"{term.weight:.2f}",
        idf=f"{term.idf:.2f}",
        product=f"{term.weight * term.idf:.2f}",
        paragraphs=counted_words(texts.paragraphs, term.paragraphs),
    )


def _paragraph_line(texts: WhyTexts, rank: int, found: Ranked) -> str:
    return texts.paragraph.format(
        rank=rank,
        score=f"{found.hit.score:.2f}",
        held=f"{found.held:.2f}",
        added=_added(texts, found, _PARTS),
        beginning=_beginning(found.hit.paragraph.text),
    )


def _sentence_line(texts: WhyTexts, number: int, one: Taken) -> str:
    parts = {**one.parts, texts.side: one.side}
    largest = sorted(parts.items(), key=lambda part: -abs(part[1]))[:_PARTS]
    return texts.sentence.format(
        number=number,
        worth=f"{one.worth:.2f}",
        turn=one.turn,
        parts=", ".join(f"{_signal(name)} {value:.2f}" for name, value in largest if value),
        beginning=_beginning(one.quote.sentence),
    )
