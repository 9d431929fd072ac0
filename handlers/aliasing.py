"""Making what was not found another name of a topic, by a button or by typing the topic."""

import json

from telegram import Bot, Update
from telegram.ext import ContextTypes

from bot.notices import NotThereError
from bot.search.topics import Topic
from bot.statistics import Group
from bot.topic_edits import TopicEditError
from handlers.admins import is_from_admin
from handlers.errors import place_of
from handlers.messages import note
from handlers.moves import Move, Press
from handlers.outgoing import Outgoing
from handlers.prompting import ask
from handlers.question_actions import AddAlias, AskTopic, OpenUnmatched, TellAskers
from handlers.sending import Place, send
from handlers.services import Services
from handlers.topic_messages import fault
from handlers.unmatched import found, waiting_for
from handlers.unmatched_messages import alias_added, told, topic_choice

TOPIC_OF_PROMPT = "topic of unmatched"


async def add_alias(services: Services, user_id: int, action: AddAlias) -> Move:
    """Make it another name of the topic on the button."""
    group = await found(services, user_id, action.group, action.days)
    topic = services.library.topic(action.topic_id)
    if group is None:
        return Move(note=services.texts.questions.gone)
    if topic is None:
        return Move(note=services.texts.topic_gone)
    place = OpenUnmatched(action.group, action.days, action.page)
    try:
        return Move(edit=await _added(services, user_id, group, topic, place))
    except TopicEditError as error:
        return Move(note=fault(services.texts, error))


async def _added(services: Services, user_id: int, group: Group, topic: Topic, place: OpenUnmatched) -> Outgoing:
    edit = await services.topic_edits.add_alias(topic.id, group.text, user_id)
    return alias_added(services.texts, group, topic, edit.id, place, await waiting_for(services, group))


async def tell_askers(services: Services, user_id: int, action: TellAskers) -> Move:
    """Tell those who asked to be told of it; each of them once, however often this is pressed."""
    group = await found(services, user_id, action.group, action.days)
    if group is None:
        return Move(note=services.texts.questions.gone)
    count = sum([await _told(services, key, action.topic_id, user_id) for key in group.keys])
    if not count:
        return Move(note=services.texts.questions.nobody_told)
    services.sender.wake()
    return Move(edit=told(services.texts, count, OpenUnmatched(action.group, action.days, action.page)))


async def _told(services: Services, key: str, topic_id: str, user_id: int) -> int:
    try:
        return await services.notices.tell(key, topic_id, user_id)
    except NotThereError:  # a spelling that still has no answer: who asked by it is told when it has
        return 0


async def ask_topic(services: Services, bot: Bot, press: Press, action: AskTopic) -> Move:
    """Ask of which topic it is another name, once for each message that has the button."""
    group = await found(services, press.user_id, action.group, action.days)
    if group is None:
        return Move(note=services.texts.questions.gone)
    if services.recent.is_first((press.chat_id, press.message_id, action.data), services.clock()):
        words, data = services.texts.questions, json.dumps([action.group, action.days, action.page])
        said = words.which_topic.format(text=group.text)
        await ask(services, bot, Place(press.chat_id), press.user_id, TOPIC_OF_PROMPT, data, said, words.topic_hint)
    return Move()


async def on_topic_of(
    services: Services, update: Update, context: ContextTypes.DEFAULT_TYPE, data: str, text: str
) -> None:
    """Take a text for the topic, or offer those that it may mean."""
    user = update.effective_user
    if user is None or not is_from_admin(services, update):
        return  # an admin no more, since the question
    group_id, days, page = json.loads(data)
    await send(
        context.bot, place_of(update), await _typed(services, user.id, OpenUnmatched(group_id, days, page), text)
    )


async def _typed(services: Services, user_id: int, place: OpenUnmatched, text: str) -> Outgoing:
    group = await found(services, user_id, place.group, place.days)
    if group is None:
        return note(services.texts.questions.gone)
    called = services.library.topics_called([text])
    if len(called) != 1:  # nothing is made another name of a topic by a guess
        near = called or await services.topic_edits.find(text)
        return topic_choice(services.texts, text, near, group.id, place)
    try:
        return await _added(services, user_id, group, called[0], place)
    except TopicEditError as error:
        return note(fault(services.texts, error))
