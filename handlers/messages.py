"""From values to messages: pure functions that give Telegram's HTML. The only place where text is escaped."""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.answering import Page, Reply
from bot.briefing.sentences import split
from bot.briefing.types import Briefing, SourceRef
from bot.search.index import DocumentFacts, Hit
from bot.search.matching import Outcome
from bot.search.topics import Topic
from handlers.actions import ChooseTopic, Forget, OpenTopic, ShowView, TurnSources, TurnTopics
from handlers.cutting import ELLIPSIS, cut_words, one_line, utf16_length
from handlers.follow_actions import ExportHeld, Follow, Unfollow
from handlers.outgoing import Button, Outgoing, Rows
from handlers.subjects import Subject
from handlers.texts import Texts

MAX_TEXT = 4096  # UTF-16 units after parsing; https://core.telegram.org/bots/api#sendmessage
MAX_ENTITIES = 100
TOPICS_A_PAGE = 10
DOCUMENTS_A_PAGE = 8
_MAX_TYPED = 80  # of a person's words when they are quoted back
_MAX_NAME = 110  # of a section's or document's name in a list of sources
MAX_LABEL = 40  # of a button; phones show about 35 letters of a wide one
_SHORT_LABEL = 17  # two such labels fit side by side on a phone
_MIN_EVIDENCE = 120  # an excerpt of a paragraph that is shorter is of no use


@dataclass(frozen=True, slots=True)
class Html:
    """A piece of a message: its markup, and what Telegram counts after parsing it."""

    markup: str
    length: int  # UTF-16 units
    entities: int = 0

    def __add__(self, other: "Html") -> "Html":
        """Join two pieces."""
        return Html(self.markup + other.markup, self.length + other.length, self.entities + other.entities)


def plain(text: str) -> Html:
    """Escape a text."""
    return Html(html.escape(text), utf16_length(text))


def tagged(tag: str, inner: Html) -> Html:
    """Put a piece into an element without attributes."""
    return Html(f"<{tag}>{inner.markup}</{tag.partition(' ')[0]}>", inner.length, inner.entities + 1)


def linked(url: str, inner: Html) -> Html:
    """Make a piece a link; what is no web address is left out."""
    if not re.match(r"https?://[^\s/]", url):
        return inner
    return Html(f'<a href="{html.escape(url)}">{inner.markup}</a>', inner.length, inner.entities + 1)


def joined(separator: str, pieces: Iterable[Html]) -> Html:
    """Put pieces one after the other."""
    between = plain(separator)
    found = list(pieces)
    return sum((between + piece for piece in found[1:]), found[0]) if found else plain("")


def answer(
    texts: Texts, reply: Reply, page: Page | None, subject: Subject | None, followed: bool | None = None
) -> Outgoing:
    """Return the message that answers a query: a briefing, "did you mean", or an honest no.

    `page` is the reply's page 0. Without a `subject` there are no buttons that lead back to it. Whether its topic is
    `followed` decides which way the button goes; None is not known, and gives none.
    """
    if page is not None:
        return view(texts, reply, page, subject, number=0, evidence=False, followed=followed)
    near = reply.match.suggestions
    if reply.outcome is Outcome.SUGGEST:
        return Outgoing(plain(texts.did_you_mean).markup, _suggested(near, subject))
    said = texts.nothing_but_near if near else texts.nothing
    rows = _suggested(near, subject)
    if subject and followed is not None:
        rows += (_follow_row(texts, Follow(subject, 0, False), followed, texts.following.tell_me),)
    return Outgoing(plain(said).markup, rows)


def of_beginning(texts: Texts, outgoing: Outgoing) -> Outgoing:
    """Return what answers only the beginning of a long text, and says so."""
    return replace(outgoing, html=f"{plain(texts.long).markup}\n\n{outgoing.html}")


