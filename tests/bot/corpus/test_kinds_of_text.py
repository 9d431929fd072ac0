"""Texts of the kinds that people drop into the folder, each as dirty as its source makes it."""

import pytest

from bot.corpus.blocks import Reason
from tests.bot.corpus.builders import (
    HEADLINES,
    PROSE,
    article,
    documents,
    halves,
    only,
    reading,
    sections,
    texts,
    wrapped,
)

RUSSIAN = (
    "Правительства двух стран подписали во вторник соглашение о транзите после долгих переговоров.",
    "Грузовые перевозки по линии выросли за год на треть, говорится в ежегодном отчёте министерства.",
    "Так и бывает.",
    "Аналитики предупредили, что новый терминал не будет готов до зимы следующего года.",
)
FRENCH = (
    "Les deux gouvernements ont signé mardi un accord sur le transit, après des mois de négociations.",
    "Le fret a augmenté d’un tiers l’an dernier, selon le rapport annuel du ministère des Transports.",
)


def lines_dropped(text: str, reason: Reason) -> list[str]:
    return [line.line for line in reading(text).dropped if line.reason is reason]


@pytest.mark.parametrize(
    ("mark", "caption"),
    [
        ("TT", "A train leaves Narvik, Norway, Friday, Nov. 3, 2023. (Jane Doe/Pool Photo via AP)"),
        ("AFP", "A train leaves Narvik, 3 November 2023. EPA"),
        ("(Reuters)", "Workers stand near the track, which has been closed since the summer of last year."),
        ("ТАСС", "A crane in the port. Photo from the archive"),
    ],
)
def test_two_articles_in_a_file_are_two_documents_whatever_the_agency(mark: str, caption: str) -> None:
    first = article("Rail Link Opens in the North After Ten Years", caption, mark, *PROSE[:3])
    second = article("Port Strike Ends as Unions Accept Offer", "Ships at anchor. Getty Images", mark, *PROSE[3:])
    found = documents(f"{first}\n\n\n{second}")
    assert [(d.title, texts(d)) for d in found] == [
        ("Rail Link Opens in the North After Ten Years", list(PROSE[:3])),
        ("Port Strike Ends as Unions Accept Offer", list(PROSE[3:])),
    ]


def test_russian_articles_in_a_windows_code_page_with_windows_line_ends_are_read() -> None:
    text = article("Страны договорились о транзите грузов", "Встреча в Осло. Фото: РИА Новости", "ТАСС", *RUSSIAN)
    document = only(text.replace("\n", "\r\n").encode("cp1251"))
    assert (document.title, document.language) == ("Страны договорились о транзите грузов", "ru")
    assert texts(document) == list(RUSSIAN)


def test_french_captions_bylines_and_dates_are_left_out_and_the_date_is_known() -> None:
    head = "Accord sur le transit entre Oslo et Riga\n\nPar Jean Dupont\n3 mai 2024\n\n"
    caption = "Le Premier ministre à Oslo. (Photo Jean Dupont / AFP)\n\n"
    document = only(head + caption + "\n\n".join(FRENCH))
    assert (document.title, document.date, document.language) == (
        "Accord sur le transit entre Oslo et Riga", "2024-05-03", "fr",
    )  # fmt: skip
    assert texts(document) == list(FRENCH)


def test_a_table_of_contents_with_leaders_names_the_sections_in_other_spelling() -> None:
    contents = "Contents\n\n1. Transit and its friends ....... 3\n1.1 The north-ern route ..... 4\nAnnex ..... 20\n\n"
    body = f"1. Transit and its Friends\n\n{PROSE[0]}\n\n1.1. The Northern Route\n\n{PROSE[1]}\n\nAnnex\n\n{PROSE[2]}"
    document = only(f"INSTITUTE FOR NORTHERN STUDIES\n\nQuarterly review\n\n12 March 2023\n\n{contents}{body}")
    assert (document.title, document.publisher, document.date) == (
        "Quarterly review", "INSTITUTE FOR NORTHERN STUDIES", "2023-03-12",
    )  # fmt: skip
    assert sections(document) == ["Transit and its Friends", "The Northern Route", "Annex"]
    assert texts(document) == list(PROSE[:3])


