"""Which signatures are meant, by a filter that names nobody, and how many those are."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from campaign.petitions.suspicion import Suspicion
from campaign.proofs.leaf import canonical
from db import invalidations
from db.engine import Database

SMALLEST_GROUP = 5
_LISTED = 8


@dataclass(frozen=True)
class Filter:
    """Which standing signatures of a petition are meant: all that is named here must be so.

    `same_name_as` is the number of a signature whose name is meant: so no name stands in a filter.
    """

    petition_id: int
    since: datetime | None = None
    until: datetime | None = None
    suspicion: Suspicion | None = None
    language: str | None = None
    country: str | None = None
    region: str | None = None
    same_name_as: int | None = None
    number: int | None = None

    def as_json(self) -> dict[str, Any]:
        """What is named, as it is kept."""
        return {
            name: value.isoformat() if isinstance(value, datetime) else value
            for name, value in asdict(self).items()
            if value is not None
        }

    @classmethod
    def of_json(cls, kept: dict[str, Any]) -> "Filter":
        """The filter that `as_json` gave; other keys beside it are passed over."""
        given = {name: kept[name] for name in cls.__dataclass_fields__ if name in kept}
        for name in ("since", "until"):
            if name in given:
                given[name] = datetime.fromisoformat(given[name])
        if "suspicion" in given:
            given["suspicion"] = Suspicion(given["suspicion"])
        return cls(**given)

    def conditions(self, ledger_size: int | None = None) -> invalidations.Conditions:
        """The same for a query; see `db.invalidations.fitting`."""
        equal = {
            "review": self.suspicion,
            "language": self.language,
            "country": self.country,
            "region": self.region,
            "number": self.number,
        }
        return invalidations.fitting(
            self.petition_id,
            since=self.since,
            until=self.until,
            same_name_as=self.same_name_as,
            ledger_size=ledger_size,
            **{column: value for column, value in equal.items() if value is not None},
        )


@dataclass(frozen=True)
class Counted:
    """How many fit, and a mark that is another as soon as other signatures fit."""

    number: int
    mark: str


async def count(database: Database, chosen: Filter) -> Counted:
    """What the filter holds now."""
    return await database.read(lambda conn: count_in(conn, chosen))


async def groups(database: Database, petition_id: int, column: str) -> Sequence[tuple[str, int]]:
    """The largest groups of one `language`, `country` or `region`; none smaller than five."""
    found = await database.read(lambda conn: invalidations.groups(conn, petition_id, column))
    return [(value, number) for value, number in found if number >= SMALLEST_GROUP][:_LISTED]


def count_in(conn: Connection, chosen: Filter) -> Counted:
    """`count` within a transaction."""
    measured = invalidations.measure(conn, chosen.conditions())
    said = canonical([chosen.as_json(), *measured])
    return Counted(measured[0], sha256(said.encode()).hexdigest()[:8])
