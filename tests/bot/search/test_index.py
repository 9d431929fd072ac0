"""The index: equal files, scores by the book, and weights that know nothing of the rest of the corpus."""

import json
import math
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.documents import Document, Paragraph
from bot.errors import NoIndexError
from bot.search.analysis import fold, is_function_word, stem, words
from bot.search.counting import EXACT
from bot.search.index import Index, Together
from bot.search.manifest import FORMAT
from bot.search.terms import EXACT_WEIGHT, query_terms, word_terms
from bot.search.writing import build_index
from tests.builders import corpus, document, every_hit, indexed

HARBOUR = [
    document(
        "notices",
        "# Dredging",
        "The dredger works in the Kestrel Channel until March.",
        "Pilots board at the outer buoy.",
        "# Ferries",
        "The ferry Aurelia sails on Monday and on Friday.",
        title="Notice to mariners",
        publisher="Osterwyk Port Authority",
        date="2024-02",
    ),
    document(
        "gazette", "The channel is deep and the channel is wide.", "Двенадцать судов ждут лоцмана.", language="ru"
    ),
]


@pytest.fixture(scope="module")
def harbour(tmp_path_factory: pytest.TempPathFactory) -> Index:
    return indexed(tmp_path_factory.mktemp("harbour"), HARBOUR)


def _found(index: Index, query: str, limit: int = 10) -> list[str]:
    return [hit.paragraph.text for hit in index.search(query_terms(query, ("en",)), limit)]


def _files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_a_hit_is_the_paragraph_as_it_was_with_the_facts_of_its_document(harbour: Index) -> None:
    (hit,) = harbour.search(query_terms("Aurelia", ("en",)), 5)
    assert hit.paragraph == HARBOUR[0].paragraphs[2]
    assert (hit.document.title, hit.document.publisher, hit.document.date) == (
        "Notice to mariners",
        "Osterwyk Port Authority",
        "2024-02",
    )
    assert hit.score > 0


def test_every_paragraph_is_found_again_by_its_id_and_no_other_is(harbour: Index) -> None:
    ids = [harbour.hit(row, 0.0).paragraph.id for row in range(len(harbour))]
    assert [harbour.row(id_) for id_ in ids] == list(range(len(harbour)))
    for stranger in ("", ids[0] + "0", "z" * 12):
        with pytest.raises(KeyError):
            harbour.row(stranger)


def test_rows_are_those_of_the_ids_that_the_index_has_ascending_and_each_once(harbour: Index) -> None:
    everything = harbour.rows(harbour.hit(row, 1.0).paragraph.id for row in range(len(harbour)))
    assert everything.tolist() == list(range(len(harbour)))
    found = harbour.rows(["", "zzz", *reversed(harbour.ids(everything[:2])), harbour.ids(everything)[0]])
    assert found.tolist() == [0, 1]
    assert harbour.ids(found) == [harbour.hit(row, 1.0).paragraph.id for row in (0, 1)]
    assert harbour.rows([]).tolist() == []


def test_a_search_among_rows_is_the_search_without_the_others(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus(*(f"d{n}: {'ferry ' * (n + 1)}and {'harbour ' * n}" for n in range(9))))
    whole = index.search({"ferri": 1.0, "harbour": 2.0}, 9)
    for kept in (range(0), range(3, 7), range(9)):
        among = index.rows(index.hit(row, 1.0).paragraph.id for row in kept)
        wanted = [hit for hit in whole if index.row(hit.paragraph.id) in kept]
        assert index.search({"ferri": 1.0, "harbour": 2.0}, 9, among=among) == wanted
        assert index.search({"ferri": 1.0, "harbour": 2.0}, 2, among=among) == wanted[:2]


def test_paragraphs_are_found_that_hold_enough_of_some_terms(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus("a: ferry harbour gull", "b: ferry harbour", "c: ferry", "d: whale"))

    def held(least: int, limit: int = 9) -> set[str]:
        rows = index.holding(["ferri", "harbour", "gull", "absent"], least, limit)
        return {index.hit(int(row), 1.0).document.file for row in rows}

    assert held(1) == {"a.txt", "b.txt", "c.txt"}
    assert held(2) == {"a.txt", "b.txt"}
    assert held(4) == set()
    assert held(1, limit=1) == {"a.txt"}, "what holds most comes first"
    assert index.holding([], 0, 9).tolist() == []


def test_words_are_found_by_their_stem_and_in_their_headings(harbour: Index) -> None:
    assert _found(harbour, "ferries sailing") == ["The ferry Aurelia sails on Monday and on Friday."]
    assert len(_found(harbour, "mariners")) == 3  # the title stands over each paragraph of its document
    assert "Pilots board at the outer buoy." in _found(harbour, "dredging")


