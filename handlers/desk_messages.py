"""What the editor's desk says: pure, from drafts, changes and sources to messages."""

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from bot.corpus.documents import stable_id
from bot.editing import Change, ChangeKind, DraftFile, DryRun, Facts, FactsError, Refusal, SourceFacts
from bot.feeding import FEED_TYPES
from bot.library import IndexReport, Skipped
from bot.search.topics import Topic
from bot.store.rows import CorpusChange
from bot.web.trouble import FetchError, Trouble
from handlers.actions import OpenTopic
from handlers.cutting import ELLIPSIS, cut_words, one_line
from handlers.desk_actions import (
    FIELDS,
    AddDraft,
    CorrectDraft,
    CorrectSource,
    DiscardDraft,
    ListSources,
    OpenSource,
    RemoveSource,
    RereadSource,
    ShowDropped,
    UndoChange,
)
from handlers.messages import (
    Html,
    counted_words,
    joined,
    label,
    linked,
    note,
    packed,
    page_count,
    plain,
    reader_date,
    tagged,
    turning,
)
from handlers.outgoing import Button, Document, Outgoing, Rows
from handlers.texts import Texts

SOURCES_A_PAGE = 8
SHARED_FIELDS = ("publisher", "date", "language")
_MOST_FILES = 8  # of a draft of several, that its message names
_MOST_NAMES = 6  # of topics in a row
_MOST_SKIPPED = 5
_MOST_VALUES = 3  # of a fact in which the documents of a file differ
_MAX_NAME = 100
_MAX_VALUE = 200
_MINUTE_S = 60.0
_MAX_REASON = 1_000


def source_id(name: str) -> str:
    """Return what stands for a source in callback data."""
    return stable_id(name)


def short_name(name: str) -> str:
    """Return a source's name as an editor knows it: without the folder that the bot keeps it in."""
    return cut_words(one_line(name.rpartition("/")[2] if name.startswith("added/") else name), _MAX_NAME) or ELLIPSIS


# A draft


def reading(texts: Texts, name: str) -> Outgoing:
    """Return that a file is being read."""
    return note(texts.desk.reading.format(name=short_name(name)))


def too_big(texts: Texts, name: str, size: int) -> Outgoing:
    """Return that a file of so many bytes cannot be had."""
    return note(texts.desk.too_big.format(name=short_name(name), size=f"{size / 2**20:,.1f} MB"))


def not_handed(texts: Texts, name: str) -> Outgoing:
    """Return that Telegram does not hand over a file."""
    return note(texts.desk.not_handed.format(name=short_name(name)))


def fetching(texts: Texts, url: str) -> Outgoing:
    """Return that a page is being fetched."""
    return note(texts.desk.fetching.format(url=cut_words(url, _MAX_VALUE)))


def not_fetched(texts: Texts, error: FetchError) -> Outgoing:
    """Return why a page is not read; a feed can be followed instead."""
    said = texts.desk.not_fetched.format(problem=cut_words(one_line(str(error)), _MAX_REASON))
    is_feed = error.trouble is Trouble.TYPE and error.fact in FEED_TYPES
    return note(f"{said}\n{texts.desk.is_feed.format(url=error.url)}" if is_feed else said)


def too_many_links(texts: Texts, read: int, count: int) -> Outgoing:
    """Return that only the first links of a message are read."""
    return note(texts.desk.too_many_links.format(read=read, count=f"{count:,}"))


def draft(texts: Texts, run: DryRun) -> Outgoing:
    """Return what adding a draft would do, with the buttons that do it, correct it, or throw it away."""
    words = texts.desk
    files = run.files[:_MOST_FILES]
    alone = len(run.files) == 1
    blocks = [tagged("b", plain(short_name(run.name))), *(plain(_file(texts, file, alone=alone)) for file in files)]
    if len(run.files) > len(files):
        blocks.append(plain(counted_words(words.more_names, len(run.files) - len(files))))
    blocks.append(plain("\n".join(_comes_of(texts, run))))
    return Outgoing(joined("\n\n", blocks).markup, _draft_buttons(texts, run))


