"""Documents on disk are a sequence like any other."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.documents import Document, Paragraph
from bot.spool import Spool

texts = st.text("aé\0 \U0001f40b", max_size=4)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    id_ = draw(st.text("0123456789abcdef", min_size=1, max_size=12))
    facts = (draw(texts) for _ in range(6))
    file, title, publisher, date, language, url = facts
    body = [
        Paragraph(f"{id_}{place}", id_, place, draw(texts), draw(texts)) for place in range(draw(st.integers(0, 3)))
    ]
    return Document(id_, file, title, publisher, date, language, url, tuple(body))


@given(st.lists(st.lists(documents(), max_size=4), max_size=4), st.slices(12))
def test_what_is_added_comes_back_in_its_order_as_often_as_it_is_asked_for(
    batches: list[list[Document]], some: slice
) -> None:
    expected = [document for batch in batches for document in batch]
    with Spool(Path("/tmp")) as spool:
        for batch in batches:
            spool.add(batch)
            assert list(spool) == expected[: len(spool)]
        assert (list(spool), list(spool)) == (expected, expected)
        assert [spool[-1 - at] for at in range(len(spool))] == expected[::-1]
        assert spool[some] == expected[some]
        assert spool.paragraphs == sum(len(document.paragraphs) for document in expected)


def test_a_spool_leaves_nothing_behind(tmp_path: Path) -> None:
    with Spool(tmp_path / "new") as spool:
        spool.add([Document("a", "a.txt", "", "", "", "en", "", ())])
        assert not list((tmp_path / "new").iterdir())