def test_a_paragraph_that_says_it_more_often_comes_first(harbour: Index) -> None:
    assert _found(harbour, "channel")[0] == "The channel is deep and the channel is wide."


def test_a_word_typed_as_it_stands_weighs_more_than_another_form_of_it(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus("a: One pilot came.", "b: Two pilots came."))
    assert _found(index, "pilots")[0] == "Two pilots came."
    assert _found(index, "pilot")[0] == "One pilot came."


def test_each_paragraph_is_stemmed_in_the_language_of_its_document(harbour: Index) -> None:
    hits = harbour.search(query_terms("судами лоцманы", ("en", "ru")), 5)
    assert [hit.document.language for hit in hits] == ["ru"]


@pytest.mark.parametrize("query", ["", "the of and", "helicopter", "😀"])
def test_a_query_with_no_word_of_the_corpus_finds_nothing(harbour: Index, query: str) -> None:
    assert _found(harbour, query) == []


def test_the_documents_and_languages_are_listed(harbour: Index) -> None:
    assert [facts.file for facts in harbour.documents] == ["notices.txt", "gazette.txt"]
    assert harbour.languages == ("en", "ru")  # most paragraphs first
    assert len(harbour) == 5


def test_frequency_and_idf_agree(harbour: Index) -> None:
    assert harbour.frequency("channel") == 2
    assert harbour.idf("channel") == pytest.approx(math.log(1 + (5 - 2 + 0.5) / (2 + 0.5)))
    assert (harbour.frequency("helicopt"), harbour.idf("helicopt")) == (0, 0.0)


def test_a_query_counts_each_content_word_as_its_stem_and_as_itself() -> None:
    terms = query_terms("the pilot and the pilots", ("en",))
    assert terms == {
        "pilot": 2.0,
        EXACT + "pilot": pytest.approx(EXACT_WEIGHT),
        EXACT + "pilots": pytest.approx(EXACT_WEIGHT),
    }
    assert set(word_terms("судов", ("en", "ru"))) == {"sudov", "sud", EXACT + "sudov"}


# Equal input, equal output


def test_equal_documents_give_equal_files(tmp_path: Path) -> None:
    first, second = (build_index(HARBOUR, tmp_path / name, "mark") for name in ("first", "second"))
    assert _files(first.folder) == _files(second.folder)


def test_the_order_of_the_documents_does_not_change_a_ranking(tmp_path: Path) -> None:
    there, back = (build_index(d, tmp_path / str(n), "") for n, d in enumerate((HARBOUR, HARBOUR[::-1])))
    assert there.search({"channel": 1.0, "pilot": 1.0}, 9) == back.search({"channel": 1.0, "pilot": 1.0}, 9)


def test_ties_are_settled_by_paragraph_id(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus(*(f"{name}: The pilot boards." for name in "abcdefgh")))
    for limit in (1, 3, 8):
        hits = index.search(query_terms("pilot", ("en",)), limit)
        ids = [hit.paragraph.id for hit in hits]
        assert len({hit.score for hit in hits}) == 1
        assert ids == sorted(p.id for hit in index.search({"pilot": 1.0}, 8) for p in (hit.paragraph,))[:limit]


def test_a_limit_cuts_the_ranking_and_changes_nothing_else(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus(*(f"d: {'pilot ' * (n % 4 + 1)} number {n}" for n in range(12))))
    whole = index.search({"pilot": 1.0}, 100)
    assert len(whole) == 12
    assert [hit.score for hit in whole] == sorted((hit.score for hit in whole), reverse=True)
    for limit in range(1, 13):
        assert index.search({"pilot": 1.0}, limit) == whole[:limit]


def test_factors_multiply_the_scores_and_a_factor_of_nothing_drops_a_paragraph(harbour: Index) -> None:
    query = query_terms("channel", ("en",))
    plain = harbour.search(query, 5)
    for held, factor in (("channel", 0.5), ("absent", 0.0)):
        together = Together([[held]], lambda masks: masks.astype(np.float32) * np.float32(0.5))
        hits = harbour.search(query, 5, together)
        assert [hit.score for hit in hits] == pytest.approx([hit.score * factor for hit in plain if factor])


def test_masks_say_which_groups_of_terms_a_paragraph_holds(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus("a: ferry harbour", "b: gull", "c: whale", "d: ferry gull"))
    groups = [["ferri"], ["gull", "harbour"], ["absent"]]
    by_file = dict(zip("abcd", index.masks(groups, [index.row(_only(index, name)) for name in "abcd"]), strict=True))
    assert by_file == {"a": 0b11, "b": 0b10, "c": 0, "d": 0b11}
    assert index.distinct_masks(groups).tolist() == [0, 0b10, 0b11]
    assert index.distinct_masks([]).tolist() == [0]