def _follow_row(texts: Texts, follow: Follow, followed: bool, label: str) -> tuple[Button, ...]:
    if followed:
        unfollow = Unfollow(follow.subject, follow.page, follow.evidence)
        return (Button(texts.following.unfollow, unfollow.data),)
    return (Button(label, follow.data),)


def _suggested(near: Sequence[Topic], subject: Subject | None) -> Rows:
    if subject and subject.ask_id:
        return tuple((Button(label(t.name), ChooseTopic(subject.ask_id, t.id).data),) for t in near)
    return tuple((Button(label(topic.name), OpenTopic(topic.id).data),) for topic in near)


def view(
    texts: Texts,
    reply: Reply,
    page: Page,
    subject: Subject | None,
    *,
    number: int,
    evidence: bool,
    followed: bool | None = None,
) -> Outgoing:
    """Return a page of a briefing, with its evidence if it is to be shown; without a `subject` no buttons."""
    shown, body = _fitted(texts, reply, page.briefing, number)
    if evidence:
        body += _evidence(texts, shown, page.hits, MAX_TEXT - body.length, MAX_ENTITIES - body.entities)
    if not subject:
        return Outgoing(body.markup)
    rows: Rows = (_view_buttons(texts, subject, page, number, evidence=evidence),)
    if followed is not None:
        rows += (_follow_row(texts, Follow(subject, number, evidence), followed, texts.following.follow),)
    if number == 0:
        rows += packed(Button(label(topic.name), OpenTopic(topic.id).data) for topic in reply.related)
    return Outgoing(body.markup, rows)


def _view_buttons(texts: Texts, subject: Subject, page: Page, number: int, *, evidence: bool) -> tuple[Button, ...]:
    label = texts.hide_evidence if evidence else texts.evidence
    buttons = [Button(label, ShowView(subject, number, not evidence).data)]
    if number:
        buttons.insert(0, Button(texts.back, ShowView(subject, number - 1, False).data))
    if page.has_more:
        buttons.append(Button(texts.more, ShowView(subject, number + 1, False).data))
    return tuple(buttons)


