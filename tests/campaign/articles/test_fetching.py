"""Fetching over real connections: what comes, what is refused, and what never gets through."""

import asyncio
import gzip
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web

from campaign.articles import fetching
from campaign.articles.addresses import Address, BadAddress, NotPublic, is_public
from campaign.articles.fetching import (
    Fetcher,
    NoSuchPage,
    NotAPage,
    PageTooLarge,
    TooManyRedirects,
    TooSlow,
    Unreachable,
)
from campaign.articles.pinning import socket_to
from tests.webserver import ANY_PORT, LOOPBACK, Site, near

PAGE = "<html><body><p>La red es de todos.</p></body></html>"


class OnlyFirst:
    """Takes the first server for a public one, and everything after it for what it is."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self, address: Address) -> bool:
        self.asked += 1
        return self.asked == 1 or is_public(address)


class Names:
    """A resolver whose answer for a name changes from one time to the next."""

    def __init__(self, *answers: list[str]) -> None:
        self._answers = iter(answers)
        self.asked: list[str] = []

    async def __call__(self, host: str) -> list[str]:
        self.asked.append(host)
        return next(self._answers)


Connected = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def listening(connected: Connected) -> AsyncIterator[int]:
    """A server that answers as it likes; its port."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await connected(reader, writer)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, LOOPBACK, 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()


async def test_a_page_comes_with_its_kind_and_its_characters(site: Site) -> None:
    link = site.page("/nota", "El año".encode("latin-1"), "Text/HTML; charset=ISO-8859-1")
    page = await near().fetch(f"{link}?a=b#part")
    assert (page.link, page.kind, page.text) == (f"{link}?a=b", "text/html", "El año")


@pytest.mark.parametrize("kind", fetching.PAGES)
async def test_text_of_every_kind_is_a_page(site: Site, kind: str) -> None:
    assert (await near().fetch(site.page("/a", PAGE, kind))).text == PAGE


async def test_a_packed_page_is_unpacked(site: Site) -> None:
    link = site.page("/a", gzip.compress(PAGE.encode() * 5_000), Content_Encoding="gzip")
    assert (await near().fetch(link)).text == PAGE * 5_000


