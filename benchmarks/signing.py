"""Durable signatures a second: `python -m benchmarks.signing [--people 1000000] [--json]`.

`campaign.petitions.sign`, with everything that a signature is (person, number, ledger leaf and
checkpoint, consent, audit line), on a SQLCipher file, against the bare insert of the same row of
`signatures` through aiosqlite on the same kind of file; in turns. People's ids are drawn by lot, as
Telegram's are.
"""

import argparse
import asyncio
import json
import secrets
import statistics
import tempfile
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from typing import Any

import aiosqlite

from campaign import petitions
from campaign.consents import ConsentText
from campaign.manifest import PetitionPlan, Wording
from campaign.people import Person
from db import connection, migrate
from db.engine import Database

PLAN = PetitionPlan(
    slug="benchmark",
    goal=1_000_000,
    minimum_age=16,
    wordings=(Wording("en", "A title", "An addressee", "What is asked."),),
)
AGREED = ConsentText("en", "Keep my signature and my name. It shows a political opinion.")
NOW = datetime(2027, 1, 1, tzinfo=UTC)
AT_ONCE = 64
FILLING = 4096  # who sign together while the file fills
BARE_ROW = (
    "INSERT INTO signatures (petition_id, person_id, number, version, language, name, signed_at)"
    " VALUES (1, ?, ?, 1, 'en', ?, '2027-01-01 00:00:00.000000')"
)


def newcomers(seed: int) -> Iterator[int]:
    """People who never signed, in the order in which lots are drawn."""
    lots = Random(seed)
    seen = set()
    while True:
        person_id = lots.randrange(2**33)
        if person_id not in seen:
            seen.add(person_id)
            yield person_id


@asynccontextmanager
async def campaign() -> AsyncIterator[tuple[Database, int]]:
    """A new encrypted file with one open petition."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder) / "data" / "pliego.db", secrets.token_bytes(32)
        migrate.upgrade(path, key)
        database = Database.open(path, key)
        await petitions.plan(database, PLAN, NOW)
        petition = await petitions.by_slug(database, PLAN.slug, "en")
        try:
            yield database, petition.id
        finally:
            await database.close()


async def sign(database: Database, petition_id: int, person_id: int) -> None:
    """One person signs, and is told only when it is on the disk."""
    await petitions.sign(
        database,
        Person(person_id, "en"),
        petition_id,
        version=1,
        name=f"Signer {person_id}",
        consent=AGREED,
        now=NOW + timedelta(seconds=person_id % 86_400),
    )


async def rate(
    database: Database, petition_id: int, people: Iterator[int], number: int, at_once: int
) -> float:
    """Signatures a second while so many people wait at any moment."""
    crowd = islice(people, number)

    async def take_turns() -> None:
        for person_id in crowd:
            await sign(database, petition_id, person_id)

    began = time.perf_counter()
    await asyncio.gather(*(take_turns() for _ in range(at_once)))
    return number / (time.perf_counter() - began)


@asynccontextmanager
async def bare_file() -> AsyncIterator[Any]:
    """The same kind of file and connection without anything of ours but the table."""
    with tempfile.TemporaryDirectory() as folder:
        path, key = Path(folder) / "data" / "bare.db", secrets.token_bytes(32)
        migrate.upgrade(path, key)
        async with aiosqlite.Connection(
            lambda: connection.plain(path, key), iter_chunk_size=64
        ) as bare:
            await bare.execute("PRAGMA foreign_keys = OFF")
            yield bare


async def bare_rate(bare: Any, people: Iterator[int], number: int, first: int) -> float:
    """Bare rows a second, each its own commit, one at a time."""
    began = time.perf_counter()
    for at, person_id in enumerate(islice(people, number)):
        await bare.execute(BARE_ROW, (person_id, first + at, f"Signer {person_id}"))
    return number / (time.perf_counter() - began)


async def against_bare(number: int, rounds: int) -> dict[str, float]:
    """One at a time and many at once, each beside bare rows of the same minute."""
    people = newcomers(1)
    ones, many, bares = [], [], []
    async with campaign() as (database, petition_id), bare_file() as bare:
        for turn in range(rounds):
            bares.append(await bare_rate(bare, people, number, 1 + turn * number))
            ones.append(await rate(database, petition_id, people, number, 1))
            many.append(await rate(database, petition_id, people, number * 4, AT_ONCE))
    return {
        "one_of_bare": statistics.median(a / b for a, b in zip(ones, bares, strict=True)),
        "sixty_four_of_bare": statistics.median(a / b for a, b in zip(many, bares, strict=True)),
        "bare_per_second": statistics.median(bares),
        "one_per_second": statistics.median(ones),
        "sixty_four_per_second": statistics.median(many),
    }


async def as_it_grows(people_in_all: int, number: int, rounds: int) -> dict[str, float]:
    """One at a time among a thousand signatures and among all, in turns over two files."""
    async with campaign() as (small, small_id), campaign() as (large, large_id):
        few, all_of_them = newcomers(2), newcomers(3)
        await rate(small, small_id, few, 1_000, AT_ONCE)
        filling = await rate(large, large_id, all_of_them, people_in_all, FILLING)
        at_thousand, at_all, many_at_thousand, many_at_all = [], [], [], []
        for _ in range(rounds):
            at_thousand.append(await rate(small, small_id, few, number, 1))
            at_all.append(await rate(large, large_id, all_of_them, number, 1))
            many_at_thousand.append(await rate(small, small_id, few, number, AT_ONCE))
            many_at_all.append(await rate(large, large_id, all_of_them, number, AT_ONCE))
    return {
        "at_million_of_at_thousand": statistics.median(
            a / b for a, b in zip(at_all, at_thousand, strict=True)
        ),
        "sixty_four_at_million_of_at_thousand": statistics.median(
            a / b for a, b in zip(many_at_all, many_at_thousand, strict=True)
        ),
        "filling_per_second": filling,
    }


async def measure(people: int, number: int, rounds: int) -> dict[str, float]:
    """All of it."""
    figures = await against_bare(number, rounds)
    figures |= await as_it_grows(people, number, rounds)
    return {"people": people} | {name: round(value, 3) for name, value in figures.items()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--number", type=int, default=500, help="signatures in each turn")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    figures = asyncio.run(measure(options.people, options.number, options.rounds))
    if options.json:
        print(json.dumps(figures))
    else:
        for name, figure in figures.items():
            print(f"{name:40} {figure}")


if __name__ == "__main__":
    main()
