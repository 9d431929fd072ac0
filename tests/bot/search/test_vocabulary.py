"""What a corpus can be asked for, written with its index and read again."""

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.answering import Snapshot
from bot.errors import NoIndexError
from bot.search.bulk import AS_THEY_STAND, Bulk
from bot.search.glossary import Glossary
from bot.search.naming import ByKey, topics_of
from bot.search.topics import Topic
from bot.search.vocabulary import build_vocabulary, check_vocabulary, open_vocabulary
from tests.builders import corpus, document, indexed, snapshot

_HARBOUR = corpus(
    "a: They dredge the Kestrel Channel near the Port of Osterwyk. We like the Port of Osterwyk and Tarnholm.",
    "b: Pilots call the Osterwyk Pilotage Service (OPS) at Tarnholm, and the OPS answers at once.",
)


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Snapshot:
    return snapshot(tmp_path_factory.mktemp("harbour"), _HARBOUR)


def test_a_key_that_two_topics_share_is_that_of_the_more_mentioned() -> None:
    often, seldom = Topic("00000000000a", "Osterwyk", ("OW",), 9), Topic("00000000000b", "Old Wharf", ("O.W.",), 2)
    topics = topics_of([often, seldom])
    assert ByKey(topics)["ow"] == often
    assert topics.all_with_key("ow") == [often, seldom]


def test_topics_are_found_by_each_word_of_each_name(harbour: Snapshot) -> None:
    def having(word: str) -> set[str]:
        return {harbour.vocabulary.by_id[named.id].name for named in harbour.vocabulary.topics.having({word})}

    assert having("pilotage") == having("ops") == {"Osterwyk Pilotage Service"}
    assert having("lighthouse") == set()


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
    for name in ("vocabulary.json", "vocabulary.arrays"):
        assert (index.folder / name).read_bytes() == (harbour.index.folder / name).read_bytes()


@pytest.mark.parametrize("content", [None, "", "{", "[]", "null", '{"format": 2}', '{"format": 2, "files": {"a": 3}}'])
def test_a_damaged_manifest_is_no_index(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "vocabulary.json").write_text(content)
    with pytest.raises(NoIndexError, match="vocabulary") as error:
        open_vocabulary(tmp_path, Glossary(()))
    assert error.value.folder == str(tmp_path)


@given(st.data())
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
def test_a_file_that_was_cut_short_or_changed_in_a_bit_is_named(
    harbour: Snapshot, tmp_path: Path, data: st.DataObject
) -> None:
    for name in ("vocabulary.json", "vocabulary.arrays"):
        shutil.copy(harbour.index.folder / name, tmp_path / name)
    path = tmp_path / "vocabulary.arrays"
    content = bytearray(path.read_bytes())
    if data.draw(st.booleans(), "cut"):
        del content[data.draw(st.integers(0, len(content) - 1)) :]
    else:
        content[data.draw(st.integers(0, len(content) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    path.write_bytes(content)
    with pytest.raises(NoIndexError, match=r"vocabulary\.arrays"):
        check_vocabulary(tmp_path, thorough=True)


@pytest.mark.parametrize("bulk", [None, AS_THEY_STAND])
def test_how_far_it_is_is_told_and_only_grows(tmp_path: Path, bulk: Bulk | None) -> None:
    documents = [document(f"d{number}", f"They dredge Channel {number}.") for number in range(1_002)]
    told: list[tuple[int, int]] = []
    with np.errstate(over="ignore"):  # hashes wrap round, of which numpy warns where nothing is compiled
        build_vocabulary(documents, Glossary(()), tmp_path, bulk, lambda done, total: told.append((done, total)))
    assert {total for _, total in told} == {3 * 1_002}
    done = [done for done, _ in told]
    assert done[0] == 1_000
    assert done == sorted(done)
    assert sum(1_002 < one < 3 * 1_002 for one in done) >= 2
