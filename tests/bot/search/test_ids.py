"""Ids are found, told and ordered alike, in whichever form they are kept."""

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from bot.search.ids import Ids, as_strings

_HEX = st.text("0123456789abcdef", min_size=6, max_size=6)
_WILD = st.text(max_size=5).filter(lambda id_: not id_.endswith("\0"))
_KNOWN = st.one_of(st.lists(_HEX, unique=True), st.lists(st.one_of(_HEX, _WILD), unique=True))
_ASKED = st.lists(st.one_of(_HEX, _WILD))


def _kept(ids: Sequence[str]) -> Ids:
    return Ids.among(Ids.of(as_strings([id_.encode() for id_ in ids])).arrays("ids"), "ids")


@given(_KNOWN, _ASKED)
def test_the_rows_of_ids_are_found_and_no_others(known: list[str], asked: list[str]) -> None:
    asked = [id_ for id_ in [*asked, *known[::2]] if id_]
    ids = _kept(known)
    assert ids.find([id_.encode() for id_ in asked]).tolist() == [at for at, id_ in enumerate(known) if id_ in asked]


@given(_KNOWN)
def test_ids_are_told_as_they_were(known: list[str]) -> None:
    ids = _kept(known)
    assert [ids[row] for row in range(len(ids))] == known
    backwards = np.arange(len(known))[::-1]
    assert [id_.decode() for id_ in ids.plain(backwards).tolist()] == known[::-1]


@given(_KNOWN)
def test_packed_ids_are_in_the_order_of_the_ids(known: list[str]) -> None:
    ids = _kept(known)
    assert [known[row] for row in np.argsort(ids.packed, kind="stable")] == sorted(known)
    assert [known[row] for row in ids.order] == sorted(known)


@given(st.lists(_HEX, min_size=1, unique=True))
def test_hexadecimal_ids_take_half_their_length(known: list[str]) -> None:
    assert _kept(known).packed.nbytes == 3 * len(known)


def test_other_digits_are_no_hexadecimal_ones() -> None:
    for known in (["00aF"], ["00af", "00ag"], ["00af", "0b"], ["0af"]):
        assert not _kept(known).is_hex
    assert _kept(["00af", "ffff"]).find([b"00AF", b"00a", b"00af0", b"zzzz"]).tolist() == []