def _file(texts: Texts, file: DraftFile, *, alone: bool) -> str:
    if file.problem:
        return _problem(texts, file.name, file.problem)
    told = _facts(texts, file)
    if alone:
        return "\n".join(_fact_lines(texts, told))
    about = ", ".join(filter(None, (told["title"], told["publisher"], told["date"])))
    return f"{short_name(file.name)}\n{cut_words(one_line(about), _MAX_VALUE)}"


def _problem(texts: Texts, name: str, problem: str) -> str:
    return texts.desk.problem.format(name=short_name(name), problem=cut_words(one_line(problem), _MAX_VALUE))


def _facts(texts: Texts, of: DraftFile | SourceFacts) -> dict[str, str]:
    """Return what is known of a file, by field."""
    dates = [reader_date(texts, date) for date in of.dates]
    said = (_each(texts, of, values) for values in (of.publishers, dates, of.languages))
    return dict(zip(FIELDS, (_titles(texts, of.titles), *said, of.url), strict=True))


def _each(texts: Texts, of: DraftFile | SourceFacts, values: Sequence[str]) -> str:
    """Return what the documents of a file say of one fact; where they differ, an ellipsis for what is not named."""
    if len(values) < 2:
        return "".join(values)
    more = len(values) > _MOST_VALUES or (isinstance(of, SourceFacts) and of.documents > len(of.titles))
    named = [value or texts.desk.unknown_fact for value in values[:_MOST_VALUES]]
    return "; ".join(named + [ELLIPSIS] * more)


def _fact_lines(texts: Texts, told: Mapping[str, str]) -> list[str]:
    return [_fact(texts, field, told[field]) for field in FIELDS if told[field] or field != "url"]


def _titles(texts: Texts, titles: Sequence[str]) -> str:
    if len(titles) < 2:
        return titles[0] if titles else ""
    return f"{counted_words(texts.desk.documents, len(titles))}: {titles[0]}, {ELLIPSIS}"


def _fact(texts: Texts, field: str, value: str) -> str:
    shown = cut_words(one_line(value), _MAX_VALUE) or texts.desk.unknown_fact
    return texts.desk.fact.format(name=texts.desk.facts[field], value=shown)


def _comes_of(texts: Texts, run: DryRun) -> list[str]:
    words = texts.desk
    if not run.readable:
        return [words.nothing_readable]
    if run.known_since:
        return [words.known_already.format(date=reader_date(texts, day(run.known_since)))]
    lines = _paragraphs(texts, run)
    lines += [words.page_since.format(date=reader_date(texts, day(run.page_since)))] if run.page_since else []
    lines += [counted_words(words.furniture, run.dropped)] if run.dropped else []
    lines += [words.gains.format(topics=names(texts, (gain.name for gain in run.gains)))] if run.gains else []
    lines += [words.new_topics.format(topics=names(texts, run.new_topics))] if run.new_topics else []
    return lines + [words.sampled] * run.sampled


def _paragraphs(texts: Texts, run: DryRun) -> list[str]:
    """Return how many paragraphs are new, and how many are known."""
    words = texts.desk
    if run.known and not run.new:
        return [counted_words(words.nothing_new, run.known)]
    lines = [words.would_add.format(new=counted_words(words.paragraphs, run.new))]
    return lines + ([counted_words(words.already, run.known)] if run.known else [])


def _draft_buttons(texts: Texts, run: DryRun) -> Rows:
    words = texts.desk
    discard = Button(words.discard, DiscardDraft(run.id).data)
    dropped: Rows = ((Button(words.show_dropped, ShowDropped(run.id).data),),) if run.dropped else ()
    if run.known_since or not run.readable:
        return ((discard,), *dropped)
    facts = packed(_correcting(texts, run, field) for field in correctable(run))
    return ((Button(words.add, AddDraft(run.id).data), discard), *facts, *dropped)


