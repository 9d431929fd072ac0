"""The chat page in a real browser, with a real bot behind it."""

import asyncio
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from telegram import BotCommand, BotCommandScopeChat, ForceReply
from telegram.constants import ParseMode

from handlers.preview.server import PreviewServer
from handlers.preview.values import User
from tests.handlers.preview.echo_bot import App, running_bot

CHROMIUM = shutil.which("chromium")
FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()
READER, ADMIN = 1001, 77
HOSTILE = "<img src=x onerror=\"document.title='pwned'\"><script>document.title='pwned'</script>&lt;b&gt;"

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="needs a chromium on the path"),
    pytest.mark.asyncio(loop_scope="module"),
]


@dataclass(frozen=True)
class Desk:
    """A browser window on the page, the server, and the bot."""

    page: Page
    server: PreviewServer
    application: App
    complaints: list[str]  # of the browser's console

    async def say(self, text: str) -> None:
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.keyboard.press("Enter")


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def browser() -> AsyncIterator[Browser]:
    """One browser for all, with an empty profile of its own; each test opens a window that shares nothing."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        await browser.close()


@asynccontextmanager
async def open_page(browser: Browser) -> AsyncIterator[Desk]:
    async with running_bot(admin_id=ADMIN) as (server, application):
        window = await browser.new_context(viewport={"width": 390, "height": 844})
        page = await window.new_page()
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto(server.url)
        try:
            yield Desk(page, server, application, complaints)
        finally:
            await window.close()
        assert complaints == []


def png(width: int, height: int) -> bytes:
    """Return a red picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = (b"\0" + b"\xff\0\0" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


async def test_a_conversation_begins_with_start_and_goes_on(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.page.get_by_role("button", name="START", exact=True).click()
        await expect(desk.page.locator(".in .text")).to_have_text("Welcome, Robin.")
        await expect(desk.page.get_by_role("button", name="START", exact=True)).to_be_hidden()
        await desk.say("zangezur")
        await expect(desk.page.locator(".out .text").last).to_have_text("zangezur")
        await expect(desk.page.locator(".in .text").last).to_have_text("You said zangezur")
        await expect(desk.page.locator(".in .text strong").last).to_have_text("You said")


async def test_a_button_shows_the_alert_and_the_message_changes_in_place(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("zangezur")
        await desk.page.get_by_role("button", name="Go").click()
        await expect(desk.page.get_by_role("dialog")).to_contain_text("Gone")
        await desk.page.get_by_role("button", name="OK").click()
        await expect(desk.page.locator(".in blockquote")).to_have_text("a\nb")
        await expect(desk.page.locator(".in .meta")).to_contain_text("edited")
        await expect(desk.page.locator(".in")).to_have_count(1)


async def test_a_button_is_busy_until_the_bot_answers(browser: Browser) -> None:
    async with open_page(browser) as desk:
        desk.application.bot_data["hold"] = asyncio.Event()
        await desk.say("zangezur")
        go = desk.page.get_by_role("button", name="Go")
        await go.click()
        await expect(go).to_have_attribute("aria-busy", "true")
        desk.application.bot_data["hold"].set()
        await expect(desk.page.get_by_role("dialog")).to_be_visible()
        await expect(go).to_have_count(0)


async def test_the_page_comes_back_by_itself_when_the_preview_is_started_anew(browser: Browser) -> None:
    async with PreviewServer(port=0) as first:
        await first.private_chat(User(READER, "Robin")).send("before")
        page = await browser.new_page()
        await page.goto(first.url)
        await expect(page.locator(".out")).to_have_count(1)
    await expect(page.locator("#status")).to_have_text("connecting…")
    async with PreviewServer(port=int(first.url.rpartition(":")[2])):
        await expect(page.locator("#status")).to_have_text("bot", timeout=15_000)
        await expect(page.locator(".out")).to_have_count(0)
        await page.close()


async def test_a_long_quote_opens_and_closes(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("/briefing")
        quote = desk.page.locator("blockquote.expandable")
        await expect(quote).to_have_attribute("aria-expanded", "false")
        closed = await quote.bounding_box()
        await quote.click()
        await expect(quote).to_have_attribute("aria-expanded", "true")
        opened = await quote.bounding_box()
        assert closed
        assert opened
        assert opened["height"] > closed["height"]
        await quote.press("Enter")
        await expect(quote).to_have_attribute("aria-expanded", "false")


async def test_a_deep_link_to_the_bot_becomes_a_start(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("/briefing")
        await desk.page.get_by_role("button", name="Follow this topic").click()
        await expect(desk.page.locator(".out .text").last).to_have_text("/start cop29")
        await expect(desk.page.locator(".in .text").last).to_have_text("Welcome, Robin. cop29")
        source = desk.page.get_by_role("link", name="[1]")
        await expect(source).to_have_attribute("href", "https://example.org/a?b=1&c=2")
        await expect(source).to_have_attribute("rel", "noopener noreferrer")


async def test_hostile_text_stays_text(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say(HOSTILE)
        await expect(desk.page.locator(".out .text")).to_have_text(HOSTILE)
        await expect(desk.page.locator(".in .text")).to_have_text(f"You said {HOSTILE}")
        await desk.application.bot.send_message(READER, '<a href="tg://x">t</a> javascript:alert(1)', ParseMode.HTML)
        await expect(desk.page.locator(".in")).to_have_count(2)
        assert await desk.page.locator(".messages img, .messages script, a[href^=javascript]").count() == 0
        assert await desk.page.title() != "pwned"


async def test_files_go_up_and_come_down(browser: Browser, tmp_path: Path) -> None:
    async with open_page(browser) as desk:
        note = {"name": "naïve note.txt", "mimeType": "text/plain", "buffer": b"quiet"}
        await desk.page.locator("#file").set_input_files(note)  # type: ignore[arg-type]
        await desk.say("please")
        await expect(desk.page.locator(".out .document strong")).to_have_text("naïve note.txt")
        await expect(desk.page.locator(".in .text")).to_have_text("Louder")
        async with desk.page.expect_download() as download:
            await desk.page.locator(".in .document").click()
        await (await download.value).save_as(tmp_path / "got.txt")
        assert (tmp_path / "got.txt").read_bytes() == b"QUIET"


async def test_photos_are_shown_both_ways(browser: Browser) -> None:
    async with open_page(browser) as desk:
        picture = {"name": "map.png", "mimeType": "image/png", "buffer": png(300, 200)}
        await desk.page.locator("#file").set_input_files(picture)  # type: ignore[arg-type]
        await desk.say("a map")
        await expect(desk.page.locator(".out img")).to_have_js_property("naturalWidth", 300)
        await desk.application.bot.send_photo(READER, png(200, 300), caption="yours")
        await expect(desk.page.locator(".in img")).to_have_js_property("naturalHeight", 300)


async def test_the_last_own_message_is_edited_with_arrow_up(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("zangazur")
        await expect(desk.page.locator(".in")).to_have_count(1)
        await desk.page.keyboard.press("ArrowUp")
        await expect(desk.page.get_by_label("Message", exact=True)).to_have_value("zangazur")
        await desk.say("zangezur")
        await expect(desk.page.locator(".out .text").first).to_have_text("zangezur")
        await expect(desk.page.locator(".out .meta").first).to_contain_text("edited")


async def test_a_reply_quotes_what_it_answers(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("zangezur")
        await desk.page.locator(".in .bubble").click(button="right")
        await desk.page.get_by_role("menuitem", name="Reply").click()
        await desk.say("why?")
        await expect(desk.page.locator(".out .reply")).to_contain_text("You said zangezur")


async def test_the_admin_is_another_person_with_other_commands(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.application.bot.set_my_commands([BotCommand("briefing", "A summary")])
        scope = BotCommandScopeChat(ADMIN)
        await desk.application.bot.set_my_commands(
            [BotCommand("start", "Begin"), BotCommand("stats", "Figures")], scope
        )
        await desk.say("only mine")
        await expect(desk.page.locator(".in")).to_have_count(1)
        await desk.page.get_by_role("radio", name="Admin").click()
        await expect(desk.page.locator(".messages li")).to_have_count(0)
        await desk.page.get_by_role("button", name="Menu").click()
        await expect(desk.page.get_by_role("option")).to_have_count(2)
        await desk.page.get_by_label("Message", exact=True).press_sequentially("/st")
        await desk.page.keyboard.press("ArrowDown")
        await desk.page.keyboard.press("Enter")
        await expect(desk.page.locator(".in .text")).to_have_text("Welcome, Alex.")
        await desk.page.reload()
        await expect(desk.page.get_by_role("radio", name="Admin")).to_be_checked()
        await expect(desk.page.locator(".in .text")).to_have_text("Welcome, Alex.")


async def test_a_reaction_is_shown_and_outlives_a_reload(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("hello")
        await expect(desk.page.locator(".in")).to_have_count(1)
        await desk.application.bot.set_message_reaction(READER, 1, "👍")
        await expect(desk.page.locator(".out .reaction")).to_have_text("👍")
        await desk.page.reload()
        await expect(desk.page.locator(".out .reaction")).to_have_text("👍")


async def test_a_question_of_the_bot_is_what_the_next_message_answers(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("hello")
        await expect(desk.page.locator(".in")).to_have_count(1)
        asking = ForceReply(input_field_placeholder="A city")
        await desk.application.bot.send_message(READER, "Where are you?", reply_markup=asking)
        await expect(desk.page.locator("#context")).to_contain_text("Where are you?")
        await expect(desk.page.get_by_placeholder("A city")).to_be_focused()
        await desk.page.keyboard.type("Baku")
        await desk.page.keyboard.press("Enter")
        await expect(desk.page.locator(".out").last.locator(".reply")).to_contain_text("Where are you?")
        await expect(desk.page.get_by_placeholder("Message", exact=True)).to_be_visible()


async def test_an_inline_query_lists_results_and_posts_the_chosen_one(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.page.get_by_label("Message", exact=True).press_sequentially("@preview_bot cop29")
        await desk.page.get_by_role("option", name="One").click()
        await expect(desk.page.locator(".out .text")).to_have_text("About cop29")
        await expect(desk.page.locator(".out .via")).to_have_text("via @preview_bot")


async def test_typing_is_shown_until_the_message_comes(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("hello")
        await expect(desk.page.locator(".in")).to_have_count(1)
        status = desk.page.locator("#status")
        await desk.application.bot.send_chat_action(READER, "typing")
        await expect(status).to_contain_text("typing")
        await desk.application.bot.send_message(READER, "there")
        await expect(status).to_have_text("bot")


async def test_light_and_dark_follow_the_system_and_the_switch(browser: Browser) -> None:
    async with open_page(browser) as desk:

        async def background() -> str:
            colour = await desk.page.evaluate("getComputedStyle(document.querySelector('.bar')).backgroundColor")
            return str(colour)

        light = await background()
        await desk.page.emulate_media(color_scheme="dark")
        dark = await background()
        assert dark != light
        await desk.page.get_by_role("button", name="Switch between light and dark").click()
        assert await background() == light
        await desk.page.reload()
        assert await background() == light


async def test_nothing_sticks_out_on_a_narrow_phone(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.page.set_viewport_size({"width": 360, "height": 640})
        await desk.say("/briefing")
        await desk.say("w" * 300)
        await expect(desk.page.locator(".out")).to_have_count(2)
        assert await desk.page.evaluate("document.documentElement.scrollWidth") == 360
        assert await desk.page.evaluate("(s => s.scrollWidth <= s.clientWidth)(document.getElementById('scroll'))")


async def test_a_blocked_bot_stays_silent_until_it_is_unblocked(browser: Browser) -> None:
    async with open_page(browser) as desk:
        await desk.say("hello")
        await desk.page.get_by_role("button", name="More").click()
        await desk.page.get_by_role("menuitem", name="Block the bot").click()
        await expect(desk.page.get_by_label("Message", exact=True)).to_be_hidden()
        await desk.page.get_by_role("button", name="UNBLOCK").click()
        await expect(desk.page.locator(".in .text").last).to_have_text("Welcome, Robin.")
