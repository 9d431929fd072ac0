"""Files that are broken, or made to break something."""

import zipfile
from io import BytesIO

import pytest

from bot.corpus.limits import Limits
from bot.corpus.reading import read_bytes
from bot.corpus.sources import SourceCatalog
from tests.bot.corpus.builders import PROSE, documents, page, pdf, reading, texts, word


def with_part(document: bytes, name: str, content: bytes) -> bytes:
    """Return a Word document with one of its parts replaced."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(document)) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.namelist():
            new.writestr(part, content if part == name else old.read(part))
    return buffer.getvalue()


ENTITIES = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 50}">' for n in range(8))
BODY = "<w:body><w:p><w:r><w:t>&e8;</w:t></w:r></w:p></w:body>"
SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
BOMB = f"""<?xml version="1.0"?><!DOCTYPE b [<!ENTITY e0 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa">{ENTITIES}]>
<w:document xmlns:w="{SPACE}">{BODY}</w:document>""".encode()


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (word(*PROSE)[:2000], "a.docx"),
        (b"PK\x03\x04 and no more", "a.docx"),
        (with_part(word(*PROSE), "word/document.xml", b"<w:document"), "a.docx"),
        (with_part(word(*PROSE), "word/document.xml", BOMB), "a.docx"),
        (with_part(word(*PROSE), "[Content_Types].xml", b"<x/>"), "a.docx"),
        (b"\xd0\xcf\x11\xe0 an old or encrypted one", "a.docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "a.txt"),
        (bytes(range(1, 32)) * 100, "a.txt"),
        (pdf(page(*PROSE)), "a.txt"),
        (b"", "a.txt"),
        (b"\xef\xbb\xbf \n\0\n", "a.txt"),
        (b"", "a.pdf"),
        (b"---\n---\n", "a.md"),
        (BOMB, "a.html"),
        (b"<html><body></body></html>", "a.html"),
    ],
)  # fmt: skip
def test_a_hostile_file_is_refused_with_a_reason(data: bytes, name: str) -> None:
    result = reading(data, name)
    assert result.documents == ()
    assert result.problem


def test_a_zip_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    data = with_part(word(*PROSE), "word/document.xml", b" " * 3_000_000)
    result = read_bytes(data, "a.docx", SourceCatalog(), Limits(max_unpacked_bytes=1_000_000))
    assert result.problem is not None
    assert result.problem.startswith("is too large when unpacked")


def test_a_huge_line_is_parted_at_sentences_and_nothing_is_lost() -> None:
    text = " ".join(PROSE) + " "
    document = documents((text * 300).encode())[0]
    assert all(len(part) <= Limits().max_paragraph_chars for part in texts(document))
    assert all(part.endswith(".") for part in texts(document))
    assert " ".join(texts(document)) == (text * 300).strip()
