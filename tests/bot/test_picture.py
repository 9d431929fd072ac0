"""The picture of what people ask: a picture of its size with something on it, whatever stands in it."""

import asyncio
from dataclasses import replace
from io import BytesIO

import pytest
from PIL import Image

from bot.drawing import Drawer, PictureError
from bot.picture import draw
from bot.pictured import HEIGHT, WIDTH, Picture, Series

TOPICS = (
    ("Zangezur corridor", 341),
    ("Соглашение о транзите грузов через Срединный коридор и порт Актау, подписанное в Астане", 120),
    ("ممر زنغزور للنقل بين أذربيجان وتركيا", 77),
    ("$x^2$ & <b>COP29</b> \\frac{1}{0}", 40),
    ("中间走廊 🐦", 4),
)


def picture(days: int, *, dark: bool = False, scale: int = 30, topics: tuple[tuple[str, int], ...] = TOPICS) -> Picture:
    counts = tuple(scale + 7 * (day % 5) for day in range(days))
    few = tuple(count // 5 for count in counts)
    return Picture(
        "What people ask", "16 Nov to 22 Nov 2026, Asia/Baku", (("1,234,567", "questions"), ("45", "people")),
        tuple(f"{day % 28 + 1} Nov" for day in range(days)), "Questions a day",
        (Series("answered 912", counts), Series("suggested 50", few), Series("not found 120", few)),
        "Most asked", topics, "Time to answer, ms",
        (Series("half", tuple(None if day % 3 == 2 else 9 for day in range(days))), Series("99 %", counts)), dark,
    )  # fmt: skip


def opened(png: bytes) -> Image.Image:
    image = Image.open(BytesIO(png))
    image.load()
    return image.convert("RGB")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(
    "drawn",
    [
        picture(7),
        picture(1, scale=1, topics=TOPICS[:1]),
        picture(90, scale=90_000),
        picture(366),
        picture(2, topics=()),
    ],
)
def test_a_picture_is_of_its_size_and_not_blank(drawn: Picture, dark: bool) -> None:
    png = draw(replace(drawn, dark=dark))
    image = opened(png)
    assert (image.format or "PNG", image.size) == ("PNG", (WIDTH, HEIGHT))
    assert 10_000 < len(png) < 1_000_000
    ground = image.getpixel((2, 2))
    assert isinstance(ground, tuple)
    assert (sum(ground) < 200) is dark
    colours = image.getcolors(WIDTH * HEIGHT)
    assert colours
    share = max(count for count, _ in colours) / (WIDTH * HEIGHT)
    assert 0.3 < share < 0.97


def test_a_long_name_ends_before_its_number() -> None:
    long = opened(draw(picture(7, topics=(("W" * 300, 10),))))
    short = opened(draw(picture(7, topics=(("W", 10),))))
    box = (WIDTH - 70, 0, WIDTH, HEIGHT)
    assert long.crop(box).tobytes() == short.crop(box).tobytes()


async def test_drawing_goes_on_in_a_process_of_its_own_and_is_kept_and_its_failure_is_an_error() -> None:
    drawer = Drawer()
    first = await drawer.draw(picture(7))
    assert opened(first).size == (WIDTH, HEIGHT)
    with pytest.raises(PictureError):
        await drawer.draw(replace(picture(7), topics=(("a", "many"),)))  # type: ignore[arg-type]
    assert await drawer.draw(picture(7)) is first


async def test_who_gives_up_waiting_leaves_no_process_behind() -> None:
    drawer = Drawer()
    waiting = asyncio.create_task(drawer.draw(picture(7)))
    await asyncio.sleep(0.2)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    assert await drawer.draw(picture(2))
