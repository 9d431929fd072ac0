"""Buttons of digests and schedules: what a press comes to. Who may press is looked up at each press."""

from dataclasses import replace
from datetime import time

from telegram import Bot
from telegram.constants import ChatType

from bot.digests.schedule import MAX_TIMES, Schedule, parse_schedule
from bot.search.zones import is_zone
from bot.store.rows import Follower, Subscription
from handlers import schedule_messages
from handlers.digest_messages import more_news
from handlers.follow_views import pause_end
from handlers.followers import DeniedError, managed, seen, subscription_of
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.prompting import ask
from handlers.schedule_actions import (
    AskCity,
    AsTheChat,
    ChatSetting,
    Menu,
    MoreNews,
    OpenSchedule,
    OpenTopicSchedule,
    OpenZones,
    Pane,
    PauseDigests,
    ResumeDigests,
    ScheduleAction,
    SetDay,
    SetDays,
    SetLive,
    SetQuiet,
    SetTime,
    SetZone,
    ShowPane,
    TellNothing,
    Timing,
)
from handlers.scheduling import CITY_PROMPT, menu, setting_of, shown
from handlers.sending import Place
from handlers.services import Services
from handlers.texts import Texts


async def decide(services: Services, bot: Bot, press: Press, action: ScheduleAction) -> Move:
    """Return what a press comes to."""
    try:
        return await _decided(services, bot, press, action)
    except DeniedError as denied:
        return Move(note=denied.note)


async def _decided(services: Services, bot: Bot, press: Press, action: ScheduleAction) -> Move:
    match action:
        case MoreNews():
            return await _more(services, press, action)
        case OpenSchedule(follower_id):
            follower = await seen(services, bot, press, follower_id)
            return _once(services, press, action, await menu(services, follower))
        case OpenTopicSchedule(subscription_id):
            follower, topic = await _of_menu(services, bot, press, Menu(subscription_id=subscription_id), changes=False)
            return _once(services, press, action, await _when(services, follower, topic))
        case OpenZones(follower_id):
            follower = await managed(services, bot, press, follower_id)
            return _once(services, press, action, await shown(services, follower, Pane.ZONE, press.language))
        case ShowPane():
            return await _pane(services, bot, press, action)
        case AskCity(follower_id):
            return await _ask_city(services, bot, press, follower_id)
        case AsTheChat(subscription_id):
            return await _as_the_chat(services, bot, press, subscription_id)
        case SetDays() | SetDay() | SetTime() | SetLive():
            return await _retimed(services, bot, press, action)
        case SetZone() | SetQuiet() | TellNothing() | PauseDigests() | ResumeDigests():
            follower = await managed(services, bot, press, action.follower_id)
            return await _set(services, follower, action)


def _once(services: Services, press: Press, action: ScheduleAction, outgoing: Outgoing) -> Move:
    """Send a new message, for two presses in a row only one."""
    first = services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock())
    return Move(send=outgoing) if first else Move()


async def _more(services: Services, press: Press, action: MoreNews) -> Move:
    """Show further news to anybody in the chat that the digest was sent to."""
    gone = services.texts.digests.more_gone
    found = await services.store.digest_section(action.digest_id, action.section)
    follower = await services.store.follower_by_id(found[0]) if found else None
    if found is None or follower is None:
        return Move(note=gone)
    if follower.chat_id != press.chat_id or press.chat_kind == ChatType.CHANNEL:
        return Move(note=services.texts.following.elsewhere)
    made = await services.following.more(action.digest_id, action.section, action.page)
    if made is None:
        return Move(note=gone)
    return _once(services, press, action, more_news(services.texts, found[1].query, made[1], action))


# Menus


async def _of_menu(
    services: Services, bot: Bot, press: Press, shown_in: Menu, *, changes: bool
) -> tuple[Follower, Subscription | None]:
    """Return whose menu that is, for who may change it or, without `changes`, see it. Raises DeniedError."""
    topic = await subscription_of(services, shown_in.subscription_id) if shown_in.subscription_id else None
    allowed = managed if changes else seen
    return await allowed(services, bot, press, topic.follower_id if topic else shown_in.follower_id), topic


async def _when(
    services: Services, follower: Follower, topic: Subscription | None = None, *, wide: bool = False
) -> Outgoing:
    return schedule_messages.when(services.texts, await setting_of(services, follower, topic), wide=wide)


