"""The README's pictures, taken from the running preview: `python -m bench.screenshots [NAME ...] [--folder FOLDER]`.

The real bot over a copy of the seeds, with a folder of data of its own, on a phone's screen of headless Chromium.
The picture of a digest takes up to three minutes: it is taken when the digest has come by itself.
"""

import argparse
import asyncio
import importlib
import json
import os
import random
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, FilePayload, Locator, Page, async_playwright, expect

from bot.store.rows import QueryRow
from bot.store.store import Store
from handlers.texts_en import ENGLISH

ROOT = Path(__file__).parent.parent
PHONE = 390, 844  # CSS pixels
FONT = "Roboto, system-ui, sans-serif"  # what system-ui is on most phones, and is not on a machine without a screen
COLOURS = 256  # of a picture's palette: the wallpaper's soft shades are most of its bytes
SCALE = 2  # the pictures have as many device pixels to one of CSS
_FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --force-prefers-reduced-motion"
).split()
_URL = re.compile(r"http://\S+")
_START_MS = 60_000  # the first start reads the documents
_NEWS_MS = 240_000  # changed documents are read once a minute, and what is due is sent once a minute
CITY = "Baku"
CLOCK = "Asia/Baku"  # the browser's, so that the times beside the messages are those within them

Article = tuple[str, str, str]  # publisher, title, text
# Invented, as are those who publish it.
NEWS: tuple[Article, ...] = (
    (
        "Caspian Freight Review",
        "Container trains double",
        "The Middle Corridor carried 412 container trains in the first ten months of the year, twice as many as in the "
        "same months of last year.",
    ),
    (
        "Steppe Transport News",
        "Twice as many trains to the Caspian",
        "The Middle Corridor carried 412 container trains in the first ten months of the year, twice as many as in the "
        "same months of last year.",
    ),
    (
        "Silk Road Logistics",
        "One tariff from January",
        "Four railways of the Middle Corridor agreed on one tariff for containers, which will hold from January and "
        "for three years.\n\n"
        "Georgia will add a second track to 38 kilometres of the Middle Corridor next spring, which should shorten the "
        "wait at the border by half a day.",
    ),
    (
        "Baku Climate Letter",
        "First report on the pledges of COP29",
        "The first report on the pledges made at COP29 counts 61 countries that have raised their contributions, and "
        "23 that have not begun.",
    ),
)

# A file that an editor sends; with lines that belong to the page that it was saved from.
REPORT = """Freight on the Middle Corridor

Share this article

Freight on the Middle Corridor rose by 21 per cent to 5.2 million tonnes in the first ten months of the year. Containers
made up a third of it, after a quarter in the year before.

Georgia adds a second track to 38 kilometres of the Middle Corridor next spring, which should shorten the wait at the
border by half a day.

The Sagarli Dry Port opens in March with room for 2,000 containers. The Sagarli Dry Port is to take the trains that Baku
has no tracks for, its owner said.

The owner of the Sagarli Dry Port has spent $74 million on it, of which a third was lent by banks of the region.

Subscribe to our newsletter
"""

