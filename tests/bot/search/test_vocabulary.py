"""What a corpus can be asked for, written with its index and read again."""

from pathlib import Path

import pytest

from bot.answering import Snapshot
from bot.errors import NoIndexError
from bot.search.glossary import Glossary
from bot.search.topics import Topic
from bot.search.vocabulary import Vocabulary, build_vocabulary, open_vocabulary
from tests.builders import corpus, indexed, snapshot

_HARBOUR = corpus(
    "a: They dredge the Kestrel Channel near the Port of Osterwyk. We like the Port of Osterwyk and Tarnholm.",
    "b: Pilots call the Osterwyk Pilotage Service (OPS) at Tarnholm, and the OPS answers at once.",
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("harbour"), _HARBOUR)


def _vocabulary(*topics: Topic) -> Vocabulary:
    return Vocabulary({}, topics, {}, Glossary(()))


def test_a_key_that_two_topics_share_is_that_of_the_more_mentioned() -> None:
    often, seldom = Topic("1", "Osterwyk", ("OW",), 9), Topic("2", "Old Wharf", ("O.W.",), 2)
    assert _vocabulary(often, seldom).by_key["ow"] == often


def test_topics_are_found_by_each_word_of_each_name(harbour: Snapshot) -> None:
    vocabulary = harbour.vocabulary
    assert {topic.name for topic, _ in vocabulary.by_word["pilotage"]} == {"Osterwyk Pilotage Service"}
    assert {topic.name for topic, _ in vocabulary.by_word["ops"]} == {"Osterwyk Pilotage Service"}
    assert "lighthouse" not in vocabulary.by_word


def test_a_text_names_the_topics_whose_words_stand_in_it_together(harbour: Snapshot) -> None:
    vocabulary = harbour.vocabulary

    def named(text: str) -> set[str]:
        return {vocabulary.by_id[id_].name for id_ in vocabulary.topics_in(text)}

    assert named("The kestrel channel is deep.") == {"Kestrel Channel"}
    assert named("A kestrel flew over the channel.") == set()
    assert named("Ask the OPS at Tarnholm!") == {"Osterwyk Pilotage Service", "Tarnholm"}
    assert named("") == named("…") == set()


def test_what_is_read_again_is_what_was_written(harbour: Snapshot, tmp_path: Path) -> None:
    again = open_vocabulary(harbour.index.folder, Glossary(()))
    assert (again.lexicon, again.topics, again.places) == (
        harbour.vocabulary.lexicon,
        harbour.vocabulary.topics,
        harbour.vocabulary.places,
    )
    index = indexed(tmp_path, _HARBOUR)
    build_vocabulary(_HARBOUR, Glossary(()), index.folder)
    written = [folder / "vocabulary.jsonl" for folder in (index.folder, harbour.index.folder)]
    assert written[0].read_bytes() == written[1].read_bytes()


@pytest.mark.parametrize("content", [None, "", "{", "[]", "null", '{"lexicon": [], "topics": [[1]], "places": {}}'])
def test_a_damaged_vocabulary_is_no_index(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "vocabulary.jsonl").write_text(content)
    with pytest.raises(NoIndexError) as error:
        open_vocabulary(tmp_path, Glossary(()))
    assert error.value.folder == str(tmp_path)
