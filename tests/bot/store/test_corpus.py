"""The stored corpus equals the given one, and remembers when each paragraph was first seen."""

import asyncio
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.documents import Document
from bot.store import Store
from bot.store.corpus_plan import canonical, fingerprint
from bot.store.rows import CorpusChange, CorpusSize
from tests.bot.store.builders import day, document, replace_corpus, url_of


async def first_seen(store: Store) -> dict[str, datetime]:
    """When each live paragraph was first seen, by its id."""
    return await store.first_seen_since(day(-1))


async def test_a_new_store_holds_no_corpus(store: Store) -> None:
    assert await store.live_documents() == ()
    assert await store.corpus_fingerprint() == fingerprint(())


async def test_what_was_given_comes_back_whole_in_the_order_of_files(store: Store) -> None:
    given_documents = [document("b", "Zəngəzur dəhlizi", "İkinci"), document("a"), document("c", "Третий")]
    change = await replace_corpus(store, given_documents, day(0))
    assert change == CorpusChange(added=3, kept=0, restored=0, removed=0)
    assert [d.file for d in await store.live_documents()] == ["a.txt", "b.txt", "c.txt"]
    assert await store.live_documents() == canonical(given_documents)


async def test_a_paragraph_that_comes_back_is_no_news(store: Store) -> None:
    whole, shorter = document("a", "stays", "goes"), document("a", "stays")
    await replace_corpus(store, [whole], day(0))
    assert await replace_corpus(store, [shorter], day(1)) == CorpusChange(added=0, kept=1, restored=0, removed=1)
    assert await replace_corpus(store, [], day(2)) == CorpusChange(added=0, kept=0, restored=0, removed=1)
    assert await replace_corpus(store, [whole], day(3)) == CorpusChange(added=0, kept=0, restored=2, removed=0)
    assert set((await first_seen(store)).values()) == {day(0)}


async def test_a_corrected_title_changes_the_fingerprint_and_no_paragraph(store: Store) -> None:
    await replace_corpus(store, [document("a", "text")], day(0))
    before = await store.corpus_fingerprint()
    corrected = document("a", "text", title="A better title")
    assert await replace_corpus(store, [corrected], day(1)) == CorpusChange(added=0, kept=1, restored=0, removed=0)
    assert await store.live_documents() == (corrected,)
    assert await store.corpus_fingerprint() != before


async def test_a_paragraph_that_moves_within_its_document_is_kept(store: Store) -> None:
    await replace_corpus(store, [document("a", "one", "two")], day(0))
    turned = document("a", "two", "one")
    assert await replace_corpus(store, [turned], day(1)) == CorpusChange(added=0, kept=2, restored=0, removed=0)
    assert await store.live_documents() == (turned,)


async def test_more_paragraphs_than_one_batch_are_stored(store: Store) -> None:
    long = document("a", *(f"paragraph {number}" for number in range(1_203)))
    assert (await replace_corpus(store, [long], day(0))).added == 1_203
    assert await store.live_documents() == (long,)
    assert (await replace_corpus(store, [], day(1))).removed == 1_203


async def test_documents_with_one_id_are_refused_and_nothing_changes(store: Store) -> None:
    await replace_corpus(store, [document("a", "text")], day(0))
    with pytest.raises(ValueError, match="same id"):
        await replace_corpus(store, [document("b", "x"), replace(document("b"), file="c.txt")], day(1))
    assert await store.live_documents() == (document("a", "text"),)


async def test_a_write_that_fails_half_way_leaves_the_old_corpus(store: Store) -> None:
    await replace_corpus(store, [document("a", "text")], day(0))
    before = await store.corpus_fingerprint()
    unstorable = replace(document("b", "fine", "x"), title="half a pair \ud800")
    with pytest.raises(UnicodeEncodeError):
        await replace_corpus(store, [unstorable], day(1))
    assert await store.live_documents() == (document("a", "text"),)
    assert await store.corpus_fingerprint() == before


async def test_two_stores_that_replace_at_once_leave_one_of_both_corpora(store: Store, database: Path) -> None:
    other = await Store.open(url_of(database))
    corpora = [[document("a", *(f"{name} {number}" for number in range(40)))] for name in "uvwxyz"]
    chosen = [store, other] * 3
    await asyncio.gather(*(replace_corpus(s, c, day(0)) for s, c in zip(chosen, corpora, strict=True)))
    live = await other.live_documents()
    assert list(live) in corpora
    assert fingerprint(live) == await store.corpus_fingerprint()
    await other.close()


def test_a_repeated_paragraph_counts_once_at_its_first_place() -> None:
    (found,) = canonical([document("a", "x", "y", "x")])
    assert [(p.position, p.text) for p in found.paragraphs] == [(0, "x"), (1, "y")]


def test_a_paragraph_of_another_document_is_refused() -> None:
    stray = replace(document("a", "x"), paragraphs=document("b", "x").paragraphs)
    with pytest.raises(ValueError, match="and of another"):
        canonical([stray])


async def test_a_clock_that_goes_back_makes_nothing_new_look_old(store: Store) -> None:
    told = day(5)
    await replace_corpus(store, [document("a", "one")], told)
    await replace_corpus(store, [document("a", "one", "two")], day(3))
    await replace_corpus(store, [document("a", "one", "two", "three")], day(3))
    seen = sorted((await first_seen(store)).values())
    assert seen[0] == told
    assert seen == sorted(set(seen))
    assert len(await store.first_seen_since(told)) == 2
    assert await store.corpus_time() == seen[-1] < day(6)


