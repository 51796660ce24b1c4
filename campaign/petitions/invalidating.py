"""Setting signatures aside by a filter: counted first, for a reason, chunk by chunk, with undo.

What is set aside no longer counts and stays in the ledger, which says so, one leaf a signature.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection, RowMapping

from campaign.petitions.filtering import Counted as Counted
from campaign.petitions.filtering import Filter as Filter
from campaign.petitions.filtering import count as count
from campaign.petitions.filtering import count_in
from campaign.petitions.recording import record
from campaign.proofs.leaf import Kind
from campaign.refusals import Refusal
from db import audit, invalidations, ledger, signatures
from db.engine import Database

CHUNK = 250  # signatures a write: whoever signs meanwhile waits for some 20 ms
NOTE_LIMIT = 300


class CountChanged(Refusal):
    "The signatures that fit are not those that were counted"


class NothingFits(Refusal):
    "No standing signature fits the filter"


class NoInvalidation(Refusal):
    "There is no such invalidation, or it was undone"


class NoteTooLong(Refusal):
    "The reason in one's own words is longer than is kept"

    def __init__(self) -> None:
        self.limit = NOTE_LIMIT


class Why(StrEnum):
    """Why signatures are set aside, each with a sentence for whose signature it is."""

    MACHINE = "machine"
    NOT_A_NAME = "not-a-name"
    TWICE = "twice"
    OTHER = "other"


@dataclass(frozen=True)
class Invalidation:
    """Signatures set aside at one go; `count` is how many were, `held` how many still are."""

    id: int
    filter: Filter
    why: Why
    note: str
    count: int
    held: int
    made_at: datetime
    finished_at: datetime | None
    undone_at: datetime | None


@dataclass(frozen=True)
class Aside:
    """A signature that is set aside, as whoever signed may know it."""

    number: int
    why: Why
    is_withdrawn: bool


async def set_aside(
    database: Database,
    chosen: Filter,
    mark: str,
    why: Why,
    note: str = "",
    *,
    actor_id: int,
    now: datetime,
) -> Invalidation:
    """Set aside exactly what was counted under `mark`.

    Signatures that come or change from now on are left out, whether they fit or not. Raises
    `CountChanged`, `NothingFits` and `NoteTooLong`. A crash is made good by `resume`.
    """
    if len(note) > NOTE_LIMIT:
        raise NoteTooLong

    def look(conn: Connection) -> tuple[Counted, int]:
        newest = ledger.newest_checkpoint(conn)
        return count_in(conn, chosen), newest.size if newest else 0

    counted, size = await database.read(look)
    if counted.number == 0:
        raise NothingFits
    if counted.mark != mark:
        raise CountChanged

    def begin(conn: Connection) -> int:
        made = invalidations.add(
            conn,
            petition_id=chosen.petition_id,
            chosen={**chosen.as_json(), "ledger_size": size},
            reason=f"{why}\n{note}".strip(),
            made_by=actor_id,
            now=now,
        )
        audit.add(conn, "signatures:set-aside", actor_id=actor_id, now=now, subject=str(made))
        return made

    made = await database.write(begin)
    await _go_on(database, made, now)
    return await get(database, made)


async def undo(
    database: Database, invalidation_id: int, *, actor_id: int, now: datetime
) -> Invalidation:
    """Give back what it holds: those that were not withdrawn meanwhile count again.

    Raises `NoInvalidation`.
    """

    def begin(conn: Connection) -> None:
        if not invalidations.undo(conn, invalidation_id, actor_id, now):
            raise NoInvalidation
        subject = str(invalidation_id)
        audit.add(conn, "signatures:restored", actor_id=actor_id, now=now, subject=subject)

    await database.write(begin)
    await _go_on(database, invalidation_id, now)
    return await get(database, invalidation_id)


async def resume(database: Database, now: datetime) -> int:
    """Finish what a crash cut short; how many invalidations that were."""
    cut_short = await database.read(invalidations.unfinished)
    for row in cut_short:
        await _go_on(database, row["id"], now)
    return len(cut_short)


async def get(database: Database, invalidation_id: int) -> Invalidation:
    """The invalidation of that id; raises `NoInvalidation`."""

    def query(conn: Connection) -> Invalidation:
        row = invalidations.get(conn, invalidation_id)
        if row is None:
            raise NoInvalidation
        return _invalidation(conn, row)

    return await database.read(query)


async def recent(database: Database, petition_id: int, limit: int) -> Sequence[Invalidation]:
    """The petition's newest, undone ones too."""
    return await database.read(
        lambda conn: [
            _invalidation(conn, row) for row in invalidations.recent(conn, petition_id, limit)
        ]
    )


async def aside_of(database: Database, petition_id: int, person_id: int) -> Aside | None:
    """This person's signature where it is set aside, else None."""
    row = await database.read(lambda conn: invalidations.of_person(conn, petition_id, person_id))
    if row is None:
        return None
    why, _ = _parts(row["reason"])
    return Aside(row["number"], why, is_withdrawn=row["withdrawn_at"] is not None)


async def _go_on(database: Database, invalidation_id: int, now: datetime) -> None:
    """Chunk by chunk to the end; two at once do each chunk only once, as it moves what it holds."""
    while await database.write(lambda conn: _step(conn, invalidation_id, now)):
        pass


def _step(conn: Connection, invalidation_id: int, now: datetime) -> bool:
    """One chunk; whether more may follow."""
    row = invalidations.get(conn, invalidation_id)
    if row is None:
        return False
    if row["undone_at"] is not None:
        return _give_back(conn, row, now)
    if row["finished_at"] is not None:
        return False
    return _take(conn, row, now)


def _take(conn: Connection, row: RowMapping, now: datetime) -> bool:
    chosen = Filter.of_json(row["filter"])
    fit = invalidations.some(conn, chosen.conditions(row["filter"]["ledger_size"]), CHUNK)
    if not fit:
        invalidations.finish(conn, row["id"], now)
        return False
    invalidations.hold(conn, [each["id"] for each in fit], row["id"])
    invalidations.grow(conn, row["id"], len(fit))
    signatures.count(conn, row["petition_id"], -len(fit))
    record(conn, fit, fit[0]["slug"], Kind.INVALIDATED, now)
    return True


def _give_back(conn: Connection, row: RowMapping, now: datetime) -> bool:
    held = invalidations.some(conn, invalidations.caught_by(row["id"]), CHUNK)
    if not held:
        return False
    invalidations.hold(conn, [each["id"] for each in held], None)
    standing = [each for each in held if each["withdrawn_at"] is None]
    signatures.count(conn, row["petition_id"], len(standing))
    record(conn, standing, held[0]["slug"], Kind.RESTORED, now)
    return True


def _invalidation(conn: Connection, row: RowMapping) -> Invalidation:
    why, note = _parts(row["reason"])
    return Invalidation(
        id=row["id"],
        filter=Filter.of_json(row["filter"]),
        why=why,
        note=note,
        count=row["count"],
        held=invalidations.held(conn, row["id"]),
        made_at=row["made_at"],
        finished_at=row["finished_at"],
        undone_at=row["undone_at"],
    )


def _parts(reason: str) -> tuple[Why, str]:
    why, _, note = reason.partition("\n")
    return Why(why), note
