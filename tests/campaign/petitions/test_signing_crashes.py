"""kill -9 among a thousand who sign at once: whoever was told is there once, and nobody twice."""

import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from random import Random

from sqlalchemy import select

from campaign.petitions import planning
from campaign.proofs.auditing import audit
from db.engine import Database
from db.schema import signatures
from tests.campaign.conftest import PLAN, Workshop

PEOPLE, DUPLICATES, KILLS = 1_000, 300, 5
ROOT = Path(__file__).parents[3]


async def test_everyone_who_was_told_has_signed_once_whenever_it_is_killed(
    workshop: Workshop, tmp_path: Path
) -> None:
    with workshop.file() as path:
        database = Database.open(path, None)
        await planning.plan(database, PLAN, workshop.now)
        await database.close()
        lots = Random(2027)
        people = [5_000_000_000 + at for at in range(PEOPLE)]
        taps = [*people, *lots.choices(people, k=DUPLICATES)]
        told: dict[int, int] = {}
        for kills_left in range(KILLS, -1, -1):
            lots.shuffle(taps)
            # Each comes to sign again, as a tap that was not answered is brought again.
            said = _sign(
                path, tmp_path, taps, kill_after=lots.random() * 0.1 if kills_left else None
            )
            assert all(told.get(person, number) == number for person, number in said)
            told.update(said)
        assert len(told) == PEOPLE
        database = Database.open(path, None)
        rows = await database.read(
            lambda conn: conn.execute(select(signatures.c.person_id, signatures.c.number)).all()
        )
        assert {row.person_id: row.number for row in rows} == told
        assert max(Counter(row.person_id for row in rows).values()) == 1
        assert sorted(row.number for row in rows) == list(range(1, PEOPLE + 1))
        assert (await database.read(audit)).signatures == PEOPLE
        await database.close()


def _sign(
    path: Path, folder: Path, taps: list[int], kill_after: float | None
) -> list[tuple[int, int]]:
    """What the process said until it ended, or was killed so many seconds after its first word."""
    listed = folder / "people"
    listed.write_text("\n".join(map(str, taps)))
    script = Path(__file__).with_name("signers.py")
    with subprocess.Popen(
        [sys.executable, str(script), str(path), "1", str(listed)],
        stdout=subprocess.PIPE,
        text=True,
        env={"PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout is not None
        first = process.stdout.readline()
        if kill_after is not None:
            time.sleep(kill_after)
            process.kill()
        lines = [first, *process.stdout]
    if kill_after is None:
        assert process.returncode == 0
    whole = [line for line in lines if line.endswith("\n")]
    return [(int(person), int(number)) for person, number in map(str.split, whole)]
