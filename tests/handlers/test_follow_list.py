"""Follow lists as files: what is handed over comes back, and what strangers send is refused by name."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.following import key_of
from bot.store.rows import FOREVER
from handlers.follow_list import (
    LIST_KEY,
    MAX_BYTES,
    Fault,
    FollowList,
    ListedTopic,
    ListError,
    as_json,
    parse_list,
    written,
)

queries = (
    st.text(min_size=1, max_size=60)
    .map(lambda text: " ".join(f"w{text}".split()))
    .filter(lambda text: text.isprintable() and key_of(text))
)
untils = st.integers(0, 10**11).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)) | st.just(FOREVER)
listed = st.builds(
    ListedTopic, queries, st.sampled_from(["", "mon-sun 08:00", "mon,wed 09:30 18:00", "live 60"]), st.none() | untils
)
lists = st.builds(
    FollowList,
    st.lists(listed, max_size=20, unique_by=lambda topic: key_of(topic.query)).map(tuple),
    st.sampled_from(["", "Asia/Baku", "UTC"]),
    st.sampled_from(["", "mon-fri 07:00"]),
    st.sampled_from(["", "22:00-07:00"]),
    st.integers(-(10**13), 10**10),
    st.integers(0, 10**9),
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
known_names = st.sampled_from(["topics", "topic", "zone", "schedule", "quiet", "version", "format", "paused_until"])
like_lists = st.dictionaries(known_names, values | st.lists(st.dictionaries(known_names, values), max_size=3))


@given(lists)
def test_a_list_survives_its_file(given_list: FollowList) -> None:
    assert parse_list(written(as_json(given_list))) == given_list


@given(lists)
def test_a_list_is_found_within_an_export(given_list: FollowList) -> None:
    content = {"exported_at": "2026-11-22", LIST_KEY: as_json(given_list), "held": {"asks": []}}
    assert parse_list(written(content)) == given_list


@given(st.binary(max_size=200) | like_lists.map(lambda value: json.dumps(value).encode()))
def test_any_file_is_a_list_or_refused(content: bytes) -> None:
    try:
        found = parse_list(content)
    except ListError:
        return
    assert parse_list(written(as_json(found))) == found


def fault_of(content: str | bytes | dict[str, object]) -> tuple[Fault, str, int]:
    """What is said to be wrong with a file."""
    if isinstance(content, dict):
        content = json.dumps(content)
    with pytest.raises(ListError) as caught:
        parse_list(content.encode() if isinstance(content, str) else content)
    return caught.value.fault, caught.value.name, caught.value.number


def test_each_mistake_has_its_name() -> None:
    assert fault_of(b" " * (MAX_BYTES + 1)) == (Fault.TOO_BIG, "", 0)
    assert fault_of("topics: a, b") == (Fault.NO_JSON, "", 0)
    assert fault_of(b"\xff\xfe\x00") == (Fault.NO_JSON, "", 0)
    assert fault_of("[" * 200_000) == (Fault.NO_JSON, "", 0)
    assert fault_of('{"topics": [' + "9" * 5000 + "]}") == (Fault.NO_JSON, "", 0)
    assert fault_of('{"topics": [], "topics": ["a"]}') == (Fault.TWICE, "topics", 0)
    assert fault_of("[]") == (Fault.NO_LIST, "", 0)
    assert fault_of({"topics": "a"}) == (Fault.NO_LIST, "", 0)
    assert fault_of({"format": "somebody-else", "topics": []}) == (Fault.NO_LIST, "", 0)
    assert fault_of({"follow_list": None}) == (Fault.NO_LIST, "", 0)
    assert fault_of({"version": 2, "topics": []}) == (Fault.LATER, "", 0)
    assert fault_of({"version": True, "topics": []}) == (Fault.BAD_PART, "version", 0)
    assert fault_of({"topics": ["Merrow", 7]}) == (Fault.BAD_TOPIC, "", 2)
    assert fault_of({"topics": ["…"]}) == (Fault.BAD_TOPIC, "", 1)
    assert fault_of({"topics": ["a" * 201]}) == (Fault.BAD_TOPIC, "", 1)
    assert fault_of('{"topics": ["\\ud800"]}') == (Fault.BAD_TOPIC, "", 1)
    assert fault_of({"topics": [{"topic": "a", "schedule": "soon"}]}) == (Fault.BAD_PART, "schedule", 1)
    assert fault_of({"topics": [{"topic": "a", "paused_until": "2026-01-01"}]}) == (Fault.BAD_PART, "paused_until", 1)
    assert fault_of({"topics": [], "zone": "../../etc/passwd"}) == (Fault.BAD_PART, "zone", 0)
    assert fault_of({"topics": [], "quiet": "22:00-22:00"}) == (Fault.BAD_PART, "quiet", 0)
    assert fault_of({"topics": [], "chat_id": 1.5}) == (Fault.BAD_PART, "chat_id", 0)
    assert fault_of({"topics": [], "chat_id": 2**63}) == (Fault.BAD_PART, "chat_id", 0)


def test_plain_texts_are_topics_and_the_same_topic_twice_is_one() -> None:
    found = parse_list(b'{"topics": ["Lantern  Bridge", "lantern bridge", {"topic": "Merrow"}]}')
    assert [topic.query for topic in found.topics] == ["Lantern Bridge", "Merrow"]
    assert not found.has_times
