"""What people ask, in figures: the words of the picture, of the message below it, and of the weekly card."""

from bot.audience import WeekNews
from bot.pictured import Picture, Series
from bot.statistics import Statistics
from handlers.cutting import cut_words, one_line
from handlers.messages import counted_words, note
from handlers.outgoing import Button, Outgoing, Rows
from handlers.periods import period_words, short_day
from handlers.question_actions import PERIODS, ListUnmatched, ShowStatistics
from handlers.texts import Texts

_MAX_NAME = 60  # of a topic below the picture
_PICTURED = 5  # topics in the picture
_MILLION = 1_000_000
_NAMED = 3  # topics and spellings on the weekly card


def picture(texts: Texts, found: Statistics, *, dark: bool) -> Picture:
    """Return what the picture shows."""
    words = texts.questions
    return Picture(
        title=words.title,
        subtitle=period_words(texts, found.period),
        tiles=_tiles(texts, found),
        days=tuple(short_day(texts, day.day) for day in found.days),
        outcomes_title=words.by_day,
        outcomes=(
            Series(words.answered.format(count=f"{found.answered:,}"), tuple(day.answered for day in found.days)),
            Series(words.suggested.format(count=f"{found.suggested:,}"), tuple(day.suggested for day in found.days)),
            Series(words.not_found.format(count=f"{found.nothing:,}"), tuple(day.nothing for day in found.days)),
        ),
        topics_title=words.topics,
        topics=tuple((one_line(name), count) for name, count in found.topics[:_PICTURED]),
        times_title=words.times,
        times=(
            Series(words.p50.format(ms=_ms(found.p50_ms)), tuple(day.p50_ms for day in found.days)),
            Series(words.p99.format(ms=_ms(found.p99_ms)), tuple(day.p99_ms for day in found.days)),
        ),
        dark=dark,
    )


def _tiles(texts: Texts, found: Statistics) -> tuple[tuple[str, str], ...]:
    words = texts.questions
    counts = (
        (words.questions, found.asked),
        (words.people, found.askers),
        (words.chats, found.reach.chats),
        (words.digests, found.reach.digests),
    )
    return tuple((_large(texts, count), forms[count != 1]) for forms, count in counts)


def _large(texts: Texts, count: int) -> str:
    """Return a number as it fits beside three others."""
    return f"{count:,}" if count < _MILLION else texts.questions.millions.format(count=f"{count / _MILLION:,.1f}")


def _ms(milliseconds: int | None) -> str:
    """Return a time; what took less than one millisecond took up to one."""
    return "–" if milliseconds is None else f"{max(1, milliseconds):,}"


def figures(texts: Texts, found: Statistics) -> str:
    """Return the figures in words, a fact a line, for below the picture and for a terminal; not escaped."""
    words = texts.questions
    if not found.asked:
        return words.nobody_asked.format(period=period_words(texts, found.period)) + "\n" + _reach(texts, found)
    shares = words.shares.format(
        answered=f"{found.answered:,}", suggested=f"{found.suggested:,}", nothing=f"{found.nothing:,}"
    )
    return "\n".join(
        (
            period_words(texts, found.period),
            f"{_asked(texts, found)}: {shares}; {change(texts, found)}.",
            *([words.busiest.format(topics=_topics(texts, found, len(found.topics)))] if found.topics else ()),
            words.took.format(p50=_ms(found.p50_ms), p99=_ms(found.p99_ms)),
            _reach(texts, found),
        )
    )


def _asked(texts: Texts, found: Statistics) -> str:
    words = texts.questions
    questions = counted_words(words.count_questions, found.asked)
    return words.asked.format(questions=questions, people=counted_words(words.count_people, found.askers))


def _topics(texts: Texts, found: Statistics, most: int) -> str:
    named = ((cut_words(one_line(name), _MAX_NAME), count) for name, count in found.topics[:most])
    return ", ".join(texts.questions.topic.format(name=name, count=f"{count:,}") for name, count in named)


def change(texts: Texts, found: Statistics) -> str:
    """Return how the number of questions compares with the period before; nothing before has no percentage."""
    if found.asked == found.asked_before:
        return texts.questions.as_before
    if not found.asked_before:
        return texts.questions.none_before
    percent = round(100 * abs(found.asked - found.asked_before) / found.asked_before)
    form = texts.questions.more if found.asked > found.asked_before else texts.questions.less
    return form.format(percent=f"{percent:,}")


def _reach(texts: Texts, found: Statistics) -> str:
    words, reach = texts.questions, found.reach
    return words.reach.format(
        chats=counted_words(words.count_chats, reach.chats),
        topics=counted_words(words.count_topics, reach.topics),
        new=f"{reach.new_chats:,}",
        digests=counted_words(words.count_digests, reach.digests),
    )


def statistics_rows(texts: Texts, shown: ShowStatistics) -> Rows:
    """Return the buttons below the picture: other periods up to today, and the other ground."""
    words = texts.questions
    periods = tuple(
        Button(words.days_button.format(days=days), ShowStatistics(days, shown.dark).data)
        for days in PERIODS
        if shown.last or days != shown.days
    )
    other = ShowStatistics(shown.days, not shown.dark, last=shown.last)
    ground = Button(words.light if shown.dark else words.dark, other.data)
    return (periods, (ground, Button(words.show_unmatched, ListUnmatched(shown.days, fresh=True).data)))


def card(texts: Texts, news: WeekNews) -> Outgoing:
    """Return the weekly card: what was missed for the first time, what was asked most, and growth."""
    found, words = news.statistics, texts.questions
    lines = [words.card.format(period=period_words(texts, found.period)), "", _missed(texts, news)]
    lines += [words.busiest.format(topics=_topics(texts, found, _NAMED))] if found.topics else []
    lines.append(f"{_asked(texts, found)}, {change(texts, found)}. {_reach(texts, found)}")
    days = len(found.days)
    shown = ShowStatistics(days, fresh=True, last=found.period.last)
    unmatched = Button(words.show_unmatched, ListUnmatched(days, fresh=True).data)
    picture_button = ((Button(words.show_picture, shown.data),),) if found.asked else ()
    return note("\n".join(lines), (*picture_button, (unmatched,)))


def _missed(texts: Texts, news: WeekNews) -> str:
    none, one, several = texts.questions.card_unmatched
    named = ", ".join(cut_words(one_line(group.text), _MAX_NAME) for group in news.unmatched[:_NAMED])
    count = len(news.unmatched)
    form = none if not count else one if count == 1 else several
    return form.format(count=f"{count:,}", texts=named)
