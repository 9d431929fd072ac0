"""An archive's paragraphs as engines take them, without the bot's own reader in between."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.corpus.documents import Document, Paragraph, stable_id


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph and the headline that it stands under."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Both, as a peer indexes them."""
        return f"{self.title}\n{self.text}"


def documents(archive: Path) -> Iterator[Document]:
    """Yield the documents of an archive."""
    with archive.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            id_ = stable_id(archive.name, row["id"])
            texts = row["text"].split("\n\n")
            paragraphs = (Paragraph(stable_id(id_, text), id_, at, "", text) for at, text in enumerate(texts))
            facts = archive.name, row["title"], row["publisher"], row["date"], row["language"], ""
            yield Document(id_, *facts, tuple(paragraphs))


def texts(archive: Path) -> Iterator[Text]:
    """Yield the paragraphs of an archive."""
    for document in documents(archive):
        for paragraph in document.paragraphs:
            yield Text(paragraph.id, document.title, paragraph.text)
