"""What an attempt means for its row."""

from datetime import datetime, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TimedOut,
)

from bot.outcomes import MOST_ATTEMPTS, UnsendablePayload, after, backoff, sent
from bot.transport import NotSent, ServerError, TurnedAway
from db.dispatch import Outcome


def test_a_delivered_row_keeps_the_messages_id() -> None:
    assert sent(1, 77) == Outcome(1, "sent", telegram_message_id=77)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (Forbidden("Forbidden: bot was blocked by the user"), "blocked"),
        (BadRequest("Bad Request: chat not found"), "failed"),
        (UnsendablePayload("no way"), "failed"),
        (TimedOut("No answer in time"), "unconfirmed"),
        (NetworkError("The connection broke"), "unconfirmed"),
        (KeyError("message_id"), "unconfirmed"),
        (NotSent("No connection"), "pending"),
        (TurnedAway("The bot is stopping"), "pending"),
        (InvalidToken(), "pending"),
        (ServerError(500), "pending"),
    ],
)
def test_each_error_has_its_state(error: Exception, state: str, now: datetime) -> None:
    assert after(1, 0, error, now, 0.5).state == state


def test_an_account_that_telegram_reports_deleted_is_told_apart(now: datetime) -> None:
    assert after(1, 0, Forbidden("Forbidden: user is deactivated"), now, 0.5).deactivated
    assert not after(
        1, 0, Forbidden("Forbidden: bot was blocked by the user"), now, 0.5
    ).deactivated


def test_only_what_the_server_answered_counts_as_an_attempt(now: datetime) -> None:
    assert after(1, 0, ServerError(500), now, 0.5).tried
    for error in (NotSent("No connection"), RetryAfter(5), InvalidToken(), ChatMigrated(-100)):
        assert not after(1, 0, error, now, 0.5).tried


def test_a_429_names_the_moment_to_try_again(now: datetime) -> None:
    assert after(1, 0, RetryAfter(7), now, 0.5).due_at == now + timedelta(seconds=7)


def test_a_migrated_group_keeps_its_place(now: datetime) -> None:
    outcome = after(1, 0, ChatMigrated(-1005), now, 0.5)
    assert (outcome.state, outcome.recipient, outcome.due_at) == ("pending", -1005, None)


def test_a_server_in_trouble_is_tried_ever_more_rarely_and_not_for_ever(now: datetime) -> None:
    waits = [backoff(attempts, 0.5) for attempts in range(MOST_ATTEMPTS)]
    assert waits == sorted(waits)
    assert max(waits) <= 1800
    assert sum(waits) > 3600
    assert after(1, MOST_ATTEMPTS - 1, ServerError(500), now, 0.5).state == "failed"


def test_retries_are_spread() -> None:
    assert backoff(3, 0.0) == 8
    assert backoff(3, 1.0) == 16


def test_the_reason_is_in_telegrams_words(now: datetime) -> None:
    assert after(1, 0, BadRequest("Bad Request: chat not found"), now, 0).error == "Chat not found"
