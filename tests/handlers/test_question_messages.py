"""The words of statistics, of what was not found and of health: within Telegram's limits, whatever people typed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.audience import Entry, Prospect, WeekNews
from bot.search.topics import Topic
from bot.statistics import Group, Period, Statistics, day_figures, last_days
from bot.store.question_rows import AnswerCount, IgnoredQuery, Reach, UnmatchedText
from bot.store.rows import Alert
from handlers import question_actions as actions
from handlers.cutting import utf16_length
from handlers.health import Health, lines, size, span
from handlers.messages import MAX_LABEL, MAX_TEXT, as_plain
from handlers.outgoing import Outgoing
from handlers.periods import period_words
from handlers.photos import MAX_CAPTION
from handlers.statistics_messages import card, change, figures, picture
from handlers.texts_en import ENGLISH
from handlers.unmatched_messages import A_PAGE, ignored_list, unmatched_list, unmatched_one

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
UTC_ZONE = ZoneInfo("UTC")
WEEK = last_days(7, NOW, UTC_ZONE)
WORDS = ENGLISH.questions
LONG = "&<W>" * 50  # a text of the most units that are kept, each an entity where it is escaped wrongly

typed = st.text(min_size=1, max_size=200) | st.just(LONG)
entries = st.builds(
    Entry,
    st.lists(st.builds(UnmatchedText, typed, st.integers(0, 10**6), st.integers(0, 9), st.just(NOW)), min_size=1).map(
        lambda spellings: Group(tuple(spellings), tuple(one.text for one in spellings))
    ),
    st.integers(1, 10**6),
    st.builds(Prospect, st.just("") | typed, st.just(()) | st.just((Topic("0" * 12, LONG, (LONG,), 3),) * 4)),
)


def statistics(asked: int = 0, before: int = 0, **given: object) -> Statistics:
    days = tuple(day_figures(day.first, ()) for day in WEEK.days[:-1])
    today = day_figures(WEEK.last, [AnswerCount("answer", 12, asked)] if asked else ())
    found = Statistics(WEEK, (*days, today), 12, 90, 3, before, (("Bridge", 2),), Reach(34, 5, 120, 410))
    return replace(found, **given)  # type: ignore[arg-type]


def fits(outgoing: Outgoing) -> None:
    assert 0 < utf16_length(as_plain(replace(outgoing, rows=()))) <= MAX_TEXT
    for row in outgoing.rows:
        assert row
        assert all(0 < utf16_length(button.label) <= MAX_LABEL for button in row)
        assert all(len(button.data.encode()) <= 64 for button in row)


@pytest.mark.parametrize(
    ("period", "said"),
    [
        (WEEK, "16 Nov to 22 Nov 2026, UTC"),
        (last_days(1, NOW, UTC_ZONE), "22 Nov 2026, UTC"),
        (Period(date(2025, 12, 30), date(2026, 1, 2), UTC_ZONE), "30 Dec 2025 to 2 Jan 2026, UTC"),
    ],
)
def test_a_period_names_a_year_once_where_that_is_enough(period: Period, said: str) -> None:
    assert period_words(ENGLISH, period) == said


@pytest.mark.parametrize(
    ("asked", "before", "said"),
    [
        (10, 10, WORDS.as_before), (10, 0, WORDS.none_before), (15, 10, WORDS.more.format(percent=50)),
        (5, 10, WORDS.less.format(percent=50)), (12_000, 10, WORDS.more.format(percent="119,900")),
    ],
)  # fmt: skip
def test_growth_is_told_beside_the_time_before(asked: int, before: int, said: str) -> None:
    assert change(ENGLISH, statistics(asked, before)) == said


def test_the_picture_and_the_words_say_the_same_numbers() -> None:
    found = statistics(1_234, 1_000)
    shown, said = picture(ENGLISH, found, dark=False), figures(ENGLISH, found)
    assert shown.tiles[0] == ("1,234", "questions")
    assert "1,234 questions by 3 people" in said
    assert shown.outcomes[0].name == "answered 1,234"
    assert len(shown.days) == len(shown.outcomes[0].values) == len(shown.times[0].values) == 7
    assert "120 topics followed in 34 chats (5 new); 410 digests sent." in said


def test_numbers_of_many_digits_are_short_in_the_picture() -> None:
    assert picture(ENGLISH, statistics(999_999), dark=False).tiles[0][0] == "999,999"
    assert picture(ENGLISH, statistics(1_250_000), dark=False).tiles[0][0] == "1.2 M"


def test_the_longest_caption_fits_below_the_picture() -> None:
    found = statistics(10**9, 1, topics=((LONG, 10**9),) * 6, reach=Reach(10**9, 10**9, 10**9, 10**9))
    assert utf16_length(figures(ENGLISH, found)) <= MAX_CAPTION


def test_a_week_without_questions_has_a_card_without_a_picture() -> None:
    shown = card(ENGLISH, WeekNews(statistics(topics=(), p50_ms=None, p99_ms=None), ()))
    assert [button.label for row in shown.rows for button in row] == [WORDS.show_unmatched]
    assert WORDS.card_unmatched[0] in shown.html


@given(st.lists(entries, min_size=1, max_size=3))
def test_cards_and_lists_fit_whatever_was_typed(found: list[Entry]) -> None:
    full = (found * A_PAGE)[:A_PAGE]
    fits(unmatched_list(ENGLISH, full, 0, 250, WEEK, actions.ListUnmatched(366), ignored=10**6))
    fits(unmatched_one(ENGLISH, found[0], WEEK, actions.OpenUnmatched("0" * 12, 366, 249)))
    fits(card(ENGLISH, WeekNews(statistics(5), tuple(entry.group for entry in found))))
    ignored = [IgnoredQuery("k", "0" * 12, entry.group.text, NOW) for entry in full]
    fits(ignored_list(ENGLISH, ignored, actions.ListIgnored(366, 99_999)))


def test_one_that_is_answered_now_offers_no_alias() -> None:
    group = Group((UnmatchedText("metro", 2, 0, NOW),), ("metro",))
    place = actions.OpenUnmatched("0" * 12, 7, 0)
    answered = unmatched_one(ENGLISH, Entry(group, 1, Prospect("Baku Metro", ())), WEEK, place)
    assert "answered now: Baku Metro" in answered.html
    assert [button.label for row in answered.rows for button in row] == [WORDS.ignore, WORDS.to_list]
    missed = unmatched_one(ENGLISH, Entry(group, 1, Prospect("", ())), WEEK, place)
    assert WORDS.other_topic in [button.label for row in missed.rows for button in row]


# Buttons

ids = st.from_regex(r"[0-9a-f]{12}", fullmatch=True)
days, pages = st.integers(1, 366), st.integers(0, 999_999)
buttons = st.one_of(
    st.builds(
        actions.ShowStatistics,
        days,
        st.booleans(),
        st.booleans(),
        st.none() | st.dates(date(2000, 1, 1), date(2099, 12, 31)),
    ),
    st.builds(actions.ListUnmatched, days, pages, st.booleans()),
    st.builds(actions.OpenUnmatched, ids, days, pages),
    st.builds(actions.IgnoreUnmatched, ids, days, pages),
    st.builds(actions.AddAlias, ids, ids, days, pages),
    st.builds(actions.AskTopic, ids, days, pages),
    st.builds(actions.TellAskers, ids, ids, days, pages),
    st.builds(actions.HeedIgnored, ids, days, pages),
    st.builds(actions.ListIgnored, days, pages),
)


@given(buttons)
def test_every_button_is_read_back_and_fits(action: actions.QuestionAction) -> None:
    assert len(action.data.encode()) <= 64
    assert actions.parse(action.data) == action


@given(st.from_regex(r"q[suoiakhlt]:[0-9a-f:-]{0,40}", fullmatch=True) | st.text(max_size=20))
def test_data_of_somebodys_making_is_read_as_what_it_says_or_not_at_all(data: str) -> None:
    action = actions.parse(data)
    assert action is None or action.data == data


@pytest.mark.parametrize("data", ["qs:0:0:0:", "qs:367:0:0:", "qs:7:0:0:2026-02-30", "qu:7:00:0", "qo:0:7:0"])
def test_what_no_button_of_ours_says_is_none(data: str) -> None:
    assert actions.parse(data) is None


# Health


def test_sizes_and_spans_are_read_at_a_glance() -> None:
    assert [size(count) for count in (0, 999, 1_000, 123_456, 999_600, 5_300_000_000, 10**16)] == [
        "0 B", "999 B", "1.0 kB", "123 kB", "1.0 MB", "5.3 GB", "10000 TB",
    ]  # fmt: skip
    spans = (timedelta(-1), timedelta(minutes=59), timedelta(hours=23, minutes=5), timedelta(days=40, hours=7))
    assert [span(ENGLISH, lasted) for lasted in spans] == ["0 min", "59 min", "23 h 5 min", "40 d 7 h"]


def error(count: int, reference: str) -> Alert:
    return Alert("f", "job refresh", "StoreError", reference, True, NOW, NOW - timedelta(minutes=9), count, None, 0)


def test_health_without_an_index_or_memory_says_so() -> None:
    found = Health(
        now=NOW, version="", started_at=NOW - timedelta(hours=5), index=None, outbox={"waiting": 3, "dropped": 2},
        oldest=NOW - timedelta(minutes=2), followers=1, topics=2, queries=3,
        errors=(error(1, "A1B2C3"), error(1_200, "")), database=4, free=5, memory=None,
        python="3.11", system="Linux",
    )  # fmt: skip
    told = lines(ENGLISH, found)
    assert [tuple(part.strip() for part in line.split("  ", 1)) for line in told] == [
        (WORDS.version, WORDS.not_known), (WORDS.uptime, "5 h 0 min"), (WORDS.index, WORDS.none),
        (WORDS.queue, "3 waiting, 0 on the way"), (WORDS.dropped, "2"), (WORDS.oldest, "2 min ago"),
        (WORDS.followers, "1"), (WORDS.subscriptions, "2"), (WORDS.logged, "3"),
        (WORDS.errors, "A1B2C3, 9 min ago"), ("", "job refresh, 9 min ago, 1,200 times"),
        (WORDS.database, "4 B, 5 B free"),
        (WORDS.memory, WORDS.not_known), (WORDS.python, "3.11"), (WORDS.system, "Linux"),
    ]  # fmt: skip
