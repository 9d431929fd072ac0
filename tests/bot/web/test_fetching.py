"""Fetching from hosts on loopback that try everything; nothing is fetched from where it may not be."""

import asyncio
import gzip
import ssl
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.fetching import AGENT, Fetched, Fetcher
from bot.web.targets import PRIVATE, Resolve, Resolver, read_url
from bot.web.trouble import FetchError, Trouble
from tests.bot.web.servers import PAGE, SELF_SIGNED, Host, Say, a_fetcher, answer, default_trust, saying, served

HTML = ("text/html",)
MB = 1024 * 1024


async def refused(fetcher: Fetcher, url: str, **given: object) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await fetcher.fetch(url, accept=HTML, **given)  # type: ignore[arg-type]
    return caught.value


async def trouble_of(say: Say, **given: object) -> Trouble:
    async with served(say) as host:
        return (await refused(a_fetcher(), host.url(), **given)).trouble


def resolving(*answers: list[str]) -> Resolve:
    """A resolver whose answer to the same question changes."""
    waiting = list(answers)

    async def find(host: str, port: int) -> list[str]:
        return waiting.pop(0)

    return find


async def test_a_page_is_fetched_with_all_that_its_host_says() -> None:
    said = answer(content_type="Text/HTML; charset=windows-1251", ETag='"v1"', Last_Modified="yesterday")
    async with served(saying(said)) as host:
        got = await a_fetcher().fetch(host.url("/a?b=c#part"), accept=HTML)
    assert got == Fetched(host.url("/a?b=c"), "text/html", "windows-1251", PAGE, '"v1"', "yesterday")
    assert f"User-Agent: {AGENT}\r\n" in host.heads[0]
    assert "Cookie" not in host.heads[0]


async def test_a_name_is_asked_for_at_its_checked_address() -> None:
    async with served(saying(answer())) as host:
        find = resolving(["127.0.0.1"])
        got = await a_fetcher(find=find).fetch(host.url("/", name="Bücher.example"), accept=HTML)
    assert got.body == PAGE
    assert f"Host: xn--bcher-kva.example:{host.port}\r\n" in host.heads[0]


async def test_a_name_is_not_resolved_a_second_time() -> None:
    """Rebinding: the first answer is checked, the second would be connected to."""
    async with served(saying(answer())) as host:
        find = resolving(["127.0.0.1"], ["127.0.0.2"])
        await a_fetcher(find=find).fetch(host.url(name="rebinding.example"), accept=HTML)
        error = await refused(a_fetcher(find=find), host.url(name="rebinding.example"))
    assert (error.trouble, error.fact) == (Trouble.NOT_PUBLIC, "127.0.0.2")
    assert len(host.heads) == 1


async def test_one_private_address_of_several_refuses_the_name() -> None:
    error = await refused(
        Fetcher(trusted=default_trust(), find=resolving(["1.1.1.1", "10.0.0.1"])), "http://mixed.example/"
    )
    assert (error.trouble, error.fact) == (Trouble.NOT_PUBLIC, "10.0.0.1")


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://[::ffff:127.0.0.1]/", "http://0/",
        "http://2130706433/", "http://0x7f000001/", "http://127.1/", "http://169.254.169.254/latest/meta-data/",
        "https://10.1.2.3/", "http://[fd00:ec2::254]/", "http://[64:ff9b::7f00:1]/",
    ],
)  # fmt: skip
async def test_no_way_to_write_a_private_address_leads_there(url: str) -> None:
    assert (await refused(Fetcher(trusted=default_trust()), url)).trouble is Trouble.NOT_PUBLIC


@pytest.mark.parametrize(
    ("url", "trouble"),
    [
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("ftp://a.example/", Trouble.NO_ADDRESS),
        ("gopher://a.example/", Trouble.NO_ADDRESS),
        ("javascript:alert(1)", Trouble.NO_ADDRESS),
        ("a.example", Trouble.NO_ADDRESS),
        ("http://", Trouble.NO_ADDRESS),
        ("http://a.example:99999/", Trouble.NO_ADDRESS),
        ("http://a.example:0/", Trouble.NO_ADDRESS),
        (f"http://a.example/{'a' * 3000}", Trouble.NO_ADDRESS),
        ("http://user:hunter2@a.example/", Trouble.SECRETS),
        ("http://a.example:22/", Trouble.PORT),
        ("http://a.example:8080/", Trouble.PORT),
    ],
)
async def test_an_address_that_is_none_is_refused_before_anybody_is_asked(url: str, trouble: Trouble) -> None:
    error = await refused(Fetcher(trusted=default_trust(), find=resolving()), url)
    assert error.trouble is trouble
    assert "hunter2" not in str(error)


@given(st.text())
def test_no_text_breaks_the_reading_of_addresses(text: str) -> None:
    for wild in (text, f"http://{text}", f"https://a.example/{text}"):
        try:
            url = read_url(wild)
        except FetchError:
            continue
        assert url.scheme in ("http", "https")
        assert not url.userinfo


