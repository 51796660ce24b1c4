"""Notices: one message to one person who asked for it, by the same road as everything else."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from campaign.people import Person
from db import outbox


def queue(
    conn: Connection, person: Person, key: str, payload: Mapping[str, Any], now: datetime
) -> None:
    """Queue the notice in the transaction that is its reason; `key` names the reason, once.

    What is told to the team about a question is `question:<id>:<member's id>`: it goes with the
    question when who asked it is forgotten.
    """
    outbox.queue(
        conn,
        "notice",
        f"notice:{key}",
        {person.language: payload},
        [outbox.Recipient(person.id, person.language)],
        now,
    )
