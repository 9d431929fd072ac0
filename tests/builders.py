"""Short ways to say what a test is about: a corpus in a few lines, its index, and all that answers from it."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from bot.answering import Snapshot
from bot.corpus.documents import Document, Paragraph, stable_id
from bot.search.amending import Entry
from bot.search.glossary import Glossary
from bot.search.index import Hit, Index
from bot.search.matching import Matcher
from bot.search.vocabulary import build_vocabulary, open_vocabulary
from bot.search.writing import build_index

_NO_GLOSSARY = Glossary(())


def document(
    name: str,
    *texts: str,
    title: str = "",
    publisher: str = "",
    date: str = "",
    language: str = "en",
) -> Document:
    """A document of the file `name`.txt, with a paragraph a text; "# Heading" is the section of those after it."""
    identity = stable_id(name)
    paragraphs: list[Paragraph] = []
    section = ""
    for text in texts:
        if text.startswith("# "):
            section = text[2:]
        else:
            repeats = sum(other.text == text for other in paragraphs)
            key = stable_id(identity, text, str(repeats))
            paragraphs.append(Paragraph(key, identity, len(paragraphs), section, text))
    return Document(identity, f"{name}.txt", title, publisher, date, language, "", tuple(paragraphs))


def corpus(*lines: str, language: str = "en") -> list[Document]:
    """Documents from lines "name: text"; lines of one name are the paragraphs of one document."""
    texts: dict[str, list[str]] = {}
    for line in lines:
        name, text = line.split(": ", 1)
        texts.setdefault(name, []).append(text)
    return [document(name, *paragraphs, language=language) for name, paragraphs in texts.items()]


def indexed(folder: Path, documents: Sequence[Document]) -> Index:
    """Build the index of documents in a folder below `folder`."""
    return build_index(documents, folder / "index", "made for a test")


def every_hit(index: Index) -> list[Hit]:
    """Return all paragraphs of an index in the order of their rows, each with the score 1."""
    left = [segment.renumbered(0) >= 0 for segment in index.segments]
    return [index.hit(row, 1.0) for row in np.flatnonzero(np.concatenate([*left, []])).tolist()]


def snapshot(
    folder: Path,
    documents: Sequence[Document],
    glossary: Glossary = _NO_GLOSSARY,
    aliases: Sequence[tuple[str, Sequence[str]]] = (),
) -> Snapshot:
    """Build all that answers are made from; `aliases` are an editor's, each a name and its other names."""
    index = indexed(folder, documents)
    build_vocabulary(documents, glossary, index.folder)
    vocabulary = open_vocabulary(index.folder, glossary, [Entry(name, tuple(others)) for name, others in aliases])
    return Snapshot(index, vocabulary, Matcher(index, vocabulary))
