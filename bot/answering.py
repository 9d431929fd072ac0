"""From a query to all that a reply says: match, search, briefing, related topics. Pure, over one snapshot."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from threading import Lock

from bot.briefing.content import Sentence, read, read_first
from bot.briefing.selection import Taken, brief, choose
from bot.briefing.stances import may_dispute
from bot.briefing.types import Briefing, Focus, Passage
from bot.search.analysis import fold, words
from bot.search.counting import EXACT
from bot.search.index import Hit, Index, Rows
from bot.search.matching import SURE, Match, Matcher, Outcome, Tier
from bot.search.reading import Reading
from bot.search.topics import Topic
from bot.search.vocabulary import Vocabulary

_HITS = 30  # paragraphs that a briefing chooses from
_FLOOR = 0.1  # a paragraph that scores less than this share of the best is about something else
_NEIGHBOURS_OF = 5  # best paragraphs, which are read with their neighbours ...
_SURELY = 0.5  # ... if they score this share of the best
_RELATED_FROM = 8  # paragraphs whose other topics are related ones
_RELATED = 4
_REPLIES = 256  # that are remembered, of some 20 kB each


@dataclass(frozen=True)
class Snapshot:
    """One index with its vocabulary: all that replies are made from. Immutable, replaced whole."""

    index: Index
    vocabulary: Vocabulary
    matcher: Matcher

    @cached_property
    def replies(self) -> "Replies":
        """A function from a query to its reply, as `answer` makes it; the latest ones are remembered.

        A press of a button asks the same again, and so do other people.
        """
        return Replies(partial(answer, self))

    @cached_property
    def sizes(self) -> Mapping[str, int]:
        """Paragraphs by document id; counted at the first call."""
        return self.index.sizes()


class Replies:
    """Makes replies, and remembers the latest ones. Threads may share it."""

    def __init__(self, make: Callable[[str], "Reply"]) -> None:
        """Take what makes a reply to a query."""
        self._make = make
        self._known: OrderedDict[str, Reply] = OrderedDict()
        self._using = Lock()

    def __len__(self) -> int:
        """Count the replies that are remembered."""
        return len(self._known)

    def remembered(self, query: str) -> "Reply | None":
        """Return the reply to a query that was put lately, at once; None where it has to be made."""
        with self._using:
            if query in self._known:
                self._known.move_to_end(query)
            return self._known.get(query)

    def __call__(self, query: str) -> "Reply":
        """Return the reply to a query."""
        if (known := self.remembered(query)) is not None:
            return known
        made = self._make(query)
        with self._using:
            self._known[query] = made
            if len(self._known) > _REPLIES:
                self._known.popitem(last=False)
        return made


@dataclass(frozen=True, slots=True)
class Reply:
    """What a query came to. `briefing` is there exactly when the match is an answer."""

    match: Match
    hits: tuple[Hit, ...]  # best first
    briefing: Briefing | None
    related: tuple[Topic, ...]
    first: "Page | None" = None  # what it is shown with

    @property
    def outcome(self) -> Outcome:
        """Answer, suggestion or nothing."""
        return self.match.outcome

    @property
    def is_wordless(self) -> bool:
        """Tell whether nothing was typed that a document could be found by: "the", "why?"."""
        return self.outcome is Outcome.NOTHING and not self.match.readings


@dataclass(frozen=True, slots=True)
class Page:
    """A part of an answer that fits a screen: some sentences and the paragraphs that they stand in."""

    briefing: Briefing
    hits: tuple[Hit, ...]  # best first
    has_more: bool  # paragraphs are left for a further page


def answer(snapshot: Snapshot, query: str) -> Reply:
    """Make the reply to a query. Total: every text has one."""
    return _reply(snapshot, snapshot.matcher.match(query))


def answer_topic(snapshot: Snapshot, topic: Topic) -> Reply:
    """Make the reply on a topic of the vocabulary."""
    return _reply(snapshot, snapshot.matcher.match(topic.name))


def page(snapshot: Snapshot, reply: Reply, number: int) -> Page | None:
    """Return a page of an answer: its briefing is number 0, each further one is made of the paragraphs left over.

    No sentence comes twice. None where there is no such page, or no answer.
    """
    if number == 0:
        return reply.first
    return turn_to(snapshot, reply.match, reply.hits, number, reply.briefing)


def turn_to(
    snapshot: Snapshot, match: Match, hits: Sequence[Hit], number: int, first: Briefing | None = None
) -> Page | None:
    """Return a page made of the given paragraphs, best first; `first` is the briefing of page 0 if it is there already.

    None where there is no such page.
    """
    left, briefing = tuple(hits), first
    for turned in range(number + 1):
        if turned or briefing is None:
            briefing = brief(*material(snapshot, match, left[:_HITS]))
        if not briefing.quotes:
            return None
        told = {quote.sentence for quote in briefing.quotes}
        quoted = {quote.paragraph_id for quote in briefing.quotes}
        shown = tuple(hit for hit in left if hit.paragraph.id in quoted)
        left = tuple(hit for hit in left if not _tells(hit, quoted, told))
    return Page(briefing, shown, bool(left)) if briefing and number >= 0 else None


def _tells(hit: Hit, quoted: set[str], told: set[str]) -> bool:
    return hit.paragraph.id in quoted or any(sentence in hit.paragraph.text for sentence in told)


def retrieve(snapshot: Snapshot, match: Match, limit: int, among: Rows | None = None) -> list[Hit]:
    """Return the at most `limit` paragraphs that hold most of what was asked, best first, whatever the outcome.

    With `among`, only those rows of the index are looked at.
    """
    return snapshot.index.search(match.terms, limit, snapshot.matcher.together(match.readings), among)


def relevant(snapshot: Snapshot, match: Match) -> tuple[Hit, ...]:
    """Return the paragraphs that a briefing on a match is made from, best first."""
    found = retrieve(snapshot, match, _HITS)
    return tuple(hit for hit in found if reaches(hit, found[0]))


def reaches(hit: Hit, best: Hit) -> bool:
    """Tell whether a hit is relevant enough beside the best one of the whole corpus."""
    return hit.score >= _FLOOR * best.score


def material(snapshot: Snapshot, match: Match, hits: Sequence[Hit]) -> tuple[list[Passage], Focus]:
    """Return what a briefing on a match is made from: the paragraphs found, in their order, and what it is about."""
    proper = match.topic is not None and not match.question
    focus = Focus(_weighted(snapshot.index, match), match.names, proper, match.question, _parts(snapshot, match))
    return [_passage(hit) for hit in hits], focus


def _reply(snapshot: Snapshot, match: Match) -> Reply:
    if match.outcome is not Outcome.ANSWER:
        return Reply(match, (), None, ())
    hits = _with_neighbours(snapshot.index, relevant(snapshot, match))
    briefing = brief(*material(snapshot, match, hits))
    if not briefing.quotes:  # the words stand in headings only: nothing to quote is nothing to say
        near = snapshot.matcher.nearest(match.query, match.readings)
        nothing = replace(match, outcome=Outcome.NOTHING, tier=Tier.NONE, topic=None, heading="", suggestions=near)
        return Reply(nothing, (), None, ())
    first = turn_to(snapshot, match, hits, 0, briefing)
    return Reply(match, hits, briefing, _related(snapshot.vocabulary, match, hits), first)


def _with_neighbours(index: Index, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """Return hits, and behind them the paragraphs beside the best ones that belong to what these say or dispute it.

    News gives a sentence a paragraph: what one leans on, what goes on from it or answers it stands in another, and need
    not name the topic.
    """
    best = max((hit.score for hit in hits), default=0.0)
    sure = [hit for hit in hits[:_NEIGHBOURS_OF] if hit.score >= _SURELY * best]
    news = [hit for hit in sure if not hit.paragraph.section]
    score = _FLOOR * best
    known = {hit.row for hit in hits}
    left = [hit for hit in news if hit.row - 1 not in known and any(one.leans for one in _sentences(hit)[:1])]
    right = [hit for hit in sure if hit.row + 1 not in known]
    before = (index.beside(hit, -1, score) for hit in left)
    behind = ((hit, index.beside(hit, 1, score)) for hit in right)
    found = [*before, *(after for hit, after in behind if after and (_disputed(after) or _belongs(after, hit)))]
    return (*hits, *dict.fromkeys(hit for hit in found if hit))


def _disputed(hit: Hit) -> bool:
    """Tell whether somebody disputes something in a paragraph."""
    held = (one.position for one in _sentences(hit)) if may_dispute(hit.paragraph.text) else ()
    return any(position.disputes and position.holder for position in held if position)


def _belongs(after: Hit, before: Hit) -> bool:
    """Tell whether a paragraph of news goes on from the end of the one before it, or begins with a position on that."""
    first = None if after.paragraph.section else read_first(after.paragraph.text, after.document.language)
    return first is not None and any(
        _disputes(last, first) or (first.leans and first.names <= last.names) for last in _sentences(before)[-1:]
    )


def _disputes(before: Sentence, after: Sentence) -> bool:
    held, other = before.position, after.position
    return other is not None and bool(other.holder) and (other.disputes or (held is not None and held.disputes))


def _sentences(hit: Hit) -> tuple[Sentence, ...]:
    return read(hit.paragraph.text, hit.document.language)


def reasons(snapshot: Snapshot, reply: Reply) -> tuple[Taken, ...]:
    """Return why each sentence of an answer's briefing was taken, in its order; () where there is no answer."""
    return choose(*material(snapshot, reply.match, reply.hits)) if reply.hits else ()


