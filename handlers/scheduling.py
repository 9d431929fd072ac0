"""When digests come, by commands: /digest, /schedule, /zone, /quiet and /pause."""

import asyncio
from collections.abc import Awaitable, Callable

from telegram import Update
from telegram.ext import ContextTypes

from bot.digests.dates import beginning, coming_date
from bot.digests.schedule import ScheduleError, parse_quiet, parse_schedule
from bot.search.zones import search_zones, zones_for_language
from bot.store.rows import FOREVER, Follower, Subscription
from handlers import schedule_messages
from handlers.digest_messages import render
from handlers.errors import place_of
from handlers.follow_views import topics_of
from handlers.followers import address_of, joined_at, writer_may_change
from handlers.messages import note
from handlers.moments import calendar_day
from handlers.outgoing import Outgoing
from handlers.schedule_actions import Pane
from handlers.schedule_messages import Setting
from handlers.sending import send
from handlers.services import Services

CITY_PROMPT = "city"  # the kind of a prompt; its data is the follower's id

Context = ContextTypes.DEFAULT_TYPE
_ZONES_OFFERED = 8


async def on_digest(services: Services, update: Update, context: Context) -> None:
    """Send what is new since the last digest, or say that nothing is."""
    if not await _allowed(services, update, context):
        return
    follower = await joined_at(services, address_of(update))
    setting = await setting_of(services, follower)
    if setting.followed and all(one.paused_until and one.paused_until > setting.now for one in setting.followed):
        await send(context.bot, place_of(update), note(services.texts.digests.all_paused))
    elif await services.following.digest_now(
        follower, render(services.texts, services.following.zone_of, services.clock())
    ):
        services.sender.wake()
    else:
        await send(context.bot, place_of(update), schedule_messages.nothing_new(services.texts, setting))


async def on_schedule(services: Services, update: Update, context: Context) -> None:
    """Show when digests come, or let them come when the text says; who wants none is offered a pause."""

    async def change(follower: Follower, text: str) -> Outgoing:
        if text.casefold() in services.texts.digests.off:
            return await shown(services, follower, Pane.PAUSE, "")
        changed = await services.following.schedule(follower, parse_schedule(text))
        return await menu(services, changed)

    await _set(services, update, context, Pane.WHEN, change, services.texts.digests.schedule_example)


async def on_quiet(services: Services, update: Update, context: Context) -> None:
    """Show the quiet hours, or keep those that the text says."""

    async def change(follower: Follower, text: str) -> Outgoing:
        off = text.casefold() in services.texts.digests.off
        changed = await services.following.set_quiet(follower, None if off else parse_quiet(text))
        return await menu(services, changed)

    await _set(services, update, context, Pane.QUIET, change, services.texts.digests.quiet_example)


async def on_pause(services: Services, update: Update, context: Context) -> None:
    """Offer to pause, or pause until the date that the text says."""

    async def change(follower: Follower, text: str) -> Outgoing:
        return await _paused(services, follower, text)

    await _set(services, update, context, Pane.PAUSE, change, services.texts.digests.pause_example)


async def on_zone(services: Services, update: Update, context: Context) -> None:
    """Offer time zones, those of the person's language or of a place that the text names."""

    async def change(follower: Follower, text: str) -> Outgoing:
        return await zones_found(services, follower, text)

    await _set(services, update, context, Pane.ZONE, change)


async def on_city(services: Services, update: Update, context: Context, data: str, text: str) -> None:
    """Offer the time zones of a place that somebody was asked for; `data` is the follower's id."""
    if not await _allowed(services, update, context):
        return
    follower = await services.store.follower_by_id(int(data))
    found = await zones_found(services, follower, text) if follower else note(services.texts.following.gone)
    await send(context.bot, place_of(update), found)


async def _set(
    services: Services,
    update: Update,
    context: Context,
    pane: Pane,
    change: Callable[[Follower, str], Awaitable[Outgoing]],
    example: str = "",
) -> None:
    """Show a pane of the menu; with a text after the command do what that says, if its writer may.

    `example` shows how a text that was no schedule should have been written.
    """
    text = " ".join(context.args or ())
    if text and not await _allowed(services, update, context):
        return
    address = address_of(update)
    follower = await joined_at(services, address)
    try:
        said = await (change(follower, text) if text else shown(services, follower, pane, address.language))
    except ScheduleError as error:
        said = note(f"{schedule_messages.fault(services.texts, error)}\n{example}")
    await send(context.bot, place_of(update), said)


async def _allowed(services: Services, update: Update, context: Context) -> bool:
    if await writer_may_change(services, context.bot, update):
        return True
    await send(context.bot, place_of(update), note(services.texts.following.admins_only))
    return False


async def setting_of(services: Services, follower: Follower, topic: Subscription | None = None) -> Setting:
    """Return when a follower's digests come, or a topic's news, as of now."""
    followed = await topics_of(services, follower)
    return Setting(follower, followed, services.following.zone_of(follower), services.clock(), topic)


async def menu(services: Services, follower: Follower) -> Outgoing:
    """Return when a follower's digests come, with the buttons that change it."""
    return schedule_messages.when(services.texts, await setting_of(services, follower))


async def shown(services: Services, follower: Follower, pane: Pane, language: str) -> Outgoing:
    """Return a pane of a follower's menu; zones are those of a language."""
    zones = await asyncio.to_thread(zones_for_language, language) if pane is Pane.ZONE else ()
    setting = await setting_of(services, follower)
    return schedule_messages.pane(services.texts, setting, pane, zones[:_ZONES_OFFERED])


async def zones_found(services: Services, follower: Follower, text: str) -> Outgoing:
    """Take the time zone of a place, or return those that it may be to choose from, or that there is no such place."""
    found = await asyncio.to_thread(search_zones, text)
    if not found:
        return schedule_messages.no_zone(services.texts, text, follower.id)
    if len(found) == 1:
        follower = await services.following.set_zone(follower, found[0])
        return schedule_messages.zone_chosen(services.texts, await setting_of(services, follower))
    return schedule_messages.zone_choice(services.texts, await setting_of(services, follower), found)


async def _paused(services: Services, follower: Follower, text: str) -> Outgoing:
    texts, zone = services.texts, services.following.zone_of(follower)
    if text.casefold() in texts.digests.off:
        return await menu(services, await services.following.pause(follower, None))
    if text.casefold() in texts.digests.forever:
        return await menu(services, await services.following.pause(follower, FOREVER))
    today = services.clock().astimezone(zone).date()
    day = await asyncio.to_thread(coming_date, text, today)
    if day is None:
        return schedule_messages.no_date(texts, text)
    if day <= today:
        return note(texts.digests.past_date.format(date=calendar_day(texts, day, today)))
    return await menu(services, await services.following.pause(follower, beginning(day, zone)))