# What was asked in the month before, how often on a day of work at most, and whether there was an answer.
ASKED: tuple[tuple[str, int, bool], ...] = (
    ("Middle Corridor", 14, True),
    ("Zangezur corridor", 11, True),
    ("COP29", 9, True),
    ("Baku-Tbilisi-Kars railway", 6, True),
    ("peace treaty", 4, True),
    ("Port of Baku", 3, True),
    ("Meghri road", 3, False),
    ("the Megri Road", 1, False),
    ("meghri  rd", 1, False),
    ("Anaklia deep sea port", 2, False),
    ("Chinese electric cars", 1, False),
)
ASKERS = 37
MONTH = 30  # days

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A chat with the bot on a phone's screen, the folder of documents that the bot reads, and that of its own data."""

    page: Page
    documents: Path
    data: Path

    async def ask(self, text: str) -> None:
        """Type a message and wait for its answer."""
        before = await self.page.locator(".in").count()
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".in")).to_have_count(before + 1, timeout=_START_MS)
        await self.page.locator(".composer").click(position={"x": 1, "y": 1})  # no caret in the picture

    async def be_admin(self) -> None:
        """Write as the editor from now on, in a chat that is empty yet."""
        await self.page.get_by_role("radio", name="Admin").click()
        await expect(self.page.locator(".in, .out")).to_have_count(0)

    async def send_file(self, name: str, text: str) -> None:
        """Send a file."""
        file: FilePayload = {"name": name, "mimeType": "text/plain", "buffer": text.encode()}
        await self.page.locator("#file").set_input_files(files=[file])
        await self.page.get_by_label("Send", exact=True).click()

    async def press(self, label: str | re.Pattern[str]) -> None:
        """Press the newest button of that name and wait until it has done its work."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()
        await expect(self.page.locator(".key[aria-busy]")).to_have_count(0)
        await self.page.mouse.move(0, 0)  # what it points at shows its menu

    async def wait_for(self, text: str, within_ms: int = _START_MS) -> Locator:
        """Wait until the bot has said something, and return that message."""
        said = self.page.locator(".in", has_text=text).last
        await expect(said).to_be_visible(timeout=within_ms)
        return said

    async def scroll_to(self, place: Locator) -> None:
        """Scroll until something stands just under the upper edge of the chat."""
        await place.evaluate("node => { node.style.scrollMarginTop = '8px'; node.scrollIntoView(); }")


Scene = Callable[[Phone], Awaitable[None]]


async def slip(phone: Phone) -> None:
    """A misspelt name."""
    await phone.ask("trans caspain")
    await phone.scroll_to(phone.page.locator(".out").last)


async def question(phone: Phone) -> None:
    """A question."""
    await phone.ask("what is the capacity of BTK?")


async def evidence(phone: Phone) -> None:
    """A briefing with the paragraphs that it was taken from, opened."""
    await phone.ask("COP29")
    await phone.press(ENGLISH.evidence)
    quote = phone.page.locator("blockquote.expandable").first
    await expect(quote).to_have_attribute("aria-expanded", "false")
    await quote.click()
    await phone.scroll_to(quote)


async def unsure(phone: Phone) -> None:
    """A query of two meanings, and one that the documents say nothing about."""
    await phone.ask("caspian pipe")
    await phone.ask("photosynthesis")


async def follow(phone: Phone) -> None:
    """What following a topic would bring, before it is followed."""
    await settle(phone)
    await phone.ask("Middle Corridor")
    await phone.press(ENGLISH.following.follow)
    await phone.wait_for(ENGLISH.following.looks)


async def digest(phone: Phone) -> None:
    """A digest on two topics, one followed by a button and one by a command, as it comes by itself."""
    await follow(phone)
    await phone.press(ENGLISH.following.agree)
    await phone.wait_for(ENGLISH.following.followed.format(topic="Middle Corridor"))
    await phone.ask("/follow COP29")
    await phone.press(ENGLISH.following.agree)
    await phone.wait_for(ENGLISH.following.followed.format(topic="COP29"))
    await phone.ask("/schedule as it happens")
    publish(phone.documents)
    await phone.scroll_to(await phone.wait_for(ENGLISH.digests.headline.format(date=""), _NEWS_MS))


async def schedule(phone: Phone) -> None:
    """When digests come, chosen by buttons."""
    await settle(phone)
    await phone.ask("/follow COP29")
    await phone.press(ENGLISH.following.agree)
    await phone.ask("/schedule")
    for label in (ENGLISH.digests.workdays, "18"):
        await phone.press(label)


async def draft(phone: Phone) -> None:
    """What adding a file would do, as an editor sees it."""
    await phone.be_admin()
    await phone.send_file("freight.txt", REPORT)
    await phone.wait_for(ENGLISH.desk.gains.partition("{")[0])
    await phone.scroll_to(phone.page.locator(".out").last)


async def added(phone: Phone) -> None:
    """A file that was added, with the topic that it brought."""
    await draft(phone)
    await phone.press(ENGLISH.desk.add)
    await phone.wait_for(ENGLISH.desk.topics_come.partition("{")[0])
    await phone.press(re.compile(ENGLISH.desk.brief_on.partition("{")[0]))
    await phone.scroll_to(await phone.wait_for("$74 million"))


async def statistics(phone: Phone) -> None:
    """What was asked in a month, as a picture."""
    await asked_before(phone)
    await phone.ask("/stats 30")
    await phone.press(ENGLISH.questions.dark)
    await expect(phone.page.get_by_role("button", name=ENGLISH.questions.light, exact=True)).to_be_visible()
    await expect(phone.page.locator("#status")).to_have_text("bot")  # not "typing…"
    await phone.scroll_to(phone.page.locator(".photo").last)


async def unmatched(phone: Phone) -> None:
    """What was asked in vain, and one of it being made another name of a topic."""
    await asked_before(phone)
    for _ in range(2):  # one to see the list, one to open what stands first in it
        await phone.ask("/unmatched")
    await phone.press(re.compile("^1"))
    await phone.wait_for(ENGLISH.questions.also_typed.partition("{")[0])


async def asked_before(phone: Phone) -> None:
    """Write into the query log what was asked in a month, and be the editor who looks at it."""
    await settle(phone)
    await phone.ask("/follow COP29")
    await phone.press(ENGLISH.following.agree)
    await phone.be_admin()
    await phone.ask("/health")  # the database is there once this is answered
    store = await Store.open(f"sqlite+aiosqlite:///{phone.data / 'bot.sqlite3'}")
    try:
        await store.log_queries(month_of_questions(datetime.now(UTC)))
    finally:
        await store.close()


def month_of_questions(now: datetime) -> list[QueryRow]:
    """Return what was asked in the days before an instant, by chance but always the same."""
    chance, rows = random.Random(29), []
    for day in range(MONTH):
        share = 0.3 if (now - timedelta(days=day)).weekday() > 4 else 1 - day / 90  # a few more each week
        for text, most, found in ASKED:
            for _ in range(round(most * share * chance.uniform(0.5, 1))):
                at = now - timedelta(days=day, minutes=chance.randint(1, 300))
                rows.append(_row(at, chance, text, found=found))
    return rows


def _row(at: datetime, chance: random.Random, text: str, *, found: bool) -> QueryRow:
    outcome = "answer" if found else chance.choice(("nothing", "nothing", "suggest"))
    took, asker = chance.lognormvariate(2.1, 0.5), f"{chance.randrange(ASKERS):064x}"
    tier, score, topic = ("exact", 1.0, text) if found else ("", None, None)
    return QueryRow(at, asker, "private", text, outcome, tier, score, topic, (), took)


async def settle(phone: Phone) -> None:
    """Choose the city that times are told in."""
    await phone.ask(f"/zone {CITY}")


def publish(documents: Path) -> None:
    """Put the news into a folder of documents, as of today."""
    today = datetime.now(UTC).date().isoformat()
    rows = (
        {"title": title, "text": text, "date": today, "publisher": publisher, "language": "en"}
        for publisher, title, text in NEWS
    )
    (documents / "news.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")


SCENES: tuple[tuple[str, Theme, Scene], ...] = (
    ("slip", "light", slip),
    ("question", "light", question),
    ("evidence", "dark", evidence),
    ("unsure", "light", unsure),
    ("follow", "light", follow),
    ("digest", "light", digest),
    ("schedule", "dark", schedule),
    ("draft", "light", draft),
    ("added", "light", added),
    ("statistics", "dark", statistics),
    ("unmatched", "light", unmatched),
)


@asynccontextmanager
async def preview(documents: Path, data: Path) -> AsyncIterator[str]:
    """Run `bot.py preview` on a free port and yield its address; stop it by SIGTERM."""
    folders = {"SEEDS_DIR": str(documents), "DATA_DIR": str(data)}
    environment = {**os.environ, **folders, "DATABASE_URL": "", "LOG_LEVEL": "WARNING"}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "bot.py", "preview", "--port", "0", env=environment, stderr=asyncio.subprocess.PIPE
    )
    assert process.stderr
    try:
        said = (await process.stderr.readline()).decode()
        url = _URL.search(said)
        if url is None:
            raise RuntimeError(f"the preview did not start: {said}{(await process.stderr.read()).decode()}")
        yield url[0]
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


@asynccontextmanager
async def phone_in(browser: Browser, url: str, theme: Theme, documents: Path, data: Path) -> AsyncIterator[Phone]:
    """Open the chat on a phone's screen."""
    width, height = PHONE
    window = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=SCALE,
        color_scheme=theme,
        timezone_id=CLOCK,
        reduced_motion="reduce",
    )
    try:
        page = await window.new_page()
        await page.goto(url)
        await expect(page.locator("#status")).to_have_text("bot")
        await page.evaluate("font => document.documentElement.style.fontFamily = font", FONT)
        yield Phone(page, documents, data)
    finally:
        await window.close()


