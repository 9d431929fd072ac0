"""What was asked lately is asked again."""

import threading

from hypothesis import given
from hypothesis import strategies as st

from bot.asked import Asked

LONG_S = 3600.0


@given(st.lists(st.text(max_size=2)), st.integers(1, 5))
def test_the_last_questions_are_kept_each_once(queries: list[str], most: int) -> None:
    asked = Asked(most)
    for query in queries:
        asked.note(query)
    assert list(asked.latest()) == list(dict.fromkeys(reversed(queries)))[:most]


async def test_they_are_asked_again_latest_first_beside_the_event_loop() -> None:
    asked, heard = Asked(), list[tuple[str, bool]]()
    for query in ("a", "b", "a"):
        asked.note(query)
    loop = threading.get_ident()
    assert await asked.again(lambda query: heard.append((query, threading.get_ident() == loop)), LONG_S) == 2
    assert heard == [("a", False), ("b", False)]


async def test_none_is_asked_again_once_the_time_is_over() -> None:
    asked, heard = Asked(), list[str]()
    asked.note("a")
    assert await asked.again(heard.append, 0.0) == 0
    assert heard == []
