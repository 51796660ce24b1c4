"""Consent: explicit, to words that were shown, recorded, and revocable as easily as given."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Connection

from db import consents
from db.engine import Database


class Purpose(StrEnum):
    """What a consent is for; each stands alone."""

    PROCESSING = "processing"  # to keep a signature, which reveals a political opinion
    HANDOVER = "handover"  # to give the name to the petition's addressee
    COUNTRY = "country"
    REGION = "region"
    COMMENT = "comment"
    PUBLIC = "public"  # to show name and comment in public
    UPDATES = "updates"  # to receive what the organisers send
    DIGEST = "digest"  # to receive the digest at the chosen hour
    MILESTONES = "milestones"  # to be told when a petition reaches one


@dataclass(frozen=True)
class ConsentText:
    """The words that a person agreed to, as they were shown."""

    language: str
    body: str

    @property
    def hash(self) -> str:
        """SHA-256 of the words, in hexadecimal."""
        return hashlib.sha256(self.body.encode()).hexdigest()

    @property
    def mark(self) -> str:
        """The hash's first eight digits, which the button below the words carries.

        A message stays on the screen when the language, a figure or the program changes: what is
        recorded are the words that stood above the button.
        """
        return self.hash[:8]


def marked(texts: Iterable[ConsentText], mark: str) -> ConsentText | None:
    """The one with this mark; None when the words were others than any of these."""
    return next((text for text in texts if text.mark == mark), None)


def give(
    conn: Connection,
    person_id: int,
    purpose: Purpose,
    text: ConsentText,
    now: datetime,
    petition_id: int | None = None,
) -> bool:
    """Record the consent; False when one for this purpose already stands."""
    return consents.give(
        conn,
        person_id,
        purpose,
        petition_id,
        text_hash=text.hash,
        text=text.body,
        language=text.language,
        now=now,
    )


def give_all(
    conn: Connection,
    given: Sequence[tuple[int, Purpose, ConsentText]],
    now: datetime,
    petition_id: int,
) -> None:
    """Record consents of people, for one petition, none of which stands yet."""
    words = {text for _, _, text in given}
    hashes = {text: text.hash for text in words}
    consents.keep_texts(conn, {hashes[text]: (text.language, text.body) for text in words})
    consents.give_all(
        conn,
        [
            {
                "person_id": person_id,
                "purpose": purpose.value,
                "text_hash": hashes[text],
                "language": text.language,
            }
            for person_id, purpose, text in given
        ],
        petition_id,
        now,
    )


def stands(
    conn: Connection, person_id: int, purpose: Purpose, petition_id: int | None = None
) -> bool:
    """Whether the person agreed and did not take it back."""
    return consents.standing(conn, person_id, purpose, petition_id) is not None


async def receives_updates(database: Database, person_id: int) -> bool:
    """Whether the person agreed to receive what the organisers send."""
    return await database.read(lambda conn: stands(conn, person_id, Purpose.UPDATES))