async def _pane(services: Services, bot: Bot, press: Press, action: ShowPane) -> Move:
    changes = action.pane is not Pane.WHEN
    follower, topic = await _of_menu(services, bot, press, action.menu, changes=changes)
    if topic or action.pane is Pane.WHEN:
        return Move(edit=await _when(services, follower, topic, wide=action.menu.wide))
    return Move(edit=await shown(services, follower, action.pane, press.language))


async def _ask_city(services: Services, bot: Bot, press: Press, follower_id: int) -> Move:
    follower, words = await managed(services, bot, press, follower_id), services.texts.digests
    if services.recent.is_first((press.chat_id, press.message_id, "ask"), services.clock()):
        place = Place(press.chat_id, press.thread_id or None)
        data = str(follower.id)
        await ask(services, bot, place, press.user_id, CITY_PROMPT, data, words.city_question, words.city_hint)
    return Move()


async def _as_the_chat(services: Services, bot: Bot, press: Press, subscription_id: int) -> Move:
    topic = await subscription_of(services, subscription_id)
    follower = await managed(services, bot, press, topic.follower_id)
    await services.following.schedule_topic(follower, topic, None)
    return Move(edit=await _when(services, follower, await subscription_of(services, subscription_id)))


async def _retimed(services: Services, bot: Bot, press: Press, action: Timing) -> Move:
    follower, topic = await _of_menu(services, bot, press, action.menu, changes=True)
    setting = await setting_of(services, follower, topic)
    changed = retimed(setting.schedule, action, parse_schedule(services.following.limits.schedule))
    if refusal := _refusal(services.texts, changed):
        return Move(note=refusal)
    if topic:
        await services.following.schedule_topic(follower, topic, changed)
        topic = await subscription_of(services, topic.id)
    else:
        follower = await services.following.schedule(follower, changed)
    return Move(edit=await _when(services, follower, topic, wide=action.menu.wide))


def retimed(schedule: Schedule, action: Timing, usual: Schedule) -> Schedule:
    """Return what a button makes of a schedule: it may have no day, no time or too many times, and then be of no use.

    From what comes as it happens one returns to the `usual` days and times.
    """
    if schedule.live:
        schedule = Schedule() if usual.live else usual
    match action:
        case SetLive(every_minutes=minutes):
            return Schedule(times=(), every_minutes=minutes)
        case SetDays(days=days):
            return replace(schedule, weekdays=days)
        case SetDay(day=day, comes=comes):
            others = {one for one in schedule.weekdays if one != day}
            return replace(schedule, weekdays=tuple(sorted(others | {day} if comes else others)))
        case SetTime(minute=minute, comes=comes):
            at = time(*divmod(minute, 60))
            rest = {one for one in schedule.times if one != at}
            return replace(schedule, times=tuple(sorted(rest | {at} if comes else rest)))


def _refusal(texts: Texts, schedule: Schedule) -> str:
    """Return what is wrong with a schedule that a button asks for, "" where nothing is."""
    if not schedule.weekdays:
        return texts.digests.last_day
    if not schedule.times and not schedule.live:
        return texts.digests.last_time
    return texts.digests.most_times.format(most=MAX_TIMES) if len(schedule.times) > MAX_TIMES else ""


async def _set(services: Services, follower: Follower, action: ChatSetting) -> Move:
    """Change a setting of a chat and show what that comes to."""
    match action:
        case SetZone(zone=zone):
            return await _set_zone(services, follower, zone)
        case SetQuiet(quiet=quiet):
            follower = await services.following.set_quiet(follower, quiet)
        case TellNothing(tells=tells):
            follower = await services.following.tell_nothing(follower, tells)
        case PauseDigests(days=days):
            follower = await services.following.pause(follower, pause_end(services, follower, days))
        case ResumeDigests():
            follower = await services.following.pause(follower, None)
    return Move(edit=await menu(services, follower))


async def _set_zone(services: Services, follower: Follower, zone: str) -> Move:
    if not is_zone(zone):
        return Move(note=services.texts.stale)
    setting = await setting_of(services, await services.following.set_zone(follower, zone))
    return Move(edit=schedule_messages.zone_chosen(services.texts, setting))
