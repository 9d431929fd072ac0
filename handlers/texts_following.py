"""What a person reads who follows topics: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FollowingTexts:
    """Sentences on following; see `handlers.texts.Texts`."""

    follow: str  # a button
    unfollow: str


ENGLISH_FOLLOWING = FollowingTexts(follow="☆ Follow", unfollow="★ Unfollow")
