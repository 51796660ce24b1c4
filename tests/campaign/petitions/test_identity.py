"""A phone or a mailbox is told apart by a keyed hash that says nothing outside its petition."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.petitions import addresses, identity
from campaign.petitions.identity import PhoneMalformed, of_address, of_phone, phone_number
from db.engine import Database

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
PHONE = "+34 600 123 456"


@pytest.mark.parametrize(
    ("said", "digits"),
    [
        ("+34600123456", "34600123456"),
        ("34600123456", "34600123456"),
        ("0034 600 123 456", "34600123456"),
        ("+1 (555) 010-9999", "15550109999"),
        ("+5215512345678", "525512345678"),
        ("+525512345678", "525512345678"),
        ("+88801234567", "88801234567"),
    ],
)
def test_a_number_has_one_form(said: str, digits: str) -> None:
    assert phone_number(said) == digits


@pytest.mark.parametrize(
    "said", ["", "+", "12345", "0600123456", "abc", "+1234567890123456", "١٢٣٤٥٦٧٨"]
)
def test_what_is_no_number_is_refused(said: str) -> None:
    with pytest.raises(PhoneMalformed):
        phone_number(said)


@given(st.text())
def test_a_number_is_digits_or_nothing(said: str) -> None:
    try:
        number = phone_number(said)
    except PhoneMalformed:
        return
    assert number.isascii()
    assert number.isdigit()
    assert phone_number(number) == number


def test_the_same_phone_is_the_same_identity_at_one_petition_alone() -> None:
    mine = of_phone(KEY, 1, PHONE)
    assert len(mine) == 32
    assert of_phone(KEY, 1, "34600123456") == mine
    assert of_phone(KEY, 2, PHONE) != mine
    assert of_phone(OTHER_KEY, 1, PHONE) != mine
    assert of_phone(KEY, 1, "+34600123457") != mine


def test_the_same_mailbox_is_the_same_identity_however_it_is_written() -> None:
    mine = of_address(KEY, 1, addresses.parse("ana.maria+pliego@GMAIL.com"))
    assert of_address(KEY, 1, addresses.parse("AnaMaria@googlemail.com")) == mine
    assert of_address(KEY, 1, addresses.parse("anamaria@example.org")) != mine
    assert of_address(KEY, 2, addresses.parse("anamaria@gmail.com")) != mine


async def test_the_key_is_made_once_and_stays(database: Database) -> None:
    made = await identity.key_of(database)
    assert len(made) == 32
    assert await identity.key_of(database) == made
