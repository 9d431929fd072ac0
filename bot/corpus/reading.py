"""Files to documents: one reading a file, whatever happens to it."""

import hashlib
import math
import os
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bot.corpus.archive import Digest, Record, RecordsReader, records
from bot.corpus.blocks import Dropped, Extract
from bot.corpus.characters import as_text
from bot.corpus.cleaning import CleanArticle, Passage, clean
from bot.corpus.dates import iso_date
from bot.corpus.documents import Document, Paragraph, stable_id
from bot.corpus.formats import FORMATS
from bot.corpus.languages import detect_language
from bot.corpus.limits import DEFAULT_LIMITS, Limits, NotReadable
from bot.corpus.lines import key
from bot.corpus.sources import Facts, SourceCatalog
from bot.errors import BriefingError

NOT_DOCUMENTS = frozenset({"sources.toml", "topics.toml", "glossary.toml"})


def _messages(stream: BinaryIO, limits: Limits, digest: Digest) -> Iterator[Record | Dropped]:
    from bot.corpus.mailbox import messages  # with the readers of mail and of pages, which take their time

    return messages(stream, limits, digest)


ARCHIVES: Mapping[str, RecordsReader] = {".jsonl": records, ".mbox": _messages}  # many documents in one file
NAME_IS_NO_TEXT = "has a name in no known encoding: rename it"
KNOWN_ENDINGS = sorted([*FORMATS, *ARCHIVES])
_SENTENCE_END = re.compile(r"[.!?…。！？؟][\"'”’»)\]]*(?=\s|$)")
_HASH = re.compile(r"(?:^|[_\-\s])(?=[0-9a-f]*\d)[0-9a-f]{8,}(?=$|[_\-\s])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FileReading:
    """What became of one file. With a `problem`, there are no documents, and it says why in words for an editor."""

    file: str  # path relative to the folder, with forward slashes
    documents: tuple[Document, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    problem: str | None = None
    digest: str = ""  # of the bytes: equal bytes, equal digest; "" if they could not be read
    is_part: bool = False  # one of several of its file


class InterruptedReadingError(BriefingError):
    """The rest of an archive cannot be read, and some of it was."""

    def __init__(self, file: str, problem: str) -> None:
        super().__init__(f"{file} {problem}")
        self.file = file


def read_folder(
    folder: Path, catalog: SourceCatalog, limits: Limits = DEFAULT_LIMITS, on_file: Callable[[str], None] | None = None
) -> Iterator[FileReading]:
    """Yield a reading of each file below the folder, sorted by name; `on_file` hears each name before its turn.

    Hidden files and the editor's own (`sources.toml` and the like) are passed over. Links are followed within the
    folder only.
    """
    for name in list_files(folder):
        if on_file:
            on_file(name)
        yield read_file(folder / name, name, catalog, limits, within=folder)


def list_files(folder: Path) -> list[str]:
    """Return the names of the files that `read_folder` would read, relative to the folder, in its order."""
    names = []
    for parent, folders, files in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        here = Path(parent).relative_to(folder).as_posix()
        begin = "" if here == "." else f"{here}/"
        names += [begin + name for name in files if not name.startswith(".") and name not in NOT_DOCUMENTS]
    return sorted(names)


def read_file(
    path: Path, relative_name: str, catalog: SourceCatalog, limits: Limits = DEFAULT_LIMITS, within: Path | None = None
) -> FileReading:
    """Read one file. Whatever is wrong with it becomes the reading's `problem`; nothing is raised."""
    (reading,) = read_in_parts(path, relative_name, catalog, limits, within)
    return reading


def read_in_parts(
    path: Path,
    relative_name: str,
    catalog: SourceCatalog,
    limits: Limits = DEFAULT_LIMITS,
    within: Path | None = None,
    most: float = math.inf,
    on_bytes: Callable[[int], None] = lambda count: None,
) -> Iterator[FileReading]:
    """Yield the reading of a file: that of an archive in parts of about `most` paragraphs, any other's in one.

    Of several parts none has a problem, and only the last the digest. `on_bytes` hears how far an archive is read.
    Raises InterruptedReadingError where the rest of an archive cannot be read.
    """
    if as_text(relative_name) != relative_name:
        yield FileReading(as_text(relative_name), problem=NAME_IS_NO_TEXT)
        return
    begun = False
    try:
        _check(path, limits, within)
        for reading in _parts(path, relative_name, catalog, limits, most, on_bytes):
            yield reading
            begun = True
    except NotReadable as error:
        yield FileReading(relative_name, problem=str(error))
    except OSError as error:
        problem = f"cannot be opened: {error.strerror or error}"
        if begun:
            raise InterruptedReadingError(relative_name, problem) from error
        yield FileReading(relative_name, problem=problem)


def _parts(
    path: Path, name: str, catalog: SourceCatalog, limits: Limits, most: float, on_bytes: Callable[[int], None]
) -> Iterator[FileReading]:
    if path.suffix.lower() not in ARCHIVES:
        yield read_bytes(path.read_bytes(), name, catalog, limits)
        return
    with path.open("rb") as stream:
        yield from _archive_parts(stream, name, catalog, limits, most, on_bytes)


def _check(path: Path, limits: Limits, within: Path | None) -> None:
    if within is not None and not path.resolve().is_relative_to(within.resolve()):
        raise NotReadable("is a link to a place outside the folder")
    if path.exists() and not path.is_file():
        raise NotReadable("is not a regular file")
    suffix, size = path.suffix.lower(), path.stat().st_size
    if suffix not in KNOWN_ENDINGS:
        raise NotReadable(f"is of no known format; known are {', '.join(KNOWN_ENDINGS)}")
    most = limits.max_archive_bytes if suffix in ARCHIVES else limits.max_bytes
    if size > most:
        raise NotReadable(f"is too large: {size:,} bytes, {most:,} at most")


def read_bytes(data: bytes, name: str, catalog: SourceCatalog, limits: Limits = DEFAULT_LIMITS) -> FileReading:
    """Read a file's bytes as the format that its name's ending says: the pure part of `read_file`."""
    digest = hashlib.blake2b(data, digest_size=16).hexdigest()
    if not data.strip(b"\0\t\n\r \xef\xbb\xbf\xff\xfe"):
        return FileReading(name, problem="is empty", digest=digest)
    try:
        extract = FORMATS[Path(name).suffix.lower()](data, limits)
    except NotReadable as error:
        return FileReading(name, problem=str(error), digest=digest)
    articles, dropped = clean(extract, catalog.headlines(name))
    dropped = [*extract.dropped, *dropped]
    documents = tuple(_documents(name, articles, extract, catalog, limits, Counter()))
    problem = None if documents else "holds no text"
    return FileReading(name, documents, tuple(dropped), problem, digest)


def read_archive(stream: BinaryIO, name: str, catalog: SourceCatalog, limits: Limits = DEFAULT_LIMITS) -> FileReading:
    """Read an archive of many records; a bad one is among the dropped, with its number and what is wrong."""
    (reading,) = _archive_parts(stream, name, catalog, limits, math.inf, lambda count: None)
    return reading


def _archive_parts(
    stream: BinaryIO,
    name: str,
    catalog: SourceCatalog,
    limits: Limits,
    most: float,
    on_bytes: Callable[[int], None],
) -> Iterator[FileReading]:
    """Yield the reading of an archive in one or more parts; none but an only one has no documents."""
    digest = hashlib.blake2b(digest_size=16)
    documents: list[Document] = []
    dropped: list[Dropped] = []
    seen: Counter[str] = Counter()
    size, is_part = 0, False
    for record in ARCHIVES[Path(name).suffix.lower()](stream, limits, digest):
        if isinstance(record, Dropped):
            dropped.append(record)
            continue
        articles, left_out = clean(record.extract, single=True)
        dropped += [*record.extract.dropped, *left_out]
        found = list(_documents(name, articles, record.extract, catalog, limits, seen, _record_name(record)))
        if size >= most and found:
            yield FileReading(name, tuple(documents), tuple(dropped), is_part=True)
            documents, dropped, size, is_part = [], [], 0, True
        documents += found
        size += sum(len(document.paragraphs) for document in found)
        on_bytes(stream.tell())
    problem = None if documents else "holds no record with a text"
    yield FileReading(name, tuple(documents), tuple(dropped), problem, digest.hexdigest(), is_part)


def _documents(
    name: str,
    articles: Sequence[CleanArticle],
    extract: Extract,
    catalog: SourceCatalog,
    limits: Limits,
    seen: Counter[str],
    record_name: str = "",
) -> Iterator[Document]:
    """Yield the articles as documents. `seen` counts the file's articles of one name, to tell them apart."""
    alone = len(articles) == 1
    title = extract.title if alone else ""
    said = Facts(extract.publisher, title, iso_date(extract.date), extract.language.lower()[:2], extract.url)
    for article in articles:
        name_within = record_name or article.name
        seen[name_within] += 1
        again = [str(seen[name_within])] if seen[name_within] > 1 else []
        facts = catalog.facts(name, article.headline or title, alone).over(said)
        facts = facts.over(Facts(article.publisher, article.headline, article.date))
        yield _document(stable_id(name, name_within, *again), name, facts, article.passages, limits)


def _record_name(record: Record) -> str:
    """Return what tells a record from the others of its archive, wherever in it it stands."""
    return record.id or key(record.extract.title) or stable_id(*(block.text for block in record.extract.blocks))


def _document(identity: str, name: str, facts: Facts, passages: Sequence[Passage], limits: Limits) -> Document:
    language = facts.language or detect_language(" ".join(passage.text for passage in passages[:20]))
    title = facts.title or _title_of_last_resort(name, passages)
    return Document(
        id=identity, file=name, title=title, publisher=facts.publisher, date=facts.date, language=language,
        url=facts.url, paragraphs=tuple(_paragraphs(identity, passages, limits)),
    )  # fmt: skip


def _paragraphs(document_id: str, passages: Sequence[Passage], limits: Limits) -> Iterator[Paragraph]:
    seen: Counter[str] = Counter()
    parts = [(p.section, part) for p in passages for part in _parted(p.text, limits.max_paragraph_chars)]
    for position, (section, text) in enumerate(parts):
        seen[text] += 1
        yield Paragraph(stable_id(document_id, text, str(seen[text])), document_id, position, section, text)


def _parted(text: str, longest: int) -> Iterator[str]:
    """Part an over-long paragraph after a sentence, else at a space, else where it must be."""
    while len(text) > longest:
        ends = [match.end() for match in _SENTENCE_END.finditer(text, 0, longest)]
        cut = ends[-1] if ends else text.rfind(" ", 1, longest)
        cut = cut if cut > 0 else longest
        yield text[:cut].strip()
        text = text[cut:].strip()
    if text:
        yield text


def _title_of_last_resort(name: str, passages: Sequence[Passage]) -> str:
    """Return the file's name in words, without the hash that a download left in it; else the text's first section."""
    words = _HASH.sub(" ", Path(name).stem)
    words = " ".join(re.sub(r"[_\-]+", " ", words).split())
    if any(c.isalpha() for c in words):
        return words
    return next((p.section for p in passages if p.section), "") or _first_words(passages) or Path(name).name


def _first_words(passages: Sequence[Passage]) -> str:
    words = passages[0].text.split() if passages else []
    return " ".join(words[:10]) + ("…" if len(words) > 10 else "")
