"""Reading in a process of its own: what comes back, and what cannot come back with it."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import suppress
from pathlib import Path

import pytest

from bot.corpus.reading import read_bytes
from bot.corpus.sources import Facts, Source, SourceCatalog
from bot.intake.apart import Intake, read_apart
from bot.intake.bounds import BOUNDS, OUT_OF_MEMORY, PATIENT, Bounds
from bot.intake.request import Request
from tests.bot.corpus.builders import PROSE, page, pdf, texts
from tests.bot.intake.builders import problems, reading, readings, zipped

TEXT = "\n\n".join(PROSE)
MB = 1024 * 1024
ROOT = Path(__file__).parents[3]
ENGLISH = Facts(language="en")  # the model of languages is half of a reader's start


async def children() -> set[int]:
    """The processes that this one has started and not yet buried."""
    found: set[int] = set()
    for task in Path(f"/proc/{os.getpid()}/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that ended meanwhile
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


async def test_a_file_reads_apart_as_it_reads_here(tmp_path: Path) -> None:
    data = pdf(page(*PROSE, header="Yearly report"), title="A yearly report")
    facts = Facts("Publisher", "", "2024-05", "en", "https://example.org/a")
    here = read_bytes(data, "added/1/report.pdf", SourceCatalog((Source("*", facts),)))
    assert await reading(tmp_path, data, "added/1/report.pdf", facts) == here


async def test_what_the_editor_says_goes_over_what_the_file_says(tmp_path: Path) -> None:
    facts = Facts("Institute", "Freight in spring", "2024-05-03", "ka", "https://example.org/x")
    found = await reading(tmp_path, TEXT, "a.txt", facts)
    (document,) = found.documents
    assert (document.publisher, document.title, document.date) == ("Institute", "Freight in spring", "2024-05-03")
    assert (document.language, document.url) == ("ka", "https://example.org/x")


async def test_every_document_of_a_zip_is_read_under_its_own_name(tmp_path: Path) -> None:
    data = zipped({"a.txt": TEXT, "news/b.pdf": pdf(page(*PROSE))})
    found = await readings(tmp_path, data, "pile.zip", Facts("Desk", "Not for two", "2024"))
    assert [one.file for one in found] == ["pile.zip/a.txt", "pile.zip/news/b.pdf"]
    assert [len(one.documents) for one in found] == [1, 1]
    assert {one.documents[0].publisher for one in found} == {"Desk"}
    assert all(one.documents[0].title != "Not for two" for one in found)


async def test_a_file_that_takes_too_long_is_a_problem_and_its_process_is_gone(tmp_path: Path) -> None:
    before = await children()
    found = await reading(tmp_path, TEXT, "a.txt", bounds=Bounds(wall_s=0.05))
    assert found.problem == "was not read within 0 seconds"
    assert await children() == before


def test_who_sends_what_is_too_much_for_a_chat_is_told_where_it_is_not() -> None:
    folder = "put it into the folder of documents"
    told = (BOUNDS.too_long(), BOUNDS.too_much(), BOUNDS.ended(OUT_OF_MEMORY), BOUNDS.ended(-signal.SIGXCPU))
    assert [folder in one for one in told] == [True] * 4
    assert folder not in BOUNDS.ended(1)
    assert (PATIENT.advice, PATIENT.cpu_s > 10 * BOUNDS.cpu_s) == ("", True)


async def test_a_file_that_needs_too_much_memory_costs_a_zip_only_itself(tmp_path: Path) -> None:
    hungry = "".join(f"Sentence number {i} stands alone. " for i in range(200_000))
    data = zipped({"a.txt": TEXT, "hungry.txt": hungry, "c.txt": TEXT})
    found = await readings(tmp_path, data, "pile.zip", ENGLISH, Bounds(memory_bytes=140 * MB))
    assert problems(found) == {"a.txt": None, "hungry.txt": "needs more than 140 MB of memory", "c.txt": None}


async def test_a_file_that_takes_too_much_work_is_ended_by_the_system(tmp_path: Path) -> None:
    heavy = "[" * 300_000  # of which Markdown has to try each
    found = await reading(tmp_path, heavy, "a.md", bounds=Bounds(cpu_s=1))
    assert found.problem == "takes more than 1 seconds of work to read"


async def test_a_reader_ends_with_who_asked_it(tmp_path: Path) -> None:
    heavy = tmp_path / "a.md"
    heavy.write_text("[" * 300_000)
    request = Request(heavy, "a.md", bounds=Bounds(cpu_s=100, wall_s=100.0))
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot.intake.child", request.to_json(), stdin=PIPE, stdout=PIPE, cwd=ROOT
    )
    assert process.stdin
    assert process.stdout
    assert b"files" in await process.stdout.readline()
    process.stdin.close()
    assert await process.wait() == 1


async def test_more_text_than_the_bot_will_hold_is_refused(tmp_path: Path) -> None:
    long = "".join(f"Sentence number {i} stands alone. " for i in range(60_000))
    found = await reading(tmp_path, long, "a.txt", ENGLISH, Bounds(output_bytes=MB))
    assert found.problem == "holds more than 1 MB of text"
    assert found.documents == ()


async def test_a_file_that_is_gone_is_a_problem(tmp_path: Path) -> None:
    (found,) = await read_apart(tmp_path / "gone", "a.txt")
    assert found.problem == "cannot be opened: No such file or directory"


async def test_a_strange_name_is_only_a_name(tmp_path: Path) -> None:
    for name in ("a\0b.txt", "a\nb.txt", "--help.txt", "a" * 5000 + ".txt"):
        found = await reading(tmp_path, TEXT, name, ENGLISH)
        assert (found.file, found.problem) == (name, None)
    assert (await reading(tmp_path, TEXT, "\udcff.txt")).problem == "has a name in no known encoding: rename it"
    assert "is of no known format" in str((await reading(tmp_path, TEXT, "")).problem)


async def test_cancelling_ends_the_process(tmp_path: Path) -> None:
    before = await children()
    task = asyncio.create_task(reading(tmp_path, TEXT, "a.txt"))
    while await children() == before:
        await asyncio.sleep(0.001)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await children() == before


async def test_so_many_are_read_at_once_and_the_others_wait(tmp_path: Path) -> None:
    before = await children()
    intake = Intake(at_once=2)
    for name in "abc":
        (tmp_path / name).write_text(TEXT)
    tasks = [asyncio.create_task(intake.read_apart(tmp_path / name, "a.txt", ENGLISH)) for name in "abc"]
    most = 0
    while not all(task.done() for task in tasks):
        most = max(most, len(await children() - before))
        await asyncio.sleep(0.005)
    assert most == 2
    assert all(texts(task.result()[0].documents[0]) == list(PROSE) for task in tasks)


async def test_a_reader_has_neither_our_environment_nor_our_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "12345:secret")
    task = asyncio.create_task(reading(tmp_path, TEXT * 20, "a.txt"))
    before = await children()
    while not (new := await children() - before):
        await asyncio.sleep(0.001)
    process = Path(f"/proc/{new.pop()}")
    while b"bot.intake.child" not in (process / "cmdline").read_bytes():
        await asyncio.sleep(0.001)
    assert b"secret" not in (process / "environ").read_bytes()
    assert list((process / "cwd").iterdir()) == []
    await task


async def test_a_reader_that_cannot_be_started_is_a_problem(tmp_path: Path) -> None:
    found = await reading(tmp_path, TEXT, "a.txt", Facts(title="x" * 4_000_000))  # no command line is as long
    assert found.problem == "could not be read: the program that reads it does not start (Argument list too long)"


async def test_all_readers_of_a_zip_share_one_bound_of_output(tmp_path: Path) -> None:
    long = "".join(f"Sentence number {i} stands alone. " for i in range(30_000))
    data = zipped({"a.txt": long, "b.txt": long, "c.txt": "Short, but it has no turn any more."})
    found = await readings(tmp_path, data, "pile.zip", ENGLISH, Bounds(output_bytes=3 * MB // 2))
    assert [one.problem is None for one in found] == [True, False, False]