def reduce_colours(file: Path) -> None:
    """Give a picture a palette, which makes it a third as large."""
    pillow = importlib.import_module("PIL.Image")  # of the bench group: matplotlib needs it too
    with pillow.open(file) as picture:
        # k-means gives the few pixels of an icon back some of the colour that the wallpaper's many take from them.
        reduced = picture.convert("RGB").quantize(COLOURS, kmeans=1, dither=pillow.Dither.NONE)
    reduced.save(file, optimize=True)


async def take(browser: Browser, scene: Scene, theme: Theme, file: Path) -> None:
    """Play a scene in a chat of its own and save how the screen looks at its end."""
    with tempfile.TemporaryDirectory() as folder:
        documents, data = Path(folder, "documents"), Path(folder, "data")
        shutil.copytree(ROOT / "seeds", documents)
        async with preview(documents, data) as url, phone_in(browser, url, theme, documents, data) as phone:
            await scene(phone)
            await phone.page.screenshot(path=file)
    reduce_colours(file)


async def take_all(folder: Path, names: Collection[str]) -> None:
    """Take the pictures of these names."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        for name, theme, scene in SCENES:
            if name in names:
                file = folder / f"{name}.png"
                await take(browser, scene, theme, file)
                print(f"{file}: {file.stat().st_size / 1024:.0f} KB")
        await browser.close()


def main() -> int:
    """Take the pictures."""
    known = [name for name, _, _ in SCENES]
    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"some of {', '.join(known)}; all when left out")
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    given = parser.parse_args()
    if unknown := set(given.names) - set(known):
        parser.error(f"no picture is called {sorted(unknown)[0]}: there are {', '.join(known)}")
    folder: Path = given.folder
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(folder, given.names or known))
    return 0


if __name__ == "__main__":
    sys.exit(main())
