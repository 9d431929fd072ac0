"""What counts as said already."""

from bot.briefing.content import read
from bot.briefing.novelty import reprints, says_the_same

CLOSED = "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing two people."


def same(one: str, other: str, similarity: float = 0.0) -> bool:
    return says_the_same(read(one, "en")[0], read(other, "en")[0], similarity)


def test_a_sentence_within_a_longer_one_says_nothing_new() -> None:
    assert same(CLOSED, "The Orle Canal was closed on Monday.")


def test_equal_figures_and_two_shared_names_are_the_same_fact() -> None:
    assert same(
        "Trade of Dunmar with Vessland came to $7.4 billion.",
        "Last year Vessland bought and sold goods for $7.4 billion in Dunmar, its statistics office says.",
    )


def test_the_same_year_is_not_the_same_fact() -> None:
    assert not same(
        "In 2023 Dunmar met Vessland for talks on grain.",
        "A lock near Tarn, between Dunmar and Vessland, collapsed and killed two people in March 2023.",
    )


def test_other_words_on_another_thing_are_new() -> None:
    assert not same(CLOSED, "Grain prices rose by 12 % in the upper valley.")


def test_only_nearly_equal_words_are_a_reprint() -> None:
    one, other, apart = (
        read(text, "en")[0]
        for text in (CLOSED, CLOSED.replace("Monday", "Monday night"), "The Orle Canal was closed on Monday.")
    )
    assert reprints(one, other)
    assert not reprints(one, apart)
