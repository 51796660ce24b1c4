"""HTTP connections to addresses that were looked at before, and to no others."""

import socket
from collections.abc import Collection
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from campaign.articles.addresses import Address


def session_to(addresses: Collection[Address]) -> aiohttp.ClientSession:
    """A session for one request: whatever name it asks for lives at these addresses.

    It keeps no cookies and no connections, knows no proxy and no password of this machine's, sets
    no time limit, and leaves bodies packed as they come.
    """
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(
            resolver=_Pinned(addresses),
            socket_factory=lambda info: socket_to(info, addresses),
            use_dns_cache=False,
            force_close=True,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=None),
        auto_decompress=False,
        trust_env=False,
    )


def socket_to(info: aiohttp.AddrInfoType, addresses: Collection[Address]) -> socket.socket:
    """The last door: every connection needs a socket, whoever found the address for it.

    Raises `ConnectionRefusedError` for an address that is not among these.
    """
    family, kind, protocol, _, (address, *_) = info
    if ip_address(str(address)) not in addresses:
        raise ConnectionRefusedError("not an address that was looked at")
    return socket.socket(family, kind, protocol)


class _Pinned(AbstractResolver):
    """Knows the addresses that were looked at, and asks nobody again."""

    def __init__(self, addresses: Collection[Address]) -> None:
        self._addresses = addresses

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        return [
            ResolveResult(
                hostname=host,
                host=str(address),
                port=port,
                family=socket.AF_INET if address.version == 4 else socket.AF_INET6,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in self._addresses
        ]

    async def close(self) -> None:
        """Nothing is open."""
