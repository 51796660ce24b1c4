"""Referrals: a supporter's own link, and how many signatures came by it.

Only a count by code is kept. Who came by which link is written down nowhere, so a signature that is
withdrawn later stays in the count.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from campaign.people import Person
from campaign.petitions.codes import ALPHABET
from db import people, referrals
from db.engine import Database

CODE_LENGTH = 8
PREFIX = "r-"
_PAYLOAD = re.compile(rf"[rR]-([0-9a-zA-Z]{{{CODE_LENGTH}}})(?:-([\w-]{{1,48}}))?", re.ASCII)


@dataclass(frozen=True)
class Referral:
    """A supporter's code, and how many first signatures came by it."""

    code: str
    brought: int

    def payload(self, slug: str | None = None) -> str:
        """What a `start` link carries: at most 59 characters with a petition's slug."""
        return f"{PREFIX}{self.code}" if slug is None else f"{PREFIX}{self.code}-{slug}"


@dataclass(frozen=True)
class Invitation:
    """What a supporter's link says: by whose code, and to which petition if to a given one."""

    code: str
    slug: str | None


def read(payload: str) -> Invitation | None:
    """The invitation that a `start` payload is, or None. Only in a slug the case of letters counts.

    A campaign's folder may have capitals and underscores there.
    """
    found = _PAYLOAD.fullmatch(payload)
    return Invitation(found[1].lower(), found[2]) if found else None


async def of(database: Database, person_id: int) -> Referral | None:
    """The person's own, or None for who never opened the share card."""
    return await database.read(lambda conn: _of(conn, person_id))


async def open_for(database: Database, person: Person, now: datetime) -> Referral:
    """The person's own; made now for who opens the share card for the first time."""
    held = await of(database, person.id)
    if held is not None:
        return held
    return await database.write(lambda conn: _made(conn, person, now))


def _made(conn: Connection, person: Person, now: datetime) -> Referral:
    people.remember(conn, person.id, person.language, now)
    referral = _of(conn, person.id)
    while referral is None:
        referrals.add(conn, person.id, _new_code())
        referral = _of(conn, person.id)
    return referral


def _of(conn: Connection, person_id: int) -> Referral | None:
    row = referrals.of_person(conn, person_id)
    return Referral(row["code"], row["brought"]) if row is not None else None


def _new_code() -> str:
    return "".join(secrets.choice(ALPHABET.lower()) for _ in range(CODE_LENGTH))
