"""Files that are made to break or to starve what reads them. Each is made when it is asked for; some are 20 MB."""

# ruff: noqa: E501 - a file a line

import base64
import gzip
import json
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from io import BytesIO

from tests.bot.corpus.builders import PROSE, page, pdf, word
from tests.bot.intake.builders import zipped

MB = 1024 * 1024
TEXT = "\n\n".join(PROSE)
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
Make = Callable[[], bytes]


def packed(
    *entries: tuple[str, bytes], flags: int = 0, mode: int = 0, method: int = 8, size: int | None = None
) -> bytes:
    """Return a zip whose table says what it should not: flags, modes, methods, sizes, names twice."""
    body, table = b"", b""
    for name, content in entries:
        raw = name.encode("utf-8", "surrogateescape")
        data = zlib.compress(content, 9)[2:-4]
        fields = (
            20,
            flags | 0x800,
            method,
            0,
            0x5821,
            zlib.crc32(content),
            len(data),
            len(content) if size is None else size,
            len(raw),
        )
        table += struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 0x0314, *fields, 0, 0, 0, 0, mode << 16, len(body)) + raw
        body += struct.pack("<4sHHHHHIIIHH", b"PK\3\4", *fields, 0) + raw + data
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, len(entries), len(entries), len(table), len(body), 0)
    return body + table + end


def overlapping(count: int) -> bytes:
    """Return a zip with many names for the same bytes."""
    whole = packed(("a.txt", b"a" * MB))
    start = whole.index(b"PK\1\2")
    entry = whole[start : whole.index(b"PK\5\6")]
    table = b"".join(entry.replace(b"a.txt", b"%05d" % n) for n in range(count)).replace(b"PK\1\2", b"PK\1\2")
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, count, count, len(table), start, 0)
    return whole[:start] + table + end


def russian_doll(depth: int) -> bytes:
    """Return zips within a zip."""
    data = b"0" * MB
    name = "bomb.txt"
    for _ in range(depth):
        data, name = zipped({f"{n}-{name}": data for n in range(4)}), "bomb.zip"
    return data


def docx_with(part: str, content: bytes) -> bytes:
    """Return a Word document with a part of our own."""
    buffer = BytesIO()
    with zipfile.ZipFile(BytesIO(word(*PROSE))) as old, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, content if name == part else old.read(name))
    return buffer.getvalue()


def body(xml: str, before: str = "") -> bytes:
    """Return a Word document with that body."""
    text = f'<?xml version="1.0"?>{before}<w:document xmlns:w="{WORD}"><w:body>{xml}</w:body></w:document>'
    return docx_with("word/document.xml", text.encode())


def laughs(count: int, times: int) -> str:
    """Return entities that grow by a factor each."""
    return (
        '<!DOCTYPE b [<!ENTITY e0 "ha">'
        + "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * times}">' for n in range(count))
        + "]>"
    )


def objects(*bodies: bytes, root: int = 1) -> bytes:
    """Return a PDF of those objects, numbered from 1, with a true table."""
    parts, places, at = [b"%PDF-1.5\n"], [], 9
    for number, content in enumerate(bodies, start=1):
        places.append(at)
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
        at += len(parts[-1])
    data = b"".join(parts)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return data + b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root %d 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        len(bodies) + 1, table, len(bodies) + 1, root, len(data),
    )  # fmt: skip


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, rest: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(content), rest, content)


def one_page(
    content: bytes, *more: bytes, resources: bytes = b"<</Font<</F1 5 0 R>>>>", box: bytes = b"[0 0 595 842]"
) -> bytes:
    """Return a PDF of one page with that content stream."""
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox%s/Resources%s/Contents 4 0 R>>" % (box, resources)
    return objects(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", leaf, content, FONT, *more)


def many_pages(count: int) -> bytes:
    """Return a PDF of so many pages with a word each."""
    leaf = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 4 0 R>>"
    kids = b" ".join(b"%d 0 R" % (n + 5) for n in range(count))
    pages = b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)
    return objects(CATALOG, pages, FONT, stream(b"BT /F1 12 Tf 72 700 Td (Word) Tj ET"), *[leaf] * count)


