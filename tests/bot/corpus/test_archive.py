"""Archives of one record a line."""

import json
from io import BytesIO

from bot.corpus.blocks import Reason
from bot.corpus.documents import Document
from bot.corpus.limits import Limits
from bot.corpus.reading import read_archive
from bot.corpus.sources import SourceCatalog
from tests.bot.corpus.builders import PROSE, texts


def archive(*rows: object) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def test_each_line_of_an_archive_is_a_document() -> None:
    first = {
        "id": "a",
        "title": "One",
        "text": "\n\n".join(PROSE[:2]),
        "date": "2024-05-20",
        "publisher": "Post",
        "url": "https://example.org",
    }
    found = documents_of_archive(archive(first, {"id": "b", "title": "Two", "text": PROSE[2]}))
    assert [(d.title, d.date, d.publisher, texts(d)) for d in found] == [
        ("One", "2024-05-20", "Post", [PROSE[0], PROSE[1]]), ("Two", "", "", [PROSE[2]]),
    ]  # fmt: skip


def documents_of_archive(data: bytes) -> list[Document]:
    return list(read_archive(BytesIO(data), "a.jsonl", SourceCatalog()).documents)


def test_bad_lines_of_an_archive_are_named_and_the_rest_is_read() -> None:
    data = (
        archive({"text": PROSE[0]})
        + b"{oops\n\n"
        + archive([1], {"title": "x"})
        + b"\xff\xfe\n"
        + archive({"text": PROSE[1]})
    )
    result = read_archive(BytesIO(data), "a.jsonl", SourceCatalog())
    assert [texts(d) for d in result.documents] == [[PROSE[0]], [PROSE[1]]]
    assert [line.line for line in result.dropped if line.reason is Reason.BAD_RECORD] == [
        "line 2: is not JSON", "line 4: is not an object with a text", "line 5: has no text", "line 6: is not UTF-8",
    ]  # fmt: skip


def test_an_archives_record_keeps_its_identity_wherever_it_stands() -> None:
    one, two = {"title": "One", "text": PROSE[0]}, {"text": PROSE[1]}
    before = read_archive(BytesIO(archive(one, two)), "a.jsonl", SourceCatalog()).documents
    after = read_archive(BytesIO(archive({"text": PROSE[2]}, two, one)), "a.jsonl", SourceCatalog()).documents
    assert {d.id for d in before} < {d.id for d in after}


def test_a_line_of_an_archive_longer_than_the_limit_is_named_and_passed_over() -> None:
    data = archive({"text": "x" * 5000}, {"text": PROSE[0]})
    result = read_archive(BytesIO(data), "a.jsonl", SourceCatalog(), Limits(max_line_bytes=1000))
    assert [texts(d) for d in result.documents] == [[PROSE[0]]]
    assert result.dropped[0].line == "line 1: is longer than 1,000 bytes"
