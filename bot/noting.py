"""Noting, where replies leave, which message came of each: for who wants their chat cleared."""

from collections.abc import Callable, Coroutine
from datetime import datetime
from typing import Any

from bot.limiter import Answer, Lane, Limiter, Ticket
from bot.pace import Limits
from handlers.sent import Sent

_KEPT_IN_OUTBOX = {Lane.DIGEST, Lane.BROADCAST}


class NotingLimiter(Limiter):
    """A limiter that notes in `sent` what reached private chats, by the clock `now`.

    Not digests and broadcasts: the outbox has their ids until their reader is forgotten.
    """

    def __init__(
        self, sent: Sent, now: Callable[[], datetime], limits: Limits | None = None
    ) -> None:
        super().__init__(limits)
        self._sent = sent
        self._now = now

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Answer]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Lane | Ticket | None,
    ) -> Answer:
        """The call's answer; a message in a private chat is noted."""
        answer = await super().process_request(
            callback, args, kwargs, endpoint, data, rate_limit_args
        )
        lane = rate_limit_args.lane if isinstance(rate_limit_args, Ticket) else rate_limit_args
        if isinstance(answer, dict) and lane not in _KEPT_IN_OUTBOX:
            chat = answer.get("chat") or {}
            if chat.get("type") == "private" and "message_id" in answer:
                self._sent.note(chat["id"], answer["message_id"], self._now())
        return answer
