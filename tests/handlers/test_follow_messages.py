"""Lists of what is followed, of any length and with any names: every topic on one page, within Telegram's limits."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.store.rows import FOREVER, Follower, Subscription
from handlers.cutting import utf16_length
from handlers.follow_actions import OpenFollowed, parse
from handlers.follow_messages import TOPICS_A_PAGE, Reading, said, topic_list, unfollowed
from handlers.messages import MAX_LABEL, MAX_TEXT
from handlers.preview.html_markup import parse_html
from handlers.texts_en import ENGLISH

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
READING = Reading(ZoneInfo("Asia/Baku"), "Baku", NOW)
names = st.text(min_size=1, max_size=200)


def follower(kind: str = "private", title: str = "") -> Follower:
    return Follower(7, 1, 0, kind, title, "en", "", "mon-sun 08:00", "", False, None, 0, "", None, NOW, None)


def subscription(id_: int, query: str, paused: bool = False) -> Subscription:
    return Subscription(id_, 7, query, query, "", FOREVER if paused else None, 1, NOW, NOW, NOW, False)


@given(st.lists(st.tuples(names, st.booleans()), max_size=40), st.sampled_from(["private", "supergroup"]), names)
def test_turning_all_pages_shows_every_topic_once(entries: list[tuple[str, bool]], kind: str, title: str) -> None:
    topics = [subscription(number, query, paused) for number, (query, paused) in enumerate(entries, start=1)]
    pages = range(max(1, -(-len(topics) // TOPICS_A_PAGE)))
    shown = [topic_list(ENGLISH, follower(kind, title), topics, page, READING) for page in pages]
    buttons = [button for outgoing in shown for row in outgoing.rows for button in row]
    opened = [parsed.subscription_id for b in buttons if isinstance(parsed := parse(b.data), OpenFollowed)]
    assert opened == [one.id for one in topics]
    assert all(1 <= utf16_length(button.label) <= MAX_LABEL and len(button.data) <= 64 for button in buttons)
    assert all(utf16_length(parse_html(outgoing.html).text) <= MAX_TEXT for outgoing in shown)


@given(st.integers(0, 999_999))
def test_a_page_past_the_end_is_the_last(page: int) -> None:
    topics = [subscription(number, f"topic {number}") for number in range(1, 20)]
    last = topic_list(ENGLISH, follower(), topics, 2, READING)
    assert topic_list(ENGLISH, follower(), topics, max(page, 2), READING) == last


def test_what_comes_as_it_happens_has_no_next_time() -> None:
    live = replace(subscription(1, "Merrow"), schedule="live 60", next_run_at=NOW + timedelta(minutes=9))
    daily = replace(subscription(2, "Petrel"), next_run_at=NOW + timedelta(hours=3))
    assert "Next: today 19:00." in topic_list(ENGLISH, follower(), (live, daily), 0, READING).html
    assert "Next: " not in topic_list(ENGLISH, follower(), (live,), 0, READING).html


@given(names, names)
def test_a_note_over_the_chat_fits_whatever_the_names(title: str, query: str) -> None:
    assert utf16_length(unfollowed(ENGLISH, follower("supergroup", title), query)) <= 200
    assert unfollowed(ENGLISH, follower(), "Merrow") == "You no longer follow Merrow."


def test_a_group_is_named_and_a_person_is_addressed() -> None:
    words = ENGLISH.following
    assert said(ENGLISH, words.known, words.known_by, follower(), topic="Merrow") == "You follow Merrow already."
    group = follower("supergroup", "Desk & <co>")
    assert said(ENGLISH, words.known, words.known_by, group, topic="Merrow") == "Desk & <co> follows Merrow already."
    assert topic_list(ENGLISH, group, (), 0, READING).html.startswith("Desk &amp; &lt;co&gt; follows nothing yet.")
