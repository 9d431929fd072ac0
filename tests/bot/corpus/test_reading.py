"""Folders of files: which are read, in what order, and what is said of those that are not."""

import os
from pathlib import Path

from bot.corpus.limits import Limits
from bot.corpus.reading import read_file, read_folder
from bot.corpus.sources import SourceCatalog
from tests.bot.corpus.builders import PROSE, article, documents, only, texts

NONE = SourceCatalog()
TEXT = "\n\n".join(PROSE)


def folder_with(folder: Path, **files: str | bytes) -> Path:
    """Fill a folder; two underscores stand for a slash, one for a dot."""
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_files_are_read_in_the_order_of_their_names(tmp_path: Path) -> None:
    folder_with(tmp_path, b_txt=TEXT, sub__a_txt=TEXT, a_md=TEXT)
    heard: list[str] = []
    assert [reading.file for reading in read_folder(tmp_path, NONE, on_file=heard.append)] == [
        "a.md",
        "b.txt",
        "sub/a.txt",
    ]
    assert heard == ["a.md", "b.txt", "sub/a.txt"]


def test_hidden_files_and_the_editors_own_are_passed_over(tmp_path: Path) -> None:
    folder_with(tmp_path, a_txt=TEXT, sources_toml="", topics_toml="", glossary_toml="", _hidden__b_txt=TEXT)
    (tmp_path / ".DS_Store").write_bytes(b"x")
    assert [reading.file for reading in read_folder(tmp_path, NONE)] == ["a.txt"]


def test_one_bad_file_is_named_and_the_others_are_read(tmp_path: Path) -> None:
    folder_with(tmp_path, a_txt="", b_pdf="no pdf", c_txt=TEXT, d_png=b"\x89PNG")
    found = {reading.file: reading.problem for reading in read_folder(tmp_path, NONE)}
    assert found["c.txt"] is None
    assert (found["a.txt"], found["b.pdf"]) == ("is empty", "is damaged or no PDF")
    assert (found["d.png"] or "").startswith("is of no known format; known are .docx, .eml")


def test_links_lead_within_the_folder_only(tmp_path: Path) -> None:
    folder = folder_with(tmp_path, in__a_txt=TEXT, out__secret_txt=TEXT) / "in"
    (folder / "b.txt").symlink_to(folder / "a.txt")
    (folder / "c.txt").symlink_to(tmp_path / "out" / "secret.txt")
    (folder / "d").symlink_to(tmp_path / "out")
    (folder / "e.txt").symlink_to(folder / "gone.txt")
    found = {reading.file: reading.problem for reading in read_folder(folder, NONE)}
    assert found == {
        "a.txt": None, "b.txt": None, "c.txt": "is a link to a place outside the folder",
        "e.txt": "cannot be opened: No such file or directory",
    }  # fmt: skip


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.txt")
    assert read_file(tmp_path / "a.txt", "a.txt", NONE).problem == "is not a regular file"


def test_a_file_over_the_limit_is_not_read(tmp_path: Path) -> None:
    folder_with(tmp_path, a_txt=TEXT)
    result = read_file(tmp_path / "a.txt", "a.txt", NONE, Limits(max_bytes=100))
    assert result.problem == f"is too large: {len(TEXT)} bytes, 100 at most"


def test_an_archive_in_a_folder_is_read(tmp_path: Path) -> None:
    folder_with(tmp_path, a_jsonl='{"title": "One", "text": "' + PROSE[0] + '"}\n')
    (result,) = read_folder(tmp_path, NONE)
    assert [document.title for document in result.documents] == ["One"]


def test_equal_bytes_have_equal_digests_and_identities(tmp_path: Path) -> None:
    folder_with(tmp_path, a_txt=TEXT)
    first, second = (read_file(tmp_path / "a.txt", "a.txt", NONE) for _ in range(2))
    assert first == second
    assert first.digest
    (tmp_path / "a.txt").write_text(TEXT + " More.")
    assert read_file(tmp_path / "a.txt", "a.txt", NONE).digest != first.digest


def test_an_article_keeps_its_identity_when_another_is_put_before_it() -> None:
    first = article("Rail Link Opens in the North After Ten Years", "A train. EPA", "TT", *PROSE[:3])
    second = article("Port Strike Ends as Unions Accept Offer", "A ship. EPA", "TT", *PROSE[3:])
    (alone,), (_, after) = documents(second), documents(f"{first}\n\n{second}")
    assert alone == after


def test_the_same_paragraph_in_two_files_has_two_identities() -> None:
    assert only(TEXT, "a.txt").paragraphs[0].id != only(TEXT, "b.txt").paragraphs[0].id


def test_a_line_said_twice_is_two_paragraphs_with_two_identities() -> None:
    document = only("\n\n".join([PROSE[0], "So it goes.", PROSE[1], "So it goes."]))
    assert texts(document)[1] == texts(document)[3]
    assert document.paragraphs[1].id != document.paragraphs[3].id


def test_a_files_name_is_its_title_of_last_resort_but_never_a_hash() -> None:
    assert only(TEXT, "yearly_transit-report.txt").title == "yearly transit report"
    assert (
        only(TEXT, "000_d2e67208911ca93a.txt").title
        == "The two governments signed an agreement on transit on Tuesday,…"
    )
