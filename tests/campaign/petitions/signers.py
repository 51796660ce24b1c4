"""Many people sign at once, until the process is killed: `signers.py FILE PETITION PEOPLE`.

Each of the ids in the file PEOPLE signs as often as it stands there. What is confirmed is printed,
a line each: the person's id and the number of their signature.
"""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path

from campaign import petitions
from campaign.consents import ConsentText
from campaign.people import Person
from db.engine import Database

AGREED = ConsentText("en", "Keep my signature.")


async def sign_all(path: Path, petition_id: int, people: list[int]) -> None:
    database = Database.open(path, None)

    async def sign(person_id: int) -> None:
        signed = await petitions.sign(
            database,
            Person(person_id, "en"),
            petition_id,
            version=1,
            name=f"Signer {person_id}",
            consent=AGREED,
            now=datetime.now(UTC),
        )
        sys.stdout.write(f"{person_id} {signed.signature.number}\n")
        sys.stdout.flush()

    await asyncio.gather(*(sign(person_id) for person_id in people))
    await database.close()


if __name__ == "__main__":
    file, petition, listed = sys.argv[1:]
    asyncio.run(
        sign_all(Path(file), int(petition), [int(i) for i in Path(listed).read_text().split()])
    )
