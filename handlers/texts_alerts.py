"""What an operator reads when something is wrong: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AlertTexts:
    """Sentences on trouble; see `handlers.texts.Texts`."""

    heading: str
    again: str
    trouble: str  # {what}, {place}
    reference: str  # {reference}
    counted: tuple[str, str]  # {count}, {since}
    last: str  # {at}
    more: tuple[str, str]  # {count}
    look: str
    lasting: str  # {reason}; told by itself, not through the queue


ENGLISH_ALERTS = AlertTexts(
    heading="⚠ Something went wrong.",
    again="⚠ It goes on.",
    trouble="{what} ({place})",
    reference="reference {reference}",
    counted=("{count} time since {since}", "{count} times since {since}"),
    last="last {at}",
    more=("… and {count} more kind of trouble", "… and {count} more kinds of trouble"),
    look="The log has all of it; references stand there too. /health lists the latest.",
    lasting="⚠ The records cannot be written: {reason} Until that is mended nothing is sent by itself.",
)
