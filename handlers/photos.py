"""Pictures in a chat: sent, or put in the place of what a message shows."""

from dataclasses import dataclass

from telegram import Bot, InputFile, InputMediaPhoto
from telegram.error import BadRequest

from handlers.outgoing import Rows
from handlers.sending import Place, keyboard

MAX_CAPTION = 1024  # UTF-16 units after parsing; https://core.telegram.org/bots/api#sendphoto
_UNCHANGED = "message is not modified"
_GONE = ("message to edit not found", "message can't be edited", "message_id_invalid")


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture, what stands below it as Telegram's HTML, and its buttons."""

    name: str
    content: bytes
    caption: str
    rows: Rows = ()


async def send_photo(bot: Bot, place: Place, photo: Photo) -> int:
    """Send a picture and return its message's id."""
    sent = await bot.send_photo(
        place.chat_id,
        InputFile(photo.content, photo.name),
        caption=photo.caption,
        message_thread_id=place.thread_id,
        reply_markup=keyboard(photo.rows),
    )
    return sent.message_id


async def edit_photo(bot: Bot, chat_id: int, message_id: int, photo: Photo) -> bool:
    """Make a message show another picture; tell whether it is there to show it. Showing the same again is fine."""
    media = InputMediaPhoto(photo.content, photo.caption, filename=photo.name)
    try:
        await bot.edit_message_media(media, chat_id, message_id, reply_markup=keyboard(photo.rows))
    except BadRequest as error:
        said = error.message.lower()
        if _UNCHANGED in said:
            return True
        if any(gone in said for gone in _GONE):
            return False
        raise
    return True
