"""Bot API methods about messages and queries: each takes its validated parameters and returns what Telegram returns."""

import secrets
from dataclasses import replace

from handlers.preview import parameters as p
from handlers.preview.entities import Formatted
from handlers.preview.errors import bad_request
from handlers.preview.markup import ForceReply, InlineKeyboard, RemoveKeyboard, ReplyKeyboard
from handlers.preview.state import CALLBACK_LIFE_S, INLINE_LIFE_S, ChatState, Event, World
from handlers.preview.text_rules import caption_text, message_text
from handlers.preview.topics import GENERAL, thread_of, topic_named, topic_to_write_in
from handlers.preview.values import Message, StoredFile

MAX_INLINE_RESULTS = 50
MAX_RESULT_ID = 64  # bytes
MAX_DOWNLOAD = 20 * 1024 * 1024
_NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same as a current "
    "content and reply markup of the message"
)
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"

Json = dict[str, object]


def send_message(world: World, given: p.SendMessage) -> Json:
    world.sendable(given.chat_id, "text messages")
    text = message_text(given.text, given.parse_mode, given.entities)
    return _send(world, given, text)


def send_photo(world: World, given: p.SendPhoto) -> Json:
    world.sendable(given.chat_id, "photos")
    caption = caption_text(given.caption, given.parse_mode, given.caption_entities)
    return _send(world, given, caption, photo=_file(world, given.photo, as_photo=True))


def send_document(world: World, given: p.SendDocument) -> Json:
    world.sendable(given.chat_id, "documents")
    caption = caption_text(given.caption, given.parse_mode, given.caption_entities)
    return _send(world, given, caption, document=_file(world, given.document, as_photo=False))


def _send(
    world: World,
    given: p.Sending,
    text: Formatted,
    photo: StoredFile | None = None,
    document: StoredFile | None = None,
) -> Json:
    state = world.writable(given.chat_id)
    reply_to = _replied(world, state, given.reply_parameters)
    topic = topic_to_write_in(state, given.message_thread_id, reply_to)
    markup = given.reply_markup
    buttons = markup.rows() if isinstance(markup, InlineKeyboard) else ()
    draft = Message(0, state.chat, world.me, 0, text.text, text.entities, photo, document, buttons, reply_to)
    draft = replace(draft, thread_id=thread_of(state, topic, reply_to), topic_root=topic.root if topic else None)
    if isinstance(markup, ForceReply):
        draft = replace(draft, force_reply=markup)
    message = world.post(state, world.me, draft)
    if message.force_reply:
        world.publish(Event("force_reply", state.chat.id, message, message.force_reply.model_dump()))
    if isinstance(markup, ReplyKeyboard | RemoveKeyboard):
        state.reply_keyboard = markup if isinstance(markup, ReplyKeyboard) else None
        world.publish(Event("keyboard", state.chat.id))
    return message.to_json()


def _file(world: World, given: p.Upload | str, as_photo: bool) -> StoredFile:
    if isinstance(given, p.Upload):
        return world.store(given, as_photo)
    if given.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content: the preview fetches nothing from the network")
    stored = world.files.get(given)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if bool(stored.width) is not as_photo:
        raise bad_request(f"can't use file of type {'Photo' if stored.width else 'Document'} here")
    return stored


def _replied(world: World, state: ChatState, given: p.ReplyParameters | None) -> Message | None:
    if given is None:
        return None
    there = state if given.chat_id is None else world.chat(given.chat_id)
    message = there.messages.get(given.message_id)
    if message is None and not given.allow_sending_without_reply:
        raise bad_request("message to be replied not found")
    return message


def edit_message_text(world: World, given: p.EditMessageText) -> Json | bool:
    message = _to_edit(world, given)
    if message.photo or message.document:
        raise bad_request("there is no text in the message to edit")
    text = message_text(given.text, given.parse_mode, given.entities)
    return _edit(world, given, message, replace(message, text=text.text, entities=text.entities))


def edit_message_caption(world: World, given: p.EditMessageCaption) -> Json | bool:
    message = _to_edit(world, given)
    if not (message.photo or message.document):
        raise bad_request("there is no caption in the message to edit")
    caption = caption_text(given.caption, given.parse_mode, given.caption_entities)
    return _edit(world, given, message, replace(message, text=caption.text, entities=caption.entities))


def edit_message_media(world: World, given: p.EditMessageMedia) -> Json | bool:
    message = _to_edit(world, given)
    media = given.media
    stored = _file(world, media.media, as_photo=media.type == "photo")
    caption = caption_text(media.caption, media.parse_mode, media.caption_entities)
    photo, document = (stored, None) if media.type == "photo" else (None, stored)
    changed = replace(message, text=caption.text, entities=caption.entities, photo=photo, document=document)
    return _edit(world, given, message, changed)


def edit_message_reply_markup(world: World, given: p.Editing) -> Json | bool:
    message = _to_edit(world, given)
    return _edit(world, given, message, message)


