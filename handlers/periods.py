"""Periods in words, on the clocks of an admin."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.statistics import Period
from handlers.services import Services
from handlers.texts import Texts


async def zone_of_admin(services: Services, user_id: int) -> ZoneInfo:
    """Return the zone that an admin has chosen for digests, else the operator's."""
    follower = await services.store.follower(user_id, 0)
    return services.following.zone_of(follower) if follower else ZoneInfo(services.settings.default_zone)


def short_day(texts: Texts, day: date) -> str:
    """Return a day of a year that is known: "5 Nov"."""
    return texts.questions.day.format(day=day.day, month=texts.questions.months_short[day.month - 1])


def day_of(texts: Texts, at: datetime, zone: ZoneInfo) -> str:
    """Return the day of an instant on the clocks of a zone."""
    return short_day(texts, at.astimezone(zone).date())


def period_words(texts: Texts, period: Period) -> str:
    """Return a period with its zone: "16 Nov to 22 Nov 2026, Asia/Baku"."""
    first, last, words = short_day(texts, period.first), short_day(texts, period.last), texts.questions
    if period.first == period.last:
        return words.period_of_day.format(day=last, year=period.last.year, zone=period.zone.key)
    if period.first.year != period.last.year:
        first = f"{first} {period.first.year}"
    return words.period.format(first=first, last=last, year=period.last.year, zone=period.zone.key)
