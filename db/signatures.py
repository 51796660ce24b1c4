"""Signatures, one for each person and petition, and the counter that is shown."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    bindparam,
    case,
    delete,
    func,
    select,
    update,
)

from db.bulk import insert_all
from db.schema import consents, petitions, signatures

STANDS = signatures.c.withdrawn_at.is_(None) & signatures.c.invalidation_id.is_(None)
"""What counts: neither withdrawn nor set aside."""

# Made once: they are part of each signature, and to build a statement takes longer than to run it.
_OF_PEOPLE = select(signatures).where(
    signatures.c.petition_id == bindparam("of"),
    signatures.c.person_id.in_(bindparam("people", expanding=True)),
)
_TAKE_NUMBERS = (
    update(petitions)
    .where(petitions.c.id == bindparam("of"))
    .values(
        last_number=petitions.c.last_number + bindparam("new"),
        signature_count=petitions.c.signature_count + bindparam("all"),
    )
    .returning(petitions.c.last_number)
)
_IDS = select(signatures.c.person_id, signatures.c.id).where(
    signatures.c.petition_id == bindparam("of"),
    signatures.c.number.between(bindparam("first"), bindparam("last")),
)


def get(conn: Connection, petition_id: int, person_id: int) -> RowMapping | None:
    """The person's signature under this petition, withdrawn ones too, or None."""
    return (
        conn.execute(
            select(signatures).where(
                signatures.c.petition_id == petition_id, signatures.c.person_id == person_id
            )
        )
        .mappings()
        .one_or_none()
    )


def stands(row: RowMapping) -> bool:
    """Whether the signature counts: neither withdrawn nor set aside."""
    return row["withdrawn_at"] is None and row["invalidation_id"] is None


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """All the person's signatures, with the slug of each petition."""
    return (
        conn.execute(
            select(signatures, petitions.c.slug)
            .join(petitions, petitions.c.id == signatures.c.petition_id)
            .where(signatures.c.person_id == person_id)
            .order_by(signatures.c.id)
        )
        .mappings()
        .all()
    )


def of_people(
    conn: Connection, petition_id: int, person_ids: Sequence[int]
) -> Sequence[RowMapping]:
    """These people's signatures under this petition, withdrawn ones too."""
    wanted = {"of": petition_id, "people": list(person_ids)}
    return conn.execute(_OF_PEOPLE, wanted).mappings().all()


def take_numbers(conn: Connection, petition_id: int, *, new: int, again: int) -> int:
    """Count `new` first signatures and `again` returning ones; the first of the new numbers.

    A number is never given again.
    """
    wanted = {"of": petition_id, "new": new, "all": new + again}
    return int(conn.execute(_TAKE_NUMBERS, wanted).scalar_one()) - new + 1


def add_all(
    conn: Connection, petition_id: int, rows: Sequence[Mapping[str, object]]
) -> dict[int, int]:
    """First signatures under numbers that were taken, in order; their ids by person."""
    if not rows:
        return {}
    insert_all(conn, signatures, rows)
    wanted = {"of": petition_id, "first": rows[0]["number"], "last": rows[-1]["number"]}
    return {row.person_id: row.id for row in conn.execute(_IDS, wanted)}


def sign_again(conn: Connection, signature_id: int, row: Mapping[str, object]) -> None:
    """A withdrawn signature that stands again, under its old number and saying what `row` says."""
    conn.execute(
        update(signatures)
        .where(signatures.c.id == signature_id, signatures.c.withdrawn_at.is_not(None))
        .values(**row, withdrawn_at=None)
    )


def amend(conn: Connection, signature_id: int, **fields: str | None) -> None:
    """Change what a standing signature says: `name`, `country`, `region`, `comment`."""
    conn.execute(
        update(signatures)
        .where(signatures.c.id == signature_id, signatures.c.withdrawn_at.is_(None))
        .values(**fields)
    )


