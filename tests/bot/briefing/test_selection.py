"""What a briefing promises, on small made-up documents."""

from collections.abc import Sequence
from dataclasses import replace

from bot.briefing.merit import SIGNALS, WEIGHTS, Weights, candidates
from bot.briefing.selection import brief
from bot.briefing.types import Focus, Length, Passage
from bot.search.analysis import terms
from tests.bot.briefing.builders import about, article, passage

CANAL = article(
    "The Orle Canal links the river Vess with the port of Dunmar over 43 kilometres. It was dug in 1911.",
    "However, the Orle Canal has been closed since March 2023, when a lock near Tarn collapsed.",
    "Dunmar says the repair of the Orle Canal would cost $120 million. Vessland rejects the plan.",
    "The canal must remain a symbol of shared hopes and of a brighter future.",
)


def test_the_first_sentence_names_the_topic_and_stands_alone() -> None:
    first = brief(CANAL, about("Orle Canal")).quotes[0].sentence
    assert first == "The Orle Canal links the river Vess with the port of Dunmar over 43 kilometres."


def test_every_sentence_is_verbatim_and_none_is_said_twice() -> None:
    sentences = [quote.sentence for quote in brief(CANAL, about("Orle Canal")).quotes]
    assert len(set(sentences)) == len(sentences)
    assert all(any(sentence in passage.text for passage in CANAL) for sentence in sentences)


def test_a_sentence_that_leans_comes_right_behind_the_one_it_leans_on() -> None:
    sentences = [quote.sentence for quote in brief(CANAL, about("Orle Canal")).quotes]
    if "It was dug in 1911." in sentences:
        at = sentences.index("It was dug in 1911.")
        assert sentences[at - 1].endswith("43 kilometres.")


def test_a_leaning_sentence_alone_is_better_than_no_briefing() -> None:
    only = [passage("However, the Orle Canal has been closed since March 2023, when a lock collapsed.")]
    assert brief(only, about("Orle Canal")).words > 0


def test_a_topic_in_the_second_sentence_is_opened_with_the_first() -> None:
    text = "Ivo Brand chairs the board of the port. He opposes the Orle Canal in all its forms."
    sentences = [quote.sentence for quote in brief([passage(text)], about("Orle Canal")).quotes]
    assert sentences == ["Ivo Brand chairs the board of the port.", "He opposes the Orle Canal in all its forms."]


def test_a_reprint_is_said_once_and_named_with_its_other_paper() -> None:
    text = "The Orle Canal was closed on Monday after a lock near Tarn collapsed, killing two people."
    first = article(text, document="a", publisher="Agency")
    second = article(text.replace("Monday", "Monday night"), document="b", publisher="Paper", score=0.9)
    quotes = brief([*first, *second], about("Orle Canal")).quotes
    assert len(quotes) == 1
    assert quotes[0].source.publisher == "Agency"
    assert [ref.publisher for ref in quotes[0].also_in] == ["Paper"]


def test_both_sides_are_shown_where_two_papers_differ() -> None:
    loud = [
        f"Vessland says the Orle Canal in the {place} is a threat to its fishermen and its farms."
        for place in ("north", "lower delta", "old harbour quarter", "upper valley of the Vess")
    ]
    ours = article(*loud, document="a", publisher="Vess Post")
    theirs = article(
        "Dunmar supports the Orle Canal, which carried 40 ships a day.",
        document="b",
        publisher="Dunmar News",
        score=0.6,
    )
    publishers = {quote.source.publisher for quote in brief([*ours, *theirs], about("Orle Canal")).quotes}
    assert publishers == {"Vess Post", "Dunmar News"}


def test_a_figure_beats_a_phrase() -> None:
    text = (
        "The Orle Canal underscores the importance of shared hopes for the region's complex dynamics. "
        "The Orle Canal carried 3,400 ships and 12 million tons of grain in 2022."
    )
    quotes = brief([passage(text)], about("Orle Canal"), Length(5, 16, 20)).quotes
    assert [quote.sentence[:22] for quote in quotes] == ["The Orle Canal carried"]


def test_no_briefing_is_longer_than_its_ceiling() -> None:
    long = "The Orle Canal " + " ".join(f"feeds mill {n}," for n in range(60)) + " and more."
    passages = [passage(long), passage("The Orle Canal was closed in March 2023.", position=1, score=0.5)]
    assert brief(passages, about("Orle Canal")).words == 8


def test_at_most_as_many_sentences_as_asked_for() -> None:
    assert len(brief(CANAL, about("Orle Canal"), Length(60, 80, 80, max_sentences=2)).quotes) == 2


def test_nothing_retrieved_gives_an_empty_briefing() -> None:
    assert brief([], Focus({}, ())).quotes == ()


