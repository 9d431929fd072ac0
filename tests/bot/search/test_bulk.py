"""The loops for archives count and post what the plain ways do, byte for byte."""

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.bulk import AS_THEY_STAND, Bulk
from bot.search.counting import Numbering
from bot.search.kernels import Kernels
from bot.search.pieces import Entry
from bot.search.postings import Postings, post
from bot.search.weights import CHUNK

_WORDS = (
    "ship ships (ships, U.S. NATO 5 NATO, 1,200 “порт” Порты COP-29 COP 29 x'y the — a_b a\x1fb \xa0 ½ z\n\nz".split(
        " "
    )
)
_TEXT = st.one_of(st.text(max_size=30), st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join))
_ENTRIES = st.lists(st.tuples(_TEXT, _TEXT, st.sampled_from(["en", "ru", ""])), max_size=8)


@pytest.fixture(autouse=True)
def _wrapping() -> Iterator[None]:
    """Hashes wrap round, of which numpy warns where nothing is compiled."""
    with np.errstate(over="ignore"):
        yield


def _posted(entries: list[Entry], bulk: Bulk | None) -> Postings:
    numbering = Numbering(bulk)
    half = len(entries) // 2
    counted = [numbering.count(some) for some in (entries[:half], entries[half:])]
    return post(type(counted[0]).together(counted), numbering.terms(), bulk)


def _same(one: Postings, other: Postings) -> None:
    for name, array in one.arrays().items():
        assert array.tolist() == other.arrays()[name].tolist(), name


@given(_ENTRIES)
@settings(max_examples=60)
def test_the_loops_as_they_stand_make_the_same_postings(entries: list[Entry]) -> None:
    _same(_posted(entries, AS_THEY_STAND), _posted(entries, None))


@pytest.fixture(scope="module")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Bulk:
    """The loops compiled."""
    bulk = Kernels(tmp_path_factory.getbasetemp().parent / "kernels").bulk()
    assert bulk
    return bulk


def test_the_compiled_loops_make_the_same_postings(compiled: Bulk) -> None:
    rng = np.random.default_rng(3)
    entries = [(" ".join(rng.choice(_WORDS, 40)), f"word{n % 7}", "en") for n in range(3_000)]
    _same(_posted(entries, compiled), _posted(entries, None))


def test_so_do_they_of_paragraphs_in_several_chunks(compiled: Bulk) -> None:
    # The first and the last chunk have the same place, and the word in it no posting between them.
    texts = ["ships ships wait"] * 3 + [f"word{n % 5}" for n in range(2 * CHUNK - 3)] + ["ships"] * 20
    entries = [(text, "", "en") for text in texts]
    _same(_posted(entries, compiled), _posted(entries, None))