async def test_the_server_is_told_the_name_and_nothing_about_us(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    site.page("/a", status=302, Location="/b", Set_Cookie="who=you")
    site.page("/b", PAGE)
    await near().fetch(site.link("/a", "red.example"))
    for request in site.requests:
        assert request.host == f"red.example:{site.port}"
        told = {"Host", "User-Agent", "Accept", "Accept-Encoding", "Connection"}
        assert set(request.headers) == told


async def test_a_secret_connection_asks_for_the_name_that_the_link_has() -> None:
    hello = b""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal hello
        hello = await reader.read(4_096)

    async with listening(listen) as port:
        with pytest.raises(Unreachable):
            await near().fetch(f"https://red.example:{port}/")
    assert b"red.example" in hello


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(site: Site, status: int) -> None:
    site.page("/there now", PAGE)
    page = await near().fetch(site.redirect("/here", "/there now", status))
    assert (page.link, page.text) == (site.link("/there%20now"), PAGE)


async def test_five_redirects_are_followed_and_no_sixth(site: Site) -> None:
    for step in range(6):
        site.redirect(f"/{step}", f"/{step + 1}")
    site.page("/6", PAGE)
    assert (await near().fetch(site.link("/1"))).text == PAGE
    with pytest.raises(TooManyRedirects):
        await near().fetch(site.link("/0"))


async def test_a_link_that_leads_to_itself_ends(site: Site) -> None:
    with pytest.raises(TooManyRedirects):
        await near().fetch(site.redirect("/a", "/a"))
    assert len(site.requests) == 6


HOSTS_INSIDE = [
    "127.0.0.1",
    "127.1",
    "localhost",
    "[::1]",
    "0.0.0.0",
    "[::]",
    "2130706433",
    "0x7f000001",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "017700000001",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[64:ff9b::7f00:1]",
    "169.254.169.254",
    "2852039166",
    "10.0.0.1",
    "192.168.0.1",
    "[fd00::1]",
    "[fe80::1]",
    "[2002:7f00:1::]",
    "１２７.0.0.1",
    "127。0。0。1",
]


@pytest.mark.parametrize("host", HOSTS_INSIDE)
async def test_nobody_is_sent_inside_by_a_link(site: Site, host: str) -> None:
    site.page("/a", PAGE)
    with pytest.raises((NotPublic, BadAddress)):
        await Fetcher(ports=ANY_PORT).fetch(site.link("/a", host))
    assert site.requests == []


@pytest.mark.parametrize("host", HOSTS_INSIDE)
async def test_nobody_is_sent_inside_by_a_redirect(site: Site, host: str) -> None:
    site.page("/inside", PAGE)
    link = site.redirect("/a", site.link("/inside", host))
    with pytest.raises((NotPublic, BadAddress)):
        await Fetcher(ports=ANY_PORT, allowed=OnlyFirst()).fetch(link)
    assert [request.path for request in site.requests] == ["/a"]


@pytest.mark.parametrize(
    "to",
    [
        "file:///etc/passwd",
        "ftp://red.example/",
        "gopher://127.0.0.1:6379/_INFO",
        "http://me:secret@red.example/",
        "http://[::1",
        "http://red.example:99999/",
    ],
)
async def test_a_redirect_to_what_is_no_web_page_is_refused(site: Site, to: str) -> None:
    with pytest.raises(BadAddress):
        await near().fetch(site.redirect("/a", to))
    assert len(site.requests) == 1


async def test_a_redirect_to_another_port_is_refused(site: Site) -> None:
    link = site.redirect("/a", f"http://red.example:{site.port + 1}/")
    with pytest.raises(BadAddress):
        await near(ports=[site.port]).fetch(link)


async def test_a_name_that_has_one_address_inside_is_refused_whole(site: Site) -> None:
    site.page("/a", PAGE)
    for answer in ([LOOPBACK, "10.0.0.1"], ["10.0.0.1", LOOPBACK], [LOOPBACK, "::1"]):
        with pytest.raises(NotPublic):
            await near(resolve=Names(answer)).fetch(site.link("/a", "red.example"))
    assert site.requests == []


async def test_a_name_that_changes_its_address_after_the_look_is_not_asked_again(
    site: Site,
) -> None:
    site.page("/a", PAGE)
    names = Names([LOOPBACK], ["10.0.0.1"])
    assert (await near(resolve=names).fetch(site.link("/a", "red.example"))).text == PAGE
    assert names.asked == ["red.example"]


async def test_a_redirect_to_the_same_name_is_looked_at_again(site: Site) -> None:
    site.page("/b", PAGE)
    names = Names([LOOPBACK], ["10.0.0.1"])
    site.redirect("/a", "/b")
    with pytest.raises(NotPublic) as refused:
        await near(resolve=names).fetch(site.link("/a", "red.example"))
    assert refused.value.values == {"host": "red.example"}
    assert [request.path for request in site.requests] == ["/a"]


def test_no_socket_is_made_for_an_address_that_was_not_looked_at() -> None:
    info = (socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, 80))
    with pytest.raises(ConnectionRefusedError):
        socket_to(info, [])


async def test_a_name_that_nobody_knows_cannot_be_reached() -> None:
    async def unknown(host: str) -> list[str]:
        raise socket.gaierror(socket.EAI_NONAME, "unknown")

    for resolve in (unknown, Names([]), Names(["no address"])):
        with pytest.raises(Unreachable):
            await near(resolve=resolve).fetch("http://red.example/")


async def test_a_server_that_is_not_there_cannot_be_reached() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        with pytest.raises(Unreachable):
            await near().fetch(f"http://red.example:{taken.getsockname()[1]}/")


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"SSH-2.0-OpenSSH_9.6\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 50\r\n\r\nhalf",
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nX: " + b"a" * 100_000 + b"\r\n\r\n",
    ],
)
async def test_an_answer_that_breaks_off_or_makes_no_sense_is_none(answer: bytes) -> None:
    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async with listening(say) as port:
        with pytest.raises(Unreachable):
            await near().fetch(f"http://red.example:{port}/")


@pytest.mark.parametrize("status", [204, 206, 300, 304, 401, 403, 404, 410, 429, 500, 503])
async def test_a_status_other_than_ok_is_told(site: Site, status: int) -> None:
    with pytest.raises(NoSuchPage) as refused:
        await near().fetch(site.page("/a", PAGE if status not in (204, 304) else "", status=status))
    assert refused.value.values == {"status": status}