def test_results_that_end_in_numbers_are_no_table_of_contents() -> None:
    document = only(f"Results of the vote\n\n{PROSE[0]}\n\nNorway 2\nSweden 3\nLatvia 7\n\n{PROSE[1]}")
    assert texts(document) == [PROSE[0], "Norway 2", "Sweden 3", "Latvia 7", PROSE[1]]


def test_hard_wrapped_paragraphs_are_one_each_and_headings_stay_headings() -> None:
    first, second = " ".join(PROSE[:3]), " ".join(PROSE[3:])
    document = only(f"A note on transit\n\n{wrapped(first)}\n\nWhat comes now\n\n{wrapped(second)}\n")
    assert [(p.section, p.text) for p in document.paragraphs] == [("", first), ("What comes now", second)]


def test_wrapped_paragraphs_without_blank_lines_part_where_a_line_ends_early() -> None:
    first, second = " ".join(PROSE[:3]), " ".join(PROSE[3:])
    assert texts(only(f"{wrapped(first)}\n{wrapped(second)}")) == [first, second]


def test_headlines_of_other_stories_in_the_middle_are_left_out() -> None:
    text = "\n\n".join(["The first headline here", *PROSE[:3], *HEADLINES, *PROSE[3:]])
    assert texts(only(text)) == list(PROSE)
    assert lines_dropped(text, Reason.LINK_LIST) == list(HEADLINES)


def test_headlines_after_the_end_are_left_out_with_the_author_and_the_prompts() -> None:
    tail = ["Author: Jane Doe", "Analyst, Institute of Transport", "Share this article", "Follow us on social media"]
    text = "\n\n".join(["The first headline here", *PROSE, *tail, *HEADLINES[:9]])
    assert texts(only(text)) == list(PROSE)


def test_seven_short_lines_after_the_end_are_too_few_to_be_links() -> None:
    text = "\n\n".join(["The first headline here", *PROSE, *HEADLINES[:7]])
    assert texts(only(text)) == [*PROSE, *HEADLINES[:7]]


def test_a_text_without_furniture_comes_through_whole() -> None:
    assert texts(only("\n\n".join(PROSE))) == list(PROSE)
    assert texts(only("\n".join(PROSE))) == list(PROSE)


def test_verse_is_not_eaten_and_its_refrain_is_no_headline() -> None:
    lines = [
        "Two roads diverged in a yellow wood",
        "And sorry I could not travel both",
        "And be one traveler, long I stood",
    ]
    refrain = "And miles to go before I sleep"
    poem = "\n".join([*lines, refrain, refrain, *lines[::-1], refrain])
    assert texts(only(poem)) == poem.split("\n")


def test_lists_within_a_text_are_not_eaten() -> None:
    states = [
        "Norway",
        "Sweden",
        "Latvia",
        "Estonia",
        "Finland",
        "Denmark",
        "Iceland",
        "Poland",
        "Chad",
        "Peru",
        "Chile",
        "Togo",
    ]
    people = [
        f"{name} Dahl, Ministry of Transport of Norway" for name in "Jan Per Ole Kari Nils Anne Eva Tor Liv".split()
    ]
    text = "\n\n".join([PROSE[0], "These states have ratified:", "\n".join(states), PROSE[1], "\n".join(people)])
    assert texts(only(text)) == [PROSE[0], "These states have ratified:", *states, PROSE[1], *people]


def test_steps_in_small_letters_stay_apart() -> None:
    steps = [
        "two cups of flour and a bit more",
        "stir until it is smooth",
        "leave it to rest for an hour",
        "bake until brown",
    ]
    assert texts(only("\n".join([PROSE[1], *steps]))) == [PROSE[1], *steps]


def test_bulleted_and_numbered_items_stay_apart() -> None:
    lists = "- one thing\n- another thing\n\n1. First step\n2. Second step"
    assert texts(only(f"{PROSE[0]}\n\n{lists}\n\n{PROSE[1]}")) == [
        PROSE[0], "one thing", "another thing", "1. First step", "2. Second step", PROSE[1],
    ]  # fmt: skip


