"""The README's pictures, taken from the running preview: `python -m bench.screenshots [--folder docs/images]`.

The real bot over the seeds, with a folder of data of its own, on a phone's screen of headless Chromium.
"""

import argparse
import asyncio
import importlib
import os
import re
import shutil
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

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

Theme = Literal["light", "dark"]


@dataclass(frozen=True, slots=True)
class Phone:
    """A chat with the bot on a phone's screen."""

    page: Page

    async def ask(self, text: str) -> None:
        """Type a message and wait for its answer."""
        before = await self.page.locator(".in").count()
        await self.page.get_by_label("Message", exact=True).fill(text)
        await self.page.keyboard.press("Enter")
        await expect(self.page.locator(".in")).to_have_count(before + 1, timeout=_START_MS)
        await self.page.locator(".composer").click(position={"x": 1, "y": 1})  # no caret in the picture

    async def press(self, label: str) -> None:
        """Press the newest button of that name and wait until it has done its work."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()
        await expect(self.page.locator(".key[aria-busy]")).to_have_count(0)

    async def scroll_to(self, place: Locator) -> None:
        """Scroll until something stands just under the upper edge of the chat."""
        await place.evaluate("node => { node.style.scrollMarginTop = '8px'; node.scrollIntoView(); }")


Scene = Callable[[Phone], Awaitable[None]]


async def slip(phone: Phone) -> None:
    """A misspelt name."""
    await phone.ask("zangazur")
    await phone.scroll_to(phone.page.locator(".out").last)


async def question(phone: Phone) -> None:
    """A question."""
    await phone.ask("what is the capacity of the BTK railway now?")


async def evidence(phone: Phone) -> None:
    """A briefing with the paragraphs that it was taken from, opened."""
    await phone.ask("COP29")
    await phone.press("Evidence")
    quote = phone.page.locator("blockquote.expandable").first
    await expect(quote).to_have_attribute("aria-expanded", "false")
    await quote.click()
    await phone.scroll_to(quote)


async def unsure(phone: Phone) -> None:
    """A query of two meanings, and one that the documents say nothing about."""
    await phone.ask("caspian pipe")
    await phone.ask("photosynthesis")


SCENES: tuple[tuple[str, Theme, Scene], ...] = (
    ("slip", "light", slip),
    ("question", "light", question),
    ("evidence", "dark", evidence),
    ("unsure", "light", unsure),
)


@asynccontextmanager
async def preview(data: Path) -> AsyncIterator[str]:
    """Run `bot.py preview` on a free port and yield its address; stop it by SIGTERM."""
    environment = {**os.environ, "DATA_DIR": str(data), "DATABASE_URL": "", "LOG_LEVEL": "WARNING"}
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


async def take(browser: Browser, url: str, scene: Scene, theme: Theme, file: Path) -> None:
    """Play a scene in a chat and save how the screen looks at its end."""
    width, height = PHONE
    window = await browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=SCALE,
        color_scheme=theme,
        reduced_motion="reduce",
    )
    try:
        page = await window.new_page()
        await page.goto(url)
        await expect(page.locator("#status")).to_have_text("bot")
        await page.evaluate("font => document.documentElement.style.fontFamily = font", FONT)
        await scene(Phone(page))
        await page.screenshot(path=file)
        reduce_colours(file)
    finally:
        await window.close()


def reduce_colours(file: Path) -> None:
    """Give a picture a palette, which makes it a third as large."""
    pillow = importlib.import_module("PIL.Image")  # of the bench group: matplotlib needs it too
    with pillow.open(file) as picture:
        reduced = picture.convert("RGB").quantize(COLOURS, dither=pillow.Dither.NONE)
    reduced.save(file, optimize=True)


async def take_all(folder: Path) -> None:
    """Take every picture, each in a chat of its own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        for name, theme, scene in SCENES:
            file = folder / f"{name}.png"
            with tempfile.TemporaryDirectory() as data:
                async with preview(Path(data)) as url:
                    await take(browser, url, scene, theme, file)
            print(f"{file}: {file.stat().st_size / 1024:.0f} KB")
        await browser.close()


def main() -> int:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m bench.screenshots", description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("docs/images"))
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    asyncio.run(take_all(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
