"""Hostile files: each is refused or read with a clear answer, and the reader of the others outlives it.

`python -m bench.hostile` reads the large ones too, each alone, and measures time and memory.
"""

# ruff: noqa: E501 - a reason a file

import asyncio
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.corpus.reading import FileReading
from bot.corpus.sources import Facts
from bot.intake.apart import Intake, read_apart
from bot.intake.bounds import Bounds
from tests.bot.corpus.builders import HEADLINES, PROSE, page, pdf, word
from tests.bot.intake.builders import problems, zipped
from tests.bot.intake.hostile import MAIL, SMALL, TEXT

ENGLISH = Facts(language="en")
ZIPS = {
    "ratio.zip": "is made to unpack to far more than it is",
    "dolls.zip": "is an archive in an archive: unpack it first",
    "overlap.zip": "is made to unpack to far more than it is: its files overlap",
    "many.zip": "holds 1,500 files, 1,000 at most",
    "traversal.zip": "has a path that leads out of the zip",
    "absolute.zip": "has a path that leads out of the zip",
    "symlink.zip": "is a link or a device, no file",
    "device.zip": "is a link or a device, no file",
    "encrypted.zip": "is encrypted",
    "twins.zip": "has the name of another file in the zip",
    "liar.zip": "is damaged",
    "boaster.zip": "is too large when unpacked: 4,000,000,000 bytes, 268,435,456 at most",
    "method.zip": "is damaged",
    "cut.zip": "is damaged or no zip",
    "empty.zip": "holds no files",
    "hidden.zip": "holds no files",
    "names.zip": "has a name of more than 300 characters",
    "noise.zip": "is damaged or no zip",
}
NO_WORD, NO_TEXT, NO_PAGE, NO_RECORD = (
    "is damaged or no Word document",
    "holds no text",
    "holds no main text",
    "holds no record with a text",
)
LOAD, IMAGES = "is damaged: Failed to load page.", "has no text layer: its pages are images"
REFUSED = {
    "laughs.docx": NO_WORD, "quadratic.docx": NO_WORD, "external.docx": NO_TEXT, "remote.docx": NO_TEXT, "deep_runs.docx": NO_WORD,
    "deep_tables.docx": NO_TEXT, "no_parts.docx": NO_WORD, "bad_rels.docx": NO_WORD, "bad_styles.docx": NO_WORD,
    "old.docx": "is encrypted, or a .doc of before 2007", "cycle.pdf": LOAD, "deep_tree.pdf": LOAD, "count.pdf": IMAGES,
    "minus.pdf": "is damaged or no PDF", "long.pdf": "is too long: 3,500 pages, 3,000 at most", "length.pdf": IMAGES,
    "self.pdf": IMAGES, "noise.pdf": "is damaged or no PDF", "locked.pdf": "is encrypted", "deep.html": NO_PAGE,
    "deep_tables.html": NO_PAGE, "gzip.html": "is called .html but is packed by gzip", "laughs.html": NO_PAGE, "forms.html": NO_PAGE,
    "utf32.txt": NO_TEXT, "noise.txt": "is not text but binary data", "nul.txt": "is empty", "quotes.md": NO_TEXT,
    "garbage.jsonl": NO_RECORD, "nested.jsonl": NO_RECORD, "numbers.jsonl": NO_RECORD, "nested.eml": "has more than 20 parts within parts",
    "base64.eml": "is not text but binary data", "open.eml": "holds no text: its attachments are to be sent by themselves",
    "from.mbox": NO_RECORD, "pdf.txt": "is called .txt but is a PDF", "picture.pdf": "is called .pdf but is a picture",
    "zip.html": "is called .html but is a zip, or a document of Office", "program.docx": "is called .docx but is a program",
    "database.md": "is called .md but is a database", "page.txt": "is called .txt but is a web page: give it the ending .html",
    "gzip.jsonl": "is called .jsonl but is packed by gzip", "program.exe": "is of no known format; known are .docx,",
    "nothing": "is of no known format; known are .docx,",
}  # fmt: skip
READ = [name for name in SMALL if name not in ZIPS and name not in REFUSED]


async def test_each_hostile_zip_is_refused_with_its_reason(tmp_path: Path) -> None:
    intake = Intake(at_once=2)
    for name in ZIPS:
        (tmp_path / name).write_bytes(SMALL[name]())
    found = await asyncio.gather(*(intake.read_apart(tmp_path / name, name, ENGLISH) for name in ZIPS))
    answers = {name: {one.problem for one in readings} - {None} for name, readings in zip(ZIPS, found, strict=True)}
    assert answers == {name: {problem} for name, problem in ZIPS.items()}


async def test_a_pile_of_hostile_files_is_read_to_its_end_by_one_reader(tmp_path: Path) -> None:
    pile = {name: make() for name, make in SMALL.items() if name not in ZIPS}
    path = tmp_path / "pile"
    path.write_bytes(zipped({**pile, "last.txt": TEXT}))
    found = problems(await read_apart(path, "pile.zip", ENGLISH, Bounds(crashes=1, wall_s=100)))
    assert {name: str(found[name])[: len(problem)] for name, problem in REFUSED.items()} == REFUSED
    assert {name: found[name] for name in READ} == dict.fromkeys(READ)
    assert found["last.txt"] is None


async def test_nothing_of_this_machine_is_read_into_a_document(tmp_path: Path) -> None:
    path = tmp_path / "upload"
    path.write_bytes(SMALL["external.docx"]())
    (found,) = await read_apart(path, "external.docx", ENGLISH)
    assert "root:" not in str(found)


WHOLE = {
    "a.pdf": pdf(page(*PROSE[:3], number=1), page(*PROSE[3:], number=2)),
    "a.docx": word(("Heading 1", HEADLINES[0]), *PROSE),
    "a.html": f"<html><body><article>{''.join(f'<p>{text}</p>' for text in PROSE)}</article></body></html>".encode(),
    "a.md": f"# {HEADLINES[0]}\n\n{TEXT}".encode(),
    "a.eml": MAIL + b"\n" + TEXT.encode(),
    "a.zip": zipped({"a.txt": TEXT, "b.txt": TEXT}),
}
DAMAGES = st.lists(
    st.tuples(st.sampled_from(sorted(WHOLE)), st.floats(0, 1), st.integers(0, 400), st.binary(max_size=16)),
    min_size=40,
    max_size=40,
)


@settings(max_examples=3)
@given(damages=DAMAGES)
def test_damaged_files_are_read_or_refused_and_the_reader_goes_on(
    tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[str, float, int, bytes]]
) -> None:
    files = {
        f"{n}{Path(name).suffix}": _damaged(WHOLE[name], at, length, noise)
        for n, (name, at, length, noise) in enumerate(damages)
    }
    found = asyncio.run(_read(tmp_path_factory.mktemp("damaged") / "pile", files))
    by_name = problems(found)
    assert set(by_name) == set(files)
    assert all(bool(one.documents) != bool(one.problem) for one in found)


async def _read(path: Path, files: dict[str, bytes]) -> tuple[FileReading, ...]:
    path.write_bytes(zipped(files))
    return await read_apart(path, "pile.zip", ENGLISH)


def _damaged(whole: bytes, at: float, length: int, noise: bytes) -> bytes:
    place = int(at * len(whole))
    return whole[:place] + noise + whole[place + length :]
