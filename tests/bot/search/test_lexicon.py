"""The words of a corpus: how they are written, how often, and which are names."""

from collections.abc import Iterable

import pytest

from bot.corpus.documents import Document
from bot.search.forms import Words
from bot.search.lexicon import placed_words, tally
from tests.builders import corpus, document


def build_lexicon(documents: Iterable[Document]) -> Words:
    return tally(documents).lexicon()


def _starts(text: str) -> list[str]:
    return [word for word, starts in placed_words(text) if starts]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Pilots board. Ships wait! Why? Fog… Rain: Wind; Snow\nIce", "Pilots Ships Why Fog Rain Wind Snow Ice"),
        ('"Pilots board," said he. "Ships wait."', "Pilots Ships"),
        ("(Pilots) board", "Pilots"),
        ("In Osterwyk", "In"),
        ("A Kestrel flew", "A"),
        ("At 5 pm Vollan spoke", "At"),
        ("", ""),
    ],
)
def test_a_word_begins_a_sentence_after_a_stop_and_at_the_beginning_only(text: str, starts: str) -> None:
    assert _starts(text) == starts.split()


def test_a_word_capitalised_inside_sentences_is_a_name() -> None:
    lexicon = build_lexicon(corpus("a: In Osterwyk the pilots wait. Pilots like Osterwyk. Osterwyk likes pilots."))
    assert lexicon["osterwyk"].is_name
    assert not lexicon["pilots"].is_name


def test_a_capital_at_the_beginning_of_sentences_or_in_headings_makes_no_name() -> None:
    lexicon = build_lexicon(
        [document("a", "# Dredging and Grain", "Dredging began. Dredging ended.", title="Dredging")]
    )
    assert not lexicon["dredging"].is_name
    assert not lexicon["grain"].is_name
    assert lexicon["grain"].occurrences == 1  # known all the same


def test_an_acronym_is_a_name_wherever_it_stands() -> None:
    assert build_lexicon(corpus("a: OPS pilots board."))["ops"].is_name


def test_a_word_is_written_as_it_is_most_often() -> None:
    word = build_lexicon(corpus("a: The Quay, the quay and the quay, a café.", "b: Un cafe."))["quay"]
    assert (word.surface, word.occurrences, word.inside) == ("quay", 3, 3)
    assert word.capitals == pytest.approx(1 / 3)


def test_spellings_that_fold_alike_are_one_word() -> None:
    lexicon = build_lexicon(corpus("a: Şuşa, Shusha, Susa and ŞUŞA.", language="az"))
    assert lexicon["susa"].occurrences == 3
    assert lexicon["shusha"].occurrences == 1


def test_possessives_count_for_the_word_itself() -> None:
    lexicon = build_lexicon(corpus("a: The port’s cranes, the port's quays, the port."))
    assert lexicon["port"].occurrences == 3


def test_words_without_a_letter_or_digit_of_ascii_are_left_out() -> None:
    assert "" not in build_lexicon(corpus("a: ʼ 😀 … —"))
    assert build_lexicon([]) == {}


def test_the_order_of_the_documents_does_not_matter() -> None:
    documents = corpus("a: The Quay.", "b: The quay and the QUAY.", "c: Osterwyk")
    assert list(build_lexicon(documents).items()) == list(build_lexicon(documents[::-1]).items())
