"""Updates on their way to the bot: kept until confirmed, for 24 hours at most.

https://core.telegram.org/bots/api#getting-updates
"""

import itertools
import time
from collections import deque
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from rehearsal.errors import bad_request, conflict
from rehearsal.journal import Signal
from rehearsal.shapes import Json

KEPT_FOR = timedelta(hours=24)
MAX_AT_ONCE = 100
MAX_WAIT = 50

KINDS = frozenset(
    [
        "message",
        "edited_message",
        "channel_post",
        "edited_channel_post",
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
    ]
)
_WEBHOOK_STARTS = ("https://", "http://127.", "http://localhost:")
_ONLY_WHEN_NAMED = frozenset({"chat_member", "message_reaction", "message_reaction_count"})


class UpdateQueue:
    """At least once: an update stays until an offset above it confirms it."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._pending: deque[tuple[datetime, Json]] = deque()
        self._numbers = itertools.count(100_001)
        self._allowed: frozenset[str] | None = None
        self._poll = 0
        self.webhook: Json | None = None
        self.closed = False
        self.arrived = Signal()
        self.changed = Signal()

    def __len__(self) -> int:
        return len(self._pending)

    @property
    def allowed(self) -> list[str] | None:
        return sorted(self._allowed) if self._allowed is not None else None

    def allow(self, kinds: list[str] | None) -> None:
        """Takes `allowed_updates`: None keeps what was, empty means the default."""
        if kinds is None:
            return
        self._allowed = frozenset(kinds) & KINDS or None

    def wants(self, kind: str) -> bool:
        if self._allowed is None:
            return kind not in _ONLY_WHEN_NAMED
        return kind in self._allowed or kind not in KINDS

    def put(self, kind: str, content: Any) -> Json | None:
        """Queues an update of one kind; None when the bot does not want that kind."""
        if not self.wants(kind):
            return None
        update = {"update_id": next(self._numbers), kind: content}
        self._pending.append((self._now(), update))
        self.arrived.set()
        return update

    def forget_all(self) -> None:
        self._pending.clear()

    def forget(self, update_id: int) -> None:
        """Takes one update out, as delivered."""
        for position, (_, update) in enumerate(self._pending):
            if update["update_id"] == update_id:
                del self._pending[position]
                return

    def pending(self, limit: int = MAX_AT_ONCE) -> list[Json]:
        oldest = self._now() - KEPT_FOR
        while self._pending and self._pending[0][0] < oldest:
            self._pending.popleft()
        return [update for _, update in itertools.islice(self._pending, limit)]

    def confirm(self, offset: int) -> None:
        """Forgets all before `offset`; a negative one counts from the end of the queue."""
        if offset < 0:
            while len(self._pending) > -offset:
                self._pending.popleft()
        while offset > 0 and self._pending and self._pending[0][1]["update_id"] < offset:
            self._pending.popleft()

    async def poll(self, offset: int, limit: int, timeout: float) -> list[Json]:  # noqa: ASYNC109
        """What getUpdates answers; waits up to `timeout` seconds for the first update.

        A newer poll ends an older one with 409.
        """
        if self.webhook is not None:
            raise conflict(
                "can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first"
            )
        self._poll += 1
        mine = self._poll
        self.arrived.set()
        self.confirm(offset)
        limit = min(max(limit, 1), MAX_AT_ONCE)
        deadline = time.monotonic() + min(max(timeout, 0), MAX_WAIT)
        while not (found := self.pending(limit)):
            if (left := deadline - time.monotonic()) <= 0 or self.closed:
                return []
            await self.arrived.wait(left)
            self._check_still_mine(mine)
        return found

    def _check_still_mine(self, mine: int) -> None:
        if self._poll != mine:
            raise conflict(
                "terminated by other getUpdates request; "
                "make sure that only one bot instance is running"
            )
        if self.webhook is not None:
            raise conflict("terminated by setWebhook request")

    def close(self, closed: bool = True) -> None:
        """Ends waiting polls at once, for a server that stops."""
        self.closed = closed
        self.arrived.set()
        self.changed.set()

    def set_webhook(self, settings: Json | None) -> None:
        """Delivers to an address from now on, or (None) keeps updates for getUpdates."""
        if settings is not None and not settings["url"].startswith(_WEBHOOK_STARTS):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = settings
        self.arrived.set()
        self.changed.set()
