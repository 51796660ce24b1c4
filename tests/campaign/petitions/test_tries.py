"""Wrong codes are heard a few times, right ones always."""

from datetime import UTC, datetime, timedelta

import pytest

from campaign.petitions.tries import BY_ACCOUNT, BY_ALL, WINDOW, TooManyTries, Tries, UnknownCode

NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
ANA, BEN = 1, 2


def miss(tries: Tries, person: int, now: datetime = NOW) -> None:
    with pytest.raises(UnknownCode), tries.one(person, now):
        raise UnknownCode


def hit(tries: Tries, person: int, now: datetime = NOW) -> None:
    with tries.one(person, now):
        pass


def test_the_sixth_wrong_code_of_an_hour_is_not_heard() -> None:
    tries = Tries()
    for minute in range(BY_ACCOUNT):
        miss(tries, ANA, NOW + timedelta(minutes=minute))
    with pytest.raises(TooManyTries) as refused:
        hit(tries, ANA, NOW + timedelta(minutes=5))
    assert refused.value.minutes == 55
    hit(tries, BEN, NOW + timedelta(minutes=5))


def test_after_an_hour_it_is_heard_again() -> None:
    tries = Tries()
    for _ in range(BY_ACCOUNT):
        miss(tries, ANA)
    with pytest.raises(TooManyTries) as refused:
        hit(tries, ANA, NOW + WINDOW - timedelta(seconds=1))
    assert refused.value.minutes == 1
    hit(tries, ANA, NOW + WINDOW)


def test_right_codes_do_not_count() -> None:
    tries = Tries()
    for _ in range(BY_ACCOUNT * 3):
        hit(tries, ANA)
    miss(tries, ANA)


def test_neither_do_tries_that_fail_for_another_reason() -> None:
    tries = Tries()
    for _ in range(BY_ACCOUNT * 3):
        with pytest.raises(ZeroDivisionError), tries.one(ANA, NOW):
            raise ZeroDivisionError
    hit(tries, ANA)


def test_tries_that_run_at_the_same_moment_count() -> None:
    tries = Tries()
    running = [tries.one(ANA, NOW) for _ in range(BY_ACCOUNT)]
    for each in running:
        each.__enter__()
    with pytest.raises(TooManyTries):
        hit(tries, ANA)
    for each in running:
        each.__exit__(None, None, None)
    hit(tries, ANA)


def test_all_accounts_together_are_limited_too() -> None:
    tries = Tries()
    for person in range(BY_ALL):
        miss(tries, 100 + person)
    with pytest.raises(TooManyTries):
        hit(tries, ANA)
    hit(tries, ANA, NOW + WINDOW)
