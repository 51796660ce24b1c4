"""How the rehearsal says no: to the bot in Telegram's words, to people in a sentence."""

from typing import Any


class Refused(Exception):
    """A call that the Bot API answers with an error."""

    def __init__(
        self, description: str, error_code: int = 400, parameters: dict[str, Any] | None = None
    ) -> None:
        super().__init__(description)
        self.description = description
        self.error_code = error_code
        self.parameters = parameters


class NotPossible(Exception):
    "A person cannot do that on Telegram"


def bad_request(reason: str) -> Refused:
    return Refused(f"Bad Request: {reason}")


def forbidden(reason: str) -> Refused:
    return Refused(f"Forbidden: {reason}", 403)


def conflict(reason: str) -> Refused:
    return Refused(f"Conflict: {reason}", 409)


def too_many_requests(retry_after: int) -> Refused:
    return Refused(
        f"Too Many Requests: retry after {retry_after}", 429, {"retry_after": retry_after}
    )
