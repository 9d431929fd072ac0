"""Page furniture that reaches a reader."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.evaluation.answers import Answer
from bot.evaluation.gold import NoiseKind, NoiseLine
from bot.evaluation.originals import Originals
from bot.evaluation.ranking import TOP
from bot.evaluation.wording import as_read, spaced

_SHORT = 14  # letters up to which a line is looked for in its own case: "TT" is noise, "tt" may be anything
_QUOTED = " • "  # stands for a sentence or source that is looked at by itself


@dataclass(frozen=True, slots=True)
class _Line:
    kind: NoiseKind
    text: str
    alone: re.Pattern[str]  # the line as whole words
    twice: re.Pattern[str]  # the line, and at once again


class NoiseFinder:
    """Looks for the noise lines of a gold set in what a bot shows."""

    def __init__(self, noise: Sequence[NoiseLine], originals: Originals) -> None:
        self._originals = originals
        self._lines = [_line(noise.kind, spaced(noise.text)) for noise in noise]
        self._found: dict[str, tuple[str, ...]] = {}

    def leaks(self, answer: Answer) -> tuple[str, ...]:
        """Return the noise in an answer, each line with where it is shown."""
        return tuple(self._leaks(answer))

    def _leaks(self, answer: Answer) -> Iterator[str]:
        for told in answer.summary:
            yield from (f"summary: {line}" for line in self._within(told.sentence))
        for paragraph in answer.paragraphs[:TOP]:
            yield from (f"paragraph: {line}" for line in self._within(paragraph))
        for suggestion in answer.suggestions:
            yield from (f"suggestion: {line.text}" for line in self._lines if _is_suggested(line, suggestion))
        rest = _without_quotations(answer)
        yield from (f"reply: {line.text}" for line in self._lines if _is_said(line, rest))

    def _within(self, text: str) -> tuple[str, ...]:
        """Return the noise in a text; one that stands in a true paragraph word for word has none."""
        if text not in self._found:
            plain = spaced(text)
            clean = not plain or self._originals.has_verbatim(plain)
            self._found[text] = () if clean else tuple(x.text for x in self._lines if x.alone.search(plain))
        return self._found[text]


def _line(kind: NoiseKind, text: str) -> _Line:
    escaped = re.escape(text)
    alone = re.compile(rf"(?<!\w){escaped}(?!\w)", re.IGNORECASE if len(text) > _SHORT else 0)
    return _Line(kind, text, alone, re.compile(rf"{escaped}\W{{0,3}}\s*{escaped}", re.IGNORECASE))


def _is_suggested(line: _Line, suggestion: str) -> bool:
    return line.kind is not NoiseKind.HEADLINE_REPEAT and spaced(suggestion).lower() == line.text.lower()


def _is_said(line: _Line, rest: str) -> bool:
    """Tell whether a line stands in the message around the quotations, where a document's title may stand too."""
    match line.kind:
        case NoiseKind.HEADLINE_REPEAT:
            return bool(line.twice.search(rest))
        case NoiseKind.PAGE_MARKER:
            return False
        case NoiseKind.FURNITURE if line.text.isupper():
            return False  # a masthead in capitals is the publisher's name, which a reply should give
        case _:
            return bool(line.alone.search(rest))


def _without_quotations(answer: Answer) -> str:
    rest = as_read(answer.reply)
    sentences = sorted((told.sentence for told in answer.summary), key=len, reverse=True)
    for quoted in [*sentences, *sorted({told.source for told in answer.summary})]:
        if spaced(quoted):
            rest = rest.replace(spaced(quoted), _QUOTED)
    return rest
