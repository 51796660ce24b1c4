"""Notices as kept things: each is for one person alone, and goes when they do."""

from collections.abc import Collection, Sequence
from datetime import datetime

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
    """Delete the notices to this person, words and all; not those that went to many."""
    theirs = select(outbox.c.message_id).where(outbox.c.recipient == person_id)
    conn.execute(
        delete(messages).where(
            messages.c.kind == "notice",
            messages.c.key.startswith("notice:"),
            messages.c.id.in_(theirs),
        )
    )


def erase_before(conn: Connection, moment: datetime) -> None:
    """Delete the notices that were queued before `moment` and wait no more."""
    conn.execute(
        delete(messages).where(
            messages.c.kind == "notice",
            messages.c.created_at < moment,
            messages.c.pending == 0,
            messages.c.sending == 0,
        )
    )


def erase_told(conn: Connection, about: str, message_ids: Collection[int] | None = None) -> None:
    """Delete the notices about one kind of thing, such as `answer`, that wait for nobody any more.

    Of these messages, or of all.
    """
    over = delete(messages).where(
        messages.c.kind == "notice",
        messages.c.key.startswith(f"notice:{about}:", autoescape=True),
        messages.c.pending == 0,
        messages.c.sending == 0,
    )
    if message_ids is not None:
        over = over.where(messages.c.id.in_(message_ids))
    conn.execute(over)


def answered(conn: Connection, person_id: int) -> list[int]:
    """The questions whose answers were notices to this person: they asked them."""
    key = "notice:answer:"
    keys = conn.execute(
        select(messages.c.key)
        .join(outbox, outbox.c.message_id == messages.c.id)
        .where(outbox.c.recipient == person_id, messages.c.key.startswith(key, autoescape=True))
    ).scalars()
    numbers = (found.removeprefix(key) for found in keys)
    return [int(number) for number in numbers if number.isdecimal()]


def erase_about(conn: Connection, subject: str) -> None:
    """Delete everyone's notices about one thing, such as `question:17`, words and all."""
    key = f"notice:{subject}:"
    conn.execute(
        delete(messages).where(
            messages.c.kind == "notice", messages.c.key.startswith(key, autoescape=True)
        )
    )
