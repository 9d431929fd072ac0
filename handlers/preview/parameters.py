"""The table of methods' parameters: one class a method, one field a parameter, validated as requests come in.

Stricter than Telegram on purpose: Telegram ignores a parameter that it does not know, the preview refuses it, because
in a bot's code it is a slip. Parameters of chats that the bot has no business in (channels, paid messages, topics of
businesses) are not known here.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, ValidationError, ValidationInfo

from handlers.preview.errors import ApiError, bad_request
from handlers.preview.markup import AnyMarkup, InlineMarkup, Strict, from_json


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a request."""

    name: str
    mime: str
    content: bytes


def _attached(value: object, info: ValidationInfo) -> object:
    """Turn `attach://part` into the upload of that part; a plain string is the id of a file that is known already."""
    if not isinstance(value, str) or not value.startswith("attach://"):
        return value
    upload = (info.context or {}).get(value.removeprefix("attach://"))
    if upload is None:
        raise bad_request(f"file part {value!r} is not attached")
    return upload


ChatId = int | str
InputFile = Annotated[Upload | str, BeforeValidator(_attached)]
LanguageCode = Annotated[str, Field(pattern="^([a-z]{2})?$")]


class MessageEntity(Strict):
    type: str
    offset: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(gt=0)]
    url: str = ""
    language: str = ""
    custom_emoji_id: str = ""


Entities = Annotated[tuple[MessageEntity, ...], BeforeValidator(from_json)]


class ReplyParameters(Strict):
    message_id: int
    chat_id: ChatId | None = None
    allow_sending_without_reply: bool = False
    quote: str | None = None
    quote_parse_mode: str | None = None


class LinkPreviewOptions(Strict):
    is_disabled: bool = False
    url: str | None = None
    prefer_small_media: bool = False
    prefer_large_media: bool = False
    show_above_text: bool = False


LinkPreview = Annotated[LinkPreviewOptions, BeforeValidator(from_json)]


class BotCommand(Strict):
    command: Annotated[str, Field(pattern="^[a-z0-9_]{1,32}$")]
    description: Annotated[str, Field(min_length=1, max_length=256)]


class CommandScope(Strict):
    """Whom a list of commands is for; `chat_id` and `user_id` belong to the narrower kinds."""

    type: Literal[
        "default", "all_private_chats", "all_group_chats", "all_chat_administrators",
        "chat", "chat_administrators", "chat_member",
    ] = "default"  # fmt: skip
    chat_id: ChatId | None = None
    user_id: int | None = None


class MenuButton(Strict):
    type: Literal["default", "commands"]


class Reaction(Strict):
    type: Literal["emoji"]
    emoji: str


class InputMedia(Strict):
    type: Literal["photo", "document"]
    media: InputFile
    caption: str = ""
    parse_mode: str | None = None
    caption_entities: Entities | None = None
    has_spoiler: bool = False
    show_caption_above_media: bool = False
    disable_content_type_detection: bool = False


class InputText(Strict):
    message_text: str
    parse_mode: str | None = None
    entities: Entities | None = None
    link_preview_options: LinkPreview | None = None


class InlineArticle(Strict):
    type: Literal["article"]
    id: str
    title: Annotated[str, Field(min_length=1)]
    input_message_content: InputText
    reply_markup: InlineMarkup | None = None
    url: str | None = None
    description: str = ""
    thumbnail_url: str | None = None
    thumbnail_width: int | None = None
    thumbnail_height: int | None = None


class InlineResultsButton(Strict):
    text: Annotated[str, Field(min_length=1)]
    start_parameter: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,64}$")]


class Nothing(Strict):
    """getMe, getWebhookInfo, logOut, close."""


class GetUpdates(Strict):
    offset: int = 0
    limit: int = 100
    timeout: Annotated[int, Field(ge=0)] = 0
    allowed_updates: Annotated[tuple[str, ...], BeforeValidator(from_json)] | None = None


class SetWebhook(Strict):
    url: str = ""
    ip_address: str | None = None
    max_connections: Annotated[int, Field(ge=1, le=100)] = 40
    allowed_updates: Annotated[tuple[str, ...], BeforeValidator(from_json)] | None = None
    drop_pending_updates: bool = False
    secret_token: Annotated[str, Field(pattern="^[A-Za-z0-9_-]{1,256}$")] | None = None


class DeleteWebhook(Strict):
    drop_pending_updates: bool = False


class Sending(Strict):
    """What every method has that sends a message."""

    chat_id: ChatId
    message_thread_id: int | None = None
    parse_mode: str | None = None
    disable_notification: bool = False
    protect_content: bool = False
    message_effect_id: str | None = None
    reply_parameters: Annotated[ReplyParameters, BeforeValidator(from_json)] | None = None
    reply_markup: AnyMarkup | None = None


