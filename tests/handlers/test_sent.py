"""What left is remembered for two days, in bounds, and taken once."""

from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from campaign.privacy import DELETABLE_FOR
from handlers.sent import Sent

ANA, BEN = 7_100_000_001, 7_100_000_002
SECOND = timedelta(seconds=1)


def test_the_messages_of_a_chat_are_its_own_and_taken_once(now: datetime) -> None:
    sent = Sent()
    for message_id in (1, 2, 2):
        sent.note(ANA, message_id, now)
    sent.note(BEN, 3, now)
    assert sent.take(ANA, now) == {1, 2}
    assert sent.take(ANA, now) == frozenset()
    assert sent.take(BEN, now) == {3}
    assert len(sent) == 0


def test_after_two_days_a_message_is_forgotten(now: datetime) -> None:
    sent = Sent()
    sent.note(ANA, 1, now)
    sent.note(ANA, 2, now + SECOND)
    assert sent.take(ANA, now + DELETABLE_FOR) == {2}
    sent.note(ANA, 3, now)
    sent.note(BEN, 4, now + DELETABLE_FOR)
    assert len(sent) == 1


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(1, 50)), max_size=80))
def test_it_never_holds_more_than_its_limit(notes: list[tuple[int, int]]) -> None:
    moment = datetime.fromisoformat("2026-11-24T15:00:00+00:00")
    sent = Sent(limit=10)
    for chat, message_id in notes:
        sent.note(chat, message_id, moment)
        assert len(sent) <= 10
    newest = list(dict.fromkeys(reversed(notes)))[:10]
    held = {(chat, message_id) for chat in range(1, 6) for message_id in sent.take(chat, moment)}
    assert held == set(newest)
