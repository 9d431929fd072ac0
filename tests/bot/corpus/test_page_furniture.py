"""What stands around a text on the page of a newspaper, a bulletin, a note: none of it is text."""

import pytest

from bot.corpus.blocks import Reason
from tests.bot.corpus.builders import HEADLINES, PROSE, only, reading, sections, texts

_TITLE = "Ministers agree on ferry links across the strait"


def _page(*lines: str) -> str:
    return "\n\n".join([_TITLE, *lines])


@pytest.mark.parametrize(
    "line",
    [
        "3 min read",
        "Related: Orsk raises port fees",
        "Our Standards: The Thomson Reuters Trust Principles.",
        "Facebook Twitter WhatsApp Email",
        "Facebook | X | Telegram | Copy link",
        "(c) 2024 The Harbor Times. All rights reserved.",
        "© 2024 Harbor Times",
        "Все права защищены",
        "Subscribe to get this note by mail every Sunday.",
        "Sign up for our newsletter!",
    ],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_a_line_of_the_page_is_left_out_wherever_it_stands(line: str, place: int) -> None:
    read = only(_page(*PROSE[:place], line, *PROSE[place:3]))
    assert texts(read) == list(PROSE[:3])
    assert sections(read) == [""]


@pytest.mark.parametrize(
    "line",
    [
        "Published 4 March 2024 14:05 GMT | Updated 5 March 2024",
        "Last updated: 5 March 2024",
        "Опубликовано 4 марта 2024",
    ],
)
def test_when_a_page_was_published_is_left_out(line: str) -> None:
    read = reading(_page(PROSE[0], line, *PROSE[1:3]))
    assert texts(read.documents[0]) == list(PROSE[:3])
    assert [one.line for one in read.dropped if one.reason is Reason.DATE_LINE] == [line]


@pytest.mark.parametrize("announced", ["More from World", "Latest news", "Читайте также", "Son xəbərlər"])
@pytest.mark.parametrize("number", [1, 3])
def test_headlines_that_are_announced_as_other_stories_are_left_out(announced: str, number: int) -> None:
    assert texts(only(_page(*PROSE[:3], announced, *HEADLINES[:number]))) == list(PROSE[:3])


@pytest.mark.parametrize(
    "line",
    [
        "Published figures show a fall, and the ministry says that it will update them in March.",
        "Subscribe they did, and in their thousands, the treasurer of the fund told the meeting.",
        "Copyright was at the heart of the talks, and both sides left the hall without a word.",
    ],
)
def test_a_sentence_that_begins_like_a_prompt_stays(line: str) -> None:
    assert texts(only(_page(PROSE[0], line, PROSE[1]))) == [PROSE[0], line, PROSE[1]]


def test_a_heading_named_other_news_keeps_its_sections() -> None:
    read = only(_page(PROSE[0], "Other news", "Ferries in the north", *PROSE[1:3]))
    assert texts(read) == list(PROSE[:3])
    assert sections(read)[-1] == "Ferries in the north"


def test_figures_published_for_a_year_may_head_a_section() -> None:
    read = only(_page(PROSE[0], "Published figures for 2023", PROSE[1]))
    assert sections(read) == ["", "Published figures for 2023"]


def test_the_menu_of_a_note_is_left_out_and_its_footnotes() -> None:
    front = "---\ntitle: Note six\n---\n[Home](/) | [Archive](/archive) | [About](/about)\n\n# Quotas\n\n"
    note = f"A quota was set[^1]. {PROSE[0]}\n\n"
    read = reading(f"{front}{note}[^1]: Statement of the council,\n    9 February 2024.\n\n{PROSE[1]}\n", "note.md")
    assert texts(read.documents[0]) == [f"A quota was set. {PROSE[0]}", PROSE[1]]
    reasons = {one.reason: one.line for one in read.dropped}
    assert reasons[Reason.LINK_LIST] == "Home | Archive | About"
    assert reasons[Reason.FOOTNOTE] == "Statement of the council, 9 February 2024."