async def test_what_was_removed_counts_for_the_clock_and_for_nothing_else(store: Store) -> None:
    await replace_corpus(store, [document("a", "one", "gone")], day(5))
    await replace_corpus(store, [document("a", "one")], day(6))
    await replace_corpus(store, [document("b", "two")], day(4))
    (two,) = document("b", "two").paragraphs
    seen = await store.first_seen_since(day(0))
    assert seen.keys() == {two.id}
    assert seen[two.id] > day(5)


async def test_when_paragraphs_were_first_seen_is_known_of_the_live_ones(store: Store) -> None:
    assert await store.corpus_time() is None
    assert await store.first_seen_since(day(0)) == {}
    await replace_corpus(store, [document("a", "one", "gone")], day(1))
    await replace_corpus(store, [document("a", "one", "two")], day(2))
    one, two = document("a", "one", "two").paragraphs
    assert await store.first_seen_since(day(0)) == {one.id: day(1), two.id: day(2)}
    assert await store.first_seen_since(day(1)) == {two.id: day(2)}
    assert await store.first_seen_of([one.id, document("a", "gone").paragraphs[0].id, "?"]) == {one.id: day(1)}
    assert await store.first_seen_of([]) == {}
    assert await store.corpus_time() == day(2)
    await replace_corpus(store, [document("a", "one")], day(3))
    assert await store.corpus_time() == day(1)


@dataclass
class Model:
    """The promise of `replace_corpus` in dictionaries."""

    seen: dict[str, datetime] = field(default_factory=dict)
    live: set[str] = field(default_factory=set)

    def replace(self, given_documents: Sequence[Document], now: datetime) -> CorpusChange:
        wanted = {p.id for d in given_documents for p in d.paragraphs}
        change = CorpusChange(
            added=len(wanted - self.seen.keys()),
            kept=len(wanted & self.live),
            restored=len((wanted & self.seen.keys()) - self.live),
            removed=len(self.live - wanted),
        )
        self.seen = dict.fromkeys(wanted, now) | self.seen
        self.live = wanted
        return change


a_document = st.builds(
    lambda name, texts, title: document(name, *texts, title=title),
    st.sampled_from("abc"),
    st.lists(st.sampled_from(["one", "two", "three", "four", "\U0001f426", "it's 100 %"]), max_size=5),
    st.sampled_from(["A title", "Another"]),
)
a_corpus = st.lists(a_document, max_size=3, unique_by=lambda document: document.id)


@settings(max_examples=30)
@given(corpora=st.lists(a_corpus, max_size=6))
def test_any_history_of_corpora_is_kept_like_the_model(empty_database: Path, corpora: list[list[Document]]) -> None:
    async def follow(store: Store) -> None:
        model = Model()
        previous: tuple[tuple[Document, ...], str] = ((), "")
        for number, corpus in enumerate(corpora):
            assert await replace_corpus(store, corpus, day(number)) == model.replace(corpus, day(number))
            live, mark = await store.live_documents(), await store.corpus_fingerprint()
            assert live == canonical(corpus)
            assert await first_seen(store) == {paragraph: model.seen[paragraph] for paragraph in model.live}
            assert mark == fingerprint(corpus)
            assert (mark == previous[1]) == (live == previous[0])
            previous = (live, mark)

    async def run(path: Path) -> None:
        store = await Store.open(url_of(path))
        try:
            await follow(store)
        finally:
            await store.close()

    with tempfile.TemporaryDirectory() as folder:
        asyncio.run(run(Path(shutil.copy(empty_database, folder))))


async def test_a_file_is_told_by_how_much_it_has_and_its_latest_documents(store: Store) -> None:
    dated = [
        replace(document(f"a{n}", *(f"{n} {p}" for p in range(n)), title=f"Title {n}"), file="a.txt", date=f"2024-0{n}")
        for n in range(1, 6)
    ]
    await replace_corpus(store, [*dated, document("b", "one")], day(0))
    await replace_corpus(store, [*dated[1:], document("b", "one")], day(1))
    of_a, of_b = sorted(await store.file_summaries(3), key=lambda one: one.name)
    assert (of_a.name, of_a.documents, of_a.paragraphs) == ("a.txt", 4, 14)
    assert [(head.title, head.size) for head in of_a.heads] == [("Title 5", 5), ("Title 4", 4), ("Title 3", 3)]
    assert (of_b.documents, of_b.paragraphs, len(of_b.heads)) == (1, 1, 1)


async def test_the_size_of_the_corpus_is_kept_through_changes(store: Store) -> None:
    assert await store.corpus_size() == CorpusSize(0, 0)
    await replace_corpus(store, [document("a", "one", "two"), document("b", "three")], day(0))
    assert await store.corpus_size() == CorpusSize(2, 3)
    await replace_corpus(store, [document("a", "one")], day(1))
    assert await store.corpus_size() == CorpusSize(1, 1)
    await replace_corpus(store, [], day(2))
    assert await store.corpus_size() == CorpusSize(0, 0)