def test_sentences_of_one_section_share_one_source() -> None:
    briefing = brief(CANAL, about("Orle Canal"))
    assert len(briefing.quotes) > 1
    assert len(briefing.sources) == 1


def test_a_position_comes_with_the_one_against_it_in_the_same_section() -> None:
    section = article(
        "The Orle Canal links the river Vess with the port of Dunmar over 43 kilometres and 12 locks in all.",
        "The Orle Canal carried 3,400 ships and 12 million tons of grain from Vessland to Dunmar in 2022 alone.",
        "The Orle Canal was widened in 1911, 1934 and 1968 and cost the state $120 million in those years.",
        "Vessland describes the closing of the Orle Canal as theft, since its farmers cannot sell their grain.",
        "Dunmar says the Orle Canal was closed for repair and will open again when its locks are safe.",
    )
    sentences = [quote.sentence for quote in brief(section, about("Orle Canal")).quotes]
    assert any(sentence.startswith("Vessland describes") for sentence in sentences)
    assert any(sentence.startswith("Dunmar says") for sentence in sentences)


def test_a_phrase_without_its_noun_comes_after_the_sentence_that_names_it() -> None:
    text = (
        "Dunmar and Vessland have shared the Orle Canal since 1911. Ships of up to 900 tons pass it in two hours. "
        "The two countries signed a treaty on the Orle Canal in March 2023."
    )
    sentences = [quote.sentence for quote in brief([passage(text)], about("Orle Canal")).quotes]
    assert sentences.index("The two countries signed a treaty on the Orle Canal in March 2023.") > sentences.index(
        "Dunmar and Vessland have shared the Orle Canal since 1911."
    )


def test_a_theme_asks_for_its_words_and_not_for_the_article() -> None:
    text = article(
        "The mayor of Dunmar opened the summer fair on Monday with a long speech to 3,000 guests.",
        "The fair has a market of 120 stalls, a regatta and a concert by the choir of Vessland.",
        "Grain prices at the port rose by 12 % after the harvest failed in the upper valley.",
    )
    theme = Focus({"grain": 2.0, "price": 2.0, "harvest": 2.0}, ())
    quotes = brief(text, theme, Length(10, 25, 30)).quotes
    assert [quote.sentence[:12] for quote in quotes] == ["Grain prices"]


def test_the_scattered_words_of_a_proper_name_are_not_the_name() -> None:
    near = passage(
        "The Middle Quay links the harbour of the East with the towns. The Middle Quay cost $3 million in 2021.",
        document="a",
        section="Quays",
        score=2.0,
    )
    named = passage("Ships from the Middle East brought 400 tons of dates to Dunmar.", document="b", section="Trade")
    focus = Focus(dict.fromkeys(terms("Middle East"), 1.0), ("Middle East",), proper=True)
    assert [quote.sentence for quote in brief([near, named], focus).quotes] == [named.text]


def test_a_heading_alone_does_not_make_a_sentence_about_its_topic() -> None:
    section = "The Orle Canal and its neighbours"
    first = passage("The Orle Canal links the Vess with Dunmar over 43 kilometres.", section=section, position=0)
    other = passage("A railway opened in Tarn in 2020 and carries 2,000 people a day.", section=section, position=1)
    assert [quote.sentence for quote in brief([first, other], about("Orle Canal")).quotes] == [first.text]


def test_a_sentence_that_points_back_brings_what_it_points_to() -> None:
    text = (
        "The longest waterway of Vessland is the Tarn Passage, dug in 1911. To widen this passage, the Brandt Company "
        "hired 300 men in 2021."
    )
    sentences = [quote.sentence for quote in brief([passage(text, section="Works")], about("Brandt Company")).quotes]
    assert sentences == ["The longest waterway of Vessland is the Tarn Passage, dug in 1911.", text.split(". ", 1)[1]]


# What the reader was told before


def test_a_sentence_that_was_told_is_not_taken_again() -> None:
    told = "The Orle Canal was closed on Monday after a lock near Tarn collapsed."
    passages = article(told, "Barges on the Orle Canal will be towed by horses until the spring.")
    briefing = brief(passages, about("Orle Canal"), told=[told])
    assert [quote.sentence for quote in briefing.quotes] == [passages[1].text]
    assert brief(passages[:1], about("Orle Canal"), told=[told]).quotes == ()


def test_a_told_sentence_comes_with_the_new_one_that_leans_on_it() -> None:
    told, new = "The Orle Canal was closed on Monday after a lock collapsed.", "It had been built in 1911 by prisoners."
    briefing = brief(article(f"{told} {new}"), about("Orle Canal"), told=[told])
    assert [quote.sentence for quote in briefing.quotes] == [told, new]