def _only(index: Index, name: str) -> str:
    """Return the id of the only paragraph of a file."""
    (id_,) = (hit.paragraph.id for hit in every_hit(index) if hit.document.file == f"{name}.txt")
    return id_


def test_no_more_than_64_terms_are_counted_at_once(harbour: Index) -> None:
    with pytest.raises(ValueError, match="64"):
        harbour.holding([f"word{n}" for n in range(65)], 1, 1)


# The weights


def _weights(index: Index, paragraph: Paragraph, terms: Sequence[str]) -> dict[str, float]:
    """Return a paragraph's weights of terms: its score for a term without the query's idf."""
    found = {}
    for term in terms:
        for hit in index.search({term: 1.0}, len(index)):
            if hit.paragraph == paragraph:
                found[term] = hit.score / index.idf(term)
    return found


def test_a_new_paragraph_changes_no_weight_of_another(tmp_path: Path) -> None:
    small = build_index(HARBOUR, tmp_path / "small", "")
    more = corpus(
        "z: The channel, the pilot, the buoy and the ferry again and again.", *(f"y: word{n}" for n in range(9))
    )
    large = build_index([*HARBOUR, *more], tmp_path / "large", "")
    terms = list(query_terms("dredger channel March pilot buoy ferry Aurelia notice mariners", ("en",)))
    for paragraph in HARBOUR[0].paragraphs:
        before = _weights(small, paragraph, terms)
        assert before
        assert _weights(large, paragraph, terms) == pytest.approx(before, rel=1e-5)


def _bm25(documents: Sequence[Document], query: str, k1: float = 1.2, b: float = 0.65) -> dict[str, float]:
    """Score by the book, without an index: paragraph id to score.

    Headings count twice, a term 15 times at most, stems stand beside exact words.
    """
    bags = {}
    for doc in documents:
        for paragraph in doc.paragraphs:
            heading = words(" ".join(dict.fromkeys((doc.title, paragraph.section))))
            found = words(paragraph.text) + heading + heading
            content = [w for w in found if not is_function_word(w, doc.language)]
            stems = Counter(stem(word, doc.language) for word in content)
            bags[paragraph.id] = (stems + Counter(EXACT + fold(word) for word in content), len(content))
    scores = dict.fromkeys(bags, 0.0)
    for word in words(query):
        if is_function_word(word):
            continue
        for term, weight in ((stem(word, "en"), 1.0), (EXACT + fold(word), 0.3)):
            holders = sum(term in bag for bag, _ in bags.values())
            idf = math.log(1 + (len(bags) - holders + 0.5) / (holders + 0.5))
            for key, (bag, length) in bags.items():
                norm = k1 * (1 - b + b * length / 65)
                times = min(bag[term], 15)
                scores[key] += weight * idf * times * (k1 + 1) / (times + norm)
    return {key: score for key, score in scores.items() if score > 0}


_WORDS = st.sampled_from(
    "ship ships Schiff pilot PILOT порт Порты Ğemi İzmir U.N. COP-29 the and kim Kim ve для 1.3 — 😀".split()
)
_TEXTS = st.lists(_WORDS, max_size=12).map(" ".join)
_DOCUMENTS = st.lists(
    st.builds(
        lambda texts, title, language: (texts, title, language),
        st.lists(_TEXTS, max_size=4),
        _TEXTS,
        st.sampled_from(["en", "ru", "tr", ""]),
    ),
    max_size=5,
)


@given(_DOCUMENTS, _TEXTS)
@settings(max_examples=50)
def test_scores_are_those_of_a_plain_reading_of_the_formula(
    drawn: list[tuple[list[str], str, str]], query: str
) -> None:
    documents = [
        document(f"d{number}", *texts, title=title, language=language)
        for number, (texts, title, language) in enumerate(drawn)
    ]
    with tempfile.TemporaryDirectory() as folder:
        index = indexed(Path(folder), documents)
        hits = index.search(query_terms(query, ("en",)), 100)
    expected = _bm25(documents, query)
    assert {hit.paragraph.id: hit.score for hit in hits} == pytest.approx(expected, rel=1e-4)


# The empty corpus


@pytest.mark.parametrize(
    "documents",
    [
        [],
        [document("empty")],
        [document("blank", "", "…")],
        [document("the", "the")],
    ],
)
def test_a_corpus_that_says_nothing_is_an_index_that_finds_nothing(tmp_path: Path, documents: list[Document]) -> None:
    index = indexed(tmp_path, documents)
    assert len(index) == sum(len(d.paragraphs) for d in documents)
    assert index.search({"pilot": 1.0}, 5) == []
    assert len(Index(index.folder).documents) == len(documents)