def _to_edit(world: World, given: p.Editing) -> Message:
    if given.inline_message_id is not None:
        where = world.inline_messages.get(given.inline_message_id)
        if where is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return world.chats[where[0]].messages[where[1]]
    if given.chat_id is None:
        raise bad_request("chat_id is empty")
    if given.message_id is None:
        raise bad_request("message identifier is not specified")
    message = world.writable(given.chat_id).messages.get(given.message_id)
    if message is None:
        raise bad_request("message to edit not found")
    if message.sender.id != world.me.id:
        raise bad_request("message can't be edited")
    return message


def _edit(world: World, given: p.Editing, before: Message, after: Message) -> Json | bool:
    after = replace(after, buttons=given.reply_markup.rows() if given.reply_markup else ())
    if after == before:
        raise bad_request(_NOT_MODIFIED)
    edited = world.amend(after)
    return edited.to_json() if given.inline_message_id is None else True


def delete_message(world: World, given: p.DeleteMessage) -> bool:
    state = world.chat(given.chat_id)
    message = state.messages.get(given.message_id)
    if message is None:
        raise bad_request("message to delete not found")
    if state.chat.type != "private" and message.sender.id != world.me.id and not _may_delete(world, state):
        raise bad_request("message can't be deleted")
    _delete(world, state, message)
    return True


def delete_messages(world: World, given: p.DeleteMessages) -> bool:
    state = world.chat(given.chat_id)
    for message_id in given.message_ids:
        if message := state.messages.get(message_id):
            _delete(world, state, message)
    return True


def _may_delete(world: World, state: ChatState) -> bool:
    return world.my_place(state).is_administrator


def _delete(world: World, state: ChatState, message: Message) -> None:
    del state.messages[message.message_id]
    world.publish(Event("delete", state.chat.id, message))


def set_message_reaction(world: World, given: p.SetMessageReaction) -> bool:
    state = world.writable(given.chat_id)
    message = state.messages.get(given.message_id)
    if message is None:
        raise bad_request("message to react not found")
    if len(given.reaction) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    detail: Json = {"emoji": "".join(reaction.emoji for reaction in given.reaction)}
    world.publish(Event("reaction", state.chat.id, message, detail))
    return True


def send_chat_action(world: World, given: p.SendChatAction) -> bool:
    state = world.writable(given.chat_id)
    if given.message_thread_id != GENERAL:
        topic_named(state, given.message_thread_id)
    world.publish(Event("action", state.chat.id, detail={"action": given.action}))
    return True


def answer_callback_query(world: World, given: p.AnswerCallbackQuery) -> bool:
    query = world.callbacks.get(given.callback_query_id)
    if query is None or query.answer is not None or world.clock() - query.asked_at > CALLBACK_LIFE_S:
        raise bad_request(_TOO_OLD)
    query.answer = given
    detail: Json = {"query_id": query.id, "text": given.text, "show_alert": given.show_alert}
    world.publish(Event("answer", query.chat_id, detail=detail))
    return True


def answer_inline_query(world: World, given: p.AnswerInlineQuery) -> bool:
    if len(given.results) > MAX_INLINE_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    ids = [result.id for result in given.results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    if not all(1 <= len(result_id.encode()) <= MAX_RESULT_ID for result_id in ids):
        raise bad_request("RESULT_ID_INVALID")
    for result in given.results:
        inline_text(result)
    query = world.inline_queries.get(given.inline_query_id)
    if query is None or query.answer is not None or world.clock() - query.asked_at > INLINE_LIFE_S:
        raise bad_request(_TOO_OLD)
    query.answer = given
    world.changed.notify()
    return True


def inline_text(result: p.InlineArticle) -> Formatted:
    """Return the text that choosing the result posts."""
    content = result.input_message_content
    return message_text(content.message_text, content.parse_mode, content.entities)


def get_file(world: World, given: p.GetFile) -> Json:
    stored = world.files.get(given.file_id)
    if stored is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if len(stored.content) > MAX_DOWNLOAD:
        raise bad_request("file is too big")
    size = len(stored.content)
    return {"file_id": stored.id, "file_unique_id": stored.unique_id, "file_size": size, "file_path": stored.path}


def new_query_id() -> str:
    """Return an id as Telegram's queries have them: a long number as text."""
    return str(secrets.randbits(62))


async def get_updates(world: World, given: p.GetUpdates) -> list[Json]:
    return await world.updates.poll(given.offset, given.limit, given.timeout, given.allowed_updates)


def set_webhook(world: World, given: p.SetWebhook) -> bool:
    """Keep the address, so that getUpdates conflicts as it would; nothing is delivered to it."""
    if given.url and not given.url.startswith("https://"):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    if given.allowed_updates is not None:
        world.updates.allowed = given.allowed_updates
    if given.drop_pending_updates:
        world.updates.drop()
    world.updates.webhook_url = given.url
    return True


def delete_webhook(world: World, given: p.DeleteWebhook) -> bool:
    return set_webhook(world, p.SetWebhook(drop_pending_updates=given.drop_pending_updates))


def get_webhook_info(world: World, given: p.Nothing) -> Json:
    updates = world.updates
    info: Json = {
        "url": updates.webhook_url,
        "has_custom_certificate": False,
        "pending_update_count": len(updates),
    }
    if updates.webhook_url:
        info |= {"last_error_date": world.now, "last_error_message": "The preview delivers through getUpdates only"}
    if updates.allowed:
        info["allowed_updates"] = list(updates.allowed)
    return info
