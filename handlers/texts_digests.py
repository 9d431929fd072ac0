"""What a person reads of digests and their schedules: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DigestTexts:
    """Sentences on digests; see `handlers.texts.Texts`."""

    nothing_new: str


ENGLISH_DIGESTS = DigestTexts(nothing_new="Nothing new on the topics that you follow.")