def _fitted(texts: Texts, reply: Reply, briefing: Briefing, number: int) -> tuple[Briefing, Html]:
    """Return as much of a briefing as a message holds, and the message: whole sentences, the last ones left out."""
    quotes = briefing.quotes
    while True:
        shown = Briefing(quotes)
        body = _briefing(texts, reply, shown, number)
        if body.length <= MAX_TEXT and body.entities <= MAX_ENTITIES:
            return shown, body
        if len(quotes) == 1:
            return shown, _briefing(texts, reply, shown, number, most=MAX_TEXT // 2)
        quotes = quotes[:-1]


def _briefing(texts: Texts, reply: Reply, briefing: Briefing, number: int, most: int = MAX_TEXT) -> Html:
    sentences = numbered_sentences(briefing, most)
    sources = tagged("b", plain(texts.sources)) + plain("\n") + source_lines(texts, briefing)
    return joined("\n\n", [_headline(texts, reply, number), *sentences, sources])


def numbered_sentences(briefing: Briefing, most: int = MAX_TEXT) -> list[Html]:
    """Return the sentences of a briefing, each with its source's number and cut to `most` units."""
    numbers = _numbers(briefing)
    return [
        plain(cut_words(quote.sentence, most))
        + plain("\u00a0")
        + linked(quote.source.url, _number(numbers[quote.source]))
        for quote in briefing.quotes
    ]


def source_lines(texts: Texts, briefing: Briefing) -> Html:
    """Return what the numbers of a briefing's sentences mean, a line a source."""
    return joined("\n", (_source_line(texts, briefing, source, count) for source, count in _numbers(briefing).items()))


def _numbers(briefing: Briefing) -> dict[SourceRef, int]:
    return {source: count for count, source in enumerate(briefing.sources, start=1)}


def _number(number: int) -> Html:
    return plain(f"[{number}]")


def _headline(texts: Texts, reply: Reply, number: int) -> Html:
    named = cut_words(reply.match.heading, _MAX_TYPED)
    heading = tagged("b", plain(named))
    if number:
        return heading + plain(", " + texts.more_heading.format(page=number + 1))
    typed = cut_words(one_line(reply.match.query), _MAX_TYPED)
    if typed.casefold() == named.casefold():
        return heading
    return heading + plain("\n") + tagged("i", plain(texts.typed.format(typed=typed)))


def _source_line(texts: Texts, briefing: Briefing, source: SourceRef, number: int) -> Html:
    others = short_names(texts, (ref for quote in briefing.quotes if quote.source == source for ref in quote.also_in))
    line = plain(f"[{number}] ") + linked(source.url, plain(source_name(texts, source)))
    return line + plain("; " + texts.also_in.format(sources=others)) if others else line


def short_names(texts: Texts, sources: Iterable[SourceRef]) -> str:
    """Return sources by publisher and date, each once, without their sections."""
    return "; ".join(
        dict.fromkeys(
            ", ".join(filter(None, (source.publisher or source.title, reader_date(texts, source.date))))
            for source in sources
        )
    )


def source_name(texts: Texts, source: SourceRef) -> str:
    """Return a source as a reader knows it: publisher, section or title, date; what is not known is left out."""
    name = cut_words(source.section or source.title, _MAX_NAME)
    if name.casefold() == source.publisher.casefold():
        name = ""
    return ", ".join(part for part in (source.publisher, name, reader_date(texts, source.date)) if part)


def reader_date(texts: Texts, date: str) -> str:
    """Return an ISO 8601 date, as precise as it is, as a reader writes it; what is no such date comes back as it is.

    "2024-09-26" is "26 September 2024", "2024-09" is "September 2024".
    """
    found = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])(?:-(\d\d))?", date)
    if not found:
        return date
    year, month, day = found.groups()
    return " ".join(filter(None, (day and str(int(day)), texts.months[int(month) - 1], year)))


def _evidence(texts: Texts, briefing: Briefing, hits: Sequence[Hit], room: int, entities: int) -> Html:
    """Return the paragraphs that a briefing quotes, in its order, each with its source and its sentences in bold."""
    numbers = _numbers(briefing)
    by_id = {hit.paragraph.id: hit for hit in hits}
    quoted: dict[str, list[str]] = {}
    source_of: dict[str, SourceRef] = {}
    for quote in briefing.quotes:
        if quote.paragraph_id in by_id:
            quoted.setdefault(quote.paragraph_id, []).append(quote.sentence)
            source_of[quote.paragraph_id] = quote.source
    note = plain("\n\n" + texts.evidence_cut)
    shown = plain("\n\n") + tagged("b", plain(texts.evidence_heading))
    for done, (id_, sentences) in enumerate(quoted.items()):
        source = source_of[id_]
        head = plain(f"[{numbers[source]}] {source.publisher or source.title}\n")
        share = (room - note.length - shown.length) // (len(quoted) - done) - head.length - 1
        if share < _MIN_EVIDENCE or entities < shown.entities + len(sentences) + 1:
            return shown + note
        hit = by_id[id_]
        passage = excerpt(hit.paragraph.text, sentences[0], share, hit.document.language)
        shown += plain("\n") + tagged("blockquote expandable", head + _with_bold(passage, sentences))
    return shown


def excerpt(text: str, sentence: str, limit: int, language: str) -> str:
    """Return at most `limit` UTF-16 units of a paragraph around one of its sentences, cut at sentence ends."""
    if utf16_length(text) <= limit:
        return text
    sentences = split(text, language)
    first = last = next((number for number, one in enumerate(sentences) if one in sentence or sentence in one), 0)

    def cut(first: int, last: int) -> str:
        body = " ".join(sentences[first : last + 1])
        return f"{ELLIPSIS} " * (first > 0) + body + f" {ELLIPSIS}" * (last + 1 < len(sentences))

    if utf16_length(cut(first, last)) > limit:
        return cut_words(cut(first, last), limit)
    grown = True
    while grown:
        grown = False
        for wider in ((first, last + 1), (first - 1, last)):
            if wider[0] >= 0 and wider[1] < len(sentences) and utf16_length(cut(*wider)) <= limit:
                (first, last), grown = wider, True
                break
    return cut(first, last)


