"""What may be suggested: topics in which a person recognises what they typed."""

import pytest

from bot.search.suggesting import is_recognisable, likeness, looks_like
from bot.search.topics import Topic

_FORUM = Topic("0" * 12, "Economic Forum", (), 3)
_CRUISE = Topic("1" * 12, "Tom Cruise", ("Cruise",), 3)


def test_a_topic_is_recognised_by_a_word_that_was_read() -> None:
    assert is_recognisable(_FORUM, "forums of youth", {"forum"}, ())
    assert not is_recognisable(_FORUM, "quantum chromodynamics", (), ("quantum", "chromodynamics"))


@pytest.mark.parametrize("query", ["econimic foram", "Том Круз"])
def test_a_name_is_recognised_by_its_look_and_from_other_alphabets_by_its_sound(query: str) -> None:
    assert looks_like(query, _FORUM) or looks_like(query, _CRUISE)


def test_sound_alone_says_nothing_in_one_alphabet() -> None:
    assert not looks_like("atom crisis", _CRUISE)


def test_one_unread_word_that_looks_like_a_name_is_enough() -> None:
    assert is_recognisable(_CRUISE, "new film of cruize", (), ("cruize",))
    assert not is_recognisable(_CRUISE, "new film of tim", (), ("tim",))


def test_likeness_is_that_of_the_likest_name_in_any_order_of_words() -> None:
    assert likeness("cruise tom", _CRUISE) == likeness("cruise", _CRUISE) == 100
    assert likeness("xyz", _FORUM) < 30
