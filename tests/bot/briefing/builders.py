"""Small builders: passages and a focus from plain text."""

from bot.briefing.types import Focus, Passage
from bot.search.analysis import terms


def passage(
    text: str,
    *,
    document: str = "d",
    position: int = 0,
    section: str = "",
    score: float = 1.0,
    publisher: str = "The Daily",
    language: str = "en",
) -> Passage:
    return Passage(
        paragraph_id=f"{document}-{position}",
        document_id=document,
        text=text,
        section=section,
        position=position,
        title=f"Title of {document}",
        publisher=publisher,
        date="2024-09",
        url="",
        language=language,
        score=score,
    )


def article(*paragraphs: str, document: str = "d", publisher: str = "The Daily", score: float = 1.0) -> list[Passage]:
    """Return the paragraphs of one document as equally relevant passages."""
    return [
        passage(text, document=document, position=position, publisher=publisher, score=score)
        for position, text in enumerate(paragraphs)
    ]


def about(*names: str, language: str = "en", question: bool = False) -> Focus:
    return Focus({term: 1.0 for name in names for term in terms(name, language)}, names, question)
