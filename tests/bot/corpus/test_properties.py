"""What must hold for any bytes and any text."""

import re
from functools import partial

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bot.corpus.formats import FORMATS
from bot.corpus.reading import FileReading
from tests.bot.corpus.builders import HEADLINES, PROSE, only, page, pdf, reading, texts, word

MAIL = "\n\n".join(["From: a <a@b.c>\nSubject: =?utf-8?b?VA==?=\nContent-Type: text/plain", *PROSE]).encode()
WHOLE = {
    ".txt": "\n\n".join([HEADLINES[0], *PROSE]).encode(),
    ".md": "\n\n".join([f"# {HEADLINES[0]}", *PROSE]).encode(),
    ".html": f"<html><body><article>{''.join(f'<p>{text}</p>' for text in PROSE)}</article></body></html>".encode(),
    ".htm": f"<p>{PROSE[0]}</p>".encode(),
    ".pdf": pdf(page(*PROSE[:3], number=1), page(*PROSE[3:], number=2)),
    ".eml": MAIL,
    ".mht": MAIL.replace(b"plain", b"html"),
    ".mhtml": MAIL.replace(b"plain", b"html"),
    ".docx": word(("Heading 1", HEADLINES[0]), *PROSE),
}
WORDS = st.lists(st.text(st.characters(categories=["Ll"]), min_size=1, max_size=9), min_size=8, max_size=30)
SENTENCES = WORDS.map(lambda words: f"The {' '.join(words)}.")
CLEAN = st.lists(SENTENCES, min_size=1, max_size=8).map(" ".join)
DIRTY = st.lists(
    st.one_of(
        st.sampled_from([*PROSE, *HEADLINES, "TT", "(AP Photo/X)", "1. One .... 3", "- a", "7", "", "By Jane Doe"]),
        st.text(max_size=120),
    ),
    max_size=40,
)  # fmt: skip


def check(result: FileReading) -> None:
    """A reading has documents or a problem, and no paragraph is empty or has the identity of another."""
    assert bool(result.documents) != bool(result.problem)
    paragraphs = [paragraph for document in result.documents for paragraph in document.paragraphs]
    assert all(paragraph.text.strip() == paragraph.text != "" for paragraph in paragraphs)
    assert len({paragraph.id for paragraph in paragraphs}) == len(paragraphs)
    assert all(document.paragraphs and document.title for document in result.documents)


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=60)
@given(data=st.binary(max_size=400))
def test_arbitrary_bytes_never_raise(suffix: str, data: bytes) -> None:
    check(reading(data, f"a{suffix}"))


@pytest.mark.parametrize("suffix", FORMATS)
@settings(max_examples=60)
@given(at=st.floats(0, 1), length=st.integers(0, 60), noise=st.binary(max_size=20))
def test_damaged_files_never_raise(suffix: str, at: float, length: int, noise: bytes) -> None:
    whole = WHOLE[suffix]
    place = int(at * len(whole))
    check(reading(whole[:place] + noise + whole[place + length :], f"a{suffix}"))


@settings(max_examples=150)
@given(lines=DIRTY, end=st.sampled_from(["\n", "\n\n", "\r\n", "\f"]))
def test_every_word_of_a_dirty_text_ends_somewhere(lines: list[str], end: str) -> None:
    text = end.join(lines)
    result = reading(text, "a.txt")
    check(result)
    assume(result.problem != "is not text but binary data")  # mostly control characters: named and skipped whole
    kept = [part for d in result.documents for part in [d.title, *(f"{p.section} {p.text}" for p in d.paragraphs)]]
    words = re.compile(r"[a-z]{3,}")
    assert set(words.findall(" ".join([*kept, *(line.line for line in result.dropped)]).lower())) >= {
        word for line in lines if line in (*PROSE, *HEADLINES) for word in words.findall(line.lower())
    }


@settings(max_examples=80)
@given(paragraphs=st.lists(CLEAN, min_size=1, max_size=6, unique=True), gap=st.sampled_from(["\n\n", "\n", "\r\n\r\n"]))
def test_every_character_of_a_clean_text_survives(paragraphs: list[str], gap: str) -> None:
    squeezed = partial(re.sub, r"\s+", "")
    assert squeezed("".join(texts(only(gap.join(paragraphs))))) == squeezed("".join(dict.fromkeys(paragraphs)))


@settings(max_examples=40)
@given(paragraphs=st.lists(CLEAN, min_size=2, max_size=6, unique=True), at=st.integers(0, 6))
def test_a_paragraphs_identity_does_not_depend_on_its_neighbours(paragraphs: list[str], at: int) -> None:
    before = {p.text: p.id for p in only("\n\n".join(paragraphs)).paragraphs}
    more = [*paragraphs[:at], PROSE[0], *paragraphs[at:]]
    after = {p.text: p.id for p in only("\n\n".join(more)).paragraphs}
    assert before == {text: identity for text, identity in after.items() if text != PROSE[0]}
