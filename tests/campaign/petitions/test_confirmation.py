"""A code confirms an address for a quarter of an hour and five tries; mails are few."""

import json
from datetime import datetime, timedelta

import pytest

from campaign.petitions.confirmation import (
    ALL_MAILS_AN_HOUR,
    HOUR,
    MAILS_AN_HOUR,
    TRIES,
    VALID_FOR,
    Awaited,
    CodeSpent,
    CodeWrong,
    MailLimits,
    TooManyMails,
    awaited,
    check,
    new_code,
)

KEY, IDENTITY = b"k" * 32, b"i" * 32


def test_a_code_is_six_digits_and_another_each_time() -> None:
    codes = {new_code() for _ in range(50)}
    assert len(codes) > 40
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in codes)


@pytest.mark.parametrize("said", ["012345", " 012 345 ", "012-345"])
def test_the_code_is_taken_as_people_type_it(said: str, now: datetime) -> None:
    waiting = awaited(KEY, IDENTITY, "012345", now)
    check(KEY, waiting.tried(), said, now + VALID_FOR)


def test_a_wrong_code_says_how_many_tries_are_left(now: datetime) -> None:
    waiting = awaited(KEY, IDENTITY, "012345", now)
    for left in range(TRIES - 1, 0, -1):
        waiting = waiting.tried()
        with pytest.raises(CodeWrong) as refused:
            check(KEY, waiting, "543210", now)
        assert refused.value.tries_left == left
    waiting = waiting.tried()
    with pytest.raises(CodeSpent):
        check(KEY, waiting, "543210", now)
    with pytest.raises(CodeSpent):
        check(KEY, waiting.tried(), "012345", now)


def test_the_last_try_may_be_the_right_one(now: datetime) -> None:
    waiting = awaited(KEY, IDENTITY, "012345", now)
    for _ in range(TRIES):
        waiting = waiting.tried()
    check(KEY, waiting, "012345", now)


def test_an_old_code_is_spent(now: datetime) -> None:
    waiting = awaited(KEY, IDENTITY, "012345", now).tried()
    with pytest.raises(CodeSpent):
        check(KEY, waiting, "012345", now + VALID_FOR + timedelta(seconds=1))


def test_a_code_confirms_its_own_address_alone(now: datetime) -> None:
    other = awaited(KEY, b"j" * 32, "012345", now)
    assert other.code_hash != awaited(KEY, IDENTITY, "012345", now).code_hash


def test_what_a_draft_keeps_holds_neither_code_nor_address(now: datetime) -> None:
    waiting = awaited(KEY, IDENTITY, "012345", now).tried()
    kept = json.dumps(waiting.to_data())
    assert "012345" not in kept
    assert Awaited.from_data(json.loads(kept)) == waiting


def test_a_person_gets_three_codes_an_hour(now: datetime) -> None:
    limits = MailLimits()
    for at in range(MAILS_AN_HOUR):
        limits.take(1, b"%d" % at, now + timedelta(minutes=at))
    with pytest.raises(TooManyMails) as refused:
        limits.take(1, b"new", now + timedelta(minutes=10))
    assert refused.value.minutes == 50
    limits.take(2, b"new", now + timedelta(minutes=10))
    limits.take(1, b"new", now + HOUR)


def test_an_address_gets_three_codes_an_hour_whoever_asks(now: datetime) -> None:
    limits = MailLimits()
    for person in range(MAILS_AN_HOUR):
        limits.take(person, IDENTITY, now)
    with pytest.raises(TooManyMails):
        limits.take(99, IDENTITY, now)


def test_all_together_have_a_limit_and_leave_nothing_behind(now: datetime) -> None:
    limits = MailLimits()
    for person in range(ALL_MAILS_AN_HOUR):
        limits.take(person, b"%d" % person, now)
    with pytest.raises(TooManyMails):
        limits.take(ALL_MAILS_AN_HOUR, b"last", now + HOUR - timedelta(seconds=1))
    limits.take(ALL_MAILS_AN_HOUR, b"last", now + HOUR)
    assert len(limits._sent) == 2


def test_a_mail_that_could_not_go_is_not_counted(now: datetime) -> None:
    limits = MailLimits()
    for _ in range(10):
        limits.take(1, IDENTITY, now)
        limits.give_back(1, IDENTITY)
    limits.take(1, IDENTITY, now)
