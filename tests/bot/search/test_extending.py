"""A vocabulary that grows with its corpus: words as if counted anew, topics as far as a part of the texts tells."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.glossary import Concept, Glossary
from bot.search.lexicon import tally
from bot.search.naming import topics_of
from bot.search.topics import Topic, name_key
from bot.search.vocabulary import Vocabulary, build_vocabulary, check_vocabulary, extend_vocabulary, open_vocabulary
from tests.builders import corpus, document

_GLOSSARY = Glossary([(Concept("peace treaty", ()), {}), (Concept("corridor", ()), {})])
_BASE = corpus(
    "a: They dredge the Kestrel Channel near the Port of Osterwyk. We like the Port of Osterwyk and Tarnholm.",
    "b: Pilots call the Osterwyk Pilotage Service (OPS) at Tarnholm, and the OPS answers at once.",
    "c: The peace treaty holds. A peace treaty lasts. No peace treaty fails in Tarnholm.",
)
_NEWS = document("n", "Now they dredge the Merrow Sound off Tarnholm. Tarnholm likes the Merrow Sound.")


def _extended(folder: Path, base: Sequence[Document], *changes: tuple[Sequence[Document], Sequence[Document]]) -> Path:
    """Make the vocabulary of a corpus and then of each of its changes: what comes, and what goes."""
    current = Path(mkdtemp(dir=folder))
    build_vocabulary(base, _GLOSSARY, current)
    for added, removed in changes:
        before, current = current, Path(mkdtemp(dir=folder))
        extend_vocabulary(before, added, removed, _GLOSSARY, current)
    return current


def _vocabulary(
    folder: Path, base: Sequence[Document], *changes: tuple[Sequence[Document], Sequence[Document]]
) -> Vocabulary:
    return open_vocabulary(_extended(folder, base, *changes), _GLOSSARY)


def _counts(vocabulary: Vocabulary) -> dict[str, int]:
    return {topic.name: topic.occurrences for topic in vocabulary.topics}


def test_names_that_come_with_a_document_are_topics_and_known_ones_are_counted_on(tmp_path: Path) -> None:
    before = _counts(_vocabulary(tmp_path, _BASE))
    after = _counts(_vocabulary(tmp_path, _BASE, ([_NEWS], [])))
    assert after == {**before, "Merrow Sound": 2, "Tarnholm": before["Tarnholm"] + 2}


def test_what_came_and_went_again_leaves_all_as_it_was(tmp_path: Path) -> None:
    vocabulary = _vocabulary(tmp_path, _BASE, ([_NEWS], []), ([], [_NEWS]))
    before = _vocabulary(tmp_path, _BASE)
    assert list(vocabulary.topics) == list(before.topics)
    assert dict(vocabulary.lexicon) == dict(before.lexicon)
    assert "merrow" not in vocabulary.lexicon
    assert "merrowsound" not in vocabulary.by_key
    assert vocabulary.near_keys("merowsound", 1) == vocabulary.near_words("merow", 1) == []


def test_a_name_of_which_no_document_is_left_is_no_topic(tmp_path: Path) -> None:
    vocabulary = _vocabulary(tmp_path, _BASE, ([], _BASE[:1]))
    assert "Kestrel Channel" not in _counts(vocabulary)
    assert _counts(vocabulary)["Tarnholm"] == 2


def test_phrases_that_are_topics_are_counted_on(tmp_path: Path) -> None:
    more = document("m", "Each peace treaty is a peace treaty.")
    before = _counts(_vocabulary(tmp_path, _BASE))["peace treaty"]
    assert _counts(_vocabulary(tmp_path, _BASE, ([more], [])))["peace treaty"] == before + 2


def test_a_new_name_that_the_text_says_is_another_of_a_topic_joins_it(tmp_path: Path) -> None:
    more = document("m", "They dredge the Kestrel Channel (KC). The KC is deep.")
    vocabulary = _vocabulary(tmp_path, _BASE, ([more], []))
    assert vocabulary.by_key["kc"] == vocabulary.by_key["kestrelchannel"]
    assert vocabulary.by_key["kc"].aliases == ("KC",)


def test_new_names_are_found_by_word_spelling_and_text_beside_the_old_ones(tmp_path: Path) -> None:
    vocabulary = _vocabulary(tmp_path, _BASE, ([_NEWS], []))
    assert {vocabulary.by_id[named.id].name for named in vocabulary.topics.having({"sound", "channel"})} == {
        "Merrow Sound",
        "Kestrel Channel",
    }
    assert [key for key, _ in vocabulary.near_keys("merrowsoundd", 1)] == ["merrowsound"]
    assert [key for key, _ in vocabulary.near_keys("kestrelchanel", 1)] == ["kestrelchannel"]
    assert {vocabulary.by_id[id_].name for id_ in vocabulary.topics_in("Off Merrow Sound, at Tarnholm.")} >= {
        "Merrow Sound",
        "Tarnholm",
    }


def test_the_large_file_of_a_vocabulary_is_not_written_again(tmp_path: Path) -> None:
    folder, grown = _extended(tmp_path, _BASE), Path(mkdtemp(dir=tmp_path))
    extend_vocabulary(folder, [_NEWS], _BASE[:1], _GLOSSARY, grown)
    assert (grown / "vocabulary.arrays").samefile(folder / "vocabulary.arrays")


def test_without_a_change_a_vocabulary_is_the_same(tmp_path: Path) -> None:
    folder, same = _extended(tmp_path, _BASE, ([_NEWS], [])), Path(mkdtemp(dir=tmp_path))
    extend_vocabulary(folder, (), (), _GLOSSARY, same)
    for name in ("vocabulary.json", "vocabulary.arrays", "vocabulary.later.arrays"):
        assert (folder / name).read_bytes() == (same / name).read_bytes()
    check_vocabulary(same, thorough=True)


def test_a_damaged_vocabulary_is_not_extended(tmp_path: Path) -> None:
    folder = _extended(tmp_path, _BASE, ([_NEWS], []))
    (folder / "vocabulary.later.arrays").write_bytes(b"\0" * 100)
    with pytest.raises(NoIndexError, match=r"vocabulary\.later\.arrays"):
        extend_vocabulary(folder, [_NEWS], [], _GLOSSARY, Path(mkdtemp(dir=tmp_path)))


_NAMES = [
    "Osterwyk",
    "Kestrel Channel",
    "OPS",
    "Port of Osterwyk",
    "Vera Lund",
    "Lund",
    "COP29",
    "U.S.",
    "MERROW",
    "Şuşa",
]
_WORDS = ["the", "pilot", "Pilot", "pilots", "peace", "treaty", "corridor", "is", "kestrel", "(OPS)", "café", "cafe."]
_TEXTS = st.lists(st.sampled_from([*_NAMES, *_WORDS]), min_size=1, max_size=9).map(lambda some: " ".join(some) + ".")
_DOCUMENTS = st.lists(
    st.tuples(_TEXTS, _TEXTS, st.sampled_from(["", "Vera Lund of Osterwyk", "The peace"])), max_size=5
)


@given(st.lists(_DOCUMENTS, min_size=2, max_size=4), st.data())
@settings(max_examples=25)
def test_whatever_comes_and_goes_words_are_as_if_counted_anew_and_topics_are_in_order(
    drawn: list[list[tuple[str, str, str]]], data: st.DataObject
) -> None:
    batches = [
        [document(f"{number}.{at}", *texts, title=title) for at, (*texts, title) in enumerate(batch)]
        for number, batch in enumerate(drawn)
    ]
    live, changes = list(batches[0]), []
    for batch in batches[1:]:
        removed = data.draw(st.lists(st.sampled_from(live), unique_by=id), "removed") if live else []
        changes.append((batch, removed))
        live = [one for one in live if one not in removed] + batch
    with TemporaryDirectory() as folder:
        vocabulary = _vocabulary(Path(folder), batches[0], *changes)
        expected = tally(live).lexicon()
        assert dict(vocabulary.lexicon) == expected
        assert len(vocabulary.lexicon) == len(expected)
        _check_topics(vocabulary, set(expected))


def _check_topics(vocabulary: Vocabulary, words: set[str]) -> None:
    topics: list[Topic] = list(vocabulary.topics)
    assert len(topics) == len(vocabulary.topics) == len({topic.id for topic in topics})
    assert topics == sorted(topics, key=lambda topic: (-topic.occurrences, topic.name))
    assert [vocabulary.topics[at] for at in range(-len(topics), 0)] == topics
    assert vocabulary.topics.not_in(topics_of(topics[1:]), 9) == tuple(topics[:1])
    for topic in topics:
        assert vocabulary.by_id[topic.id] == topic
        assert topic.occurrences > 0
        assert all(vocabulary.by_key[name_key(name)] for name in (topic.name, *topic.aliases))
        assert vocabulary.near_keys(name_key(topic.name), 1)[:1] in ([], [(name_key(topic.name), 0.0)])
