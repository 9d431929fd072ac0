"""An explanation as a person sees it, in a chat and on a terminal."""

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering import Snapshot
from bot.explaining import Explanation, explain
from bot.search.reading import Reading, Target
from handlers.explanations import message, terminal_lines
from handlers.messages import MAX_ENTITIES, MAX_TEXT
from handlers.preview.html_markup import parse_html
from handlers.texts_en import ENGLISH
from tests.builders import corpus, snapshot


@pytest.fixture(scope="module")
def coast(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    lines = [f"a: The Lantern Bridge & its pier {n} cost ${n} million in {1900 + n}." for n in range(40)]
    return snapshot(tmp_path_factory.mktemp("coast"), corpus(*lines))


def _with_readings(explanation: Explanation, readings: tuple[Reading, ...]) -> Explanation:
    reply = explanation.reply
    return replace(explanation, reply=replace(reply, match=replace(reply.match, readings=readings)))


def test_a_long_explanation_fits_a_message_and_says_what_it_left_out(coast: Snapshot) -> None:
    readings = tuple(Reading(f"piece {n} " * 30, (Target(("word",) * 30, 0.5),)) for n in range(60))
    outgoing = message(ENGLISH, _with_readings(explain(coast, "Lantern Bridge"), readings))
    shown = parse_html(outgoing.html)
    assert len(shown.text.encode("utf-16-le")) // 2 <= MAX_TEXT
    told = len(re.findall(r"^piece \d+", shown.text, re.MULTILINE))
    left_out = re.search(r"… and (\d+) more", shown.text)
    assert left_out
    assert told + int(left_out[1]) == len(readings)
    assert ENGLISH.why.sentences in shown.text


@given(
    st.lists(st.sampled_from(["Lantern", "Bridge", "piers", "million", "Paris"]) | st.text(max_size=20)).map(" ".join)
)
def test_every_explanation_is_a_message_that_telegram_takes(coast: Snapshot, query: str) -> None:
    shown = parse_html(message(ENGLISH, explain(coast, query)).html)
    assert len(shown.text.encode("utf-16-le", "surrogatepass")) // 2 <= MAX_TEXT
    assert len(shown.entities) <= MAX_ENTITIES


def test_a_terminal_shows_the_parts_of_each_sentence_in_columns(coast: Snapshot) -> None:
    found = explain(coast, "lantern bridge")
    lines = list(terminal_lines(ENGLISH.why, found))
    head = next(line for line in lines if "[1]" in line)
    worth = next(line for line in lines if ENGLISH.why.worth in line)
    assert worth.split()[1:] == [f"{one.worth:.2f}" for one in found.sentences]
    assert len(head) == len(worth)
    assert not any(line.endswith(" ") or "\n" in line for line in lines)
