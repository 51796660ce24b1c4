"""Bytes become the characters that the page's writer meant."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.articles.charset import text_of

TEXT = "El año en que la red cambió"


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (TEXT.encode(), ""),
        (TEXT.encode(), "UTF-8"),
        (TEXT.encode("latin-1"), "ISO-8859-1"),
        (TEXT.encode("cp1252"), ""),
        (TEXT.encode("utf-8-sig"), "iso-8859-1"),
        (TEXT.encode("utf-16"), ""),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode(), "no-such-charset"),
        (TEXT.encode(), "zlib_codec"),
        (TEXT.encode(), "idna"),
    ],
)
def test_the_characters_are_those_that_were_written(body: bytes, named: str) -> None:
    assert text_of(body, named) == TEXT


def test_a_page_may_name_its_own_charset() -> None:
    page = f'<meta charset="iso-8859-15"><p>{TEXT} €'
    assert text_of(page.encode("iso-8859-15")) == page
    xml = f'<?xml version="1.0" encoding="ISO-8859-1"?><p>{TEXT}'
    assert text_of(xml.encode("latin-1")) == xml


def test_the_header_comes_before_what_the_page_says() -> None:
    page = f'<meta charset="iso-8859-1">{TEXT}'
    assert text_of(page.encode(), "utf-8") == page


def test_a_page_that_claims_utf_16_in_single_bytes_is_utf_8() -> None:
    page = f'<meta charset="utf-16">{TEXT}'
    assert text_of(page.encode()) == page


def test_quotation_marks_of_windows_are_read_under_the_name_of_latin_1() -> None:
    assert text_of(b"\x93Hola\x94", "iso-8859-1") == "“Hola”"


@given(st.binary(), st.sampled_from(["", "utf-8", "utf-16", "latin1", "windows-1251", "x"]))
def test_any_bytes_become_text(body: bytes, named: str) -> None:
    text_of(body, named).encode()
