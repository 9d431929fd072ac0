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
    minutes_short: str  # {count}; on a button, as is the next
    hours_short: str  # {count}
    hours_of_quiet: str  # {start}, {end}
    # A digest
    headline: str  # {date}
    headline_shared: str  # {date}; in a group or channel
    part: str  # {headline}, {part}
    section: str  # {news}; beside the heading
    section_goes_on: str
    news: tuple[str, str]  # {count}
    also_in: str  # {sources}
    sent_before: str  # {sources}
    left_out: tuple[str, str]  # {count}; sentences that no message holds
    more_page: str  # {page}; beside the heading
    nothing_since: str  # {date}
    more_of: str  # {topic}, {count}; a button
    # When digests come
    when_all: str
    when_all_in: str  # {who}
    when_topic: str  # {topic}
    times: str  # {schedule}
    times_of_chat: str  # {schedule}
    zone: str  # {place}, {time}
    zone_default: str  # {place}, {time}
    quiet: str  # {hours}
    no_quiet: str
    in_quiet: tuple[str, str]  # {times}, {end}; of one time, of several
    tells_nothing: str
    silent_on_nothing: str
    next_digest: str  # {moment}
    next_news: str  # {moment}; on one topic
    chosen: str  # {name}; a button
    every_day: str
    workdays: str
    weekly: str
    live: str
    all_hours: str
    as_the_chat: str
    zone_button: str
    quiet_button: str
    no_quiet_button: str
    be_silent: str
    tell_nothing: str
    pauses: tuple[str, str, str, str]  # until tomorrow, a week, a month, until somebody resumes
    pause_question: str
    # Time zones
    which_zone: str
    other_city: str
    place_now: str  # {time}, {place}; a button
    here_now: str  # {time}, {place}
    digests: str  # {schedule}
    city_question: str
    city_hint: str
    no_zone: str  # {typed}
    # What cannot be
    schedule_example: str
    other_times: str
    quiet_example: str
    pause_example: str
    not_understood: str  # {part}
    not_there: str
    no_such_time: str  # {part}
    too_many_times: str  # {most}
    too_often: str  # {least}, in minutes
    too_seldom: str  # {most}, in hours
    mixed: str
    no_hours: str
    no_date: str  # {typed}
    past_date: str  # {date}
    off: tuple[str, ...]  # what somebody writes after a command to have none of it; lower case
    forever: tuple[str, ...]  # the same to pause without an end
    # /digest
    nothing_new: str  # {date}
    all_paused: str
    # Notes over the chat: at most 200 characters
    more_gone: str
    last_day: str
    last_time: str
    most_times: str  # {most}


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
    minutes_short="{count} min",
    hours_short="{count} h",
    hours_of_quiet="{start} to {end}",
    headline="Your digest, {date}",
    headline_shared="Digest, {date}",
    part="{headline}, part {part}",
    section=" · {news}",
    section_goes_on=" (continued)",
    news=("{count} new", "{count} new"),
    also_in="Also in: {sources}",
    sent_before="Sent before, now also in: {sources}",
    left_out=("One sentence did not fit into a message.", "{count} sentences did not fit into a message."),
    more_page=", part {page}",
    nothing_since="Nothing new since {date} on the topics that are followed here.",
    more_of="More: {topic} ({count})",
    when_all="When digests come",
    when_all_in="When digests come to {who}",
    when_topic="When news on {topic} comes",
    times="Times: {schedule}",
    times_of_chat="Times: {schedule}, as for all topics here",
    zone="Time zone: {place}, now {time}",
    zone_default="Time zone: {place}, now {time}, until you choose",
    quiet="Quiet hours: {hours}",
    no_quiet="Quiet hours: none",
    in_quiet=(
        "{times} lies in the quiet hours, so it comes at {end}.",
        "{times} lie in the quiet hours, so they come at {end}.",
    ),
    tells_nothing="If nothing is new: I say so",
    silent_on_nothing="If nothing is new: no message",
    next_digest="Next digest: {moment}",
    next_news="Next: {moment}",
    chosen="✓{name}",
    every_day="Every day",
    workdays="Mon–Fri",
    weekly="Weekly",
    live="As it happens",
    all_hours="0–23",
    as_the_chat="As all topics here",
    zone_button="Time zone",
    quiet_button="Quiet hours",
    no_quiet_button="No quiet hours",
    be_silent="No message if nothing is new",
    tell_nothing="Tell me if nothing is new",
    pauses=("Until tomorrow", "A week", "A month", "Until I resume"),
    pause_question="For how long shall I send nothing? You can also write a date, for example: /pause 24 December",
    which_zone="Where are you?",
    other_city="Another city…",
    place_now="{time} {place}",
    here_now="It is {time} in {place} now.",
    digests="Digests: {schedule}.",
    city_question="In which city are you? A big one nearby will do.",
    city_hint="A city or a country",
    no_zone="I know no city or country “{typed}”. Try a bigger city nearby, or the difference from UTC, as in “UTC+4”.",
    schedule_example="For example: /schedule 8:30 18:00 mon-fri",
    other_times="For other times write, for example: /schedule 8:30 18:00 mon-fri",
    quiet_example="For other hours write, for example: /quiet 22:30-06:30",
    pause_example="For example: /pause 24 December",
    not_understood="I do not understand “{part}”.",
    not_there="There is nothing after the command.",
    no_such_time="“{part}” is no time of day.",
    too_many_times="{most} times a day are the most.",
    too_often="At most every {least} minutes: I cannot write more often.",
    too_seldom="At least every {most} hours: for less often, choose a time of day.",
    mixed="Choose either times of day or “as it happens”.",
    no_hours="Quiet hours should end at another time than they begin.",
    no_date="I do not understand “{typed}” as a date.",
    past_date="{date} has begun already. Write a later day.",
    off=("off", "none", "no", "never", "stop", "end", "resume"),
    forever=("on", "forever", "indefinitely", "until i resume", "until further notice"),
    nothing_new="Nothing new since {date}.",
    all_paused="All topics here are paused: /following",
    more_gone="That news is no longer kept or no longer in the documents. Send the topic and you get a fresh answer.",
    last_day="At least one day should stay. To get nothing for a while, press “Pause”.",
    last_time="At least one time should stay. To get nothing for a while, press “Pause”.",
    most_times="{most} times a day are the most. Take one away first.",
)