def _with_bold(text: str, sentences: Sequence[str]) -> Html:
    """Return a text with the given parts of it in bold."""
    spans = sorted((at, at + len(sentence)) for sentence in sentences if (at := text.find(sentence)) >= 0)
    done, shown = 0, plain("")
    for start, end in spans:
        if start >= done:
            shown += plain(text[done:start]) + tagged("b", plain(text[start:end]))
            done = end
    return shown + plain(text[done:])


def wordless(texts: Texts) -> Outgoing:
    """Return the reply to a message in which there is no word."""
    return Outgoing(plain(texts.wordless).markup)


def note(sentence: str, rows: Rows = ()) -> Outgoing:
    """Return a message of one plain sentence."""
    return Outgoing(plain(sentence).markup, rows)


def brief_usage(texts: Texts, topics: Sequence[Topic]) -> Outgoing:
    """Return how /brief is used, with a topic that there is."""
    return note(texts.brief_usage.format(example=cut_words(topics[0].name, _MAX_TYPED)) if topics else texts.wordless)


def start(texts: Texts, topics: Sequence[Topic], *, link_gone: bool) -> Outgoing:
    """Return the greeting, with some topics to begin with."""
    said = [texts.link_gone] * link_gone + [texts.start] + [texts.start_examples] * bool(topics)
    return note("\n\n".join(said), packed(Button(label(t.name), OpenTopic(t.id).data) for t in topics))


def help_message(texts: Texts, username: str, commands: Mapping[str, str], more: str = "") -> Outgoing:
    """Return how to ask, `more` of what there is to do, and the commands with what each does."""
    listed = "\n".join(f"/{name}: {description}" for name, description in commands.items())
    intro = plain("\n\n".join(filter(None, (texts.help.format(username=username), more))))
    return Outgoing((intro + plain("\n\n") + tagged("b", plain(texts.help_commands)) + plain("\n" + listed)).markup)


def topic_list(texts: Texts, topics: Sequence[Topic], page: int) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of the topics, each a button."""
    if not topics:
        return note(texts.no_topics)
    pages = page_count(len(topics), TOPICS_A_PAGE)
    page = min(page, pages - 1)
    shown = topics[page * TOPICS_A_PAGE : (page + 1) * TOPICS_A_PAGE]
    rows = packed(Button(label(topic.name), OpenTopic(topic.id).data) for topic in shown)
    turned = turning(texts, page, pages, lambda to: TurnTopics(to).data)
    return note(texts.topics.format(page=page + 1, pages=pages), rows + turned)


def source_list(texts: Texts, documents: Sequence[DocumentFacts], sizes: Mapping[str, int], page: int) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of the documents, with their numbers of paragraphs."""
    if not documents:
        return note(texts.no_documents)
    pages = page_count(len(documents), DOCUMENTS_A_PAGE)
    page = min(page, pages - 1)
    first = page * DOCUMENTS_A_PAGE
    lines = [
        plain(f"{number} ") + _document(texts, document, sizes.get(document.id, 0))
        for number, document in enumerate(documents[first : first + DOCUMENTS_A_PAGE], start=first + 1)
    ]
    counted = counted_words(texts.document_count, len(documents))
    heading = plain(texts.documents.format(documents=counted, page=page + 1, pages=pages))
    turned = turning(texts, page, pages, lambda to: TurnSources(to).data)
    return Outgoing(joined("\n\n", [heading, *lines]).markup, turned)


