"""What trouble looks like to an operator: pure, from values to messages."""

from collections.abc import Sequence
from datetime import datetime

from bot.errors import StoreError
from bot.store.rows import Alert
from handlers.cutting import cut_words, one_line
from handlers.logs import redacted
from handlers.messages import counted_words, note
from handlers.outgoing import Outgoing
from handlers.texts import Texts

_MOST = 10  # kinds of trouble in a message
_MAX_REASON = 500


def new(texts: Texts, alerts: Sequence[Alert]) -> Outgoing:
    """Return the message on trouble that the admins have not heard of."""
    return _listed(texts, texts.alerts.heading, [line(texts, alert) for alert in alerts])


def counts(texts: Texts, alerts: Sequence[Alert]) -> Outgoing:
    """Return the message on trouble that goes on."""
    return _listed(texts, texts.alerts.again, [line(texts, alert) for alert in alerts])


def lasting(texts: Texts, error: StoreError) -> Outgoing:
    """Return the message on trouble that keeps all others from being sent."""
    reason = cut_words(one_line(redacted(str(error))), _MAX_REASON)
    return note(texts.alerts.lasting.format(reason=f"{reason}."))


def line(texts: Texts, alert: Alert) -> str:
    """Return trouble as a line: what, where, since when and how often, and the latest reference."""
    words = texts.alerts
    parts = [words.trouble.format(what=alert.what, place=alert.place), _counted(texts, alert)]
    if alert.count > 1:
        parts.append(words.last.format(at=_at(alert.last_at)))
    if alert.reference:
        parts.append(words.reference.format(reference=alert.reference))
    return "– " + ", ".join(parts)


def _counted(texts: Texts, alert: Alert) -> str:
    form = texts.alerts.counted[alert.count != 1]
    return form.format(count=f"{alert.count:,}", since=_at(alert.first_at))


def _at(instant: datetime) -> str:
    return f"{instant:%Y-%m-%d %H:%M} UTC"


def _listed(texts: Texts, heading: str, lines: Sequence[str]) -> Outgoing:
    more = [counted_words(texts.alerts.more, len(lines) - _MOST)] if len(lines) > _MOST else []
    return note("\n".join([heading, *lines[:_MOST], *more, "", texts.alerts.look]))
