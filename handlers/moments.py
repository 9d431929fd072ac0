"""Times and schedules in words, on the clocks of the reader."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.digests.schedule import EVERY_DAY, WORKDAYS, QuietHours, Schedule
from bot.search.zones import zone_label
from bot.store.rows import FOREVER
from handlers.messages import counted_words
from handlers.texts import Texts


def moment(texts: Texts, at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return an instant as somebody in a zone says it: "today 18:00", "tomorrow 08:00", "Monday 23 November, 08:00"."""
    local, today = at.astimezone(zone), now.astimezone(zone).date()
    said = clock(local.time())
    if local.date() == today:
        return texts.digests.today.format(time=said)
    if local.date() == today + timedelta(days=1):
        return texts.digests.tomorrow.format(time=said)
    return dated(texts, at, zone, now)


def dated(texts: Texts, at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """Return an instant by its date, to be read on any day: "Monday 23 November, 08:00"."""
    local = at.astimezone(zone)
    day = calendar_day(texts, local.date(), now.astimezone(zone).date())
    return texts.digests.moment.format(date=day, time=clock(local.time()))


def calendar_day(texts: Texts, day: date, today: date) -> str:
    """Return a date with its weekday, the year only where it is another one than today's."""
    form = texts.digests.date if day.year == today.year else texts.digests.date_of_year
    weekday, month = texts.digests.weekdays[day.weekday()], texts.months[day.month - 1]
    return form.format(weekday=weekday, day=day.day, month=month, year=day.year)


def clock(at: time) -> str:
    """Return a time of day, to the minute.

    >>> clock(time(8, 5))
    '08:05'
    """
    return f"{at:%H:%M}"


def pause_words(texts: Texts, until: datetime | None, zone: ZoneInfo, now: datetime) -> str:
    """Return until when nothing comes, "" where something does: a date alone where a pause ends as a day begins."""
    if until is None or until <= now:
        return ""
    if until >= FOREVER:
        return texts.following.paused
    local = until.astimezone(zone)
    day = calendar_day(texts, local.date(), now.astimezone(zone).date())
    said = moment(texts, until, zone, now) if local.time() != time() else day
    return texts.following.paused_until.format(moment=said)


def schedule_words(texts: Texts, schedule: Schedule) -> str:
    """Return a schedule as it stands in a sentence: "daily at 08:00 and 18:00", "Mon, Wed and Fri at 09:00"."""
    words = texts.digests
    if schedule.live:
        return words.as_it_happens.format(every=span(texts, schedule.every_minutes))
    times = listed(texts, [clock(at) for at in schedule.times])
    if schedule.weekdays == EVERY_DAY:
        return words.daily.format(times=times)
    if schedule.weekdays == WORKDAYS:
        return words.on_workdays.format(times=times)
    if len(schedule.weekdays) == 1:
        return words.on_one_day.format(day=words.weekdays[schedule.weekdays[0]], times=times)
    days = listed(texts, [words.weekdays_short[day] for day in schedule.weekdays])
    return words.on_days.format(days=days, times=times)


def span(texts: Texts, minutes: int) -> str:
    """Return a number of minutes as it stands after "every": "30 minutes", "hour", "3 hours"."""
    whole_hours = minutes % 60 == 0
    return (
        counted_words(texts.digests.hours, minutes // 60)
        if whole_hours
        else counted_words(texts.digests.minutes, minutes)
    )


def quiet_words(texts: Texts, quiet: QuietHours) -> str:
    """Return quiet hours as they stand in a sentence: "22:00 to 07:00"."""
    return texts.digests.hours_of_quiet.format(start=clock(quiet.start), end=clock(quiet.end))


def listed(texts: Texts, parts: Sequence[str]) -> str:
    """Return one or more parts as a list within a sentence: "a, b and c"."""
    if len(parts) < 2:
        return "".join(parts)
    return texts.digests.listed.format(first=", ".join(parts[:-1]), last=parts[-1])


def place_name(zone: str) -> str:
    """Return what people call a time zone that they have chosen: its city, without the country."""
    return zone_label(zone).partition(" (")[0]