def deep_pages(depth: int) -> bytes:
    """Return a PDF whose tree of pages is a chain."""
    chain = [b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 3) for n in range(depth)]
    return objects(CATALOG, *chain, b"<</Type/Page/Parent %d 0 R/MediaBox[0 0 9 9]>>" % (depth + 1))


def packed_times(content: bytes, times: int) -> bytes:
    """Return a PDF stream that is deflated so many times over."""
    for _ in range(times):
        content = zlib.compress(content, 9)
    return stream(content, b"/Filter[%s]" % (b"/FlateDecode" * times))


def forms(depth: int, times: int) -> bytes:
    """Return a PDF whose drawing calls a drawing so many times, which calls another, and so on."""
    calls = b" ".join([b"/X Do"] * times)
    last = depth + 5
    inner = [
        stream(calls, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X %d 0 R>>>>" % (n + 7))
        for n in range(depth)
    ]
    leaf = stream(
        b"BT /F1 9 Tf (ha) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F1 5 0 R>>>>"
    )
    assert last == len(inner) + 5
    return one_page(stream(calls), *inner, leaf, resources=b"<</XObject<</X 6 0 R>>>>")


def noise(size: int, seed: int = 1) -> bytes:
    """Return the same random bytes each time."""
    return random.Random(seed).randbytes(size)


def html(content: str, head: str = "") -> bytes:
    """Return a page."""
    return f"<!DOCTYPE html><html><head>{head}</head><body>{content}</body></html>".encode()


def rows(*values: object) -> bytes:
    """Return an archive of those records."""
    return "".join(json.dumps(value) + "\n" for value in values).encode()


MAIL = b"From: a@example.org\nSubject: x\n"


def nested_mail(depth: int) -> bytes:
    """Return a message of parts within parts."""
    return (
        MAIL
        + b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(depth))
        + TEXT.encode()
    )


