"""What a message with buttons answers, answered again: messages keep no state but what their buttons carry."""

from bot.answering import Reply
from handlers import messages
from handlers.follow_state import followed_in, is_followed
from handlers.outgoing import Outgoing
from handlers.services import Services
from handlers.subjects import Subject


async def recalled(services: Services, subject: Subject) -> Reply | str:
    """Return the reply on a subject, of the topic that was settled or the text typed; or why there is none."""
    ask = await services.store.ask(subject.ask_id) if subject.ask_id else None
    if subject.ask_id and ask is None:
        return services.texts.stale
    topic_id = ask.topic_id if ask else subject.topic_id
    if topic_id:
        return await services.library.brief_topic(topic_id) or services.texts.topic_gone
    return await services.library.brief(ask.text) if ask else services.texts.topic_gone


async def shown_again(
    services: Services, place: tuple[int, int], reply: Reply, subject: Subject, number: int, *, evidence: bool
) -> Outgoing | None:
    """Return the message that shows a page of a reply, its follow button as of now; None where there is no such page.

    `place` is the chat and the forum topic.
    """
    page = await services.library.page(reply, number)
    followed = is_followed(reply, await followed_in(services, *place))
    if page:
        return messages.view(services.texts, reply, page, subject, number=number, evidence=evidence, followed=followed)
    return messages.answer(services.texts, reply, None, subject, followed) if number == 0 else None
