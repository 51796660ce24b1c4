"""What counts as the public internet, and what a link to it looks like."""

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.articles.addresses import LONGEST_LINK, BadAddress, is_public, place_of

PRIVATE_4 = [
    "0.0.0.0",
    "0.1.2.3",
    "10.0.0.1",
    "100.64.0.1",
    "127.0.0.1",
    "127.255.255.254",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.7",
    "224.0.0.1",
    "239.255.255.255",
    "240.0.0.1",
    "255.255.255.255",
]
PRIVATE_6 = [
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1",
    "100::1",
    "2001::1",
    "2001:10::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%1",
    "2606:4700::1111%1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", [*PRIVATE_4, *PRIVATE_6])
def test_what_is_not_the_public_internet_is_known(address: str) -> None:
    assert not is_public(ip_address(address))


@pytest.mark.parametrize(
    "address",
    ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"],
)
def test_what_is_the_public_internet_is_known(address: str) -> None:
    assert is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_within_another_counts_as_what_it_is(inner: IPv4Address) -> None:
    mapped = IPv6Address(0xFFFF_0000_0000 + int(inner))
    translated = IPv6Address(int(IPv6Address("64:ff9b::")) + int(inner))
    assert is_public(mapped) == is_public(translated) == is_public(inner)


@given(st.ip_addresses())
def test_nothing_is_public_that_python_calls_private(address: IPv4Address | IPv6Address) -> None:
    embedding = isinstance(address, IPv6Address) and address.ipv4_mapped is not None
    if not embedding and (address.is_private or address.is_multicast or address.is_link_local):
        assert not is_public(address)


@pytest.mark.parametrize(
    ("link", "url"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTP://Example.ORG:80/a?b=c#d", "http://example.org/a?b=c"),
        ("https://example.org:443/", "https://example.org/"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://peñón.example/ñ", "https://xn--pen-8mak.example/ñ"),
        ("http://[2606:4700::1111]/", "http://[2606:4700::1111]/"),
        ("http://[2606:4700:0:0:0:0:0:1111]:80/", "http://[2606:4700::1111]/"),
    ],
)
def test_a_link_is_taken_apart(link: str, url: str) -> None:
    assert place_of(link).url == url


@pytest.mark.parametrize(
    "link",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://example.org/",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://@example.org/",
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:x/",
        "http://exa mple.org/",
        "http://example.org\\@evil.example/",
        "http://example.org/\r\nHost: evil.example",
        "http://example.org/a b",
        "http://%31%32%37.0.0.1/",
        "http://[::1",
        "http://[fe80::1%25eth0]/",
        "http://[v1.x]/",
        "http://a..b/",
        f"http://{'a' * 64}.example/",
        "http://ex*mple.org/",
        "http://example.org/" + "a" * LONGEST_LINK,
    ],
)
def test_what_is_no_link_to_a_public_page_is_refused(link: str) -> None:
    with pytest.raises(BadAddress):
        place_of(link)


@given(st.text() | st.text().map("http://".__add__))
def test_any_text_is_a_place_or_a_bad_address(text: str) -> None:
    try:
        place = place_of(text)
    except BadAddress:
        return
    assert place.host.isascii()
    assert place_of(place.url) == place
