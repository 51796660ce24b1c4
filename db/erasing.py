"""Erasing what time has run out for: words of deleted accounts, people of petitions long over."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import (
    ColumnElement,
    Connection,
    RowMapping,
    delete,
    exists,
    func,
    or_,
    select,
    text,
    update,
)

from db.schema import (
    audit,
    broadcasts,
    consents,
    drafts,
    identities,
    invalidations,
    invitations,
    leaf_records,
    leaves,
    messages,
    outbox,
    people,
    petitions,
    questions,
    signatures,
    subscriptions,
    team,
)

_WORDS = (signatures.c.name, signatures.c.country, signatures.c.region, signatures.c.comment)
_OVER = ("closed", "delivered")
_BY_SIGNERS = ("signature:signed", "signature:changed", "signature:withdrawn")
_LOOKED_THROUGH = {"audit": "actor_id", "consents": "person_id", "questions": "person_id"}
_OF_WORDS = ("handover", "country", "region", "comment", "public")


def erase_words_of_deactivated(conn: Connection, before: datetime, now: datetime) -> int:
    """What the signatures say whose accounts were deleted before that; of how many signatures."""
    gone = select(people.c.id).where(people.c.deactivated_at < before)
    conn.execute(
        update(consents)
        .where(
            consents.c.person_id.in_(gone),
            consents.c.purpose.in_(_OF_WORDS),
            consents.c.revoked_at.is_(None),
        )
        .values(revoked_at=now)
    )
    return conn.execute(
        update(signatures)
        .where(
            signatures.c.person_id.in_(gone),
            or_(*(column.is_not(None) for column in _WORDS)),
        )
        .values(dict.fromkeys(_WORDS))
    ).rowcount


def over(conn: Connection) -> Sequence[RowMapping]:
    """The petitions that are closed or delivered and hold people still, oldest first."""
    return (
        conn.execute(
            select(petitions)
            .where(petitions.c.state.in_(_OVER), petitions.c.erased_at.is_(None))
            .order_by(petitions.c.id)
        )
        .mappings()
        .all()
    )


def announced(conn: Connection, petition_id: int, now: datetime) -> None:
    """The team was told of the erasure."""
    conn.execute(
        update(petitions).where(petitions.c.id == petition_id).values(erasure_announced_at=now)
    )


def measure(conn: Connection, petition_id: int) -> tuple[int, int, int]:
    """How many signatures, those with words, and identities a petition holds."""
    of_petition = signatures.c.petition_id == petition_id
    signed = conn.execute(select(func.count()).select_from(signatures).where(of_petition))
    said = conn.execute(
        select(func.count())
        .select_from(signatures)
        .where(of_petition, or_(*(column.is_not(None) for column in _WORDS)))
    )
    known = conn.execute(
        select(func.count()).select_from(identities).where(identities.c.petition_id == petition_id)
    )
    return signed.scalar_one(), said.scalar_one(), known.scalar_one()


def begin(conn: Connection, petition_id: int, now: datetime) -> bool:
    """From now on the petition's people are being erased; False when they were, or it is open."""
    begun = conn.execute(
        update(petitions)
        .where(
            petitions.c.id == petition_id,
            petitions.c.state.in_(_OVER),
            petitions.c.erased_at.is_(None),
        )
        .values(erased_at=now)
    )
    return begun.rowcount > 0


def prepare(conn: Connection) -> None:
    """Make what many deletions need: to delete a person is to look for them in every table.

    Indexes for this alone, dropped by `finish`: in between they would cost everyone who signs.
    """
    for table, column in _LOOKED_THROUGH.items():
        conn.execute(text(f"CREATE INDEX IF NOT EXISTS erasing_{table} ON {table} ({column})"))