def test_what_is_like_the_sentences_on_a_theme_is_central_and_not_what_is_like_the_rest() -> None:
    text = article(
        "Grain prices rose after the harvest failed, and the mills of Tarn stood idle.",
        "The mills of Tarn stood idle for 40 days.",
        "The mayor opened the summer fair with a speech.",
        "The summer fair of the mayor has 120 stalls.",
        "A speech of the mayor closed the summer fair.",
    )
    theme = Focus({"grain": 2.0, "price": 2.0, "harvest": 2.0}, ())
    central = [candidate.parts["centrality"] for candidate in candidates(text, theme, WEIGHTS)]
    assert central[1] > max(central[2:])


def test_a_sentence_of_words_that_were_said_gives_way_to_one_of_new_words() -> None:
    first, again, new = (
        passage(text, section="Canals", position=position, score=1.0 - 0.1 * position)
        for position, text in enumerate(
            (
                "The Orle Canal links the river Vess with the port of Dunmar over 43 kilometres of open water.",
                "On the Orle Canal the port of Dunmar loaded 40 barges with iron, tin and coal in 1911.",
                "On the Orle Canal the frost of 1911 broke 40 locks and bridges, towers and quays.",
            )
        )
    )
    short = Length(10, 40, 40)
    by_score = replace(Weights(**dict.fromkeys(SIGNALS, 0.0)), passage=1.0, enough=0.1)
    heedless = brief([first, again, new], about("Orle Canal"), short, replace(by_score, redundancy=0.0))
    assert [quote.sentence for quote in heedless.quotes] == [first.text, again.text]
    heeding = brief([first, again, new], about("Orle Canal"), short, by_score)
    assert [quote.sentence for quote in heeding.quotes] == [first.text, new.text]


def test_an_article_that_comes_to_the_topic_soon_is_read_as_it_was_written() -> None:
    beginning = "Ivo Brand opened the summer fair of Dunmar on Monday with a speech to 3,000 guests."
    named = "He said the Orle Canal would carry 40 ships a day again by March 2025."
    sentences = [quote.sentence for quote in brief(article(f"{beginning} {named}"), about("Orle Canal")).quotes]
    assert sentences == [beginning, named]
    alone = "Dunmar says that the Orle Canal will carry 40 ships a day again by March 2025."
    assert _read(article(beginning, alone)) == [beginning, alone]
    assert _read([passage(text, section="Dunmar") for text in (beginning, alone)]) != [beginning, alone]


def test_an_article_that_comes_to_the_topic_late_begins_with_it() -> None:
    fair = (
        "The mayor of Dunmar opened the summer fair on Monday with a long speech to 3,000 guests.",
        "The fair has a market of 120 stalls, a regatta and a concert by the choir of Vessland.",
    )
    alone = "The Orle Canal will carry 40 ships a day again by March 2025."
    assert _read(article(*fair, alone))[0] == alone


def _read(passages: Sequence[Passage]) -> list[str]:
    return [quote.sentence for quote in brief(passages, about("Orle Canal"), weights=Weights(about=0.0)).quotes]


def test_half_a_name_is_not_the_topic_beside_a_paper_that_says_the_whole() -> None:
    named = article(
        "The salmon levy was raised in May, and the salmon levy now pays for two ladders on the river Vess."
    )
    half = article("The tea levy of Dunmar was abolished in 1911, after a riot that cost nine lives.", document="e")
    quotes = brief([*named, *half], about("salmon levy")).quotes
    assert [quote.paragraph_id for quote in quotes] == ["d-0"]


def test_half_a_name_will_do_where_no_paper_says_the_whole() -> None:
    half = article("The salmon of Dunmar were counted in 1911.") + article("A levy pays for ladders.", document="e")
    assert len(brief(half, about("salmon levy")).quotes) == 2


def test_a_part_of_the_question_may_be_said_in_other_words() -> None:
    told = article("The canal of Tarn is 40 km long.", "The harbour of Tarn has two piers, of which one is new.")
    asked = Focus({"port": 3.0, "tarn": 1.0}, ("port Tarn",), parts=(("port", "harbour"), ("Tarn",)))
    pool = candidates(told, asked, WEIGHTS)
    assert [round(candidate.share, 2) for candidate in pool] == [0.25, 0.85]
    assert brief(told, asked).quotes[0].sentence.startswith("The harbour")


def test_what_points_back_is_opened_by_the_nearest_sentence_that_stands_alone() -> None:
    text = (
        "In March the port of Tarn began five projects for its visitors. They are paid for by the crown. "
        "Notable among these projects are the Orle Canal, a school and two bridges."
    )
    told = [quote.sentence for quote in brief([passage(text)], about("Orle Canal")).quotes]
    assert told[0].startswith("In March")
    assert any(sentence.startswith("Notable among") for sentence in told)