def _weighted(index: Index, match: Match) -> dict[str, float]:
    weighted = {term: weight * index.idf(term) for term, weight in match.terms.items() if not term.startswith(EXACT)}
    return {term: weight for term, weight in weighted.items() if weight > 0}


def _parts(snapshot: Snapshot, match: Match) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which documents may say each part of a query that was read; likeliest first."""
    known = [reading for reading in match.readings if reading.targets and not reading.general]
    return tuple(tuple(dict.fromkeys(_ways(snapshot, reading))) for reading in known)


def _ways(snapshot: Snapshot, reading: Reading) -> Iterator[str]:
    """Yield how documents may say what was read; where that is a guess, other guesses are no other words for it."""
    for target in reading.targets if reading.quality >= SURE else reading.targets[:1]:
        known = [snapshot.vocabulary.lexicon.get(word) for word in target.words]
        yield " ".join(found.surface if found else word for found, word in zip(known, target.words, strict=True))
    if reading.topic:
        yield from (reading.topic.name, *reading.topic.aliases)


def _passage(hit: Hit) -> Passage:
    paragraph, document = hit.paragraph, hit.document
    return Passage(
        paragraph.id,
        paragraph.document_id,
        paragraph.text,
        paragraph.section,
        paragraph.position,
        document.title,
        document.publisher,
        document.date,
        document.url,
        document.language,
        hit.score,
    )


def _related(vocabulary: Vocabulary, match: Match, hits: Sequence[Hit]) -> tuple[Topic, ...]:
    """Return the topics that share most paragraphs with the answer, against how common they are."""
    own = {fold(word) for name in match.names for word in words(name)}
    together = Counter(id_ for hit in hits[:_RELATED_FROM] for id_ in vocabulary.topics_in(hit.paragraph.text))
    apart = (
        id_
        for id_ in together
        if not any(fold(part).startswith(word) for part in words(vocabulary.by_id[id_].name) for word in own)
    )
    ranked = sorted(
        (together[id_] / (vocabulary.by_id[id_].occurrences + 3), vocabulary.by_id[id_].name, id_)
        for id_ in apart
        if together[id_] > 1 or len(hits) == 1
    )
    return tuple(vocabulary.by_id[id_] for _, _, id_ in reversed(ranked[-_RELATED:]))
