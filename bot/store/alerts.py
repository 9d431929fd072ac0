"""Trouble that operators are told of: each kind once, then its count."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime

from sqlalchemy import case, delete, select, update

from bot.store.database import Database, upsert
from bot.store.held import put_out
from bot.store.rows import Alert, Draft
from bot.store.schema import alerts

_COLUMNS = tuple(alerts.c[field.name] for field in fields(Alert))


class AlertQuestions(Database):
    """The questions about alerts."""

    async def note_alert(self, alert: Alert) -> Alert:
        """Keep trouble, added to what is known of it by its fingerprint; return all that is known now."""
        values = {field.name: getattr(alert, field.name) for field in fields(Alert)}
        async with self.writing() as connection:
            new = upsert(connection, alerts).values(values)
            known = {
                "count": alerts.c.count + alert.count,
                "last_at": alert.last_at,
                "serious": alerts.c.serious | new.excluded.serious,
                "reference": case((new.excluded.reference != "", new.excluded.reference), else_=alerts.c.reference),
            }
            kept = new.on_conflict_do_update(index_elements=["fingerprint"], set_=known).returning(*_COLUMNS)
            return Alert(*(await connection.execute(kept)).one())

    async def tell_alerts(self, told: Sequence[Alert], drafts: Sequence[Draft], now: datetime) -> None:
        """Queue messages on alerts, and note up to which count the admins know of them."""
        async with self.writing() as connection:
            for alert in told:
                known = update(alerts).where(alerts.c.fingerprint == alert.fingerprint)
                await connection.execute(known.values(told_at=now, told_count=alert.count))
            await put_out(connection, drafts, now)

    async def untold_alerts(self) -> tuple[Alert, ...]:
        """Return serious trouble of which the admins do not know the present count, latest first."""
        untold = alerts.c.serious & (alerts.c.count > alerts.c.told_count)
        chosen = select(*_COLUMNS).where(untold).order_by(alerts.c.last_at.desc(), alerts.c.fingerprint)
        async with self.reading() as connection:
            return tuple(Alert(*row) for row in await connection.execute(chosen))

    async def last_alerts(self, limit: int) -> tuple[Alert, ...]:
        """Return the latest trouble, serious or not."""
        chosen = select(*_COLUMNS).order_by(alerts.c.last_at.desc(), alerts.c.fingerprint).limit(limit)
        async with self.reading() as connection:
            return tuple(Alert(*row) for row in await connection.execute(chosen))

    async def prune_alerts(self, before: datetime) -> int:
        """Forget trouble that was last seen before an instant, so that it is new when it comes again."""
        async with self.writing() as connection:
            return (await connection.execute(delete(alerts).where(alerts.c.last_at < before))).rowcount