async def test_redirects_are_followed_to_the_page() -> None:
    said = {
        "a": answer(b"", status="301 Moved", Location="b?x=1"),
        "b?x=1": answer(b"", status="302 Found", Location="/c"),
    }
    async with served(saying(c=answer(), **said)) as host:
        got = await a_fetcher().fetch(host.url("/a"), accept=HTML)
    assert (got.url, got.body) == (host.url("/c"), PAGE)


async def test_a_redirect_to_a_private_address_is_refused_and_not_asked() -> None:
    async with served(saying(answer())) as inner:
        for location in (f"http://127.0.0.2:{inner.port}/", f"//127.0.0.2:{inner.port}/", "http://169.254.169.254/"):
            async with served(saying(answer(b"", status="302 Found", Location=location))) as outer:
                assert (await refused(a_fetcher(), outer.url())).trouble is Trouble.NOT_PUBLIC
    assert inner.heads == []


@pytest.mark.parametrize(
    ("location", "trouble"),
    [
        ("file:///etc/passwd", Trouble.NO_ADDRESS),
        ("http://user:x@127.0.0.1/", Trouble.SECRETS),
        ("http://[broken", Trouble.UNKNOWN_HOST),
        ("/", Trouble.REDIRECTS),
    ],
)
async def test_a_redirect_that_leads_nowhere_is_refused(location: str, trouble: Trouble) -> None:
    assert await trouble_of(saying(answer(b"", status="307 Temporary", Location=location))) is trouble


async def test_an_unchanged_page_is_not_sent_again() -> None:
    async with served(saying(answer(b"", status="304 Not Modified"))) as host:
        got = await a_fetcher().fetch(host.url(), accept=HTML, etag='"v1"', modified="yesterday")
    assert got == Fetched(host.url(), "", "", b"", '"v1"', "yesterday", not_modified=True)
    assert 'If-None-Match: "v1"\r\n' in host.heads[0]
    assert "If-Modified-Since: yesterday\r\n" in host.heads[0]


@pytest.mark.parametrize("mark", ['"caf\u00e9"', '"' + "x" * 2_000 + '"'])
async def test_a_mark_that_could_not_be_sent_back_is_none(mark: str) -> None:
    said = answer(PAGE, "text/html").replace(b"\r\n", f"\r\nETag: {mark}\r\n".encode("latin-1"), 1)
    async with served(saying(said)) as host:
        assert (await a_fetcher().fetch(host.url(), accept=HTML)).etag == ""


async def test_names_are_asked_for_in_threads_of_their_own() -> None:
    find, names = Resolver(), {"127.0.0.1", "::1"}
    assert names.issuperset(await find("localhost", 80))
    with pytest.raises(OSError, match=r"\S"):
        await find("nowhere.invalid", 80)


async def test_not_modified_is_no_answer_to_who_has_nothing() -> None:
    assert await trouble_of(saying(answer(b"", status="304 Not Modified"))) is Trouble.STATUS


@pytest.mark.parametrize(("told", "waits_s"), [("120", 120), ("9" * 400, 1e9)], ids=["two minutes", "for ever"])
async def test_a_host_that_asks_for_patience_is_heard(told: str, waits_s: float) -> None:
    assert await patience_of(told) == waits_s


async def test_a_host_may_name_the_time_until_which_it_asks_for_patience() -> None:
    in_an_hour = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    waits_s = await patience_of(in_an_hour)
    assert waits_s is not None
    assert 3000 <= waits_s <= 3600


@pytest.mark.parametrize("told", ["soon", "-1", "²", "Mon, 99 Foo 99999 00:00:00", ""])
async def test_patience_that_cannot_be_understood_is_none(told: str) -> None:
    assert await patience_of(told, status="503 Busy") is None


async def patience_of(told: str, status: str = "429 Too Many") -> float | None:
    """Return for how long a host that answers so is left alone, in seconds."""
    async with served(saying(answer(b"", status=status, Retry_After=told))) as host:
        error = await refused(a_fetcher(), host.url())
    assert (error.trouble, error.status) == (Trouble.STATUS, int(status.split()[0]))
    return error.retry_after_s


@pytest.mark.parametrize("status", ["404 Not Found", "500 Oops", "204 No Content", "301 Moved"])
async def test_a_bad_status_is_told(status: str) -> None:
    wanted = Trouble.TYPE if status.startswith("2") else Trouble.STATUS
    assert await trouble_of(saying(answer(b"", "", status))) is wanted


@pytest.mark.parametrize("content_type", ["image/png", "video/mp4", "application/zip", "", "no type/at all"])
async def test_a_wrong_content_type_is_refused(content_type: str) -> None:
    assert await trouble_of(saying(answer(content_type=content_type))) is Trouble.TYPE


