import pytest

from rehearsal.errors import Refused
from rehearsal.limits import Limits


class Clock:
    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limits(clock: Clock) -> Limits:
    return Limits(clock)


def _refusals(limits: Limits, chat_ids: list[int]) -> list[int]:
    """The `retry_after` of each message that was refused."""
    found = []
    for chat_id in chat_ids:
        try:
            limits.admit(chat_id, 1)
        except Refused as refusal:
            found.append((refusal.parameters or {})["retry_after"])
    return found


def test_three_messages_to_one_person_pass_and_the_fourth_waits(limits: Limits) -> None:
    assert _refusals(limits, [1, 1, 1]) == []
    assert _refusals(limits, [1]) == [1]


def test_one_message_a_second_to_one_person_always_passes(limits: Limits, clock: Clock) -> None:
    for _ in range(100):
        assert _refusals(limits, [1]) == []
        clock.seconds += 1


def test_thirty_a_second_over_all_always_passes(limits: Limits, clock: Clock) -> None:
    for number in range(1, 900):
        assert _refusals(limits, [number]) == []
        clock.seconds += 1 / 30


def test_a_burst_above_thirty_closes_every_chat_for_a_while(limits: Limits, clock: Clock) -> None:
    assert _refusals(limits, list(range(1, 31))) == []
    assert _refusals(limits, [31, 32]) == [1, 1]
    clock.seconds += 0.5
    assert _refusals(limits, [33]) == [1]
    clock.seconds += 0.6
    assert _refusals(limits, [33]) == []


def test_a_group_takes_twenty_a_minute(limits: Limits, clock: Clock) -> None:
    for _ in range(20):
        assert _refusals(limits, [-5]) == []
        clock.seconds += 1
    assert _refusals(limits, [-5]) == [40]
    assert _refusals(limits, [-6, 7]) == []
    clock.seconds += 41
    assert _refusals(limits, [-5]) == []


def test_calls_within_a_retry_after_are_counted(limits: Limits, clock: Clock) -> None:
    _refusals(limits, [1, 1, 1, 1])
    limits.note(2)
    limits.note(-5)
    clock.seconds += 2
    limits.note(2)
    assert limits.refused == 1
    assert limits.sent_while_told_to_wait == 1


def test_a_groups_retry_after_is_for_that_group_only(limits: Limits, clock: Clock) -> None:
    for _ in range(21):
        _refusals(limits, [-5])
        clock.seconds += 0.1
    limits.note(2)
    assert limits.sent_while_told_to_wait == 0


def test_limits_can_be_turned_off_and_set(limits: Limits) -> None:
    limits.configure({"enforced": False})
    assert _refusals(limits, [1] * 100) == []
    limits.configure({"enforced": True, "chat_burst": 5, "latency_ms": [20, 80]})
    assert len(_refusals(limits, [1] * 6)) == 1
    assert limits.latency_ms == (20.0, 80.0)


def test_a_limit_that_does_not_exist_is_told(limits: Limits) -> None:
    with pytest.raises(ValueError, match="no limit called speed"):
        limits.configure({"speed": 3})


def test_the_buckets_of_idle_chats_are_forgotten(limits: Limits, clock: Clock) -> None:
    limits.configure({"per_second": 1_000_000})
    for chat_id in range(1, 30_000):
        limits.admit(chat_id, 1)
        clock.seconds += 0.01
    assert len(limits._private) < 21_000
