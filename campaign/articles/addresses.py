"""Which links lead to the public internet, and which addresses are part of it."""

import re
from collections.abc import Container
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network
from urllib.parse import SplitResult, urlsplit

from campaign.refusals import Refusal

Address = IPv4Address | IPv6Address

LONGEST_LINK = 2_000
"""Characters that a link may have."""

PUBLIC_PORTS = (80, 443)
"""Where public pages are served. Behind any other port of a public address may be something that
its firewall shows to its own machine alone, which is where we may be standing."""

_DEFAULT_PORTS = {"http": 80, "https": 443}
_UNWRITTEN = re.compile(r"[\s\\\x00-\x1f\x7f]")
_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?")

# RFC 6890 and its registries. `ipaddress` knows most of them, but not in every Python alike.
_NOT_HOMES_4 = [ip_network(net) for net in ("192.0.0.0/24", "192.88.99.0/24", "240.0.0.0/4")]
_UNICAST_6 = ip_network("2000::/3")
_NOT_HOMES_6 = [
    ip_network(net)
    for net in (
        "2001::/23",  # Teredo, ORCHID and other protocol assignments
        "2001:db8::/32",
        "2002::/16",  # 6to4 (RFC 7526): leads to whatever IPv4 address is in it
        "3fff::/20",
    )
]
_NAT64 = ip_network("64:ff9b::/96")  # RFC 6052


class BadAddress(Refusal):
    "The link is no address of a web page"


class NotPublic(Refusal):
    "The link leads to a place that is not on the public internet"

    def __init__(self, host: str) -> None:
        super().__init__(host)
        self.host = host


@dataclass(frozen=True, slots=True)
class Place:
    """A link taken apart: `url` is all ASCII in its host, without user-info and fragment."""

    url: str
    host: str
    port: int


def place_of(link: str, ports: Container[int] = PUBLIC_PORTS) -> Place:
    """Where a link leads; raises `BadAddress` for what a public page's link never has.

    Refused are schemes other than http and https, user names, ports outside of `ports`, and hosts
    that are neither a name nor an address.
    """
    if len(link) > LONGEST_LINK or _UNWRITTEN.search(link):
        raise BadAddress
    try:
        parts = urlsplit(link)
        port = _DEFAULT_PORTS.get(parts.scheme, 0) if parts.port is None else parts.port
        host = _ascii_host(parts)
    except ValueError:
        raise BadAddress from None
    if parts.scheme not in _DEFAULT_PORTS or "@" in parts.netloc or port not in ports:
        raise BadAddress
    shown = f"[{host}]" if ":" in host else host
    where = shown if port == _DEFAULT_PORTS[parts.scheme] else f"{shown}:{port}"
    url = parts._replace(netloc=where, path=parts.path or "/", fragment="").geturl()
    return Place(url, host, port)


def is_public(address: Address) -> bool:
    """Whether the address is a unicast one of the public internet, for everyone the same.

    An IPv4 address inside an IPv6 one (mapped, NAT64) counts as what it is; 6to4 and Teredo
    addresses never count.
    """
    if isinstance(address, IPv4Address):
        return (
            address.is_global
            and not address.is_multicast
            and not any(address in net for net in _NOT_HOMES_4)
        )
    if address.scope_id:
        return False
    inner = address.ipv4_mapped
    if address in _NAT64:
        inner = IPv4Address(int(address) & 0xFFFF_FFFF)
    if inner is not None:
        return is_public(inner)
    return (
        address in _UNICAST_6
        and address.is_global
        and not any(address in net for net in _NOT_HOMES_6)
    )


def _ascii_host(parts: SplitResult) -> str:
    host = parts.hostname or ""
    if "[" in parts.netloc:
        if "%" in host:
            raise ValueError(host)  # a zone is of one machine
        return str(IPv6Address(host))
    host = host.encode("idna").decode()
    if not _NAME.fullmatch(host):
        raise ValueError(host)
    return host
