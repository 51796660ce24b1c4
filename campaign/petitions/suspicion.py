"""Signatures marked for the team to look at: only by what is known, and never refused for it.

How old an account is, or by which link somebody came, is not kept, so it is no reason here.
"""

import json
import unicodedata
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import Connection

from db import meta, reviews
from db.engine import Database

KEPT = "kept"
"""What stands in place of a reason once the team decided that the signature stays."""
TOGETHER = timedelta(minutes=10)
_CURSOR = "review:leaf"
_CHUNK = 500  # leaves a write
_RUN = 4  # of one letter in a row; no language writes as many
_SCRIPTS = ("LATIN", "CYRILLIC", "GREEK")
_FULL_NAME_TIMES, _FULL_NAME_SHARE = 5, 0.05
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


def repeated(given: Iterable[Given]) -> set[int]:
    """The signatures whose name came again and again within ten minutes.

    A first name alone is shared by many, so it takes more of them; and either way they must be a
    good part of all who signed meanwhile, which chance does not bring about in a viral hour.
    """
    in_order = sorted(given, key=lambda each: each.at)
    moments = [each.at for each in in_order]
    by_name: dict[str, list[Given]] = defaultdict(list)
    for each in in_order:
        by_name[folded(each.name)].append(each)
    found: set[int] = set()
    for name, same in by_name.items():
        full = " " in name
        times = _FULL_NAME_TIMES if full else _FIRST_NAME_TIMES
        share = _FULL_NAME_SHARE if full else _FIRST_NAME_SHARE
        for first in range(len(same) - times + 1):
            last = bisect_right(same, same[first].at + TOGETHER, key=lambda each: each.at)
            beside = bisect_right(moments, same[last - 1].at) - bisect_left(moments, same[first].at)
            if last - first >= max(times, share * beside):
                found.update(each.signature_id for each in same[first:last])
    return found


def _scripts(word: str) -> set[str]:
    names = [unicodedata.name(sign, "") for sign in word if sign.isalpha()]
    return {script for script in _SCRIPTS for name in names if name.startswith(script)}


async def mark_new(database: Database, names: Collection[str], now: datetime) -> int:
    """Look at what was signed or changed since the last time, and mark what is odd; how many.

    `names` are those by which the campaign is called. It follows the ledger, so that signing need
    not wait for it and nothing is passed over.
    """
    known = frozenset(map(folded, names))
    if not await database.read(_has_new):
        return 0
    marked = 0
    while True:
        looked_at, fresh = await database.write(lambda conn: _mark_chunk(conn, known))
        marked += fresh
        if looked_at < _CHUNK:
            return marked


def _has_new(conn: Connection) -> bool:
    return bool(reviews.leaves_after(conn, _cursor(conn), 1))


def _cursor(conn: Connection) -> int:
    return int(meta.get(conn, _CURSOR) or -1)


def _mark_chunk(conn: Connection, known: Collection[str]) -> tuple[int, int]:
    leaves = reviews.leaves_after(conn, _cursor(conn), _CHUNK)
    if not leaves:
        return 0, 0
    numbers: dict[int, set[int]] = defaultdict(set)
    for leaf in leaves:
        numbers[leaf["petition_id"]].add(int(json.loads(leaf["content"])["number"]))
    marked = sum(
        _mark(conn, petition_id, sorted(changed), known) for petition_id, changed in numbers.items()
    )
    meta.put(conn, _CURSOR, str(leaves[-1]["position"]))
    return len(leaves), marked


def _mark(
    conn: Connection, petition_id: int, numbers: Sequence[int], known: Collection[str]
) -> int:
    rows = reviews.named(conn, petition_id, numbers)
    if not rows:
        return 0
    titles = {folded(title) for title in reviews.titles(conn, petition_id)}
    found: dict[Suspicion, set[int]] = defaultdict(set)
    for row in rows:
        suspicion = suspicion_of(row["name"], {*known, *titles})
        if suspicion is not None:
            found[suspicion].add(row["id"])
    moments = [row["signed_at"] for row in rows]
    beside = reviews.names_between(
        conn, petition_id, min(moments) - TOGETHER, max(moments) + TOGETHER
    )
    together = repeated(Given(row["id"], row["name"], row["signed_at"]) for row in beside)
    found[Suspicion.SAME_NAME] = together - set().union(*found.values())
    return sum(reviews.mark(conn, sorted(ids), reason.value) for reason, ids in found.items())
