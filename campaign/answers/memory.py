"""The last question of each conversation: in memory alone, so that no file says who asked what.

It is gone after ten minutes, at a restart, and when the person is forgotten.
"""

from collections import OrderedDict
from datetime import datetime

from campaign.answers.thread import Turn

_AT_MOST = 10_000

Place = tuple[int, int]
"""A chat and a person in it, by their ids."""


class Memory:
    """The last turn in each place; the longest unused go where there are too many."""

    def __init__(self, at_most: int = _AT_MOST) -> None:
        self._turns: OrderedDict[Place, Turn] = OrderedDict()
        self._at_most = at_most

    def __len__(self) -> int:
        return len(self._turns)

    def last(self, place: Place, now: datetime) -> Turn | None:
        """The turn that can still be followed up there."""
        self._drop_old(now)
        return self._turns.get(place)

    def keep(self, place: Place, turn: Turn) -> None:
        """This is the last turn there from now on."""
        self._turns.pop(place, None)
        self._turns[place] = turn
        self._drop_old(turn.asked_at)
        while len(self._turns) > self._at_most:
            self._turns.popitem(last=False)

    def forget(self, person_id: int) -> None:
        """Drop what that person asked, in whatever chat."""
        for place in [place for place in self._turns if place[1] == person_id]:
            del self._turns[place]

    def _drop_old(self, now: datetime) -> None:
        while self._turns and not next(iter(self._turns.values())).is_open(now):
            self._turns.popitem(last=False)
