"""Whether what a message answers is followed in its chat."""

import logging

from bot.answering import Reply
from bot.errors import StoreError
from bot.following import keys_of
from handlers.services import Services

_log = logging.getLogger(__name__)


async def followed_in(services: Services, chat_id: int, thread_id: int) -> frozenset[str] | None:
    """Return the keys of what is followed in a place, None where the store cannot tell: the answer matters more."""
    try:
        return await services.store.followed_keys(chat_id, thread_id)
    except StoreError as error:
        _log.warning("an answer goes without its follow button: %s", error)
        return None


def is_followed(reply: Reply, keys: frozenset[str] | None) -> bool | None:
    """Tell whether a reply's topic is among them; None is not known."""
    return None if keys is None else not keys_of(reply).isdisjoint(keys)
