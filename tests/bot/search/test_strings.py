"""What a vocabulary is made of on disk gives back what was put in."""

from itertools import accumulate

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.strings import Counts, Groups, Postings, count_arrays, group_arrays, posting_arrays

_NUMBERS = st.one_of(st.integers(0, 300), st.integers(0, 2**32 - 1))


@given(st.lists(_NUMBERS, max_size=30))
def test_counts_are_read_as_they_were_written(numbers: list[int]) -> None:
    counts = Counts.among(count_arrays("some", np.array(numbers, np.int64)), "some")
    assert list(counts) == numbers
    assert counts[:] == numbers
    assert [counts[at] for at in range(-len(numbers), 0)] == numbers


@given(st.lists(st.one_of(st.just(1), st.integers(0, 4)), max_size=30))
def test_the_members_of_each_group_follow_those_of_the_one_before(sizes: list[int]) -> None:
    groups = Groups.among(group_arrays("some", np.array(sizes, np.int64)), "some")
    ends = [*accumulate(sizes, initial=0)]
    assert len(groups) == len(sizes)
    assert [groups.span(at) for at in range(len(sizes))] == [range(*ends[at : at + 2]) for at in range(len(sizes))]


@given(st.lists(st.one_of(st.just(1), st.integers(1, 4)), max_size=30))
def test_each_member_is_of_its_group(sizes: list[int]) -> None:
    groups = Groups.among(group_arrays("some", np.array(sizes, np.int64)), "some")
    owners = [group for group, size in enumerate(sizes) for _ in range(size)]
    assert groups.of(np.arange(len(owners))).tolist() == owners
    assert [groups.of_one(member) for member in range(len(owners))] == owners


@given(st.lists(st.tuples(st.integers(0, 9), _NUMBERS), max_size=30))
def test_the_numbers_of_a_hash_are_found_in_their_order(pairs: list[tuple[int, int]]) -> None:
    hashes, numbers = np.array(pairs, np.uint32).reshape(-1, 2).T
    postings = Postings.among(posting_arrays("some", hashes, numbers), "some")
    for wanted in ([3], [], [7, 2, 11]):
        expected = [number for one in wanted for hash_, number in pairs if hash_ == one]
        assert postings.of(wanted).tolist() == expected
