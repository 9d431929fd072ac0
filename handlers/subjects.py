"""What a message with buttons is about, and how that fits into callback data."""

import re
from dataclasses import dataclass

ASK_ID = r"[A-Za-z0-9_-]{8}"
TOPIC_ID = r"[0-9a-f]{12}"
PAGE = r"0|[1-9]\d{0,5}"

_SUBJECT = re.compile(rf"a({ASK_ID})|t({TOPIC_ID})")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a message answers: an ask in the store, or a topic by itself. One of the two ids is ""."""

    ask_id: str = ""
    topic_id: str = ""

    @property
    def data(self) -> str:
        """The subject within callback data."""
        return f"a{self.ask_id}" if self.ask_id else f"t{self.topic_id}"


def parse_subject(data: str) -> Subject | None:
    """Return the subject that a part of callback data names, None where it names none."""
    found = _SUBJECT.fullmatch(data)
    return Subject(found[1] or "", found[2] or "") if found else None