def test_a_paragraph_of_marks_alone_does_no_harm_to_the_others(tmp_path: Path) -> None:
    index = indexed(tmp_path, corpus("a: …", "a: \x00\x07", "a: 😀 ½ ''", "a: The pilot boards."))
    assert _found(index, "pilot") == ["The pilot boards."]


# On disk


def test_an_opened_index_answers_like_the_one_built(harbour: Index) -> None:
    again = Index(harbour.folder)
    assert _found(again, "channel pilot") == _found(harbour, "channel pilot")
    assert (again.fingerprint, again.languages) == ("made for a test", ("en", "ru"))


def test_progress_adds_up_to_the_number_of_paragraphs(tmp_path: Path) -> None:
    counted: list[int] = []
    build_index(HARBOUR, tmp_path / "index", "", counted.append)
    assert sum(counted) == 5


def test_building_leaves_no_unfinished_folder_and_replaces_the_old_index(tmp_path: Path) -> None:
    indexed(tmp_path, corpus("a: The tug Brannock."))
    index = indexed(tmp_path, corpus("b: The ferry Aurelia."))
    assert _found(index, "Aurelia Brannock") == ["The ferry Aurelia."]
    assert [path.name for path in tmp_path.iterdir()] == ["index"]
    assert not (index.folder / "rubbish").exists()


def test_an_open_index_goes_on_answering_when_its_folder_is_deleted(tmp_path: Path) -> None:
    index = indexed(tmp_path, HARBOUR)
    shutil.rmtree(index.folder)
    assert _found(index, "Aurelia") == ["The ferry Aurelia sails on Monday and on Friday."]
    assert len(index.documents) == 2


def test_opening_needs_no_right_to_write_and_changes_no_file(tmp_path: Path) -> None:
    folder = indexed(tmp_path, HARBOUR).folder
    before = {path: path.stat().st_mtime_ns for path in folder.iterdir()}
    for path in before:
        path.chmod(0o400)
    index = Index(folder)
    assert _found(index, "Aurelia")
    assert {path: path.stat().st_mtime_ns for path in folder.iterdir()} == before


def _remove(name: str, folder: Path) -> None:
    (folder / name).unlink()


def _shorten(name: str, folder: Path) -> None:
    (folder / name).write_bytes((folder / name).read_bytes()[:-1])


def _manifest(**changes: object) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        path = folder / "manifest.json"
        path.write_text(json.dumps(json.loads(path.read_text()) | changes))

    return change


def _rewrite(content: bytes, folder: Path) -> None:
    (folder / "manifest.json").write_bytes(content)


def _damages() -> Iterator[tuple[str, Callable[[Path], None]]]:
    for name in ("1.rows", "1.texts", "manifest.json"):
        yield f"without {name}", partial(_remove, name)
        yield f"{name} cut short", partial(_shorten, name)
    yield "of another format", _manifest(format=FORMAT + 1)
    yield "manifest without a format", partial(_rewrite, b"{}")
    yield "manifest without a checksum", partial(_rewrite, json.dumps({"format": FORMAT}).encode())
    yield "manifest empty", partial(_rewrite, b"")
    yield "manifest a list", partial(_rewrite, b"[1, 2]")
    yield "manifest null", partial(_rewrite, b"null")
    yield "manifest not UTF-8", partial(_rewrite, b"\xff\xfe\x00")
    yield "manifest with another fingerprint", _manifest(fingerprint="another")
    yield "no folder", shutil.rmtree


_DAMAGES = dict(_damages())


@pytest.mark.parametrize("damage", _DAMAGES.values(), ids=_DAMAGES.keys())
def test_a_damaged_index_is_no_index_and_the_error_names_its_folder(
    harbour: Index, tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(harbour.folder, folder)
    assert len(Index(folder)) == 5
    damage(folder)
    with pytest.raises(NoIndexError) as error:
        Index(folder)
    assert error.value.folder == str(folder)
    assert error.value.reason


@given(st.data())
@settings(max_examples=60)
def test_a_flipped_bit_in_any_file_is_noticed_and_the_file_is_named(harbour: Index, data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "copy"
        shutil.copytree(harbour.folder, folder)
        path = data.draw(st.sampled_from(sorted(folder.iterdir())))
        content = bytearray(path.read_bytes())
        bit = data.draw(st.integers(0, 8 * len(content) - 1))
        content[bit // 8] ^= 1 << bit % 8
        path.write_bytes(content)
        with pytest.raises(NoIndexError, match=r"manifest|there is no index|the index is of format|" + path.name):
            Index(folder).verify()
