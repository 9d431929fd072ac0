"""What is gathered of an archive by loops is what reading its texts one by one finds, whatever stands in them."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.documents import Document
from bot.search.bulk import AS_THEY_STAND, Bulk
from bot.search.gathering import Gathering
from bot.search.glossary import Concept, Glossary
from bot.search.kernels import Kernels
from bot.search.lexicon import tally
from bot.search.topics import mentioned, mentioned_in
from bot.search.vocabulary import build_vocabulary
from tests.builders import document

_GLOSSARY = Glossary([(Concept("peace treaty", ()), {}), (Concept("corridor", ()), {}), (Concept("café", ()), {})])
_NAMES = """
    Osterwyk Kestrel Channel OPS Vera Lund U.S. COP29 COP-29 Şuşa iPhone X'ian O'Neill Osterwyk's Lund’s Baku–Tbilisi
    Armenia-Russia Treaty Conference Forum President Minister The In A 3rd 21st 2024 2024, –2024 MSF24 Северянин Łódź
    """.split()
_WORDS = """
    the of for and & – on in also better known as referred to pilots peace treaty treaties corridor corridors kestrel
    café 29 5 1,200 said it's port_s A. e.g. — … said: said; said! 'tis 90s
    """.split()
_MARKED = """
    (OPS) (OPS), (OPSs) (COP29) (COP-29) (MSF 2024) “Lund “Lund” 'Lund' ‘Lund’ Lund, Lund. Lund? Lund…” (Lund) [Lund]
    _Lund
    Lund_ (also known...) "Vera .Lund !Vera Lund). Lund.”) Lund!? a.Lund – Lund: --- .) ( ) "
    """.split()
_ODD = [
    "",
    "\n",
    "\t",
    "\xa0",
    "Vera\xa0Lund",
    "of\nthe",
    "Lund\n",
    ".\n",
    "(also known as",
    "Kestrel Channel (KC)",
    "Vera Lund (VL)",
]
_TEXT = st.one_of(
    st.lists(st.sampled_from([*_NAMES, *_WORDS, *_MARKED, *_ODD]), max_size=12).map(" ".join),
    st.text("aAеЕ 1.,:()'’“_–-&\n\xa0ʼ", max_size=12),
    st.text(max_size=8),
)
# Of which runs of names are made that loops read by themselves.
_PLAIN = """
    Osterwyk Vera Lund The A Its Conference Forum Treaty President Minister Mayor NATO OPS COP29 B Of And 3rd 21st 2024
    1999 June Monday Corridor Corridors IT In of for and the on in pilots
    """.split()
_PLAIN_TEXT = st.lists(st.sampled_from(_PLAIN), min_size=1, max_size=12).map(" ".join)
_DOCUMENTS = st.lists(st.tuples(st.lists(_TEXT, max_size=4), _TEXT), max_size=5)


@pytest.fixture(autouse=True)
def _wrapping() -> Iterator[None]:
    """Hashes wrap round, of which numpy warns where nothing is compiled."""
    with np.errstate(over="ignore"):
        yield


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Bulk:
    """The loops compiled."""
    bulk = Kernels(tmp_path_factory.getbasetemp().parent / "kernels").bulk()
    assert bulk
    return bulk


def _documents(drawn: list[tuple[list[str], str]]) -> list[Document]:
    return [document(f"d{at}", *texts, title=title) for at, (texts, title) in enumerate(drawn)]


def _check(documents: list[Document], bulk: Bulk) -> None:
    gathering = Gathering(_GLOSSARY, bulk)
    for one in documents:
        gathering.take([paragraph.text for paragraph in one.paragraphs])
    counted, found = tally(documents), gathering.tally()
    found.headings = counted.headings
    lexicon = counted.lexicon()
    assert found.lexicon() == lexicon
    assert found.forms().by_word() == counted.forms().by_word()
    said = mentioned(documents, lexicon, _GLOSSARY)
    headings = {heading for one in documents for heading in (one.title, *(p.section for p in one.paragraphs))}
    gathered = mentioned_in(gathering, headings, lexicon, _GLOSSARY)
    assert gathered.names.spellings == said.names.spellings
    assert gathered.names.groups() == said.names.groups()
    assert gathered.headings == said.headings
    assert gathered.phrases.units(counted.texts, lexicon) == said.phrases.units(counted.texts, lexicon)


@given(drawn=_DOCUMENTS)
@settings(max_examples=300)
def test_whatever_stands_in_texts_it_is_counted_as_if_read(drawn: list[tuple[list[str], str]], compiled: Bulk) -> None:
    _check(_documents(drawn), compiled)


@given(texts=st.lists(_PLAIN_TEXT, min_size=1, max_size=6))
@settings(max_examples=200)
def test_runs_of_plain_words_hold_the_names_that_reading_finds(texts: list[str], compiled: Bulk) -> None:
    _check([document("d", *texts, title="pilots wait")], compiled)


@given(_DOCUMENTS)
@settings(max_examples=20)
def test_the_loops_as_they_stand_count_the_same(drawn: list[tuple[list[str], str]]) -> None:
    _check(_documents(drawn), AS_THEY_STAND)


def test_many_texts_with_new_words_in_each_are_counted_as_if_read(compiled: Bulk) -> None:
    rng = np.random.default_rng(5)
    every = [*_NAMES, *_WORDS, *_MARKED]
    texts = [" ".join(word + (f"x{n}" if n % 3 else "") for word in rng.choice(every, 30)) for n in range(1_500)]
    _check([document(f"d{at}", *texts[at : at + 300], title=f"Title {at}") for at in range(0, 1_500, 300)], compiled)


def test_a_vocabulary_is_the_same_however_it_is_made(compiled: Bulk) -> None:
    documents = [
        document("a", "They dredge the Kestrel Channel (KC). The peace treaty of Vera Lund holds.", title="Kestrel"),
        document("b", "# Peace", "A peace treaty, said Lund. Peace treaties with Osterwyk, also known as Old Haven."),
    ]
    with TemporaryDirectory() as one, TemporaryDirectory() as other:
        build_vocabulary(documents, _GLOSSARY, Path(one))
        build_vocabulary(documents, _GLOSSARY, Path(other), compiled)
        assert (Path(one) / "vocabulary.arrays").read_bytes() == (Path(other) / "vocabulary.arrays").read_bytes()
