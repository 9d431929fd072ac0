"""Which Bot API methods the preview has: name, parameters, and the function that does it."""

import inspect
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from dataclasses import dataclass
from typing import TypeVar

from pydantic import ValidationError

from handlers.preview import about_methods as about
from handlers.preview import methods as m
from handlers.preview import parameters as p
from handlers.preview.markup import Strict
from handlers.preview.state import World

Given = TypeVar("Given", bound=Strict)
Uploads = Mapping[str, p.Upload]


@dataclass(frozen=True, slots=True)
class Method:
    """One method under the name that the Bot API spells it with."""

    name: str
    parameters: type[Strict]
    call: Callable[[World, Mapping[str, object], Uploads], Coroutine[None, None, object]]


def _method(
    name: str, parameters: type[Given], function: Callable[[World, Given], object | Awaitable[object]]
) -> Method:
    async def call(world: World, raw: Mapping[str, object], uploads: Uploads) -> object:
        attached = {part: f"attach://{part}" for part in uploads if part in parameters.model_fields}
        try:
            given = parameters.model_validate({**raw, **attached}, context=uploads)
        except ValidationError as error:
            raise p.refusal(error) from error
        result = function(world, given)
        return await result if inspect.isawaitable(result) else result

    return Method(name, parameters, call)


_TABLE = (
    _method("getMe", p.Nothing, about.get_me),
    _method("logOut", p.Nothing, about.agree),
    _method("close", p.Nothing, about.agree),
    _method("getUpdates", p.GetUpdates, m.get_updates),
    _method("setWebhook", p.SetWebhook, m.set_webhook),
    _method("deleteWebhook", p.DeleteWebhook, m.delete_webhook),
    _method("getWebhookInfo", p.Nothing, m.get_webhook_info),
    _method("sendMessage", p.SendMessage, m.send_message),
    _method("sendPhoto", p.SendPhoto, m.send_photo),
    _method("sendDocument", p.SendDocument, m.send_document),
    _method("sendChatAction", p.SendChatAction, m.send_chat_action),
    _method("editMessageText", p.EditMessageText, m.edit_message_text),
    _method("editMessageCaption", p.EditMessageCaption, m.edit_message_caption),
    _method("editMessageMedia", p.EditMessageMedia, m.edit_message_media),
    _method("editMessageReplyMarkup", p.Editing, m.edit_message_reply_markup),
    _method("deleteMessage", p.DeleteMessage, m.delete_message),
    _method("deleteMessages", p.DeleteMessages, m.delete_messages),
    _method("setMessageReaction", p.SetMessageReaction, m.set_message_reaction),
    _method("answerCallbackQuery", p.AnswerCallbackQuery, m.answer_callback_query),
    _method("answerInlineQuery", p.AnswerInlineQuery, m.answer_inline_query),
    _method("getFile", p.GetFile, m.get_file),
    _method("setMyCommands", p.SetMyCommands, about.set_my_commands),
    _method("getMyCommands", p.OfCommands, about.get_my_commands),
    _method("deleteMyCommands", p.OfCommands, about.delete_my_commands),
    _method("setMyName", p.SetMyName, about.set_my_name),
    _method("getMyName", p.OfLanguage, about.get_my_name),
    _method("setMyDescription", p.SetMyDescription, about.set_my_description),
    _method("getMyDescription", p.OfLanguage, about.get_my_description),
    _method("setMyShortDescription", p.SetMyShortDescription, about.set_my_short_description),
    _method("getMyShortDescription", p.OfLanguage, about.get_my_short_description),
    _method("setChatMenuButton", p.SetChatMenuButton, about.set_chat_menu_button),
    _method("getChatMenuButton", p.GetChatMenuButton, about.get_chat_menu_button),
    _method("getChat", p.OfChat, about.get_chat),
    _method("getChatMember", p.GetChatMember, about.get_chat_member),
    _method("getChatAdministrators", p.GetChatAdministrators, about.get_chat_administrators),
    _method("leaveChat", p.OfChat, about.leave_chat),
)

METHODS: Mapping[str, Method] = {method.name.lower(): method for method in _TABLE}  # Telegram ignores case