def test_headers_and_page_numbers_between_the_halves_of_sentences_are_left_out() -> None:
    furniture = iter(["4", "5", "6"])
    blocks = ["Transit in the north"]
    for text in (PROSE[1], PROSE[2], PROSE[4]):
        before, after = halves(text)
        blocks += [f"{PROSE[0]} {before}", "NORTHERN REVIEW 2024", next(furniture), after]
    assert texts(only("\n\n".join(blocks))) == [f"{PROSE[0]} {text}" for text in (PROSE[1], PROSE[2], PROSE[4])]


def test_form_feeds_part_pages_whose_headers_go() -> None:
    before, after = halves(PROSE[1])
    pages = [(PROSE[0], before), (after, PROSE[2]), (PROSE[3], PROSE[4])]
    text = "\f".join(f"Northern review\n\n{one}\n\n{two}\n\n{n}" for n, (one, two) in enumerate(pages, start=1))
    assert texts(only(text)) == list(PROSE[:5])
    assert lines_dropped(text, Reason.PAGE_HEADER) == ["Northern review"] * 3


def test_the_same_sentence_with_other_figures_is_another_paragraph() -> None:
    years = [
        f"In {year} exports of the northern region grew by {n} percent, the statistics office said."
        for year, n in ((2021, 5), (2022, 7))
    ]
    text = " ".join(["Imports fell at the same time by two percent in most of the provinces of the country."])
    assert texts(only("\n\n".join(f"{year} {text}" for year in years))) == [f"{year} {text}" for year in years]


def test_a_paragraph_printed_twice_but_for_a_comma_is_kept_once() -> None:
    again = PROSE[0].replace("Tuesday,", "Tuesday")
    text = "\n\n".join([*PROSE, again])
    assert texts(only(text)) == list(PROSE)
    assert lines_dropped(text, Reason.REPEATED_BLOCK) == [again]


def test_questions_and_answers_stay_paragraphs() -> None:
    talk = [
        f"Question: {PROSE[0][:-1]}?",
        "Answer: Yes.",
        "Question: When?",
        f"Answer: {PROSE[1]}",
        "Question: Really?",
        "Answer: Yes.",
    ]
    assert texts(only("\n\n".join(["Interview with the minister", *talk]))) == talk


def test_reporters_at_both_ends_are_left_out() -> None:
    text = "\n\n".join(["Rail link opens", "By Jane Doe", *PROSE, "(Reporting by Jane Doe; editing by John Roe)"])
    assert texts(only(text)) == list(PROSE)
    assert lines_dropped(text, Reason.BYLINE) == ["By Jane Doe", "(Reporting by Jane Doe; editing by John Roe)"]


def test_a_sentence_that_begins_with_by_is_no_byline() -> None:
    text = "\n\n".join(["Emissions", PROSE[0], "By 2030 they will have halved.", PROSE[1]])
    assert "By 2030 they will have halved." in texts(only(text))


def test_the_longest_line_of_a_masthead_is_the_title() -> None:
    head = ["NEWSWIRE", "Regional edition", "Monday, 20 May 2024", "Transit agreement signed after months of talks"]
    document = only("\n\n".join([*head, *PROSE]))
    assert (document.title, document.date) == ("Transit agreement signed after months of talks", "2024-05-20")
    assert texts(document) == list(PROSE)


def test_a_hyphen_at_a_lines_end_goes_where_it_only_split_a_word() -> None:
    cut = (
        "The inter-\nnational commission met, and the anti-\nterror law was read out\nfor the second time in the house."
    )
    other = wrapped("The law is called an anti-terror law by everyone, and for good reasons of course.", 30)
    assert texts(only(f"{cut}\n\n{other}"))[0].startswith("The international commission met, and the anti-terror law")


def test_a_document_that_never_punctuates_is_not_made_one_paragraph() -> None:
    lines = [f"{line[:-1]} and then some more was said about it" for line in PROSE]
    assert texts(only("\n\n".join(lines))) == lines