def half_done(conn: Connection) -> Sequence[RowMapping]:
    """The petitions whose erasing was begun and has signatures left."""
    left = exists().where(signatures.c.petition_id == petitions.c.id)
    return (
        conn.execute(
            select(petitions.c.id, petitions.c.slug)
            .where(petitions.c.erased_at.is_not(None), left)
            .order_by(petitions.c.id)
        )
        .mappings()
        .all()
    )


def erase_records(conn: Connection, petition_id: int, after: int, limit: int) -> int | None:
    """Erase up to `limit` records of the petition's leaves past that position; the last one's."""
    positions = list(
        conn.execute(
            select(leaf_records.c.position)
            .join(leaves, leaves.c.position == leaf_records.c.position)
            .where(leaves.c.petition_id == petition_id, leaf_records.c.position > after)
            .order_by(leaf_records.c.position)
            .limit(limit)
        ).scalars()
    )
    conn.execute(delete(leaf_records).where(leaf_records.c.position.in_(positions)))
    return positions[-1] if positions else None


def erase_some(conn: Connection, petition_id: int, slug: str, limit: int) -> int:
    """Erase up to `limit` signatures of the petition with all that says whose they are; how many.

    The counts, the leaves and the checkpoints stay. Who has nothing else here is not remembered.
    """
    found = conn.execute(
        select(signatures.c.id, signatures.c.person_id)
        .where(signatures.c.petition_id == petition_id)
        .order_by(signatures.c.id)
        .limit(limit)
    ).all()
    if not found:
        return 0
    ids, person_ids = [row.id for row in found], [row.person_id for row in found]
    conn.execute(
        update(audit)
        .where(
            audit.c.actor_id.in_(person_ids),
            audit.c.action.in_(_BY_SIGNERS),
            audit.c.subject.in_((slug, str(petition_id))),
        )
        .values(actor_id=None)
    )
    conn.execute(
        delete(consents).where(
            consents.c.petition_id == petition_id, consents.c.person_id.in_(person_ids)
        )
    )
    conn.execute(delete(signatures).where(signatures.c.id.in_(ids)))
    _forget_those_with_nothing_else(conn, person_ids)
    return len(found)


def finish(conn: Connection, petition_id: int) -> None:
    """What is left of the petition's people: by what its team told them apart, and its words."""
    why = invalidations.c.reason
    conn.execute(
        update(invalidations)
        .where(invalidations.c.petition_id == petition_id)
        .values(
            filter={"petition_id": petition_id, "ledger_size": 0},
            reason=func.substr(why, 1, func.instr(why + "\n", "\n") - 1),
        )
    )
    for table in _LOOKED_THROUGH:
        conn.execute(text(f"DROP INDEX IF EXISTS erasing_{table}"))


def _forget_those_with_nothing_else(conn: Connection, person_ids: Sequence[int]) -> None:
    gone = list(
        conn.execute(
            select(people.c.id).where(people.c.id.in_(person_ids), *_has_nothing_else())
        ).scalars()
    )
    told = select(outbox.c.message_id).where(outbox.c.recipient.in_(gone))
    conn.execute(delete(messages).where(messages.c.kind == "notice", messages.c.id.in_(told)))
    conn.execute(delete(outbox).where(outbox.c.recipient.in_(gone)))
    conn.execute(delete(people).where(people.c.id.in_(gone)))


def _has_nothing_else() -> list[ColumnElement[bool]]:
    """No other signature, no place on the team, nothing asked for, nothing under way."""
    standing = consents.c.revoked_at.is_(None)
    return [
        ~exists().where(column == people.c.id, *conditions)
        for column, conditions in (
            (signatures.c.person_id, ()),
            (team.c.person_id, ()),
            (invitations.c.used_by, ()),
            (broadcasts.c.created_by, ()),
            (subscriptions.c.person_id, (subscriptions.c.retired_at.is_(None),)),
            (consents.c.person_id, (standing,)),
            (drafts.c.person_id, ()),
            (questions.c.person_id, ()),
            (outbox.c.recipient, (outbox.c.state.in_(("pending", "sending")),)),
        )
    ]
