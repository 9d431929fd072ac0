"""A little bot on python-telegram-bot that the tests of the preview run against it."""

import html
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from telegram import (
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputTextMessageContent,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from handlers.preview.server import PreviewServer

App = Application[Any, Any, Any, Any, Any, Any]
Context = ContextTypes.DEFAULT_TYPE
GO = InlineKeyboardMarkup([[InlineKeyboardButton("Go", callback_data="go")]])


async def on_text(update: Update, context: Context) -> None:
    assert update.effective_chat
    assert update.effective_message
    await update.effective_chat.send_action("typing")
    said = html.escape(update.effective_message.text or "")
    await update.effective_message.reply_html(f"<b>You said</b> {said}", reply_markup=GO, do_quote=True)


async def on_start(update: Update, context: Context) -> None:
    assert update.effective_message
    assert update.effective_user
    payload = " ".join(context.args or ())
    await update.effective_message.reply_text(f"Welcome, {update.effective_user.first_name}. {payload}".strip())


BRIEFING = """<b>Zangezur corridor</b>

Armenia and Azerbaijan agreed on the route in August.<a href="https://example.org/a?b=1&amp;c=2">[1]</a>
It is <i>not yet</i> open; customs rules are <u>under discussion</u>.

<blockquote expandable><b>Sources</b>
1. The first of the sources, with a title that is rather long
2. Second source, March 2025
3. Third source, April 2025
4. Fourth source, May 2025
5. Fifth source, June 2025</blockquote>
Ask about <code>cop29</code> or press a button. <tg-spoiler>Hidden</tg-spoiler> /help
<pre><code class="language-python">print("1 &lt; 2")</code></pre>"""


async def on_briefing(update: Update, context: Context) -> None:
    assert update.effective_message
    deep_link = f"https://t.me/{context.bot.username}?start=cop29"
    keyboard = [
        [InlineKeyboardButton("Go", callback_data="go"), InlineKeyboardButton("Copy", copy_text=CopyTextButton("x"))],
        [InlineKeyboardButton("Follow this topic", url=deep_link)],
    ]
    await update.effective_message.reply_html(BRIEFING, reply_markup=InlineKeyboardMarkup(keyboard))


async def on_document(update: Update, context: Context) -> None:
    assert update.effective_message
    assert update.effective_message.document
    file = await update.effective_message.document.get_file()
    content = bytes(await file.download_as_bytearray())
    await update.effective_message.reply_document(content.upper(), filename="shouted.txt", caption="Louder")


async def on_button(update: Update, context: Context) -> None:
    assert update.callback_query
    if "hold" in context.bot_data:
        await context.bot_data["hold"].wait()
    await update.callback_query.answer("Gone", show_alert=True)
    await update.callback_query.edit_message_text("<blockquote expandable>a\nb</blockquote>", ParseMode.HTML)


async def on_inline(update: Update, context: Context) -> None:
    assert update.inline_query
    content = InputTextMessageContent(f"About <i>{update.inline_query.query}</i>", parse_mode=ParseMode.HTML)
    await update.inline_query.answer([InlineQueryResultArticle("one", "One", content)])


async def on_member(update: Update, context: Context) -> None:
    assert update.my_chat_member
    context.bot_data["status"] = update.my_chat_member.new_chat_member.status


@asynccontextmanager
async def running_bot(admin_id: int = 1002) -> AsyncIterator[tuple[PreviewServer, App]]:
    async with PreviewServer(port=0, admin_id=admin_id) as server:
        builder = ApplicationBuilder().token(server.token).base_url(server.base_url)
        application = builder.base_file_url(server.base_file_url).build()
        application.add_handler(CommandHandler("start", on_start))
        application.add_handler(CommandHandler("briefing", on_briefing))
        application.add_handler(MessageHandler(filters.TEXT, on_text))
        application.add_handler(MessageHandler(filters.Document.ALL, on_document))
        application.add_handler(CallbackQueryHandler(on_button))
        application.add_handler(InlineQueryHandler(on_inline))
        application.add_handler(ChatMemberHandler(on_member))
        async with application:
            assert application.updater
            await application.updater.start_polling(allowed_updates=Update.ALL_TYPES)
            await application.start()
            try:
                yield server, application
            finally:
                await application.updater.stop()
                await application.stop()
