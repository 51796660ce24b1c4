"""What happens to signatures that were given, entered in the ledger in the same transaction."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign.proofs import register
from campaign.proofs.leaf import Kind
from db import signatures


def record(
    conn: Connection, rows: Sequence[RowMapping], slug: str, kind: Kind, now: datetime
) -> None:
    """A leaf of this kind for each of these rows of `signatures`, of the petition with this slug.

    Change the rows and the count first: the checkpoint says what counts from now on.
    """
    if not rows:
        return
    positions = register.enter(conn, [_entry(row, slug, kind, now) for row in rows], now)
    signatures.set_leaves(
        conn, {row["id"]: position for row, position in zip(rows, positions, strict=True)}
    )


def record_last(conn: Connection, rows: Sequence[RowMapping], slug: str, now: datetime) -> None:
    """The last leaf of signatures that are erased: it says that they left, and nothing links it."""
    register.enter(
        conn,
        [_entry(row, slug, Kind.WITHDRAWN, now) for row in rows],
        now,
        keep_records=False,
    )


def _entry(row: RowMapping, slug: str, kind: Kind, now: datetime) -> register.Entry:
    return register.Entry(
        petition_id=row["petition_id"],
        slug=slug,
        kind=kind,
        version=row["version"],
        language=row["language"],
        number=row["number"],
        person_id=row["person_id"],
        at=now,
        refers_to=row["leaf"],
    )
