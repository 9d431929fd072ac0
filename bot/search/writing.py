"""Writing an index: anew, as an older one with documents added and removed, or with its segments merged.

What is written appears under its name when it is whole. A segment is taken over as it is wherever it can be, by a link
to its files.
"""

import os
import secrets
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from bot.corpus.documents import Document
from bot.search.arrays import Seal, seal
from bot.search.counting import Numbering
from bot.search.index import Index
from bot.search.kernels import Kernels
from bot.search.manifest import write_manifest
from bot.search.segments import GONE, ROWS, TEXTS, Segment, write_gone, write_merged, write_segment

UNFINISHED = ".part"  # ending of a folder that is being written, or was when the process died
MANY = 20_000  # paragraphs from which on loading the compiled loops pays: one thing takes seconds, the other less

_SEGMENT = 1 << 20  # paragraphs of a segment, about, when an index is built: it bounds the memory that this takes, ...
_SMALL_SEGMENT = 1 << 17  # ... which is more where the loops are not compiled
_CROWD = 4  # segments of about one size (within a factor of four) that are merged
_MOST_GONE = 0.25  # of a segment, from which on it is written anew without what is gone


@dataclass(frozen=True, slots=True)
class _Draft:
    """An index that is being written."""

    folder: Path
    names: list[str]
    languages: Counter[str]
    seals: dict[str, Seal]  # of files taken over as they are

    def counting(self, documents: Iterable[Document]) -> Iterator[Document]:
        """Yield documents and count their paragraphs by language."""
        for document in documents:
            self.languages[document.language] += len(document.paragraphs)
            yield document

    def next_name(self, taken: Iterable[str] = ()) -> str:
        """Return the name of a new segment."""
        return str(max(map(int, chain(self.names, taken)), default=0) + 1)


@contextmanager
def _drafted(folder: Path, fingerprint: str) -> Iterator[_Draft]:
    """Let an index be written; it appears under its name, in the place of what was there, when it is whole."""
    draft = _Draft(folder.with_name(f"{folder.name}.{secrets.token_hex(4)}{UNFINISHED}"), [], Counter(), {})
    draft.folder.mkdir(parents=True)
    try:
        yield draft
    except BaseException:
        shutil.rmtree(draft.folder, ignore_errors=True)
        raise
    files = {path.name: draft.seals.get(path.name) or seal(path) for path in sorted(draft.folder.iterdir())}
    write_manifest(draft.folder, fingerprint, +draft.languages, draft.names, files)
    shutil.rmtree(folder, ignore_errors=True)
    draft.folder.replace(folder)


def build_index(
    documents: Sequence[Document],
    folder: Path,
    fingerprint: str,
    on_paragraphs: Callable[[int], None] = lambda n: None,
    kernels: Kernels | None = None,
) -> Index:
    """Write the index of `documents` into the new `folder` and open it.

    Equal documents give equal files. `on_paragraphs` is called with the number of paragraphs counted since the last
    call. The folder appears under its name only when it is whole. `kernels` make a large index in a third of the time.
    """
    with _drafted(folder, fingerprint) as draft:
        _add(draft, documents, on_paragraphs, kernels)
    return Index(folder, kernels)


def _add(
    draft: _Draft, documents: Iterable[Document], on_paragraphs: Callable[[int], None], kernels: Kernels | None
) -> None:
    waiting = iter(documents)
    head = list(_up_to(MANY, waiting))
    many = sum(len(document.paragraphs) for document in head) >= MANY
    bulk = kernels.bulk() if kernels and many else None
    numbering = Numbering(bulk)
    waiting = draft.counting(chain(head, waiting))
    while (first := next(waiting, None)) is not None:
        some = _up_to(_SEGMENT if bulk else _SMALL_SEGMENT, chain([first], waiting))
        name = draft.next_name()
        write_segment(draft.folder, name, some, numbering, on_paragraphs, bulk)
        draft.names.append(name)


