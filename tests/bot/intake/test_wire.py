"""The lines between the process that reads and the one that asked: nothing is lost, nothing strange gets in."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.blocks import Dropped, Reason
from bot.corpus.documents import Document, Paragraph
from bot.corpus.reading import FileReading
from bot.intake.wire import Assembly, GarbledError, Row, encode, rows_of

WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    identity, title, publisher, date, language, url = (draw(WORDS) for _ in range(6))
    given_texts = draw(st.lists(st.tuples(WORDS, WORDS, WORDS), max_size=4))
    paragraphs = tuple(Paragraph(i, identity, n, section, text) for n, (i, section, text) in enumerate(given_texts))
    return Document(identity, "a.txt", title, publisher, date, language, url, paragraphs)


READINGS = st.builds(
    FileReading,
    st.just("a.txt"),
    st.lists(documents(), max_size=3).map(tuple),
    st.lists(st.builds(Dropped, WORDS, st.sampled_from(Reason)), max_size=3).map(tuple),
    st.none() | WORDS,
    WORDS,
)


@given(READINGS)
def test_a_reading_arrives_as_it_was_sent(reading: FileReading) -> None:
    assembly = Assembly()
    rows: list[Row] = [["files", 1], ["file", "a.txt"], *rows_of(reading)]
    for row in rows:
        assembly.take(encode(row))
    assert assembly.is_whole()
    assert assembly.readings == [reading]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(["files", "file", "document", "end"]) | st.text(),
    lambda inner: st.lists(inner, max_size=8) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(st.lists(st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()), min_size=1, max_size=6))
def test_whatever_comes_is_taken_or_refused(lines: list[bytes]) -> None:
    assembly = Assembly()
    try:
        for line in lines:
            assembly.take(line)
    except GarbledError:
        return
    assert len(assembly.readings) <= max(0, assembly.expected)


@pytest.mark.parametrize(
    "rows",
    [
        [["file", "a.txt"]],  # before their number
        [["files", 1], ["paragraph", "i", "", "text"]],  # of no file
        [["files", 1], ["file", "a"], ["paragraph", "i", "", "text"]],  # of no document
        [["files", 1], ["file", "a"], ["file", "b"]],
        [["files", 1], ["file", "a"], ["document", "i", "t", "p", "d", "l"]],  # an address too few
        [["files", 1], ["file", "a"], ["document", "i", "t", "p", "d", "l", 7]],
        [["files", 1], ["file", "a"], ["dropped", "line", "for no reason"]],
        [["files", 1], ["file", "a"], ["end", None, ""], ["file", "b"]],  # one too many
        [["files", "1"]],
    ],
)
def test_a_row_out_of_turn_or_shape_is_garbled(rows: list[list[object]]) -> None:
    assembly = Assembly()
    *before, last = [json.dumps(row).encode() for row in rows]
    for line in before:
        assembly.take(line)
    with pytest.raises(GarbledError):
        assembly.take(last)
