"""Never more attempts than the limit in any window, and never a word about who tried."""

from collections import deque
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.petitions.limits import (
    BY_ACCOUNT,
    BY_PETITION,
    Attempts,
    Limit,
    PetitionBusy,
    TooManyAttempts,
)

START = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)
SMALL = (Limit(3, timedelta(seconds=10)), Limit(5, timedelta(seconds=60)))
steps = st.lists(st.integers(0, 15), min_size=1, max_size=80)


def _allowed(attempts: Attempts, person: int, petition: int, now: datetime) -> bool:
    try:
        attempts.check(person, petition, now)
    except TooManyAttempts:
        return False
    return True


def _most_within(times: list[datetime], window: timedelta) -> int:
    within: deque[datetime] = deque()
    most = 0
    for time in times:
        within.append(time)
        while within[0] <= time - window:
            within.popleft()
        most = max(most, len(within))
    return most


@given(steps)
def test_no_window_ever_holds_more_than_the_limit(gaps: list[int]) -> None:
    attempts = Attempts(by_account=SMALL, by_petition=BY_PETITION)
    now, taken = START, []
    for gap in gaps:
        now += timedelta(seconds=gap)
        if _allowed(attempts, 7, 1, now):
            taken.append(now)
    for limit in SMALL:
        assert _most_within(taken, limit.window) <= limit.attempts


@given(steps)
def test_whoever_waits_as_told_is_let_in_and_a_moment_before_is_not(gaps: list[int]) -> None:
    attempts = Attempts(by_account=SMALL, by_petition=BY_PETITION)
    now = START
    for gap in gaps:
        now += timedelta(seconds=gap)
        if not _allowed(attempts, 7, 1, now):
            with pytest.raises(TooManyAttempts) as refused:
                attempts.check(7, 1, now)
            opens_at = refused.value.retry_at
            assert opens_at > now
            assert not _allowed(attempts, 7, 1, opens_at - timedelta(microseconds=1))
            assert _allowed(attempts, 7, 1, opens_at)
            now = opens_at


@given(st.lists(st.tuples(st.integers(1, 30), st.integers(0, 2)), max_size=120))
def test_all_together_keep_to_the_petitions_limit(tries: list[tuple[int, int]]) -> None:
    attempts = Attempts(by_account=(Limit(1000, timedelta(days=1)),), by_petition=SMALL)
    now = START
    taken: dict[int, list[datetime]] = {0: [], 1: []}
    for person, gap in tries:
        now += timedelta(seconds=gap)
        petition = person % 2
        if _allowed(attempts, person, petition, now):
            taken[petition].append(now)
    for times in taken.values():
        for limit in SMALL:
            assert _most_within(times, limit.window) <= limit.attempts


def test_an_account_may_try_five_times_a_minute_and_twenty_a_day() -> None:
    attempts = Attempts()
    let_in = 0
    for minute in range(60):
        now = START + timedelta(minutes=minute)
        let_in += sum(_allowed(attempts, 7, 1, now) for _ in range(6))
    assert let_in == 20
    assert not _allowed(attempts, 7, 1, START + timedelta(days=1, microseconds=-1))
    assert _allowed(attempts, 7, 1, START + timedelta(days=1))
    assert BY_ACCOUNT[0].attempts == 5


def test_one_who_tries_too_often_is_nobody_elses_trouble() -> None:
    attempts = Attempts()
    for _ in range(50):
        _allowed(attempts, 7, 1, START)
    assert _allowed(attempts, 8, 1, START)


def test_a_busy_petition_says_so_and_no_attempt_is_lost_by_it() -> None:
    attempts = Attempts(by_petition=(Limit(2, timedelta(minutes=1)),))
    attempts.check(1, 1, START)
    attempts.check(2, 1, START)
    for _ in range(30):
        with pytest.raises(PetitionBusy):
            attempts.check(3, 1, START)
    attempts.check(3, 1, START + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("seconds", "wait"),
    [(1, "1 min"), (60, "1 min"), (61, "2 min"), (3599, "1 h 0 min"), (86_399, "24 h 0 min")],
)
def test_the_wait_is_told_in_minutes_rounded_up(seconds: int, wait: str) -> None:
    refusal = TooManyAttempts(START + timedelta(seconds=seconds), START)
    assert refusal.values == {"wait": wait}


def test_memory_holds_the_accounts_of_a_day_and_no_more_than_so_many() -> None:
    attempts = Attempts(most_accounts=100)
    for person in range(1000):
        attempts.check(person, 1, START + timedelta(seconds=person))
    assert len(attempts._accounts) == 100
    attempts.check(1, 1, START + timedelta(days=3))
    assert len(attempts._accounts) == 1


def test_a_viral_hour_fits_what_telegram_can_carry() -> None:
    a_minute, an_hour = BY_PETITION
    assert a_minute.attempts > 30 * 60
    assert an_hour.attempts > 30 * 3600
