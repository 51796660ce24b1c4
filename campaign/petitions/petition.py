"""A petition and its signatures as everyone sees them: values, refusals, and how they are read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, RowMapping

from campaign import consents
from campaign.consents import Purpose
from campaign.manifest import Wording
from campaign.refusals import Refusal
from campaign.terms import ASKED_BY_DEFAULT as ASKED_BY_DEFAULT
from campaign.terms import Field as Field
from campaign.terms import IdentityKind as IdentityKind
from campaign.terms import Need as Need
from db import petitions, signatures
from db.engine import Database

NAME_LIMIT = 64
_UNPUBLISHED = {"draft", "review"}


class NoPetition(Refusal):
    "There is no such petition"


class NotOpen(Refusal):
    "The petition takes no signatures now"


class TextChanged(Refusal):
    "The petition's text is not the one that the person read"


class NotSigned(Refusal):
    "The person has no standing signature here"


class SetAside(Refusal):
    "The team set the person's signature aside, so they cannot sign again"


class IdentityMissing(Refusal):
    "The petition asks for more than an account, and it was not given"


class IdentityUsed(Refusal):
    "The phone number or mail address signed this petition from another account"


class FieldMissing(Refusal):
    "The petition requires a field that was not given"

    def __init__(self, field: Field) -> None:
        self.field = field


class NameTooLong(Refusal):
    "The name is longer than a signature holds"

    def __init__(self) -> None:
        self.limit = NAME_LIMIT


@dataclass(frozen=True)
class Petition:
    """A petition in one language, as it stands now."""

    id: int
    slug: str
    state: str
    goal: int
    minimum_age: int
    version: int
    count: int
    wording: Wording
    fields: Mapping[Field, Need] = field(default_factory=lambda: ASKED_BY_DEFAULT)
    postcode: bool = False
    """Whether the region that is asked for is a postcode."""
    identity: IdentityKind = IdentityKind.ACCOUNT
    milestones: Sequence[int] = ()
    opens_at: datetime | None = None
    closes_at: datetime | None = None
    closed_at: datetime | None = None
    grace: timedelta = timedelta(hours=1)
    """How long after closing a form that was begun before it may still be sent."""

    def asks(self, wanted: Field) -> Need:
        """Whether this petition asks for the field."""
        return self.fields.get(wanted, ASKED_BY_DEFAULT[wanted])

    def takes(self, now: datetime, begun_at: datetime) -> bool:
        """Whether a form begun at `begun_at` may be sent now: for a while after closing as well."""
        if self.state not in {"open", "closed"} or (self.opens_at and now < self.opens_at):
            return False
        ends = [each for each in (self.closes_at, self.closed_at) if each is not None]
        if not ends:
            return self.state == "open"
        end = min(ends)
        return now < end or (begun_at < end and now < end + self.grace)

    @property
    def required(self) -> tuple[Field, ...]:
        """The fields without which nobody can sign, in the order in which they are asked."""
        return tuple(each for each in Field if self.asks(each) is Need.REQUIRED)


@dataclass(frozen=True)
class Signature:
    """A person's signature; `purposes` are the consents that stand beside it."""

    id: int
    petition_id: int
    number: int
    language: str
    name: str | None
    country: str | None
    comment: str | None
    signed_at: datetime
    purposes: frozenset[Purpose]
    version: int = 1
    region: str | None = None
    leaf: int | None = None
    """The position of its newest leaf in the ledger."""


@dataclass(frozen=True)
class Signed:
    """What came of signing: the signature, and whether this tap made it."""

    signature: Signature
    is_new: bool


async def open_petitions(database: Database, language: str) -> Sequence[Petition]:
    """The petitions that take signatures now, oldest first."""
    return await database.read(lambda conn: open_in(conn, language))


def open_in(conn: Connection, language: str) -> Sequence[Petition]:
    """`open_petitions` within a transaction."""
    return [_petition(conn, row, language) for row in petitions.in_state(conn, "open")]


async def by_slug(database: Database, slug: str, language: str) -> Petition:
    """The petition of that slug; raises `NoPetition`."""

    def query(conn: Connection) -> Petition:
        row = petitions.by_slug(conn, slug)
        if row is None or _is_unpublished(row):
            raise NoPetition
        return _petition(conn, row, language)

    return await database.read(query)


async def by_id(database: Database, petition_id: int, language: str) -> Petition:
    """The petition of that id, unless it is still being written; raises `NoPetition`."""

    def query(conn: Connection) -> Petition:
        row = petitions.by_id(conn, petition_id)
        if row is None or _is_unpublished(row):
            raise NoPetition
        return _petition(conn, row, language)

    return await database.read(query)


def _is_unpublished(row: RowMapping) -> bool:
    """Still being written; one that was signed stays within reach of its signers."""
    return row["state"] in _UNPUBLISHED and row["last_number"] == 0


def get_in(conn: Connection, petition_id: int, language: str) -> Petition:
    row = petitions.by_id(conn, petition_id)
    if row is None:
        raise NoPetition
    return _petition(conn, row, language)


def _petition(conn: Connection, row: RowMapping, language: str) -> Petition:
    wordings = {
        text["language"]: wording_of(text)
        for text in petitions.texts(conn, row["id"], row["version"])
    }
    return Petition(
        id=row["id"],
        slug=row["slug"],
        state=row["state"],
        goal=row["goal"],
        minimum_age=row["minimum_age"],
        version=row["version"],
        count=row["signature_count"],
        wording=wordings.get(language) or next(iter(wordings.values())),
        fields={each: Need(row["fields"][each]) for each in Field if each in row["fields"]},
        postcode=row["fields"].get("region_is") == "postcode",
        identity=IdentityKind(row["identity"]),
        milestones=tuple(row["milestones"]),
        opens_at=row["opens_at"],
        closes_at=row["closes_at"],
        closed_at=row["closed_at"],
        grace=timedelta(minutes=row["grace_minutes"]),
    )


async def signature_of(database: Database, petition_id: int, person_id: int) -> Signature | None:
    """The person's standing signature, or None."""
    return await database.read(lambda conn: standing_in(conn, petition_id, person_id))


def standing_in(conn: Connection, petition_id: int, person_id: int) -> Signature | None:
    row = signatures.get(conn, petition_id, person_id)
    if row is None or not signatures.stands(row):
        return None
    purposes = frozenset(
        purpose for purpose in Purpose if consents.stands(conn, person_id, purpose, petition_id)
    )
    return Signature(
        id=row["id"],
        petition_id=petition_id,
        number=row["number"],
        language=row["language"],
        name=row["name"],
        country=row["country"],
        comment=row["comment"],
        signed_at=row["signed_at"],
        purposes=purposes,
        version=row["version"],
        region=row["region"],
        leaf=row["leaf"],
    )


def must_stand(conn: Connection, petition_id: int, person_id: int) -> Signature:
    """The person's standing signature within a transaction; raises `NotSigned`."""
    signature = standing_in(conn, petition_id, person_id)
    if signature is None:
        raise NotSigned
    return signature


def wording_of(row: RowMapping) -> Wording:
    return Wording(row["language"], row["title"], row["addressee"], row["body"])
