"""What a person reads of digests and their schedules: the structure, and its English."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class DigestTexts:
    """Sentences on digests; see `handlers.texts.Texts`."""

    # Times
    weekdays: tuple[str, ...]  # Monday first
    weekdays_short: tuple[str, ...]
    weekdays_shortest: tuple[str, ...]  # on buttons, seven in a row
    date: str  # {weekday}, {day}, {month}
    date_of_year: str  # {weekday}, {day}, {month}, {year}
    moment: str  # {date}, {time}
    today: str  # {time}
    tomorrow: str  # {time}
    listed: str  # {first}, {last}; the end of a list
    # Schedules, within a sentence
    daily: str  # {times}
    on_workdays: str  # {times}
    on_one_day: str  # {day}, {times}
    on_days: str  # {days}, {times}
    as_it_happens: str  # {every}
    minutes: tuple[str, str]  # {count}
    hours: tuple[str, str]  # {count}
    hours_of_quiet: str  # {start}, {end}
    # A digest
    headline: str  # {date}
    headline_shared: str  # {date}; in a group or channel
    part: str  # {headline}, {part}
    section: str  # {news}; beside the heading
    section_goes_on: str
    news: tuple[str, str]  # {count}
    already_sent: str  # {sources}
    left: tuple[str, str]  # {count}
    left_out: tuple[str, str]  # {count}; sentences that no message holds
    more_page: str  # {page}; beside the heading
    nothing_since: str  # {date}
    more_of: str  # {topic}, {count}; a button
    when: str
    following: str
    more_gone: str  # notes over the chat: at most 200 characters
    not_here: str


ENGLISH_DIGESTS = DigestTexts(
    weekdays=("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    weekdays_short=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    weekdays_shortest=("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"),
    date="{weekday} {day} {month}",
    date_of_year="{weekday} {day} {month} {year}",
    moment="{date}, {time}",
    today="today {time}",
    tomorrow="tomorrow {time}",
    listed="{first} and {last}",
    daily="daily at {times}",
    on_workdays="Monday to Friday at {times}",
    on_one_day="every {day} at {times}",
    on_days="{days} at {times}",
    as_it_happens="as it happens, at most every {every}",
    minutes=("minute", "{count} minutes"),
    hours=("hour", "{count} hours"),
    hours_of_quiet="{start} to {end}",
    headline="Your digest, {date}",
    headline_shared="Digest, {date}",
    part="{headline}, part {part}",
    section=" · {news}",
    section_goes_on=" (continued)",
    news=("{count} new", "{count} new"),
    already_sent="Already sent, now also in: {sources}",
    left=("and {count} more", "and {count} more"),
    left_out=("One sentence did not fit into a message.", "{count} sentences did not fit into a message."),
    more_page=", part {page}",
    nothing_since="Nothing new since {date} on the topics that are followed here.",
    more_of="More: {topic} ({count})",
    when="When",
    following="What I follow",
    more_gone="That digest is too old for its buttons. Send the topic and you get a fresh answer.",
    not_here="That digest belongs to another chat.",
)
