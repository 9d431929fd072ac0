"""Where pieces begin and end is kept in few bytes, and exactly."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.arrays import Blobs, Extents

_SIZES = st.lists(st.one_of(st.integers(0, 300), st.integers(0, 1 << 40)), max_size=70)


@given(_SIZES)
def test_each_piece_begins_where_the_one_before_it_ends(sizes: list[int]) -> None:
    extents = Extents.among(Extents.of(np.array(sizes, np.int64)).arrays("texts"), "texts")
    ends = np.cumsum(sizes, dtype=np.int64).tolist()
    assert [extents[number] for number in range(len(extents))] == list(zip([0, *ends], ends, strict=False))


@given(st.lists(st.binary(max_size=40), max_size=70))
def test_strings_of_bytes_come_back_as_they_were(strings: list[bytes]) -> None:
    blobs = Blobs.among(Blobs.of(strings).arrays("names"), "names")
    assert [blobs[number] for number in range(len(blobs))] == strings


def test_a_piece_costs_its_size_in_bytes_and_a_sixteenth_of_a_place() -> None:
    arrays = Extents.of(np.full(1_600, 500)).arrays("texts")
    assert sum(array.nbytes for array in arrays.values()) == 1_600 * 2 + 100 * 4