def withdraw(conn: Connection, signature_id: int, now: datetime) -> bool:
    """Withdraw, and erase what it said; False when it was withdrawn before."""
    row = conn.execute(
        update(signatures)
        .where(signatures.c.id == signature_id, signatures.c.withdrawn_at.is_(None))
        .values(withdrawn_at=now, name=None, country=None, region=None, comment=None, review=None)
        .returning(signatures.c.petition_id, signatures.c.invalidation_id)
    ).one_or_none()
    if row is None:
        return False
    if row.invalidation_id is None:
        count(conn, row.petition_id, -1)
    return True


def set_leaves(conn: Connection, positions: Mapping[int, int]) -> None:
    """The newest leaf that the ledger has of these signatures, by id."""
    conn.execute(
        update(signatures)
        .where(signatures.c.id == bindparam("of"))
        .values(leaf=bindparam("position")),
        [{"of": signature_id, "position": at} for signature_id, at in positions.items()],
    )


def erase(conn: Connection, person_id: int) -> None:
    """Delete all the person's signatures; the standing ones leave the count."""
    for row in of_person(conn, person_id):
        if stands(row):
            count(conn, row["petition_id"], -1)
    conn.execute(delete(signatures).where(signatures.c.person_id == person_id))


def recount(conn: Connection, petition_id: int) -> int:
    """The standing signatures counted one by one, to hold the counter against."""
    return conn.execute(
        select(func.count())
        .select_from(signatures)
        .where(signatures.c.petition_id == petition_id, STANDS)
    ).scalar_one()


def by_day(conn: Connection, petition_id: int) -> Sequence[tuple[date, int]]:
    """How many signatures that stand were given on each day (UTC), oldest first."""
    day = func.date(signatures.c.signed_at).label("day")
    rows = conn.execute(
        select(day, func.count())
        .where(signatures.c.petition_id == petition_id, STANDS)
        .group_by(day)
        .order_by(day)
    )
    return [(date.fromisoformat(str(row[0])), row[1]) for row in rows]


def for_handover(conn: Connection, petition_id: int) -> Iterator[RowMapping]:
    """The standing signatures by number, with only the fields whose hand-over is agreed to."""
    given = [
        case((_consented(purpose), column), else_=None).label(column.name)
        for purpose, column in (
            ("handover", signatures.c.name),
            ("country", signatures.c.country),
            ("region", signatures.c.region),
            ("comment", signatures.c.comment),
        )
    ]
    rows = conn.execution_options(yield_per=1000).execute(
        select(
            signatures.c.number,
            signatures.c.signed_at,
            *given,
            _consented("public").label("public"),
        )
        .where(signatures.c.petition_id == petition_id, STANDS)
        .order_by(signatures.c.number)
    )
    yield from rows.mappings()


def public_comments(conn: Connection, petition_id: int) -> Iterator[RowMapping]:
    """The comments that may be shown in public, with number and name, by number."""
    rows = conn.execution_options(yield_per=1000).execute(
        select(signatures.c.number, signatures.c.name, signatures.c.comment)
        .where(
            signatures.c.petition_id == petition_id,
            STANDS,
            signatures.c.comment.is_not(None),
            _consented("comment"),
            _consented("public"),
        )
        .order_by(signatures.c.number)
    )
    yield from rows.mappings()


def by_place(conn: Connection, petition_id: int, column: str) -> Sequence[tuple[str | None, int]]:
    """How many standing signatures name each `country` or `region`, the largest group first."""
    place = signatures.c[column]
    rows = conn.execute(
        select(place, func.count())
        .where(signatures.c.petition_id == petition_id, STANDS)
        .group_by(place)
        .order_by(func.count().desc(), place)
    )
    return [(row[0], row[1]) for row in rows]


def _consented(purpose: str) -> ColumnElement[bool]:
    return (
        select(consents.c.id)
        .where(
            consents.c.person_id == signatures.c.person_id,
            consents.c.petition_id == signatures.c.petition_id,
            consents.c.purpose == purpose,
            consents.c.revoked_at.is_(None),
        )
        .exists()
    )


def count(conn: Connection, petition_id: int, change: int) -> None:
    """Change the count that is shown, in the transaction that changes what is counted."""
    conn.execute(
        update(petitions)
        .where(petitions.c.id == petition_id)
        .values(signature_count=petitions.c.signature_count + change)
    )
