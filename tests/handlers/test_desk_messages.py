"""What the editor's desk says, of anything: within Telegram's limits, and with buttons that come back as they went."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.blocks import Dropped, Reason
from bot.editing import Change, ChangeKind, DraftFile, DryRun, Facts, FileChange, Gain, Kind, Refusal, SourceFacts
from bot.library import IndexReport, Skipped
from bot.search.topics import Topic
from bot.store.rows import CorpusChange
from bot.web.trouble import FetchError, Trouble
from handlers import desk_messages
from handlers.actions import parse_action
from handlers.desk_actions import (
    FIELDS,
    AddDraft,
    CorrectDraft,
    CorrectSource,
    DeskAction,
    DiscardDraft,
    ListSources,
    OpenSource,
    RemoveSource,
    RereadSource,
    ShowDropped,
    UndoChange,
)
from handlers.facts import NoFactError, facts_among, read_facts
from handlers.texts_en import ENGLISH
from tests.bot.store.builders import day
from tests.handlers.test_messages import shown, wild

short_ids = st.text("ABCabc019_-", min_size=8, max_size=8)
long_ids = st.text("0123456789abcdef", min_size=12, max_size=12)
counts = st.integers(0, 10**9)
ACTIONS = st.one_of(
    *(st.builds(one, short_ids) for one in (AddDraft, DiscardDraft, ShowDropped, UndoChange)),
    *(st.builds(one, long_ids) for one in (OpenSource, RemoveSource, RereadSource)),
    st.builds(CorrectDraft, short_ids, st.sampled_from(FIELDS)),
    st.builds(CorrectSource, long_ids, st.sampled_from(FIELDS)),
    st.builds(ListSources, st.integers(0, 999_999)),
)
long = wild | wild.map(lambda text: text * 200)
texts = st.lists(long, max_size=9).map(tuple)
dropped = st.lists(st.builds(Dropped, wild, st.sampled_from(Reason)), max_size=3).map(tuple)
files = st.lists(
    st.builds(DraftFile, long, texts, texts, texts, texts, long, counts, counts, dropped, st.just("") | long),
    max_size=12,
).map(tuple)
facts = st.builds(Facts)
gains = st.lists(st.builds(Gain, long_ids, long, counts), max_size=9).map(tuple)
DRY_RUNS = st.builds(
    DryRun, short_ids, long, st.sampled_from(Kind), facts, files, gains, texts, st.none() | st.just(day(0)),
    st.booleans(), st.just(1), st.just(1), st.none(), st.just(day(0)),
)  # fmt: skip
corpus_changes = st.builds(CorpusChange, counts, counts, counts, counts)
file_changes = st.lists(st.builds(FileChange, long, counts, counts, counts, counts, counts, counts), max_size=9)
CHANGES = st.builds(
    Change, short_ids, st.sampled_from(ChangeKind), texts, st.just(day(0)), st.just(1), st.booleans(), corpus_changes,
    file_changes.map(tuple), texts, texts,
)  # fmt: skip
SOURCES = st.builds(
    SourceFacts, long, st.sampled_from(Kind), texts, texts, texts, texts, long, counts, counts, st.floats(0, 1), facts,
    st.just(day(0)), st.just(1), st.just(day(0)), st.just("") | long, st.booleans(),
)  # fmt: skip
REPORTS = st.builds(
    IndexReport, counts, st.lists(st.builds(Skipped, long, long), max_size=9).map(tuple), counts, counts, st.just(()),
    corpus_changes, st.floats(0, 10**6), counts, file_changes.map(tuple), texts, texts,
)  # fmt: skip
TOPICS = st.lists(st.builds(Topic, long_ids, wild, st.just(()), counts), max_size=3)


@given(ACTIONS)
def test_an_action_survives_its_button(action: DeskAction) -> None:
    assert 1 <= len(action.data.encode()) <= 64
    assert parse_action(action.data) == action


@given(st.text(max_size=64))
def test_other_data_is_no_action_or_spells_one(data: str) -> None:
    action = parse_action(f"x{data}")
    assert action is None or action.data == f"x{data}"


@settings(max_examples=60)
@given(DRY_RUNS)
def test_any_draft_makes_a_message_that_telegram_takes(run: DryRun) -> None:
    outgoing = desk_messages.draft(ENGLISH, run)
    shown(outgoing)
    labels = [button.label for row in outgoing.rows for button in row]
    assert ("Add" in labels) == (run.readable and run.known_since is None)
    assert "Discard" in labels
    left_out = desk_messages.left_out(ENGLISH, run)
    assert (left_out is not None) == (run.dropped > 0)


@settings(max_examples=60)
@given(CHANGES, TOPICS)
def test_any_change_makes_a_message_that_telegram_takes(change: Change, topics: list[Topic]) -> None:
    outgoing = desk_messages.change(ENGLISH, change, topics, [topic.id for topic in topics])
    shown(outgoing)
    assert any(button.label == "Undo" for row in outgoing.rows for button in row) != change.undone


@settings(max_examples=40)
@given(st.lists(SOURCES, max_size=20), st.integers(0, 5))
def test_any_sources_make_a_list_that_telegram_takes(sources: list[SourceFacts], page: int) -> None:
    shown(desk_messages.source_list(ENGLISH, sources, page))


@settings(max_examples=40)
@given(SOURCES)
def test_any_source_makes_a_page_that_telegram_takes(one: SourceFacts) -> None:
    assert "2 days ago" in shown(desk_messages.source(ENGLISH, one, one.added_at + timedelta(days=2)))


@settings(max_examples=40)
@given(REPORTS, long)
def test_any_report_makes_a_message_that_telegram_takes(report: IndexReport, reason: str) -> None:
    shown(desk_messages.reindexed(ENGLISH, report))
    shown(desk_messages.failed(ENGLISH, reason))
    shown(desk_messages.progress(ENGLISH, reason[:50], report.documents, report.paragraphs))
    shown(desk_messages.too_big(ENGLISH, reason, 21 * 2**20))
    shown(desk_messages.reading(ENGLISH, reason))


def test_each_refusal_kind_and_fact_has_its_words() -> None:
    words = ENGLISH.desk
    assert set(words.refused) == set(Refusal)
    assert all(len(refusal) <= 200 for refusal in words.refused.values())
    assert set(words.kinds) == set(Kind)
    assert tuple(words.facts) == tuple(words.ask_fact) == FIELDS


def test_a_correction_leaves_the_other_facts() -> None:
    told = Facts(title="A", date="2024")
    assert desk_messages.corrected(told, "publisher", "B") == Facts(title="A", date="2024", publisher="B")


def test_every_trouble_with_a_page_is_told_in_a_sentence() -> None:
    for trouble in Trouble:
        said = desk_messages.not_fetched(ENGLISH, FetchError(trouble, "https://news.example/" + "a" * 3_000, "x" * 100))
        assert "{" not in said.html
        assert len(said.html) < 1_500


@given(st.dictionaries(st.sampled_from(FIELDS), st.text("abc :=é", max_size=9).map(str.strip)))
def test_lines_say_what_was_put_into_them(told: dict[str, str]) -> None:
    names = {field: name for name, field in ENGLISH.desk.fact_names.items()}
    written = "\n".join(f"{names[field]}: {value}" for field, value in told.items() if not value.startswith(("=", ":")))
    assert read_facts(ENGLISH, written) == {
        field: value for field, value in told.items() if not value.startswith(("=", ":"))
    }


@given(st.text(max_size=99))
def test_any_text_is_facts_or_a_line_that_is_none(text: str) -> None:
    lines = {line.strip() for line in text.splitlines()}
    try:
        said = set(read_facts(ENGLISH, text))
    except NoFactError as error:
        said = {str(error)} & lines
    assert said <= lines | set(FIELDS)
    assert said or not text.strip()


@given(st.text(max_size=99))
def test_a_caption_is_read_for_the_facts_that_stand_among_its_lines(text: str) -> None:
    told = facts_among(ENGLISH, f"{text}\nSource: Reuters")
    assert told["publisher"] == "Reuters"
    assert set(told) <= set(FIELDS)


def test_a_draft_without_news_says_what_adding_it_is_good_for() -> None:
    file = DraftFile("a.md", ("A",), ("",), ("",), ("en",), "", 0, 3, (), "")
    run = DryRun("abcabc01", "a.md", Kind.FILE, Facts(), (file,), (), (), None, False, 1, 1, None, day(0))
    said = desk_messages.draft(ENGLISH, run).html
    assert "Its 3 paragraphs stand in the documents already: added, it is another source of them." in said
    assert "0 paragraphs" not in said


def test_a_corrected_fact_moves_no_paragraphs_and_tells_of_none() -> None:
    nothing = CorpusChange(0, 0, 0, 0)
    for undone in (False, True):
        done = Change("abcabc01", ChangeKind.RENAME, ("a.md",), day(0), 1, undone, nothing, (), (), ())
        assert "paragraph" not in desk_messages.change(ENGLISH, done, ()).html


def test_sources_are_counted_beside_their_documents() -> None:
    two = source_of("b.txt", ("B", "C"), 2)
    assert desk_messages.source_list(ENGLISH, (two,), 0).html.startswith(
        "1 source with 2 documents, latest added first"
    )


def test_nothing_is_counted_that_did_not_move() -> None:
    def told(kind: ChangeKind, *, undone: bool = False, **counts: int) -> str:
        counted = CorpusChange(**{"added": 0, "kept": 0, "restored": 0, "removed": 0} | counts)
        done = Change("abcabc01", kind, ("a.md",), day(0), 1, undone, counted, (), (), ())
        return desk_messages.change(ENGLISH, done, ()).html

    assert told(ChangeKind.ADD, added=2, restored=1) == "Added: a.md.\n3 paragraphs came."
    assert told(ChangeKind.REREAD, added=1, removed=2) == "Read again: a.md.\n1 paragraph came, 2 paragraphs went."
    assert told(ChangeKind.REREAD) == f"Read again: a.md.\n{ENGLISH.desk.unchanged}"
    assert told(ChangeKind.REREAD, undone=True) == ENGLISH.desk.undone
    assert told(ChangeKind.ADD) == "Added: a.md."


def source_of(name: str, titles: tuple[str, ...], documents: int, *facts: tuple[str, ...]) -> SourceFacts:
    """A source in the folder of documents, with what its documents say of publisher, date and language."""
    publishers, dates, languages = facts or (("",),) * 3
    return SourceFacts(
        name, Kind.SEED, titles, publishers, dates, languages, "", documents, 5, 1.0, Facts(), day(0), 0, day(0), "",
        False,
    )  # fmt: skip


def test_documents_of_one_file_are_not_said_to_have_the_facts_of_the_first() -> None:
    dates = ("2024-11", "2023-10")
    two = source_of("two.txt", ("B", "C"), 2, ("Reuters", ""), dates, ("en",))
    assert "\nReuters; not known, November 2024; October 2023, 5 paragraphs" in (
        desk_messages.source_list(ENGLISH, (two,), 0).html
    )
    page = desk_messages.source(ENGLISH, two, day(0)).html
    assert "Publisher: Reuters; not known\nDate: November 2024; October 2023\nLanguage: en\n" in page
    many = source_of("mails.mbox", ("B", "C", "D"), 70, ("Reuters",), dates, ("en",))
    assert "Publisher: Reuters\nDate: November 2024; October 2023; …\n" in (
        desk_messages.source(ENGLISH, many, day(0)).html
    )
