"""The clock asks feeds: what is new is answered from, and admins hear once of a feed that fails for long."""

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

from handlers.polling import poll
from tests.bot.test_feeding import Site
from tests.bot.web.servers import answer, saying, served
from tests.handlers.bots import Running, person, running

ADMIN = person("Edda")
ARTICLE = (
    "<p>The dredger Corvina has deepened the harbour of Tarnholm by two metres, the authority said on Monday.</p>"
    "<p>Fishermen of Tarnholm asked the Corvina's owners to stay away from the oyster banks until the autumn.</p>"
)
FEED = f"""<rss version="2.0"><channel><title>Harbour &lt;i&gt;News</title><item><title>A dredger</title>
<guid>1</guid><description><![CDATA[{ARTICLE}]]></description></item></channel></rss>""".encode()


async def polled(bot: Running) -> None:
    await poll(bot.services, SimpleNamespace())  # type: ignore[arg-type]  # a job's context, of no use here


async def failed_for(bot: Running, feed_id: int, age: timedelta) -> None:
    """Let a feed be due now and have failed for some time."""
    now = bot.services.clock()
    since = {"failing_since": now - age, "failures": 5, "next_poll_at": now}
    await bot.services.store.settle_feed(feed_id, [], since)


async def test_an_article_of_a_feed_is_answered_from(tmp_path: Path) -> None:
    async with (
        served(saying(feed=answer(FEED, "application/rss+xml"))) as host,
        running(tmp_path, FETCH_PRIVATE="true", ADMIN_IDS=str(ADMIN.id)) as bot,
    ):
        preview = await bot.services.feeding.add(host.url("/feed"))
        await bot.services.feeding.confirm(preview.url, preview.title, ADMIN.id)
        await polled(bot)
        assert "deepened the harbour of Tarnholm" in (await bot.chat().ask("Corvina")).text
        assert bot.application.job_queue
        (job,) = bot.application.job_queue.get_jobs_by_name("feeds")
        assert (job.job.max_instances, job.job.misfire_grace_time) == (1, None)


async def test_admins_hear_of_a_feed_that_fails_for_long_once_and_once_that_it_is_back(tmp_path: Path) -> None:
    site = Site()
    async with served(site) as site.host, running(tmp_path, FETCH_PRIVATE="true", ADMIN_IDS=str(ADMIN.id)) as bot:
        row = await bot.services.feeding.confirm(site.host.url("/feed"), "Harbour <i>News", ADMIN.id)
        admin = bot.server.private_chat(ADMIN)
        await admin.ask("/help")
        begun = len(admin.replies)
        for days in (2, 4, 5):
            await failed_for(bot, row.id, timedelta(days=days))
            await polled(bot)
        site.has("/feed", FEED, "application/rss+xml")
        await failed_for(bot, row.id, timedelta(days=5))
        await polled(bot)
        await admin.wait_until(lambda: len(admin.replies) >= begun + 2)
        failing, back = [message.text for message in admin.replies[begun:]]
    assert "“Harbour <i>News” could not be read since" in failing
    assert "is refused by its host: status 404" in failing
    assert back == "The feed “Harbour <i>News” can be read again."


async def test_a_private_address_is_out_of_reach_by_default(tmp_path: Path) -> None:
    async with served(saying(answer(FEED, "application/rss+xml"))) as host, running(tmp_path) as bot:
        row = await bot.services.feeding.confirm(host.url("/feed"), "Inner", ADMIN.id)
        await polled(bot)
        assert host.heads == []
        (row,) = await bot.services.feeding.list()
        assert "see FETCH_PRIVATE" in row.last_error