# Small and quick to make: the suite reads all of these.
SMALL: Mapping[str, Make] = {
    "ratio.zip": lambda: zipped({"a.txt": b"0" * (8 * MB)}),
    "dolls.zip": lambda: russian_doll(3),
    "overlap.zip": lambda: overlapping(500),
    "many.zip": lambda: zipped({f"{n}.txt": "x" for n in range(1500)}),
    "traversal.zip": lambda: packed(("../../../etc/cron.d/x.txt", TEXT.encode()), ("a/../../b.txt", TEXT.encode())),
    "absolute.zip": lambda: packed(("/etc/passwd.txt", TEXT.encode()), ("C:\\windows\\x.txt", TEXT.encode()), ("\\\\host\\x.txt", b"x")),
    "symlink.zip": lambda: packed(("link.txt", b"/etc/passwd"), mode=0o120777),
    "device.zip": lambda: packed(("null.txt", b"x"), mode=0o020666),
    "encrypted.zip": lambda: packed(("a.txt", TEXT.encode()), flags=1),
    "twins.zip": lambda: packed(("a.txt", TEXT.encode()), ("a.txt", b"Another text under the same name, which nobody expects.")),
    "liar.zip": lambda: packed(("a.txt", TEXT.encode() * 400), size=40),
    "boaster.zip": lambda: packed(("a.txt", TEXT.encode()), size=4_000_000_000),
    "method.zip": lambda: packed(("a.txt", TEXT.encode()), method=99),
    "cut.zip": lambda: zipped({"a.txt": TEXT})[:200],
    "empty.zip": lambda: zipped({}),
    "hidden.zip": lambda: zipped({"__MACOSX/._a.txt": "x", ".secret.txt": TEXT, "d/.DS_Store": "x"}),
    "names.zip": lambda: packed(("a\u202etxt.exe\n.txt", TEXT.encode()), ("x" * 400 + ".txt", b"x"), ("\x00.txt", b"x")),
    "noise.zip": lambda: b"PK\3\4" + noise(20_000),
    "laughs.docx": lambda: body("<w:p><w:r><w:t>&e9;</w:t></w:r></w:p>", laughs(9, 10)),
    "quadratic.docx": lambda: body("<w:p><w:r><w:t>" + "&a;" * 50_000 + "</w:t></w:r></w:p>", f'<!DOCTYPE b [<!ENTITY a "{"a" * 50_000}">]>'),
    "external.docx": lambda: body("<w:p><w:r><w:t>&x;</w:t></w:r></w:p>", '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "remote.docx": lambda: body("<w:p/>", '<!DOCTYPE b SYSTEM "http://127.0.0.1:9/x.dtd">'),
    "deep_runs.docx": lambda: body("<w:ins>" * 5000 + "</w:ins>" * 5000),
    "deep_tables.docx": lambda: body("<w:tbl><w:tr><w:tc>" * 80 + "<w:p/>" + "</w:tc></w:tr></w:tbl>" * 80),
    "no_parts.docx": lambda: zipped({"a.txt": TEXT}),
    "bad_rels.docx": lambda: docx_with("_rels/.rels", b"<Relationships><Relationship Id='a' Target='../../../etc/passwd'/>"),
    "bad_styles.docx": lambda: docx_with("word/styles.xml", b"<w:styles/>"),
    "old.docx": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + noise(4000),
    "cycle.pdf": lambda: objects(CATALOG, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 2>>"),
    "deep_tree.pdf": lambda: deep_pages(3000),
    "count.pdf": lambda: objects(CATALOG, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", b"<</Type/Page/Parent 2 0 R>>"),
    "minus.pdf": lambda: objects(CATALOG, b"<</Type/Pages/Kids[]/Count -5>>"),
    "long.pdf": lambda: many_pages(3500),
    "length.pdf": lambda: one_page(b"<</Length 999999999>>stream\nBT (x) Tj ET\nendstream"),
    "prev.pdf": lambda: pdf(page(*PROSE)).replace(b"trailer<<", b"trailer<</Prev 9 "),
    "box.pdf": lambda: one_page(stream(b"BT /F1 12 Tf 72 700 Td (Word) Tj ET"), box=b"[0 0 99999999 99999999]"),
    "forms.pdf": lambda: forms(6, 4),
    "self.pdf": lambda: one_page(stream(b"/X Do"), stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"), resources=b"<</XObject<</X 6 0 R>>>>"),
    "noise.pdf": lambda: b"%PDF-1.7\n" + noise(20_000),
    "locked.pdf": lambda: pdf(page(*PROSE), encrypted=True),
    "deep.html": lambda: html("<div>" * 5000 + TEXT),
    "deep_tables.html": lambda: html("<table><tr><td>" * 800 + TEXT),
    "attributes.html": lambda: html("<p " + " ".join(f"a{n}=1" for n in range(3000)) + f">{TEXT}</p>"),
    "comment.html": lambda: html(f"<p>{TEXT}</p><!--" + "x" * 100_000),
    "gzip.html": lambda: gzip.compress(b"0" * (8 * MB)),
    "laughs.html": lambda: b'<?xml version="1.0"?>' + laughs(9, 10).encode() + b"<html><body><p>&e9;</p></body></html>",
    "nul.html": lambda: html("<p>" + "\0".join(TEXT) + "</p>"),
    "json.html": lambda: html(f"<p>{TEXT}</p>", '<script type="application/ld+json">' + "[" * 50_000 + "</script>"),
    "forms.html": lambda: html("<form><input type=email><div>" * 400 + TEXT),
    "utf7.html": lambda: html(f"<p>{TEXT}</p>", "<meta charset=utf-7>") + b"+ADw-script+AD4-",
    "bidi.txt": lambda: b"".join((f"\u202e{TEXT}\u2066".encode(), f"\u202d{TEXT}\u200f".encode())),
    "zalgo.txt": lambda: b"e" + "\u0301".encode() * 50_000 + b" " + TEXT.encode(),
    "surrogates.txt": lambda: b"\xed\xa0\x80\xed\xb0\x80 " + TEXT.encode() + b"\xf8\x88\x80\x80\x80\xff\xfe",
    "utf32.txt": lambda: b"\xff\xfe\0\0" + noise(4000),
    "noise.txt": lambda: noise(100_000),
    "nul.txt": lambda: b"\0" * 100_000,
    "brackets.txt": lambda: b"(" * 20_000 + b"\n" + b"photo " * 5_000 + b"\n" + b")" * 20_000,
    "brackets.md": lambda: b"[" * 8000,
    "links.md": lambda: b"[a](" * 5000,
    "quotes.md": lambda: b">" * 20_000 + b" x",
    "stars.md": lambda: b"*a _" * 5000,
    "ticks.md": lambda: b" ".join(b"`" * n for n in range(300)),
    "lists.md": lambda: "".join(" " * n + "- a\n" for n in range(600)).encode(),
    "columns.md": lambda: ("|" + "a|" * 4000 + "\n|" + "-|" * 4000 + "\n").encode() + ("|a" * 4000 + "\n").encode() * 3,
    "front.md": lambda: b"---\n" + b"a: b\n" * 4000,
    "garbage.jsonl": lambda: noise(100_000),
    "nested.jsonl": lambda: b"[" * 200_000 + b"\n" + b'{"a":' * 100_000,
    "numbers.jsonl": lambda: b'{"text": ' + b"9" * 100_000 + b"}\n" + rows({"text": 1e308}, [], None, {"text": ["x"]}),
    "keys.jsonl": lambda: rows({"text": TEXT, "title": {"a": 1}, "date": "x" * 100_000, "url": "javascript:x", "id": "\0" * 1000}),
    "nested.eml": lambda: nested_mail(500),
    "headers.eml": lambda: b"".join(b"X-%d: y\n" % n for n in range(20_000)) + b"\n" + TEXT.encode(),
    "words.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 3000 + b"\n\n" + TEXT.encode(),
    "base64.eml": lambda: MAIL + b"Content-Transfer-Encoding: base64\n\n" + noise(50_000),
    "open.eml": lambda: MAIL + b'Content-Type: multipart/mixed; boundary="never"\n\n' + TEXT.encode(),
    "from.mbox": lambda: b"From \n\n" * 2000,
    "pdf.txt": lambda: pdf(page(*PROSE)),
    "picture.pdf": lambda: b"\x89PNG\r\n\x1a\n" + noise(4000),
    "zip.html": lambda: zipped({"a.txt": TEXT}),
    "program.docx": lambda: b"\x7fELF" + noise(4000),
    "database.md": lambda: b"SQLite format 3\0" + noise(4000),
    "page.txt": lambda: html(f"<p>{TEXT}</p>"),
    "gzip.jsonl": lambda: gzip.compress(rows({"text": TEXT})),
    "program.exe": lambda: b"MZ" + noise(100),
    "nothing": lambda: b"",
}  # fmt: skip

# Large, or slow to make or read: `python -m bench.hostile` reads these too.
LARGE: Mapping[str, Make] = {
    "pieces.zip": lambda: zipped({f"{n}.txt": noise(5000) * 1000 for n in range(60)}),
    "crowd.zip": lambda: packed(*((f"{n}.txt", b"x") for n in range(60_000))),
    "bomb.docx": lambda: body("<w:p><w:r><w:t>" + " " * (120 * MB) + "</w:t></w:r></w:p>"),
    "paragraphs.docx": lambda: body("<w:p><w:r><w:t>A sentence of five words.</w:t></w:r></w:p>" * 300_000),
    "runs.docx": lambda: body("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 1_000_000 + "</w:p>"),
    "cells.docx": lambda: body("<w:tbl>" + ("<w:tr>" + "<w:tc><w:p><w:r><w:t>1</w:t></w:r></w:p></w:tc>" * 50 + "</w:tr>") * 3000 + "</w:tbl>"),
    "pages_10000.pdf": lambda: many_pages(10_000),
    "pages_3000.pdf": lambda: many_pages(3000),
    "deep_tree_100000.pdf": lambda: deep_pages(100_000),
    "flate.pdf": lambda: one_page(packed_times(b"0" * (400 * MB), 1)),
    "flate_twice.pdf": lambda: one_page(packed_times(b"0" * (400 * MB), 3)),
    "glyphs.pdf": lambda: one_page(packed_times(b"BT /F1 12 Tf 72 700 Td " + b"(word word word word) Tj 0 -1 Td " * 200_000 + b"ET", 1)),
    "stacked.pdf": lambda: one_page(packed_times(b"BT /F1 12 Tf 72 700 Td " + b"(a) Tj " * 1_000_000 + b"ET", 1)),
    "forms_deep.pdf": lambda: forms(20, 10),
    "tags.html": lambda: html("<b>x" * 1_000_000),
    "paragraphs.html": lambda: html("<p>A sentence of five words.</p>" * 300_000),
    "breaks.html": lambda: html("x<br>" * 1_000_000),
    "links.html": lambda: html("".join(f'<a href="/{n}">Story number {n} of the day</a>' for n in range(200_000))),
    "cells.html": lambda: html("<table>" + ("<tr>" + "<td>1</td>" * 50 + "</tr>") * 8000 + "</table>"),
    "attribute.html": lambda: html(f'<p title="{"x" * (10 * MB)}">{TEXT}</p>'),
    "attributes_200000.html": lambda: html("<p " + " ".join(f"a{n}=1" for n in range(200_000)) + f">{TEXT}</p>"),
    "deep_1000000.html": lambda: html("<div>" * 1_000_000 + TEXT),
    "script.html": lambda: html("<script>" + "x" * (15 * MB)),
    "picture.html": lambda: html(f'<p>{TEXT}</p><img src="data:image/png;base64,{base64.b64encode(noise(10 * MB)).decode()}">'),
    "entities.html": lambda: html("&#x41;" * 2_000_000),
    "line.txt": lambda: (" ".join(PROSE) + " ").encode() * (20 * MB // 700),
    "word.txt": lambda: b"a" * (20 * MB),
    "newlines.txt": lambda: b"\n" * (20 * MB),
    "lines.txt": lambda: b"A line\n" * 2_000_000,
    "contents.txt": lambda: "".join(f"Chapter {n} ......... {n % 999}\n" for n in range(300_000)).encode(),
    "open_lines.txt": lambda: b"and so it goes on and on without an end to it\n" * 300_000,
    "spaces.txt": lambda: b" " * (20 * MB) + b"x",
    "figures.txt": lambda: b"1 2 3 4 5 6 7 8 9\n" * 500_000,
    "code_page.txt": lambda: ("Поезд пойдёт до порта. " * 500_000).encode("cp1251"),
    "hyphens.txt": lambda: b"trans-\nport " * 1_000_000,
    "dots.txt": lambda: b". " * (5 * MB),
    "brackets_4000000.md": lambda: b"[" * 4_000_000,
    "brackets_pairs.md": lambda: b"[a](b" * 1_000_000,
    "stars_4000000.md": lambda: b"*a" * 2_000_000,
    "quotes_1000000.md": lambda: b">" * 1_000_000,
    "paragraphs.md": lambda: (TEXT.encode() + b"\n\n") * 20_000,
    "lists_5000.md": lambda: "".join(" " * (n % 5000) + "- a\n" for n in range(20_000)).encode(),
    "line.jsonl": lambda: rows({"text": "word " * 4_000_000}),
    "records.jsonl": lambda: b'{"text":"A sentence of five words."}\n' * 300_000,
    "nested_10000000.jsonl": lambda: b"[" * 10_000_000,
    "nested_100000.eml": lambda: nested_mail(100_000),
    "headers_500000.eml": lambda: b"".join(b"X-%d: y\n" % n for n in range(500_000)) + b"\n" + TEXT.encode(),
    "words_500000.eml": lambda: b"Subject: " + b"=?utf-8?q?a?= " * 500_000 + b"\n\n" + TEXT.encode(),
    "from_2000000.mbox": lambda: b"From \n\n" * 2_000_000,
}  # fmt: skip
