"""The ledger of a large petition: `python -m benchmarks.ledger [--leaves 1000000] [--json]`.

How long a proof takes and how many hashes it has, how long the audit of everything, how long the
count that is shown; on a SQLCipher file, each beside what it would cost the plain way in the same
run: the whole tree hashed for one proof, the leaves only read and hashed, `COUNT(*)`.
"""

import argparse
import json
import resource
import secrets
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import Connection, insert, update

from campaign.ledger import Frontier, leaf_hash, verify_inclusion
from campaign.proofs import auditing, register
from campaign.proofs.leaf import Kind
from campaign.proofs.register import Entry
from db import bulk, connection, ledger, migrate
from db.schema import people, petition_texts, petitions, signatures

SLUG = "benchmark"
NOW = datetime(2027, 1, 1, tzinfo=UTC)
TOGETHER = 64  # who sign at the same moment, and share a checkpoint
COUNT = "SELECT signature_count FROM petitions WHERE id = 1"
COUNT_ALL = (
    "SELECT count(*) FROM signatures"
    " WHERE petition_id = 1 AND withdrawn_at IS NULL AND invalidation_id IS NULL"
)


def fill(conn: Connection, number: int) -> None:
    """A petition that so many signed."""
    with conn.begin():
        conn.execute(
            insert(petitions).values(
                slug=SLUG, state="open", goal=number, minimum_age=16, version=1, created_at=NOW
            )
        )
        conn.execute(
            insert(petition_texts).values(
                petition_id=1,
                version=1,
                language="en",
                title="A",
                addressee="B",
                body="C",
                created_at=NOW,
            )
        )
    for start in range(0, number, TOGETHER * 64):
        with conn.begin():
            for first in range(start, min(start + TOGETHER * 64, number), TOGETHER):
                sign(conn, first, min(first + TOGETHER, number))


def sign(conn: Connection, first: int, end: int) -> None:
    """What these people's signing writes, but for consents and audit lines."""
    at = NOW + timedelta(seconds=first // 10)
    bulk.insert_all(
        conn, people, [{"id": each, "created_at": at} for each in range(first + 1, end + 1)]
    )
    conn.execute(update(petitions).values(signature_count=end, last_number=end))
    entries = [
        Entry(1, SLUG, Kind.SIGNED, 1, "en", each, each, at, None)
        for each in range(first + 1, end + 1)
    ]
    bulk.insert_all(
        conn,
        signatures,
        [
            {
                "petition_id": 1,
                "person_id": entry.person_id,
                "number": entry.number,
                "version": 1,
                "language": "en",
                "signed_at": at,
                "leaf": leaf,
            }
            for entry, leaf in zip(entries, register.enter(conn, entries, at), strict=True)
        ],
    )


def proofs(conn: Connection, number: int, lots: Random) -> dict[str, float]:
    """Proofs of leaves drawn by lot, made and verified."""
    newest = register.newest(conn)
    assert newest is not None
    took, lengths = [], []
    for _ in range(500):
        position = lots.randrange(number)
        began = time.perf_counter()
        proof = register.proof_of(conn, position, number)
        took.append(time.perf_counter() - began)
        lengths.append(len(proof))
        (row,) = ledger.leaves_between(conn, position, position + 1)
        hash_ = leaf_hash(register.leaf_of(row).line().encode())
        verify_inclusion(hash_, position, number, proof, newest.root)
    return {
        "proof_ms": statistics.median(took) * 1e3,
        "proof_slowest_ms": max(took) * 1e3,
        "proof_hashes": max(lengths),
    }


def replayed(conn: Connection, number: int) -> float:
    """Seconds to read the leaves and hash the tree, which a proof without kept nodes would take."""
    began = time.perf_counter()
    frontier = Frontier()
    for line in register.export_lines(conn, number):
        frontier.append(leaf_hash(line.encode()))
    newest = register.newest(conn)
    assert newest is not None
    assert frontier.root() == newest.root
    return time.perf_counter() - began


def audited(conn: Connection, number: int) -> float:
    """Seconds that the audit takes."""
    began = time.perf_counter()
    assert auditing.audit(conn).signatures == number
    return time.perf_counter() - began


def counted(raw: Any, statement: str, times: int) -> float:
    """Microseconds to read a count."""

    def once() -> float:
        began = time.perf_counter()
        raw.execute(statement).fetchone()
        return time.perf_counter() - began

    return statistics.median(once() for _ in range(times)) * 1e6


@contextmanager
def filled(number: int) -> Iterator[tuple[Connection, Any]]:
    """A file with so many signatures, open twice: as the program does, and bare."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder) / "data" / "pliego.db", secrets.token_bytes(32)
        migrate.upgrade(path, key)
        engine = connection.writing(path, key)
        with engine.connect() as conn:
            fill(conn, number)
            raw = connection.plain(path, key)
            try:
                yield conn, raw
            finally:
                raw.close()
        engine.dispose()


def measure(number: int) -> dict[str, float]:
    """All of it."""
    with filled(number) as (conn, raw), conn.begin():
        before = _megabytes()
        audit_s = audited(conn, number)
        grown = _megabytes() - before
        figures = {
            **proofs(conn, number, Random(1)),
            "audit_s": audit_s,
            "audit_grew_mb": grown,
            "leaves_only_s": replayed(conn, number),
            "count_us": counted(raw, COUNT, 2000),
            "count_all_us": counted(raw, COUNT_ALL, 3),
        }
    return {"leaves": number} | {name: round(value, 3) for name, value in figures.items()}


def _megabytes() -> float:
    """The most memory that this process ever held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leaves", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = measure(options.leaves)
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:20} {figure}")


if __name__ == "__main__":
    main()