@pytest.mark.parametrize(
    "kind", ["image/png", "application/pdf", "application/json", "text/css", "", "nonsense"]
)
async def test_what_is_no_text_is_no_page(site: Site, kind: str) -> None:
    with pytest.raises(NotAPage):
        await near().fetch(site.page("/a", PAGE, kind))


async def test_other_kinds_can_be_asked_for(site: Site) -> None:
    link = site.page("/feed", "<rss/>", "application/rss+xml")
    page = await near().fetch(link, kinds=("application/rss+xml",))
    assert page.body == b"<rss/>"
    assert site.requests[0].headers["Accept"] == "application/rss+xml"


@pytest.mark.parametrize("coding", ["br", "zstd", "deflate", "gzip, gzip", "nonsense"])
async def test_a_packing_that_was_not_asked_for_is_refused(site: Site, coding: str) -> None:
    with pytest.raises(NotAPage):
        await near().fetch(site.page("/a", PAGE, Content_Encoding=coding))


async def test_a_packed_page_that_cannot_be_unpacked_is_refused(site: Site) -> None:
    for packed in (b"", b"no gzip", gzip.compress(PAGE.encode())[:-9]):
        with pytest.raises(NotAPage):
            await near().fetch(site.page("/a", packed, Content_Encoding="gzip"))


async def test_a_page_may_have_as_many_bytes_as_allowed_and_not_one_more(site: Site) -> None:
    fetcher = near(largest=100_000)
    assert len((await fetcher.fetch(site.page("/a", "a" * 100_000))).body) == 100_000
    with pytest.raises(PageTooLarge):
        await fetcher.fetch(site.page("/a", "a" * 100_001))


async def test_a_small_page_that_unpacks_to_a_giant_is_given_up(site: Site) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    assert len(bomb) < 60_000
    with pytest.raises(PageTooLarge):
        await near(largest=1_000_000).fetch(site.page("/a", bomb, Content_Encoding="gzip"))


async def test_a_page_without_end_is_given_up(site: Site) -> None:
    sent = 0

    async def endless(request: web.Request) -> web.StreamResponse:
        nonlocal sent
        answer = web.StreamResponse(headers={"Content-Type": "text/html"})
        await answer.prepare(request)
        while True:
            await answer.write(b"a" * 65_536)
            sent += 65_536

    site.pages["/a"] = endless
    with pytest.raises(PageTooLarge):
        await near(largest=1_000_000).fetch(site.link("/a"))
    assert sent < 30_000_000


async def test_packed_nothing_without_end_is_given_up(site: Site) -> None:
    async def endless(request: web.Request) -> web.StreamResponse:
        headers = {"Content-Type": "text/html", "Content-Encoding": "gzip"}
        answer = web.StreamResponse(headers=headers)
        await answer.prepare(request)
        await answer.write(gzip.compress(b"")[:10])
        while True:
            await answer.write(b"\x00\x00\x00\xff\xff" * 10_000)  # empty blocks

    site.pages["/a"] = endless
    with pytest.raises(PageTooLarge):
        await near(largest=1_000_000).fetch(site.link("/a"))


async def _drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _drip_headers(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\nX: ")
    while True:
        writer.write(b"a")
        await writer.drain()
        await asyncio.sleep(0.01)


async def _silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await reader.read()


@pytest.mark.parametrize(
    ("scheme", "connected"),
    [("http", _drip), ("http", _drip_headers), ("http", _silent), ("https", _silent)],
)
async def test_a_server_that_takes_its_time_is_left(scheme: str, connected: Connected) -> None:
    async with listening(connected) as port:
        with pytest.raises(TooSlow) as refused:
            await near(seconds=0.2).fetch(f"{scheme}://red.example:{port}/")
    assert refused.value.values == {"seconds": 0.2}


async def test_the_time_is_for_all_redirects_together(site: Site) -> None:
    async def slow(request: web.Request) -> web.StreamResponse:
        await asyncio.sleep(0.1)
        return web.Response(status=302, headers={"Location": "/a"})

    site.pages["/a"] = slow
    with pytest.raises(TooSlow):
        await near(seconds=0.2, redirects=1_000).fetch(site.link("/a"))


async def test_a_name_that_is_looked_up_for_ever_is_left() -> None:
    async def forever(host: str) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(TooSlow):
        await near(seconds=0.1, resolve=forever).fetch("http://red.example/")
