"""The weekly card: once a week to each admin, whatever happens in between."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from bot.errors import SettingsError
from bot.settings import load_settings
from bot.store.rows import QueryRow
from handlers.opening import open_index, opened_services
from handlers.services import Services
from handlers.texts_en import ENGLISH
from handlers.weekly import queue_cards
from tests.handlers.bots import person, running
from tests.handlers.seeds import write_seeds

SUNDAY = datetime(2026, 11, 22, 12, tzinfo=UTC)
MONDAY = datetime(2026, 11, 23, 9, tzinfo=UTC)
WEEK = timedelta(days=7)
ADMINS = (7, 8)
WORDS = ENGLISH.questions


class Clock:
    """A clock that stands where it is set."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest_asyncio.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with opened(tmp_path, Clock(SUNDAY)) as found:
        yield found


def opened(folder: Path, clock: Clock, card: str = "Mon 9:00") -> AbstractAsyncContextManager[Services]:
    """All that handlers work with, over an installation in `folder`."""
    write_seeds(folder / "seeds")
    paths = {"SEEDS_DIR": str(folder / "seeds"), "DATA_DIR": str(folder / "data")}
    return opened_services(load_settings(paths | {"ADMIN_IDS": "7, 8", "WEEKLY_CARD": card}, None), clock)


async def queued(services: Services) -> list[tuple[int, str]]:
    return [(row.chat_id, row.html) for row in await services.store.ready(services.clock(), 100)]


def at(services: Services, now: datetime) -> Services:
    return replace(services, clock=Clock(now))


async def test_the_first_card_comes_at_the_next_time_and_not_before(services: Services) -> None:
    for now in (SUNDAY, MONDAY - timedelta(seconds=1)):
        assert await queue_cards(at(services, now)) == 0
    assert await queue_cards(at(services, MONDAY)) == 2
    assert {chat for chat, _ in await queued(at(services, MONDAY))} == set(ADMINS)


async def test_a_card_comes_once_however_often_the_clock_asks(services: Services) -> None:
    await queue_cards(at(services, SUNDAY))
    counts = [await queue_cards(at(services, MONDAY + timedelta(minutes=minutes))) for minutes in (0, 0, 1, 60, 10_000)]
    assert counts == [2, 0, 0, 0, 0]
    assert await queue_cards(at(services, MONDAY + WEEK)) == 2


async def test_a_card_comes_once_though_the_bot_died_before_it_noted_that(services: Services) -> None:
    await queue_cards(at(services, SUNDAY))
    await queue_cards(at(services, MONDAY))
    await services.store.note_done("weekly card", SUNDAY)
    assert await queue_cards(at(services, MONDAY + timedelta(minutes=1))) == 0
    assert len(await queued(at(services, MONDAY + timedelta(minutes=2)))) == 2


async def test_cards_that_were_missed_are_one(services: Services) -> None:
    await queue_cards(at(services, SUNDAY))
    assert await queue_cards(at(services, MONDAY + 3 * WEEK)) == 2
    assert await queue_cards(at(services, MONDAY + 3 * WEEK + timedelta(minutes=1))) == 0


async def test_without_the_setting_there_is_no_card(tmp_path: Path) -> None:
    async with opened(tmp_path, Clock(SUNDAY), "off") as services:
        assert [await queue_cards(at(services, SUNDAY + days * timedelta(days=1))) for days in range(9)] == [0] * 9
        assert await services.store.done_until("weekly card") is None


@pytest.mark.parametrize("typed", ["soon", "mon", "mon 24:00", "09:00", "mon-fri 09:00", "live"])
def test_a_time_that_is_none_is_refused_at_the_start(typed: str) -> None:
    with pytest.raises(SettingsError, match="WEEKLY_CARD should be off, or a weekday and a time"):
        load_settings({"WEEKLY_CARD": typed}, None)


async def test_a_card_tells_what_is_new_and_not_what_was_missed_before(services: Services) -> None:
    await open_index(services.library)
    old, new = (missed(text, days) for text, days in (("tramway", 20), ("metro", 3)))
    await services.store.log_queries([old, replace(old, asked_at=SUNDAY), new, replace(new, text="Metro")])
    await queue_cards(at(services, SUNDAY))
    await queue_cards(at(services, MONDAY))
    (_, said), _ = await queued(at(services, MONDAY))
    assert "16 Nov to 22 Nov 2026, UTC" in said
    assert "New and not found: Metro" in said
    assert "tramway" not in said
    assert "3 questions by 1 person" in said


def missed(text: str, days_ago: int) -> QueryRow:
    """A query that found nothing."""
    return QueryRow(SUNDAY - timedelta(days=days_ago), "ada", "private", text, "nothing", "", None, None, (), 5.0)


@pytest.mark.asyncio(loop_scope="session")
async def test_the_button_below_a_card_shows_its_picture(tmp_path: Path) -> None:
    admin = person("Edda")
    async with running(tmp_path, ADMIN_IDS=str(admin.id), WEEKLY_CARD="mon 09:00") as bot:
        chat = bot.server.private_chat(admin)
        await chat.ask("/start")
        now = bot.services.clock()
        await bot.services.store.log_queries([replace(missed("metro", 0), asked_at=now - timedelta(days=8))])
        await bot.services.store.log_queries([replace(missed("metro", 0), asked_at=now - timedelta(days=2))])
        await bot.services.store.note_done("weekly card", now - timedelta(days=8))
        assert await queue_cards(bot.services) == 1
        bot.services.sender.wake()
        assert (await chat.wait_reply()).labels == (WORDS.show_picture, WORDS.show_unmatched)
        await chat.press(WORDS.show_picture)
        shown = await chat.wait_reply(timeout_s=30)
        assert shown.photo is not None
        assert "1 question by 1 person" in shown.text
        await chat.press(WORDS.show_unmatched)
        assert "1. metro\n" in (await chat.wait_reply()).text
