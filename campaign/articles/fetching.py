"""Fetching a public page that someone asked for, from a server that may wish us ill.

Nothing inside our own network can be reached: every address of a host is looked at before the
first byte goes out, the connection is bound to the addresses that were looked at, and a redirect
is a new link that passes the same door. What comes back is bounded in size and time.
"""

import asyncio
import socket
import zlib
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Container, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urljoin

import aiohttp

from campaign.articles.addresses import (
    PUBLIC_PORTS,
    Address,
    BadAddress,
    NotPublic,
    Place,
    is_public,
    place_of,
)
from campaign.articles.charset import text_of
from campaign.articles.pinning import session_to
from campaign.refusals import Refusal

__all__ = [
    "PAGES",
    "BadAddress",
    "Fetched",
    "Fetcher",
    "NoSuchPage",
    "NotAPage",
    "NotPublic",
    "PageTooLarge",
    "TooManyRedirects",
    "TooSlow",
    "Unreachable",
]

PAGES = ("text/html", "application/xhtml+xml", "text/plain", "text/markdown")
"""The content types of an article."""

_NAME = "Mozilla/5.0 (compatible; Pliego)"
_REDIRECTS = {
    HTTPStatus.MOVED_PERMANENTLY,
    HTTPStatus.FOUND,
    HTTPStatus.SEE_OTHER,
    HTTPStatus.TEMPORARY_REDIRECT,
    HTTPStatus.PERMANENT_REDIRECT,
}
_PIECE = 65_536
_GZIP = 31  # what zlib calls a window of 32 KiB in a gzip wrapping


class NoSuchPage(Refusal):
    "The server answered with something else than the page"

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class NotAPage(Refusal):
    "What the link leads to is no text"

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind[:80] or "?"


class PageTooLarge(Refusal):
    "The page has more bytes than may be fetched"

    def __init__(self, limit: int) -> None:
        super().__init__(limit)
        self.megabytes = limit // 1_000_000


class TooSlow(Refusal):
    "The page did not come in time"

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = seconds


class TooManyRedirects(Refusal):
    "The link leads on to other links, and to no page"


class Unreachable(Refusal):
    "The page's server cannot be found, or the connection to it failed"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: `link` is where the redirects ended, `kind` the content type in lower case."""

    link: str
    kind: str
    charset: str
    body: bytes

    @property
    def text(self) -> str:
        """The body's characters."""
        return text_of(self.body, self.charset)


async def resolve(host: str) -> list[str]:
    """Every address of a host, as this machine finds them; raises `OSError`."""
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    return [str(place[0]) for *_, place in found]


class Fetcher:
    """Fetches one page at a time over connections that are never used again.

    `seconds` is the time for all of it, redirects included; `largest` the size in bytes after
    decompression. `allowed` says which addresses may be reached, `ports` which ports.
    """

    def __init__(
        self,
        *,
        seconds: float = 20,
        largest: int = 10_000_000,
        redirects: int = 5,
        allowed: Callable[[Address], bool] = is_public,
        ports: Container[int] = PUBLIC_PORTS,
        resolve: Callable[[str], Awaitable[Sequence[str]]] = resolve,
    ) -> None:
        self._seconds = seconds
        self._largest = largest
        self._redirects = redirects
        self._allowed = allowed
        self._ports = ports
        self._resolve = resolve

    async def fetch(self, link: str, kinds: Collection[str] = PAGES) -> Fetched:
        """The page that a link leads to, if it has one of these content types.

        Raises `BadAddress`, `NotPublic`, `Unreachable`, `NoSuchPage`, `TooManyRedirects`,
        `NotAPage`, `PageTooLarge` or `TooSlow`.
        """
        try:
            async with asyncio.timeout(self._seconds):
                return await self._follow(link, kinds)
        except TimeoutError:
            raise TooSlow(self._seconds) from None

    async def _follow(self, link: str, kinds: Collection[str]) -> Fetched:
        for _ in range(self._redirects + 1):
            place = place_of(link, self._ports)
            found = await self._get(place, kinds)
            if isinstance(found, Fetched):
                return found
            link = found
        raise TooManyRedirects

    async def _get(self, place: Place, kinds: Collection[str]) -> Fetched | str:
        """The page, or the link that it redirects to."""
        addresses = await self._addresses(place.host)
        try:
            async with (
                session_to(addresses) as session,
                session.get(place.url, allow_redirects=False, headers=_headers(kinds)) as answer,
            ):
                if answer.status in _REDIRECTS and (location := answer.headers.get("Location")):
                    return _joined(place.url, location)
                return await self._read(place, answer, kinds)
        except (aiohttp.ClientError, OSError, ValueError):
            raise Unreachable(place.host) from None

    async def _addresses(self, host: str) -> Collection[Address]:
        """All addresses of the host; one that may not be reached refuses them all."""
        try:
            found = dict.fromkeys(map(ip_address, await self._resolve(host)))
        except (OSError, ValueError):
            raise Unreachable(host) from None
        if not found:
            raise Unreachable(host)
        if not all(map(self._allowed, found)):
            raise NotPublic(host)
        return found

    async def _read(
        self, place: Place, answer: aiohttp.ClientResponse, kinds: Collection[str]
    ) -> Fetched:
        if answer.status != HTTPStatus.OK:
            raise NoSuchPage(answer.status)
        kind = answer.content_type.lower()
        if kind not in kinds:
            raise NotAPage(kind)
        pieces = _at_most(self._largest, answer.content.iter_chunked(_PIECE))
        coding = answer.headers.get("Content-Encoding", "").strip().lower()
        if coding in ("gzip", "x-gzip"):
            pieces = _at_most(self._largest, _unpacked(pieces))
        elif coding not in ("", "identity"):
            raise NotAPage(coding)
        body = b"".join([piece async for piece in pieces])
        return Fetched(place.url, kind, answer.charset or "", body)


async def _at_most(limit: int, pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    total = 0
    async for piece in pieces:
        total += len(piece)
        if total > limit:
            raise PageTooLarge(limit)
        yield piece


async def _unpacked(pieces: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Gzip undone in pieces of at most 64 KiB, however little of it makes how much."""
    unpacker = zlib.decompressobj(_GZIP)
    async for packed in pieces:
        waiting = packed
        while waiting and not unpacker.eof:
            try:
                yield unpacker.decompress(waiting, _PIECE)
            except zlib.error:
                raise NotAPage("gzip") from None
            waiting = unpacker.unconsumed_tail
            await asyncio.sleep(0)
    if not unpacker.eof:
        raise NotAPage("gzip")


def _headers(kinds: Collection[str]) -> dict[str, str]:
    return {"User-Agent": _NAME, "Accept": ", ".join(kinds), "Accept-Encoding": "gzip"}


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location.strip().replace(" ", "%20"))
    except ValueError:
        raise BadAddress from None
