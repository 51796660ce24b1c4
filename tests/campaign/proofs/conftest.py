"""A ledger by itself: one petition, and entries made straight into a file of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import Connection, insert, update

from campaign.proofs import register
from campaign.proofs.keys import keys_in
from campaign.proofs.leaf import COUNTS, Kind
from campaign.proofs.note import VerifierKey
from campaign.proofs.register import Entry
from db import connection
from db.ledger import CheckpointRow
from db.schema import petitions
from tests.campaign.conftest import Workshop

SLUG = "free-internet"
NOW = datetime(2026, 11, 24, 15, 0, tzinfo=UTC)


@dataclass
class Book:
    """An open ledger. Every entry is a second later than the one before."""

    conn: Connection
    petition_id: int
    standing: int = 0
    seconds: Iterator[int] = field(default_factory=count)

    def entry(
        self,
        person_id: int,
        kind: Kind = Kind.SIGNED,
        refers_to: int | None = None,
        number: int | None = None,
    ) -> Entry:
        at = NOW + timedelta(seconds=next(self.seconds))
        return Entry(
            self.petition_id, SLUG, kind, 1, "en", number or person_id, person_id, at, refers_to
        )

    def enter(self, *entries: Entry, keep_records: bool = True) -> list[int]:
        self.standing += sum(COUNTS[entry.kind] for entry in entries)
        self.conn.execute(
            update(petitions).values(signature_count=self.standing, last_number=10**6)
        )
        return register.enter(self.conn, entries, self.now, keep_records=keep_records)

    def sign(self, person_id: int) -> int:
        return self.enter(self.entry(person_id))[0]

    def publish(self) -> CheckpointRow:
        register.publish(self.conn, self.now)
        row = register.published(self.conn)
        assert row is not None
        return row

    @property
    def newest(self) -> CheckpointRow:
        row = register.newest(self.conn)
        assert row is not None
        return row

    @property
    def now(self) -> datetime:
        return NOW + timedelta(seconds=next(self.seconds))

    @property
    def key(self) -> VerifierKey:
        return keys_in(self.conn).signer.key

    def lines(self) -> list[bytes]:
        size = self.newest.size
        return [f"{line}\n".encode() for line in register.export_lines(self.conn, size)]


@contextmanager
def book_in(workshop: Workshop) -> Iterator[Book]:
    with workshop.file() as path:
        engine = connection.writing(path, None)
        with engine.connect() as conn, conn.begin():
            petition_id = conn.execute(
                insert(petitions)
                .values(slug=SLUG, state="open", goal=10, minimum_age=16, version=1, created_at=NOW)
                .returning(petitions.c.id)
            ).scalar_one()
            yield Book(conn, petition_id)
        engine.dispose()


@pytest.fixture
def book(workshop: Workshop) -> Iterator[Book]:
    with book_in(workshop) as book:
        yield book
