"""What an attempt to send means for its row: done, over, in doubt, or to be tried again."""

from datetime import datetime, timedelta

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from bot.transport import NotSent, ServerError, seconds_of
from db.dispatch import Outcome

MOST_ATTEMPTS = 12  # with the waits below: more than an hour of a server in trouble
_FIRST_WAIT = 2.0
_LONGEST_WAIT = 1800.0
_DEACTIVATED = "user is deactivated"  # Bot API, the description of a 403


class Unwanted(Exception):
    "The row was cancelled or erased while it waited for its turn"


class UnsendablePayload(Exception):
    "The payload is not a call that the sender knows how to make"


def sent(row: int, telegram_message_id: int | None) -> Outcome:
    """The message arrived."""
    return Outcome(row, "sent", telegram_message_id=telegram_message_id)


def interrupted(row: int) -> Outcome:
    """The bot stopped while it waited for the answer."""
    return Outcome(row, "unconfirmed", error="The bot stopped before the answer came")


def after(row: int, attempts: int, error: Exception, now: datetime, chance: float) -> Outcome:
    """The outcome of an attempt that ended in `error`; `chance` (0 to 1) spreads the retries.

    What never left or was refused for a while goes again: nobody can have got it. What was refused
    for good is over. All else is in doubt and is not repeated.
    """
    match error:
        case RetryAfter():
            due_at = now + timedelta(seconds=seconds_of(error))
            return Outcome(row, "pending", error=error.message, due_at=due_at, tried=False)
        case NotSent() | InvalidToken():  # nothing that this row could be blamed for
            return Outcome(row, "pending", error=error.message, tried=False)
        case Unwanted():  # it is not `sending` any more, so nothing is recorded
            return Outcome(row, "pending", tried=False)
        case ChatMigrated():
            return Outcome(row, "pending", recipient=error.new_chat_id, tried=False)
        case Forbidden():
            gone = _DEACTIVATED in error.message.lower()
            return Outcome(row, "blocked", error=error.message, deactivated=gone)
        case BadRequest():
            return Outcome(row, "failed", error=error.message)
        case UnsendablePayload():
            return Outcome(row, "failed", error=str(error))
        case ServerError() if attempts + 1 < MOST_ATTEMPTS:
            due_at = now + timedelta(seconds=backoff(attempts, chance))
            return Outcome(row, "pending", error=error.message, due_at=due_at)
        case ServerError():
            return Outcome(row, "failed", error=error.message)
    return Outcome(row, "unconfirmed", error=str(error) or type(error).__name__)


def backoff(attempts: int, chance: float, longest: float = _LONGEST_WAIT) -> float:
    """Seconds to wait after so many attempts before: twice as long each time, and spread."""
    wait = min(longest, _FIRST_WAIT * 2.0 ** min(attempts, 20))
    return wait * (0.5 + chance / 2)
