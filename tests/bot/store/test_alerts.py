"""Alerts: trouble is counted by kind, and known to be told or not."""

from dataclasses import replace

from bot.store import Store
from bot.store.rows import Alert
from tests.bot.store.builders import day, draft


def trouble(fingerprint: str = "f", **given: object) -> Alert:
    made = Alert(fingerprint, "handlers/a.py:1", "RuntimeError", "A1", True, day(1), day(1), 1, None, 0)
    return replace(made, **given)  # type: ignore[arg-type]


async def test_the_same_trouble_is_counted_and_keeps_its_beginning(store: Store) -> None:
    assert await store.note_alert(trouble()) == trouble()
    again = trouble(first_at=day(2), last_at=day(2), count=3, reference="B2")
    assert await store.note_alert(again) == trouble(last_at=day(2), count=4, reference="B2")
    without = trouble(first_at=day(3), last_at=day(3), reference="", serious=False)
    assert await store.note_alert(without) == trouble(last_at=day(3), count=5, reference="B2")


async def test_trouble_becomes_serious_and_stays_so(store: Store) -> None:
    await store.note_alert(trouble(serious=False))
    assert await store.untold_alerts() == ()
    assert (await store.note_alert(trouble(serious=True))).serious
    assert (await store.note_alert(trouble(serious=False))).serious


async def test_what_was_told_is_told_again_only_when_it_comes_again(store: Store) -> None:
    alert = await store.note_alert(trouble())
    assert await store.untold_alerts() == (alert,)
    await store.tell_alerts([alert], [draft("alert:f:7", 7)], day(1))
    assert await store.untold_alerts() == ()
    assert [row.key for row in await store.ready(day(1), 9)] == ["alert:f:7"]
    again = await store.note_alert(trouble(last_at=day(2)))
    assert await store.untold_alerts() == (again,)
    assert (again.count, again.told_count, again.told_at) == (2, 1, day(1))


async def test_the_last_trouble_comes_first_and_old_trouble_is_forgotten(store: Store) -> None:
    for number, name in enumerate("abc", start=1):
        await store.note_alert(trouble(name, last_at=day(number)))
    assert [alert.fingerprint for alert in await store.last_alerts(2)] == ["c", "b"]
    assert await store.prune_alerts(day(3)) == 2
    assert [alert.fingerprint for alert in await store.last_alerts(9)] == ["c"]


async def test_a_menu_is_noted_until_it_is_taken_away(store: Store) -> None:
    for _ in range(2):
        await store.note_menu(7, there=True)
    assert await store.menu_holders() == {7}
    await store.note_menu(7, there=False)
    assert await store.menu_holders() == frozenset()
