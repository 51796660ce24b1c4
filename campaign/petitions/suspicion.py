"""Signatures marked for the team to look at: only by what is known, and never refused for it.

How old an account is, or by which link somebody came, is not kept, so it is no reason here.
"""

import json
import unicodedata
from bisect import bisect_left
from collections import defaultdict, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial
from itertools import islice
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, RowMapping

from db import meta, reviews
from db.engine import Database

KEPT = "kept"
"""What stands in place of a reason once the team decided that the signature stays."""
TOGETHER = timedelta(minutes=10)
_CURSOR = "review:leaf"
_CHUNK = 500  # leaves a write
_RUN = 4  # of one letter in a row; no language writes as many
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_FULL_NAME_TIMES, _FULL_NAME_SHARE = 5, 0.10
_FIRST_NAME_TIMES, _FIRST_NAME_SHARE = 20, 0.30


class Suspicion(StrEnum):
    """Why a signature is marked: a fact that can be seen in it, or among those beside it."""

    SAME_NAME = "same-name"  # the same name again and again within minutes
    CAMPAIGN_NAME = "campaign-name"  # the campaign's own name, or the petition's
    MIXED_SCRIPTS = "mixed-scripts"  # Latin, Greek or Cyrillic letters within one word
    DIGITS = "digits-in-name"
    REPEATED = "repeated-letter"


@dataclass(frozen=True)
class Given:
    """A name, the signature that it was given with, and when."""

    signature_id: int
    name: str
    at: datetime


def suspicion_of(name: str, known_names: Collection[str]) -> Suspicion | None:
    """What the name alone shows; `known_names` are the campaign's, folded by `folded`."""
    plain = folded(name)
    if plain in known_names:
        return Suspicion.CAMPAIGN_NAME
    if any(len(_scripts(word)) > 1 for word in name.split()):
        return Suspicion.MIXED_SCRIPTS
    if any(sign.isdecimal() for sign in name):
        return Suspicion.DIGITS
    letters = [sign for sign in plain if not sign.isspace()]
    if any(len(set(letters[at : at + _RUN])) == 1 for at in range(len(letters) - _RUN + 1)):
        return Suspicion.REPEATED
    return None


def folded(name: str) -> str:
    """The name without its case, accents and outer or doubled spaces, to compare it by."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join("".join(sign for sign in plain if not unicodedata.combining(sign)).split())


class Namesakes:
    """The names of the last ten minutes, and which of them come again and again.

    A first name alone is shared by many, so it takes more of them; and either way they must be a
    good part of all who signed meanwhile, which chance does not bring about in a viral hour.
    """

    def __init__(self) -> None:
        self._all: deque[tuple[datetime, str, int]] = deque()
        self._by_name: dict[str, deque[tuple[datetime, int]]] = defaultdict(deque)
        self._known: set[tuple[str, int]] = set()

    def add(self, given: Given) -> set[int]:
        """One more, not older than those before; the signatures that belong together by it."""
        name = folded(given.name)
        self._forget(given.at - TOGETHER)
        if (name, given.signature_id) in self._known:
            return set()
        self._known.add((name, given.signature_id))
        self._all.append((given.at, name, given.signature_id))
        same = self._by_name[name]
        same.append((given.at, given.signature_id))
        return self._together(same, full=" " in name)

    def _together(self, same: "deque[tuple[datetime, int]]", *, full: bool) -> set[int]:
        """The most of the newest that are enough, and enough of all who signed beside them."""
        times = _FULL_NAME_TIMES if full else _FIRST_NAME_TIMES
        share = _FULL_NAME_SHARE if full else _FIRST_NAME_SHARE
        found: set[int] = set()
        while times <= len(same):
            beside = len(self._all) - bisect_left(self._all, (same[-times][0],))
            if times >= share * beside:
                found = {each for _, each in islice(reversed(same), times)}
            times *= 2
        return found

    def _forget(self, moment: datetime) -> None:
        while self._all and self._all[0][0] < moment:
            _, name, signature_id = self._all.popleft()
            self._known.discard((name, signature_id))
            self._by_name[name].popleft()
            if not self._by_name[name]:
                del self._by_name[name]


def _scripts(word: str) -> set[str]:
    names = [unicodedata.name(sign, "") for sign in word if sign.isalpha()]
    return {script for script in _SCRIPTS for name in names if name.startswith(script)}


_recent: "WeakKeyDictionary[Database, dict[int, Namesakes]]" = WeakKeyDictionary()
"""By petition. It only spares reading ten minutes of names again: they are in the database."""


@dataclass(frozen=True)
class _Found:
    """What some leaves brought: how many they were, the last one, and what to mark."""

    leaves: int
    position: int
    marks: Mapping[Suspicion, Collection[int]]


async def mark_new(database: Database, names: Collection[str], now: datetime) -> int:
    """Look at what was signed or changed since the last time, and mark what is odd; how many.

    `names` are those by which the campaign is called. It follows the ledger, so that signing need
    not wait for it and nothing is passed over. One at a time.
    """
    known = frozenset(map(folded, names))
    recent = _recent.setdefault(database, {})
    marked = 0
    while True:
        found = await database.read(lambda conn: _look(conn, known, recent))
        if not found.leaves:
            return marked
        marked += await database.write(partial(_keep, found))


def _look(conn: Connection, known: Collection[str], recent: dict[int, Namesakes]) -> _Found:
    cursor = int(meta.get(conn, _CURSOR) or -1)
    leaves = reviews.leaves_after(conn, cursor, _CHUNK)
    numbers: dict[int, set[int]] = defaultdict(set)
    for leaf in leaves:
        numbers[leaf["petition_id"]].add(int(json.loads(leaf["content"])["number"]))
    marks: dict[Suspicion, set[int]] = defaultdict(set)
    for petition_id, changed in numbers.items():
        given = _given(reviews.named(conn, petition_id, sorted(changed)))
        _look_at_names(conn, petition_id, given, known, marks)
        _look_beside(conn, petition_id, given, recent, marks)
    return _Found(len(leaves), leaves[-1]["position"] if leaves else cursor, marks)


def _look_at_names(
    conn: Connection,
    petition_id: int,
    given: Sequence[Given],
    known: Collection[str],
    marks: dict[Suspicion, set[int]],
) -> None:
    called = {*known, *map(folded, reviews.titles(conn, petition_id))}
    for each in given:
        suspicion = suspicion_of(each.name, called)
        if suspicion is not None:
            marks[suspicion].add(each.signature_id)


def _look_beside(
    conn: Connection,
    petition_id: int,
    given: Sequence[Given],
    recent: dict[int, Namesakes],
    marks: dict[Suspicion, set[int]],
) -> None:
    if not given:
        return
    if petition_id not in recent:
        recent[petition_id] = Namesakes()
        until, fresh = given[0].at, {each.signature_id for each in given}
        before = reviews.names_between(conn, petition_id, until - TOGETHER, until)
        for each in _given(before):
            if each.signature_id not in fresh:
                recent[petition_id].add(each)
    for each in given:
        marks[Suspicion.SAME_NAME] |= recent[petition_id].add(each)


def _given(rows: Iterable[RowMapping]) -> list[Given]:
    given = [Given(row["id"], row["name"], row["signed_at"]) for row in rows]
    return sorted(given, key=lambda each: each.at)


def _keep(found: _Found, conn: Connection) -> int:
    meta.put(conn, _CURSOR, str(found.position))
    marks = sorted(found.marks.items(), key=lambda each: each[0] is Suspicion.SAME_NAME)
    return sum(reviews.mark(conn, sorted(ids), reason.value) for reason, ids in marks)