def correctable(subject: DryRun | SourceFacts) -> tuple[str, ...]:
    """Return the facts that can be said of a draft or source: several documents have a title and address each."""
    return FIELDS if _documents(subject) < 2 else SHARED_FIELDS


def _documents(subject: DryRun | SourceFacts) -> int:
    return sum(len(file.titles) for file in subject.files) if isinstance(subject, DryRun) else subject.documents


def corrected_below(texts: Texts, run: DryRun) -> Outgoing:
    """Return what a card says once the same draft is shown anew, with a correction."""
    return note(texts.desk.corrected_below.format(name=short_name(run.name)))


def no_fact(texts: Texts, subject: DryRun | SourceFacts, line: str) -> Outgoing:
    """Return how to write a correction, to whom wrote a line that is none."""
    said = texts.desk.no_fact.format(line=cut_words(one_line(line), _MAX_NAME))
    return note(said, packed(_correcting(texts, subject, field) for field in correctable(subject)))


def bad_line(texts: Texts, subject: DryRun | SourceFacts, error: FactsError) -> Outgoing:
    """Return what a line of a correction should have been."""
    said = texts.desk.bad_line.format(field=texts.desk.facts[error.field], should_be=error.should_be)
    return note(said, ((_correcting(texts, subject, error.field),),))


def each_its_own(texts: Texts, subject: DryRun | SourceFacts) -> Outgoing:
    """Return that several documents cannot have one title or address."""
    said = texts.desk.each_its_own.format(documents=counted_words(texts.desk.documents, _documents(subject)))
    return note(said, packed(_correcting(texts, subject, field) for field in correctable(subject)))


def _correcting(texts: Texts, subject: DryRun | SourceFacts, field: str) -> Button:
    if isinstance(subject, DryRun):
        return Button(texts.desk.facts[field], CorrectDraft(subject.id, field).data)
    return Button(texts.desk.facts[field], CorrectSource(source_id(subject.name), field).data)


def left_out(texts: Texts, run: DryRun) -> Document | None:
    """Return the lines that a draft leaves out as a text file, None where it leaves out none."""
    lines: list[str] = []
    for file in run.files:
        if file.dropped:
            lines += [texts.desk.dropped_heading.format(name=short_name(file.name)), ""]
            lines += [f"{dropped.reason}: {one_line(dropped.line)}" for dropped in file.dropped] + [""]
    return Document("left-out.txt", "\n".join(lines).encode()) if lines else None


# A change


def change(texts: Texts, done: Change, topics: Sequence[Topic], gains: Sequence[str] = ()) -> Outgoing:
    """Return what a change came to, with the button that takes it back, and one that asks about a topic of it.

    `topics` are at least those that came or grew, most mentioned first, `gains` the ids of those that grew.
    """
    words = texts.desk
    forms = {
        ChangeKind.ADD: words.added,
        ChangeKind.REMOVE: words.removed,
        ChangeKind.RENAME: words.renamed,
        ChangeKind.REREAD: words.reread_done,
    }
    named = words.undone if done.undone else forms[done.kind].format(name=names(texts, map(short_name, done.names)))
    lines = [named, *_counted(texts, done.counted)]
    if done.kind is ChangeKind.REREAD and not done.undone and len(lines) == 1:
        lines.append(words.unchanged)
    lines += _topics_moved(texts, done.topics_new, done.topics_gone)
    if done.undone:
        return note("\n".join(lines))
    undo = ((Button(words.undo, UndoChange(done.id).data),),)
    new = [topic for topic in topics if topic.name in done.topics_new]
    offered = (new or [topic for topic in topics if topic.id in gains])[:1]
    ask = tuple(
        (Button(label(words.brief_on.format(topic=topic.name)), OpenTopic(topic.id).data),) for topic in offered
    )
    return note("\n".join(lines), undo + ask)