class SendMessage(Sending):
    text: str = ""
    entities: Entities | None = None
    link_preview_options: LinkPreview | None = None


class Captioned(Sending):
    caption: str = ""
    caption_entities: Entities | None = None


class SendPhoto(Captioned):
    photo: InputFile
    show_caption_above_media: bool = False
    has_spoiler: bool = False


class SendDocument(Captioned):
    document: InputFile
    thumbnail: InputFile | None = None
    disable_content_type_detection: bool = False


class Editing(Strict):
    """What every method has that edits a message: where it is, and its buttons from now on."""

    chat_id: ChatId | None = None
    message_id: int | None = None
    inline_message_id: str | None = None
    reply_markup: InlineMarkup | None = None


class EditMessageText(Editing):
    text: str = ""
    parse_mode: str | None = None
    entities: Entities | None = None
    link_preview_options: LinkPreview | None = None


class EditMessageCaption(Editing):
    caption: str = ""
    parse_mode: str | None = None
    caption_entities: Entities | None = None
    show_caption_above_media: bool = False


class EditMessageMedia(Editing):
    media: Annotated[InputMedia, BeforeValidator(from_json)]
    parse_mode: str | None = None  # of no effect: python-telegram-bot 22.8 sends its default here, too


class DeleteMessage(Strict):
    chat_id: ChatId
    message_id: int


class DeleteMessages(Strict):
    chat_id: ChatId
    message_ids: Annotated[tuple[int, ...], Field(min_length=1, max_length=100), BeforeValidator(from_json)]


class SetMessageReaction(Strict):
    chat_id: ChatId
    message_id: int
    reaction: Annotated[tuple[Reaction, ...], BeforeValidator(from_json)] = ()
    is_big: bool = False


class SendChatAction(Strict):
    chat_id: ChatId
    message_thread_id: int | None = None
    action: Literal[
        "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
        "choose_sticker", "find_location", "record_video_note", "upload_video_note",
    ]  # fmt: skip


class AnswerCallbackQuery(Strict):
    callback_query_id: str
    text: Annotated[str, Field(max_length=200)] = ""
    show_alert: bool = False
    url: str | None = None
    cache_time: int = 0


class AnswerInlineQuery(Strict):
    inline_query_id: str
    results: Annotated[tuple[InlineArticle, ...], BeforeValidator(from_json)]
    cache_time: int = 300
    is_personal: bool = False
    next_offset: Annotated[str, Field(max_length=64)] = ""
    button: Annotated[InlineResultsButton, BeforeValidator(from_json)] | None = None


class GetFile(Strict):
    file_id: str


class OfChat(Strict):
    """getChat, leaveChat."""

    chat_id: ChatId


class GetChatMember(Strict):
    chat_id: ChatId
    user_id: int


class GetChatAdministrators(Strict):
    chat_id: ChatId
    return_bots: bool = False


class OfCommands(Strict):
    """getMyCommands, deleteMyCommands."""

    scope: Annotated[CommandScope, BeforeValidator(from_json)] = CommandScope()
    language_code: LanguageCode = ""


class SetMyCommands(OfCommands):
    commands: Annotated[tuple[BotCommand, ...], Field(max_length=100), BeforeValidator(from_json)]


class OfLanguage(Strict):
    """getMyName, getMyDescription, getMyShortDescription."""

    language_code: LanguageCode = ""


class SetMyName(OfLanguage):
    name: Annotated[str, Field(max_length=64)] = ""


class SetMyDescription(OfLanguage):
    description: Annotated[str, Field(max_length=512)] = ""


class SetMyShortDescription(OfLanguage):
    short_description: Annotated[str, Field(max_length=120)] = ""


class GetChatMenuButton(Strict):
    chat_id: int | None = None


class SetChatMenuButton(GetChatMenuButton):
    menu_button: Annotated[MenuButton, BeforeValidator(from_json)] = MenuButton(type="default")


def refusal(error: ValidationError) -> ApiError:
    """Word the first thing that is wrong with a request."""
    first = error.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    match first["type"], where:
        case "missing", "chat_id":
            return bad_request("chat_id is empty")
        case "missing", "photo" | "document" | "media":
            return bad_request(f"there is no {where} in the request")
        case "missing", _:
            return bad_request(f"parameter {where} is required")
        case "extra_forbidden", _:
            return bad_request(f"parameter {where} is not known to the preview (Telegram would ignore it)")
        case _:
            return bad_request(f"parameter {where}: {first['msg']}")
