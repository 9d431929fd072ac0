"""Sentences read token by token: the same as when each rule looks at the whole."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing import form, vagueness
from bot.briefing.names import names, names_in
from bot.briefing.positions import position
from bot.briefing.tokens import gist, lowered, named
from bot.search.analysis import is_function_word, terms

_TOKENS = """
    the a of to in by it he she they his HIM Him ſhe this These both two three each other's countries countries, sides
    parties leaders agreement Agreements' project's plan, group said says she, said. (he said) warned rejects rejected
    reject not an option unacceptable to wary of ruled rule out according claims Claims views opposition from described
    how not just only merely more than remains to be seen shared vision path pathway forward pivotal crucial must MAY
    may, significance Recent Several However, however, For example, Baku Iran's İran's Türkiye’s COP COP-29 COP29 29
    2030 1,300 3.5% $1.3 U.S. U.S a.m. UN NATO MISSILES STRUCK TOWNS OVERNIGHT “No,” “We "We we” « » ( ) (the capital) …
    . ? ?! ... , -- ‘a’ x'y o–p Он отверг обе стороны этот проект kendisi iki ülke bu həmin layihə ﷺ ½ München Ångström
""".split()
_SENTENCES = st.lists(
    st.tuples(st.sampled_from(_TOKENS), st.sampled_from((" ", " ", " ", " ", "  ", "\n", "\u00a0", "", ","))),
    max_size=14,
).map(lambda pairs: "".join(token + space for token, space in pairs).strip())
_LANGUAGES = st.sampled_from(("en", "en", "ru", "tr", "az", "de", ""))


@given(_SENTENCES, _LANGUAGES)
def test_terms_names_and_figures_are_those_of_the_whole(sentence: str, language: str) -> None:
    read = gist(sentence, language)
    assert list(read.terms) == terms(sentence, language)
    assert list(read.names) == [name.word for name in names(sentence)]
    assert named(sentence, language) == names(sentence)
    assert read.figures == {figure.replace(",", "") for figure in re.findall(r"\d+(?:[.,]\d+)*", sentence)}
    assert read.words == len(sentence.split())


@given(_SENTENCES, _LANGUAGES)
def test_no_rule_of_form_finds_anything_without_its_cues(sentence: str, language: str) -> None:
    cues = gist(sentence, language).cues
    assert form.printable(sentence, cues) == form.printable(sentence)
    assert form.leans(sentence, language, cues) == form.leans(sentence, language)
    assert form.points_back(sentence, language, cues) == form.points_back(sentence, language)


@given(_SENTENCES, _LANGUAGES)
def test_no_stance_and_no_empty_phrase_stands_without_a_cue(sentence: str, language: str) -> None:
    read, small = gist(sentence, language), lowered(sentence)
    assert read.may_take_sides or position(sentence, small, names(sentence)) is None
    assert read.may_be_empty or not vagueness.phrases_in(small)
    assert read.vague == vagueness.words_in(small)


@pytest.mark.parametrize(
    ("sentence", "takes_sides", "is_empty"),
    [
        ("Dunmar rejects the plan.", True, False),
        ("According to Dunmar, the canal is closed.", True, False),
        ("Retreat is not an option for Dunmar.", True, False),
        ("The canal is more than just a ditch.", False, True),
        ("Whether it holds remains to be seen.", False, True),
        ("Dunmar bought 12 tugs, not 14.", False, False),
    ],
)
def test_rules_are_looked_for_where_a_cue_stands(sentence: str, takes_sides: bool, is_empty: bool) -> None:
    read = gist(sentence, "en")
    assert (read.may_take_sides, read.may_be_empty) == (takes_sides, is_empty)


def test_tokens_that_were_let_go_are_read_again() -> None:
    sentences = [" ".join(f"word{number}{letter}" for letter in "abcdefghij") for number in range(6_000)]
    for sentence in sentences:
        gist(sentence, "xx")
    assert list(gist(sentences[0], "xx").terms) == terms(sentences[0], "xx")


@given(st.text(alphabet="aAbBжЖё1_-'’. İıǅßÉé\n\u0301", max_size=14))
def test_names_are_whole_words_with_a_capital_first(text: str) -> None:
    found = [match for match in re.finditer(r"[^\W_]+(?:['’-][^\W_]+)*", text) if match.group()[0].isupper()]
    meant = [match.span() for match in found if not is_function_word(match.group())]
    assert [(name.start, name.end) for name in names_in(text)] == meant
