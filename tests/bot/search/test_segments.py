"""However an index came to be what it is (built at once, extended, emptied, merged), it answers like one built anew."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.feature_extraction.text import CountVectorizer

from bot.corpus.documents import Document
from bot.errors import NoIndexError
from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.counting import EXACT, Numbering, term_key
from bot.search.index import Index, Together
from bot.search.pieces import HEADING_WEIGHT, Entry
from bot.search.postings import holders, merge, post
from bot.search.scoring import Masks
from bot.search.terms import query_terms
from bot.search.weights import Weights, norms
from bot.search.writing import build_index, extend_index, merge_index
from tests.builders import corpus, document, every_hit

_WORDS = (
    "ship ships shipping Schiff pilot PILOT pilots порт Порты Ğemi İzmir U.N. COP-29 COP 29 the 1.3 — tug tugs".split()
)
_TEXT = st.lists(st.sampled_from(_WORDS), max_size=9).map(" ".join)


@st.composite
def _documents(draw: st.DrawFn) -> list[Document]:
    drawn = draw(
        st.lists(
            st.tuples(st.lists(_TEXT, max_size=4), _TEXT, st.sampled_from(["en", "ru", "tr", ""])),
            max_size=8,
        )
    )
    return [
        document(f"d{number}", *texts, title=title, language=language)
        for number, (texts, title, language) in enumerate(drawn)
    ]


def _thirds(masks: Masks) -> Weights:
    """Factors that tell masks apart."""
    factors: Weights = (np.bitwise_count(masks) / 3).astype(np.float32)
    return factors


_TOGETHER = Together([["ship"], ["pilot", "tug"], ["=pilots"]], _thirds)


def _answers(index: Index, query: str) -> dict[str, object]:
    """All that an index says about a query, in words that do not depend on its rows."""
    terms = query_terms(query, ("en", "ru"))
    every = [hit.paragraph.id for hit in every_hit(index)]
    named = sorted(every)
    rows = [index.row(id_) for id_ in named]
    some = index.rows(named[::2])
    return {
        "length": len(index),
        "paragraphs": named,
        "documents": sorted(facts.id for facts in index.documents),
        "sizes": index.sizes(),
        "languages": index.languages,
        "frequencies": [index.frequency(term) for term in terms],
        "idf": [index.idf(term) for term in terms],
        "best three": index.search(terms, 3),
        "which three": [(*index.ids(np.array([row])), score) for row, score in index.best(terms, 3)],
        "all": index.search(terms, 5_000),
        "best of some": index.search(terms, 3, among=some),
        "together": index.search(terms, 4, _TOGETHER),
        "all together": index.search(terms, 5_000, _TOGETHER, among=some),
        "masks": index.masks(_TOGETHER.groups, rows).tolist(),
        "distinct": index.distinct_masks(_TOGETHER.groups).tolist(),
        "scores": index.scores(terms, rows).tolist(),
        "holding": sorted(index.ids(index.holding(list(terms)[:64], 1, 3))),
    }


def _live(documents: Sequence[Document], removed: set[int]) -> list[Document]:
    return [one for number, one in enumerate(documents) if number not in removed]


@given(_documents(), _TEXT, st.data())
@settings(max_examples=60)
def test_an_index_answers_alike_however_it_was_put_together(
    documents: list[Document], query: str, data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        index = build_index([], folder / "0", "")
        there: dict[str, Document] = {}
        for step in range(data.draw(st.integers(1, 4), label="steps")):
            added = data.draw(st.lists(st.sampled_from(documents), unique=True), label="added") if documents else []
            removed = {one.id for one in added} | set(data.draw(st.sets(st.sampled_from([*there, "none"]))))
            there = {id_: one for id_, one in there.items() if id_ not in removed} | {one.id: one for one in added}
            index = extend_index(index.folder, added, removed, folder / f"extended {step}", "")
            merged = folder / f"merged {step}"
            if data.draw(st.booleans(), label="merge") and merge_index(index.folder, merged, crowd=2):
                index = Index(merged)
        anew = build_index(list(there.values()), folder / "anew", "")
        assert _answers(index, query) == _answers(anew, query)
        index.verify()


def test_the_best_of_several_segments_are_those_of_one_ties_by_id(tmp_path: Path) -> None:
    documents = [document(f"d{number}", "The pilot boards.", "A tug, a tug." * (number % 3)) for number in range(9)]
    index = build_index(documents[:2], tmp_path / "0", "")
    for step in (2, 4, 6, 8):
        index = extend_index(index.folder, documents[step : step + 2], [], tmp_path / f"{step}", "")
    whole = build_index(documents, tmp_path / "whole", "")
    assert (len(index.segments), len(whole.segments)) == (5, 1)
    for limit in (1, 4, 9, 2_000):
        found = index.best({"pilot": 1.0, "tug": 0.5}, limit)
        read = whole.search({"pilot": 1.0, "tug": 0.5}, limit)
        assert [(index.row(hit.paragraph.id), hit.score) for hit in read] == found
        assert [index.hit(*one) for one in found] == read


def test_documents_are_read_as_they_are_however_many_were_read_before(tmp_path: Path) -> None:
    documents = [document(f"d{number}", f"pilot {number}", title=f"Notice {number}") for number in range(1_100)]
    index = build_index(documents, tmp_path / "index", "")
    for _ in range(2):
        assert [facts.title for facts in index.documents] == [one.title for one in documents]


def test_a_changed_document_is_found_by_what_it_says_now_alone(tmp_path: Path) -> None:
    before = corpus("a: The pilot boards.", "b: The tug waits.")
    base = build_index(before, tmp_path / "base", "")
    after = replace(document("a", "The ferry sails."), id=before[0].id)
    index = extend_index(base.folder, [after], [before[0].id], tmp_path / "next", "new")
    assert [hit.paragraph.text for hit in index.search({"ferri": 1.0}, 5)] == ["The ferry sails."]
    assert index.search({"pilot": 1.0}, 5) == []
    assert (index.frequency("pilot"), len(index), index.fingerprint) == (0, 2, "new")
    assert base.search({"pilot": 1.0}, 5), "the base is as it was"


def test_the_files_of_the_base_are_shared_and_outlive_it(tmp_path: Path) -> None:
    base = build_index(corpus("a: The pilot boards."), tmp_path / "base", "")
    index = extend_index(base.folder, corpus("b: The pilot waits."), [], tmp_path / "next", "")
    assert (tmp_path / "base/1.rows").samefile(tmp_path / "next/1.rows")
    shutil.rmtree(base.folder)
    index.verify()
    assert len(index.search({"pilot": 1.0}, 5)) == 2


def test_nothing_is_left_of_an_index_whose_making_failed(tmp_path: Path) -> None:
    base = build_index(corpus("a: The pilot boards."), tmp_path / "base", "")

    def fail(_: int) -> None:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        extend_index(base.folder, corpus("b: The pilot waits."), [], tmp_path / "next", "", fail)
    assert [path.name for path in tmp_path.iterdir()] == ["base"]


def test_there_is_nothing_to_extend_or_merge_where_there_is_no_index(tmp_path: Path) -> None:
    with pytest.raises(NoIndexError):
        extend_index(tmp_path / "none", [], [], tmp_path / "next", "")
    with pytest.raises(NoIndexError):
        merge_index(tmp_path / "none", tmp_path / "next")


def test_an_index_of_few_segments_is_left_as_it_is(tmp_path: Path) -> None:
    base = build_index(corpus("a: The pilot boards."), tmp_path / "base", "")
    assert not merge_index(base.folder, tmp_path / "merged")
    assert not (tmp_path / "merged").exists()


def test_a_hundred_small_additions_leave_few_segments_when_merged_now_and_then(tmp_path: Path) -> None:
    index = build_index([], tmp_path / "0", "")
    written = 0
    for step in range(100):
        index = extend_index(index.folder, [document(f"d{step}", f"pilot {step}")], [], tmp_path / f"e{step}", "")
        if merge_index(index.folder, tmp_path / f"m{step}"):
            index = Index(tmp_path / f"m{step}")
            written += len(index.segments[0])
    assert len(index.segments) <= 12
    assert len(index.search({"pilot": 1.0}, 200)) == 100


# Counting


_ENTRY = st.tuples(
    st.one_of(
        st.text(max_size=60), st.lists(st.sampled_from([*_WORDS, "NATO,", "(UN", "5,", "1,200", "x'y"])).map(" ".join)
    ),
    _TEXT,
    st.sampled_from(["en", "ru", "az", ""]),
)


def _terms_of(text: str, heading: str, language: str) -> list[str]:
    """The terms of an entry, each as often as it counts."""
    found = words(text) + words(heading) * HEADING_WEIGHT
    content = [word for word in found if not is_function_word(word, language)]
    return [stem(word, language) for word in content] + [EXACT + fold(word) for word in content]


@given(st.lists(_ENTRY, max_size=6))
@settings(max_examples=150)
def test_terms_are_counted_as_a_plain_reading_counts_them(entries: list[Entry]) -> None:
    numbering = Numbering()
    counted = numbering.count(entries)
    terms = numbering.terms()
    ends = np.cumsum(counted.lengths)
    for entry, first, last in zip(entries, ends - counted.lengths, ends, strict=True):
        numbers = counted.words[first:last]
        keys = np.concatenate([terms.keys[terms.stems[numbers]], terms.keys[terms.exacts[numbers]]])
        assert Counter(keys.tolist()) == Counter(map(term_key, _terms_of(*entry)))


def test_scikit_learn_counts_the_same(tmp_path: Path) -> None:
    entries = [("The ferry sails, the ferries sail", "Ferry", "en"), ("Суда ждут", "", "ru"), ("", "", "en")]
    vectorizer = CountVectorizer(analyzer=lambda entry: _terms_of(*entry))
    matrix = vectorizer.fit_transform(entries)
    numbering = Numbering()
    postings = post(numbering.count(entries), numbering.terms())
    for term, column in vectorizer.vocabulary_.items():
        found = postings.find(np.array([term_key(term)], np.uint64))
        _, rows, counts = postings.take(found)
        dense = np.zeros(len(entries), np.int64)
        dense[rows] = counts
        assert dense.tolist() == matrix[:, [column]].toarray().ravel().tolist()


@given(st.lists(_TEXT, max_size=12), st.data())
@settings(max_examples=60)
def test_frequencies_of_what_goes_are_those_that_the_postings_lose(texts: list[str], data: st.DataObject) -> None:
    entries = [(text, "", "en") for text in texts]
    numbering = Numbering()
    counted = numbering.count(entries)
    whole = post(counted, numbering.terms())
    kept = np.array([data.draw(st.booleans()) for _ in texts], np.bool_)
    rows = np.where(kept, np.cumsum(kept) - 1, -1).astype(np.int32)
    left = merge([(whole, rows)], norms(counted.lengths[kept]))
    other = Numbering()
    keys, held = holders(
        other.count([entry for entry, stays in zip(entries, kept, strict=True) if not stays]), other.terms()
    )
    lost = dict(zip(keys.tolist(), held.tolist(), strict=True))
    for key in whole.keys:
        before, after = (part.frequencies(part.find(np.array([key])))[0] for part in (whole, left))
        assert before - after == lost.get(int(key), 0)


@given(st.lists(_TEXT, max_size=6), st.integers(0, 2**64 - 1))
@settings(max_examples=60)
def test_a_term_by_itself_is_found_like_several(texts: list[str], stranger: int) -> None:
    numbering = Numbering()
    whole = post(numbering.count([(text, "", "en") for text in texts]), numbering.terms())
    keys = np.array([*whole.keys.tolist(), stranger, 0, 2**64 - 1], np.uint64)
    found = whole.find(keys)
    assert [whole.find_one(key) for key in keys.tolist()] == found.tolist()
    there = found[found >= 0]
    assert [whole.frequency(number) for number in there.tolist()] == whole.frequencies(there).tolist()
