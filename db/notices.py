"""Notices as kept things: each is for one person alone, and goes when they do."""

from collections.abc import Sequence

from sqlalchemy import Connection, RowMapping, delete, select

from db.schema import message_contents, messages, outbox


def of_person(conn: Connection, person_id: int) -> Sequence[RowMapping]:
    """Every message that was queued for this person, with its words, oldest first."""
    return (
        conn.execute(
            select(messages.c.kind, outbox.c.state, outbox.c.updated_at, message_contents.c.payload)
            .join(messages, messages.c.id == outbox.c.message_id)
            .join(
                message_contents,
                (message_contents.c.message_id == outbox.c.message_id)
                & (message_contents.c.language == outbox.c.language),
            )
            .where(outbox.c.recipient == person_id)
            .order_by(outbox.c.id)
        )
        .mappings()
        .all()
    )


def erase(conn: Connection, person_id: int) -> None:
    """Delete the notices to this person, words and all."""
    theirs = select(outbox.c.message_id).where(outbox.c.recipient == person_id)
    conn.execute(delete(messages).where(messages.c.kind == "notice", messages.c.id.in_(theirs)))


def erase_about(conn: Connection, subject: str) -> None:
    """Delete everyone's notices about one thing, such as `question:17`, words and all."""
    key = f"notice:{subject}:"
    conn.execute(
        delete(messages).where(
            messages.c.kind == "notice", messages.c.key.startswith(key, autoescape=True)
        )
    )