def refused(texts: Texts, refusal: Refusal) -> str:
    """Return why nothing was changed, as a note over the chat."""
    return texts.desk.refused[refusal.value]


def failed(texts: Texts, reason: str, again: Rows = ()) -> Outgoing:
    """Return that a change failed, in the words of what failed."""
    return note(texts.desk.failed.format(reason=cut_words(one_line(reason), _MAX_REASON)), again)


def interrupted(texts: Texts, again: str = "") -> Outgoing:
    """Return that a restart came in between: nothing was done if there is a button to try again, else who knows."""
    if not again:
        return note(texts.desk.perhaps_done)
    return note(texts.desk.not_done, ((Button(texts.desk.again, again),),))


def _counted(texts: Texts, counted: CorpusChange) -> list[str]:
    """Return a line of how many paragraphs came and went; none where none did, as of a corrected fact."""
    forms = ((texts.desk.came, counted.added + counted.restored), (texts.desk.went, counted.removed))
    moved = [form.format(paragraphs=counted_words(texts.desk.paragraphs, count)) for form, count in forms if count]
    return [f"{', '.join(moved)}."] if moved else []


def _topics_moved(texts: Texts, come: Sequence[str], go: Sequence[str]) -> list[str]:
    words = texts.desk
    lines = [words.topics_come.format(topics=names(texts, come))] if come else []
    return lines + ([words.topics_go.format(topics=names(texts, go))] if go else [])


def names(texts: Texts, given: Iterable[str]) -> str:
    """Return names in a row, the first few of many."""
    listed = [cut_words(one_line(name), _MAX_NAME) for name in given]
    rest = len(listed) - _MOST_NAMES
    more = [counted_words(texts.desk.more_names, rest)] if rest > 0 else []
    return ", ".join(listed[:_MOST_NAMES] + more)


# What is indexed


def source_list(texts: Texts, sources: Sequence[SourceFacts], page: int) -> Outgoing:
    """Return a page (0-based; one past the end is the last) of what is indexed, each a button."""
    if not sources:
        return note(texts.no_documents)
    pages = page_count(len(sources), SOURCES_A_PAGE)
    page = min(page, pages - 1)
    shown = sources[page * SOURCES_A_PAGE : (page + 1) * SOURCES_A_PAGE]
    lines = [_source_line(texts, number, one) for number, one in enumerate(shown, start=page * SOURCES_A_PAGE + 1)]
    counted = counted_words(texts.document_count, sum(one.documents for one in sources))
    heading = plain(
        texts.desk.sources.format(
            sources=counted_words(texts.desk.source_count, len(sources)), documents=counted, page=page + 1, pages=pages
        )
    )
    rows = tuple((Button(label(_title(texts, one)), OpenSource(source_id(one.name)).data),) for one in shown)
    turned = turning(texts, page, pages, lambda to: ListSources(to).data)
    return Outgoing(joined("\n\n", [heading, *lines]).markup, rows + turned)


def _title(texts: Texts, one: SourceFacts) -> str:
    name = one.titles[0] if one.documents == 1 and one.titles else short_name(one.name)
    return texts.desk.removed_mark.format(name=name) if one.removed else name


def _source_line(texts: Texts, number: int, one: SourceFacts) -> Html:
    title = tagged("b", linked(one.url, plain(cut_words(one_line(_title(texts, one)), _MAX_NAME) or ELLIPSIS)))
    size = _size(texts, one)
    told = _facts(texts, one)
    about = ", ".join(filter(None, (told["publisher"], told["date"], size)))
    lines = ["", cut_words(one_line(about), _MAX_VALUE), *_problems(texts, one)]
    return plain(f"{number} ") + title + plain("\n".join(lines))


def _problems(texts: Texts, one: SourceFacts) -> list[str]:
    return [_problem(texts, one.name, one.problem)] if one.problem else []