async def test_a_type_that_says_nothing_is_told_by_the_ending() -> None:
    async with served(saying(answer(b"%PDF-1.7", "application/octet-stream"))) as host:
        got = await a_fetcher().fetch(host.url("/report.pdf"), accept=["application/pdf"])
    assert got.content_type == "application/pdf"


async def test_a_packed_page_is_unpacked() -> None:
    packed = gzip.compress(PAGE[:10]) + gzip.compress(PAGE[10:])
    async with served(saying(answer(packed, Content_Encoding="gzip"))) as host:
        assert (await a_fetcher().fetch(host.url(), accept=HTML)).body == PAGE


async def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = gzip.compress(bytes(100 * MB))
    assert await trouble_of(saying(answer(bomb, Content_Encoding="gzip"))) is Trouble.TOO_LARGE


@pytest.mark.parametrize(
    "said",
    [
        answer(b"\x1f\x8b\x08 no gzip", Content_Encoding="gzip"),
        answer(gzip.compress(PAGE)[:-10], Content_Encoding="gzip"),
        answer(b"packed", Content_Encoding="br"),
        answer(b"packed", Content_Encoding="gzip, gzip"),
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100\r\n\r\nshort",
        b"HTTP/1.1 200 OK\r\nX: " + b"x" * 300_000 + b"\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 60_000,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"SSH-2.0-OpenSSH_9.6\r\n\r\n",
        b"\0\xff" * 100,
        b"",
    ],
    ids=range(11),
)
async def test_an_answer_that_breaks_the_rules_is_refused(said: bytes) -> None:
    async def say(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    assert await trouble_of(say) is Trouble.GARBLED


async def test_a_body_without_an_end_is_cut_off() -> None:
    async def say(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while True:
            writer.write(bytes(64 * 1024))
            await writer.drain()

    assert await trouble_of(say, max_bytes=MB) is Trouble.TOO_LARGE


@pytest.mark.parametrize("head", [b"", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 99\r\n\r\n"])
async def test_a_host_that_trickles_or_is_silent_is_given_up(head: bytes) -> None:
    async def say(path: str, writer: asyncio.StreamWriter) -> None:
        writer.write(head)
        while True:
            writer.write(b"x" if head else b"")
            await writer.drain()
            await asyncio.sleep(0.05)

    async with served(say) as host:
        assert (await refused(a_fetcher(seconds=0.3), host.url())).trouble is Trouble.TOO_SLOW


async def test_interim_answers_without_an_end_are_given_up() -> None:
    async def say(path: str, writer: asyncio.StreamWriter) -> None:
        while True:
            writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" * 100)
            await writer.drain()

    async with served(say) as host:
        assert (await refused(a_fetcher(seconds=0.3), host.url())).trouble is Trouble.TOO_SLOW


def own_certificate() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(SELF_SIGNED)
    return context


async def test_a_certificate_that_nobody_vouches_for_is_refused() -> None:
    async with served(saying(answer()), trusted=own_certificate()) as host:
        error = await refused(a_fetcher(find=resolving(["127.0.0.1"])), host.url(name="news.example", scheme="https"))
    assert (error.trouble, error.fact) == (Trouble.TLS, "self-signed certificate")
    assert host.heads == []


async def test_a_certificate_is_held_against_the_name_and_not_the_address() -> None:
    trusted = ssl.create_default_context(cafile=SELF_SIGNED)
    async with served(saying(answer()), trusted=own_certificate()) as host:
        fetcher = a_fetcher(find=resolving(["127.0.0.1"], ["127.0.0.1"]), trusted=trusted)
        got = await fetcher.fetch(host.url(name="news.example", scheme="https"), accept=HTML)
        error = await refused(fetcher, host.url(name="other.example", scheme="https"))
    assert got.body == PAGE
    assert error.trouble is Trouble.TLS


async def test_a_host_that_is_not_there_is_told() -> None:
    async with served(saying()) as host:
        pass
    assert (await refused(a_fetcher(), host.url())).trouble is Trouble.UNREACHABLE
    unknown = await refused(Fetcher(trusted=default_trust()), "http://no-such-host.invalid/")
    assert (unknown.trouble, unknown.fact) == (Trouble.UNKNOWN_HOST, "no-such-host.invalid")


async def test_the_next_address_is_tried_where_the_first_does_not_answer() -> None:
    async with served(saying(answer())) as host:
        fetcher = Fetcher(PRIVATE, trusted=default_trust(), find=resolving(["127.0.0.3", "127.0.0.1"]))
        assert (await fetcher.fetch(host.url(name="two.example"), accept=HTML)).body == PAGE


async def test_no_proxy_of_the_environment_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fetch_through(proxy: Host, host: Host) -> None:
        for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url())
        await a_fetcher().fetch(host.url(), accept=HTML)

    async with served(saying(answer())) as proxy, served(saying(answer())) as host:
        await fetch_through(proxy, host)
    assert (len(proxy.heads), len(host.heads)) == (0, 1)