def _up_to(paragraphs: int, documents: Iterator[Document]) -> Iterator[Document]:
    """Yield documents until they have so many paragraphs."""
    left = paragraphs
    while left > 0 and (document := next(documents, None)) is not None:
        left -= len(document.paragraphs)
        yield document


def extend_index(
    base: Path,
    added: Sequence[Document],
    removed: Collection[str],
    folder: Path,
    fingerprint: str,
    on_paragraphs: Callable[[int], None] = lambda n: None,
    kernels: Kernels | None = None,
) -> Index:
    """Write the index of what `base` has, without the documents of the ids `removed` and with those `added`.

    A changed document is in both. Takes time by what is added and removed alone; the files of the base are shared with
    it, and neither index minds if the other is deleted. Answers are those of an index built anew. Raises NoIndexError
    where the base is none.
    """
    old = Index(base)
    ids = [id_.encode() for id_ in removed]
    with _drafted(folder, fingerprint) as draft:
        draft.languages.update(old.paragraphs_by_language)
        for segment in old.segments:
            _take_over(draft, old, segment, ids)
        _add(draft, added, on_paragraphs, kernels)
    return Index(folder, kernels)


def _take_over(draft: _Draft, old: Index, segment: Segment, removed: Collection[bytes]) -> None:
    """Put a segment of an older index into a new one, without some documents."""
    going = segment.find_documents(removed)
    for number in going.tolist():
        draft.languages[segment.facts(number).language] -= segment.size(number)
    if len(segment.gone.documents) + len(going) == segment.documents:
        return
    draft.names.append(segment.name)
    endings = [ROWS, TEXTS]
    if len(going):
        write_gone(draft.folder, segment.name, segment.without(going))
    elif len(segment.gone.documents):
        endings.append(GONE)
    for ending in endings:
        _share(old, draft, f"{segment.name}.{ending}")


def _share(old: Index, draft: _Draft, name: str) -> None:
    try:
        os.link(old.folder / name, draft.folder / name)
    except OSError:  # a file system without hard links, or too many of one
        shutil.copyfile(old.folder / name, draft.folder / name)
    draft.seals[name] = old.seal(name)


def is_crowded(index: Index) -> bool:
    """Tell whether `merge_index` would put segments together."""
    return any(map(_is_worth_writing, _groups(index.segments, _CROWD)))


def merge_index(folder: Path, target: Path, crowd: int = _CROWD) -> bool:
    """Write the index of `folder` with fewer segments into `target`; return False, with nothing written, if it has few.

    So many segments of about one size are a `crowd`, which becomes one. No text is analysed again and every answer
    stays as it is. Raises NoIndexError.
    """
    old = Index(folder)
    groups = _groups(old.segments, crowd)
    if not any(map(_is_worth_writing, groups)):
        return False
    with _drafted(target, old.fingerprint) as draft:
        draft.languages.update(old.paragraphs_by_language)
        for group in groups:
            if _is_worth_writing(group):
                name = draft.next_name(segment.name for segment in old.segments)
                write_merged(draft.folder, name, group)
                draft.names.append(name)
            else:
                _take_over(draft, old, group[0], ())
    return True


def _is_worth_writing(group: Sequence[Segment]) -> bool:
    return len(group) > 1 or len(group[0].gone_rows) > _MOST_GONE * len(group[0])


def _groups(segments: Sequence[Segment], crowd: int) -> list[list[Segment]]:
    """Return which segments to put together: as soon as there are several of about one size, these.

    A paragraph is thus written anew about as often as the index has doubled twice since it came.
    """
    groups = [[segment] for segment in segments]
    while crowded := [tier for tier, count in Counter(map(_tier, groups)).items() if count >= crowd]:
        tier = min(crowded)
        first = next(at for at, group in enumerate(groups) if _tier(group) == tier)
        together = [segment for group in groups if _tier(group) == tier for segment in group]
        others = [group for group in groups if _tier(group) != tier]
        groups = [*others[:first], together, *others[first:]]
    return groups


def _tier(group: Sequence[Segment]) -> int:
    return sum(segment.left for segment in group).bit_length() // 2
