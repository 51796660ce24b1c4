"""Which messages of the bot a chat may still lose: their ids, for two days, in memory alone.

An id with its time, kept in the database, would tell when somebody asked what. So nothing of it is
kept there; what a restart loses here, `handlers/clearing.py` finds by trying.
"""

from collections import OrderedDict
from datetime import datetime

from campaign.privacy import DELETABLE_FOR

LIMIT = 50_000
"""Messages over all chats; the oldest go first."""


class Sent:
    """The ids of messages that left in the last 48 hours, by chat."""

    def __init__(self, limit: int = LIMIT) -> None:
        self._limit = limit
        self._left: OrderedDict[tuple[int, int], datetime] = OrderedDict()
        self._by_chat: dict[int, set[int]] = {}

    def __len__(self) -> int:
        return len(self._left)

    def note(self, chat: int, message_id: int, now: datetime) -> None:
        """The bot sent this message."""
        self._left[chat, message_id] = now
        self._left.move_to_end((chat, message_id))
        self._by_chat.setdefault(chat, set()).add(message_id)
        self._drop_old(now)

    def take(self, chat: int, now: datetime) -> frozenset[int]:
        """The messages in this chat that may still be deleted; they are not remembered after."""
        self._drop_old(now)
        found = frozenset(self._by_chat.get(chat, ()))
        for message_id in found:
            self._drop((chat, message_id))
        return found

    def _drop_old(self, now: datetime) -> None:
        while self._left:
            oldest, at = next(iter(self._left.items()))
            if len(self._left) <= self._limit and now - at < DELETABLE_FOR:
                return
            self._drop(oldest)

    def _drop(self, key: tuple[int, int]) -> None:
        del self._left[key]
        chat, message_id = key
        self._by_chat[chat].discard(message_id)
        if not self._by_chat[chat]:
            del self._by_chat[chat]