def source_line(texts: Texts, one: SourceFacts) -> str:
    """Return a source as a line of a terminal: its name first, as `bot.editing` knows it."""
    name = texts.desk.removed_mark.format(name=one.name) if one.removed else one.name
    told = _facts(texts, one)
    about = filter(None, (told["title"], told["publisher"], told["date"], _size(texts, one)))
    return one_line(": ".join((name, ", ".join(about)))) + "".join(f"\n  {line}" for line in _problems(texts, one))


def _size(texts: Texts, one: SourceFacts) -> str:
    return texts.desk.source_line.format(
        paragraphs=counted_words(texts.paragraphs, one.paragraphs), share=f"{one.share:.0%}"
    )


def source(texts: Texts, one: SourceFacts, now: datetime) -> Outgoing:
    """Return one source with its facts, and what can be done to it."""
    words, id_ = texts.desk, source_id(one.name)
    days = (now - one.added_at).days
    ago = counted_words(words.days_ago, days) if days > 0 else words.today
    added = words.added_on.format(date=reader_date(texts, day(one.added_at)), days=ago)
    lines = [f"{short_name(one.name)}, {words.kinds[one.kind.value]}", *_fact_lines(texts, _facts(texts, one))]
    lines += [_size(texts, one), added, *_problems(texts, one)]
    back = (Button(texts.back, ListSources(0).data),)
    if one.removed:
        put_back = (Button(words.put_back, RereadSource(id_).data),)
        return note("\n".join([words.removed_mark.format(name=lines[0]), *lines[1:]]), (put_back, back))
    does = (Button(words.reread, RereadSource(id_).data), Button(words.remove, RemoveSource(id_).data))
    facts = packed(_correcting(texts, one, field) for field in correctable(one))
    return note("\n".join(lines), (does, *facts, back))


# Reading everything anew


def progress(texts: Texts, what: str, done: int, total: int, left_s: float | None = None) -> Outgoing:
    """Return how far something is, and how many seconds it will take yet, if that can be said."""
    words, step = texts.desk, texts.desk.steps.get(what, what)
    if left_s is None or not total:
        return note(words.progress.format(what=step, done=f"{done:,}", total=f"{total:,}"))
    form = words.progress_left if left_s >= _MINUTE_S else words.last_minute
    return note(form.format(what=step, share=f"{done / total:.0%}", minutes=f"{math.ceil(left_s / _MINUTE_S):,}"))


def reindexed(texts: Texts, report: IndexReport) -> Outgoing:
    """Return what reading the folder of documents came to."""
    words = texts.desk
    head = words.reindexed.format(
        files=counted_words(words.files, report.files),
        read=counted_words(words.files, report.read),
        documents=counted_words(words.documents, report.documents),
        paragraphs=counted_words(words.paragraphs, report.paragraphs),
        seconds=f"{report.seconds:.1f}",
    )
    changed = [short_name(one.name) for one in report.changed]
    lines = [head, *(_counted(texts, report.change) if changed else [words.unchanged])]
    lines += [words.changed.format(files=names(texts, changed))] if changed else []
    lines += _topics_moved(texts, report.topics_new, report.topics_gone)
    lines += [_skipped(texts, one) for one in report.skipped[:_MOST_SKIPPED]]
    rest = len(report.skipped) - _MOST_SKIPPED
    return note("\n".join(lines + ([counted_words(words.more_names, rest)] if rest > 0 else [])))


def _skipped(texts: Texts, one: Skipped) -> str:
    return texts.desk.skipped.format(file=short_name(one.file), reason=cut_words(one_line(one.reason), _MAX_VALUE))


def corrected(facts: Facts, field: str, value: str) -> Facts:
    """Return facts with one of them set anew."""
    return Facts(**{name: value if name == field else getattr(facts, name) for name in FIELDS})


def day(at: datetime) -> str:
    """Return the date of an instant, ISO 8601, in UTC."""
    return at.date().isoformat()