def _document(texts: Texts, document: DocumentFacts, size: int) -> Html:
    title = tagged("b", linked(document.url, plain(cut_words(document.title, 2 * _MAX_NAME))))
    about = (document.publisher, reader_date(texts, document.date), counted_words(texts.paragraphs, size))
    return title + plain("\n" + ", ".join(filter(None, about)))


def privacy(texts: Texts, log_days: int, ask_days: int, told_days: int) -> Outgoing:
    """Return what is kept of a person and for how long; a log of 0 days is none."""
    kept = texts.privacy_kept.format(days=counted_words(texts.days, log_days)) if log_days else texts.privacy_not_kept
    asks = texts.privacy_asks.format(days=counted_words(texts.days, ask_days))
    followed = texts.following.privacy.format(days=counted_words(texts.days, told_days))
    rights = f"{texts.following.privacy_export} {texts.privacy_forget}"
    return note("\n\n".join((kept, asks, followed, rights)))


def forget_question(texts: Texts, user_id: int) -> Outgoing:
    """Return the question that stands before deleting."""
    buttons = (Button(texts.delete, Forget(user_id, True).data), Button(texts.keep, Forget(user_id, False).data))
    copy = Button(texts.following.export_first, ExportHeld(user_id).data)
    return note(texts.forget_question, ((copy,), buttons))


def forgotten(texts: Texts, queries: int, asks: int, subscriptions: int) -> Outgoing:
    """Return what was deleted."""
    if not queries + asks + subscriptions:
        return note(texts.forgotten_nothing)
    counts = {
        "queries": counted_words(texts.queries, queries),
        "asks": counted_words(texts.asks, asks),
        "subscriptions": counted_words(texts.following.subscriptions, subscriptions),
    }
    return note(texts.forgotten.format(**counts))


def counted_words(forms: tuple[str, str], count: int) -> str:
    """Return a number with its noun.

    >>> counted_words(("{count} day", "{count} days"), 1)
    '1 day'
    """
    return forms[count != 1].format(count=f"{count:,}")


def preview_line(text: str, limit: int) -> str:
    """Return the beginning of a text as one line of at most `limit` units, not escaped, for lists of results."""
    return cut_words(one_line(text), limit)


def label(name: str) -> str:
    """Return what stands on a button, whatever the name: never nothing, at most `MAX_LABEL` units."""
    return cut_words(one_line(name), MAX_LABEL) or ELLIPSIS  # Telegram refuses a button without a label


def packed(buttons: Iterable[Button]) -> Rows:
    """Return buttons in rows: two neighbours with short labels share one."""
    rows: list[tuple[Button, ...]] = []
    for button in buttons:
        alone = rows and len(rows[-1]) == 1 and max(len(rows[-1][0].label), len(button.label)) <= _SHORT_LABEL
        if alone:
            rows[-1] += (button,)
        else:
            rows.append((button,))
    return tuple(rows)


def page_count(items: int, page_size: int) -> int:
    """Return how many pages a list takes; none is 0."""
    return -(-items // page_size)


def turning(texts: Texts, page: int, pages: int, to: Callable[[int], str]) -> Rows:
    """Return the buttons that lead to the pages before and after one, whose callback data `to` makes."""
    buttons = [Button(texts.previous, to(page - 1))] * (page > 0) + [Button(texts.next, to(page + 1))] * (
        page + 1 < pages
    )
    return (tuple(buttons),) if buttons else ()


def as_plain(outgoing: Outgoing) -> str:
    """Return a message as a terminal shows it: without markup, the suggested topics as a list."""
    links = re.sub(r'<a href="([^"]*)">(?!\[)(.*?)</a>', r"\2 (\1)", outgoing.html)
    text = html.unescape(re.sub(r"</?(?:a|b|i|blockquote)\b[^<>]*>", "", links))
    choices = [f"- {button.label}" for row in outgoing.rows for button in row]
    return "\n".join([text, *choices])
