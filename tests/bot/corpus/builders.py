"""Builders of files as they come: texts, PDFs and Word documents as bytes, and readings of them."""

from collections.abc import Sequence
from datetime import UTC, datetime
from io import BytesIO

import docx

from bot.corpus.documents import Document
from bot.corpus.reading import FileReading, read_bytes
from bot.corpus.sources import SourceCatalog

PROSE = (
    "The two governments signed an agreement on transit on Tuesday, after months of talks that had stalled twice.",
    "Freight along the line grew by a third last year, the transport ministry said in its yearly report.",
    "Analysts in the capital warned that the new terminal would not be ready before the winter of next year.",
    "Neither side has said when the commission will meet again, and no date was given for the next round.",
    "The opposition called for a debate in parliament, arguing that the treaty had never been published in full.",
    "A spokesman for the railway declined to comment on the price, which is said to exceed two billion euros.",
)
HEADLINES = (
    "Oil prices fall as Norway raises output", "Turkish Airlines resumes Kabul flights after long hiatus",
    "Latvia and Georgia discuss rail links", "Ministry of Education opens forum in Vilnius",
    "Three wrestlers reach final of European Championship", "Central Bank of Brazil keeps its rate",
    "Floods in Punjab affect thirty villages", "Prime Minister of Iceland to visit Dublin",
    "China sanctions two defence contractors", "Speaker of Saeima receives Uzbek delegation",
    "Comet lights up the sky over Portugal", "Kenya counts elephants in Tsavo for first time",
    "Google invests in Finnish data centre", "Eruption of Mount Ibu empties seven villages",
)  # fmt: skip


def reading(text: str | bytes, name: str = "news.txt", catalog: SourceCatalog | None = None) -> FileReading:
    """Read a text as a file of that name."""
    data = text.encode() if isinstance(text, str) else text
    return read_bytes(data, name, catalog or SourceCatalog())


def documents(text: str | bytes, name: str = "news.txt") -> tuple[Document, ...]:
    """Return the documents of a file that reads without a problem."""
    result = reading(text, name)
    assert result.problem is None, result.problem
    return result.documents


def only(text: str | bytes, name: str = "news.txt") -> Document:
    """Return the one document of a file."""
    found = documents(text, name)
    assert len(found) == 1, [document.title for document in found]
    return found[0]


def texts(document: Document) -> list[str]:
    """Return a document's paragraphs."""
    return [paragraph.text for paragraph in document.paragraphs]


def sections(document: Document) -> list[str]:
    """Return a document's sections in order, each once."""
    return list(dict.fromkeys(paragraph.section for paragraph in document.paragraphs))


def article(headline: str, caption: str, mark: str, *paragraphs: str, gap: str = "\n") -> str:
    """Return an article as news sites print to text: headline and captions twice, a mark, then the text."""
    head = f"{headline}\n\n{caption}\n{caption}\n"
    return f"{head}{mark}\n\n{head}\n" + gap.join(paragraphs) + "\n"


def halves(text: str) -> tuple[str, str]:
    """Cut a text in two at the space nearest to its middle, as the end of a page does."""
    cut = text.index(" ", len(text) // 2)
    return text[:cut], text[cut + 1 :]


def wrapped(text: str, width: int = 72) -> str:
    """Wrap a paragraph greedily, as mail programs do."""
    lines, line = [], ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            lines.append(line)
            line = word
        else:
            line = f"{line} {word}".strip()
    return "\n".join([*lines, line])


def word(*paragraphs: str | tuple[str, str], title: str = "", table: Sequence[Sequence[str]] = ()) -> bytes:
    """Return a Word document; a pair is a paragraph's style and its text."""
    document = docx.Document()
    document.core_properties.title, document.core_properties.comments = title, ""
    document.core_properties.created = datetime(2024, 5, 20, tzinfo=UTC)
    for paragraph in paragraphs:
        style, text = ("Normal", paragraph) if isinstance(paragraph, str) else paragraph
        document.add_paragraph(text, style)
    if table:
        grid = document.add_table(len(table), len(table[0]))
        for row, cells in zip(grid.rows, table, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def pdf(*pages: Sequence[tuple[int, int, int, str]], title: str = "", encrypted: bool = False) -> bytes:
    """Return a PDF. A page is its lines: x, y from the foot and size in points, and the text (Latin 1)."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for lines in pages:
        shows = [f"BT /F1 {size} Tf {x} {y} Td ({_escaped(text)}) Tj ET" for x, y, size, text in lines]
        content = "\n".join(shows).encode("cp1252")
        objects.append(b"<</Length %d>>stream\n%s\nendstream" % (len(content), content))
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>"
            % len(objects)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    objects.append(b"<</Title(%s)/CreationDate(D:20240520101500Z)>>" % title.encode("latin-1"))
    trailer = b"/Info %d 0 R" % len(objects)
    if encrypted:  # neither password fits: nobody can open it
        objects.append(b"<</Filter/Standard/V 1/R 2/P -4/O<%s>/U<%s>>>" % (b"ab" * 32, b"cd" * 32))
        trailer += b"/Encrypt %d 0 R/ID[<00><00>]" % len(objects)
    return _with_table(objects, trailer)


def _escaped(text: str) -> str:
    return text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)")


def _with_table(objects: Sequence[bytes], trailer: bytes) -> bytes:
    data, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(data))
        data += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF" % (
        size, table, size, trailer, len(data),
    )  # fmt: skip


def page(*paragraphs: str, number: int = 0, header: str = "", top: int = 760) -> list[tuple[int, int, int, str]]:
    """Set paragraphs on a page as a word processor would: wrapped, blank space between, header and number."""
    lines = [(72, 800, 9, header)] if header else []
    y = top
    for paragraph in paragraphs:
        for line in wrapped(paragraph, 80).split("\n"):
            lines.append((72, y, 11, line))
            y -= 14
        y -= 10
    return [*lines, (300, 40, 9, str(number))] if number else lines
