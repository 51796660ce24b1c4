"""Signing, once for each person and petition. Who sign at the same moment share one change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, RowMapping

from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions import entering
from campaign.petitions.entering import Admitted, Form
from campaign.petitions.petition import (
    NAME_LIMIT,
    Field,
    FieldMissing,
    IdentityKind,
    IdentityMissing,
    IdentityUsed,
    NameTooLong,
    NotOpen,
    Petition,
    SetAside,
    Signature,
    Signed,
    TextChanged,
    get_in,
    standing_in,
)
from campaign.refusals import Refusal
from db import identities, signatures
from db.engine import Database

NOTHING_ELSE: Mapping[Purpose, ConsentText] = MappingProxyType({})


async def sign(
    database: Database,
    person: Person,
    petition_id: int,
    *,
    version: int,
    name: str | None,
    consent: ConsentText,
    now: datetime,
    country: str | None = None,
    region: str | None = None,
    comment: str | None = None,
    also: Mapping[Purpose, ConsentText] = NOTHING_ELSE,
    identity: bytes | None = None,
    referral: str | None = None,
    begun_at: datetime | None = None,
) -> Signed:
    """Sign as `name` (None for no name); who signed before gets the signature that stands.

    One transaction: person, signature, counter, ledger leaf, consents and audit line. `identity`
    is the keyed hash of a phone number or mail address (32 bytes), for petitions that ask for one;
    `referral` the code by which the person came; `begun_at` when they opened the form, if before.

    Raises `NoPetition`, `NotOpen`, `SetAside`, `NameTooLong`, `FieldMissing`, `IdentityMissing`,
    `IdentityUsed`, and `TextChanged` when `version` is not what is asked now.
    """
    if name is not None and len(name) > NAME_LIMIT:
        raise NameTooLong
    form = Form(
        person=person,
        petition_id=petition_id,
        version=version,
        said={
            Field.NAME: name,
            Field.COUNTRY: country,
            Field.REGION: region,
            Field.COMMENT: comment,
        },
        agreed={Purpose.PROCESSING: consent, **also},
        identity=identity,
        referral=referral,
        begun_at=begun_at or now,
        now=now,
    )
    return await database.write_each(enter_all, form)


def enter_all(conn: Connection, forms: Sequence[Form]) -> list[Signed | Exception]:
    """What comes of each of these forms, in their order; a refusal for who may not sign."""
    outcomes: dict[int, Signed | Exception] = {}
    by_petition: dict[int, list[int]] = {}
    for at, form in enumerate(forms):
        by_petition.setdefault(form.petition_id, []).append(at)
    for petition_id, places in by_petition.items():
        desk = _Desk(conn, petition_id, [forms[at] for at in places])
        outcomes.update(zip(places, desk.take(), strict=True))
    return [outcomes[at] for at in range(len(forms))]


class _Desk:
    """One petition's forms of one moment: who is admitted, and then all of them entered at once."""

    def __init__(self, conn: Connection, petition_id: int, forms: Sequence[Form]) -> None:
        self._conn = conn
        self._petition_id = petition_id
        self._forms = forms
        self._petitions: dict[str, Petition] = {}
        rows = signatures.of_people(conn, petition_id, [form.person.id for form in forms])
        self._rows = {row["person_id"]: row for row in rows}
        asked = [form.identity for form in forms if form.identity is not None]
        self._taken = identities.holders(conn, petition_id, asked) if asked else {}

    def take(self) -> list[Signed | Exception]:
        """What comes of each form: the first of a person counts, the others get its signature."""
        verdicts = [self._admit(form) for form in self._forms]
        first: dict[int, Admitted] = {}
        for verdict in verdicts:
            if isinstance(verdict, Admitted):
                first.setdefault(verdict.form.person.id, verdict)
        signed = entering.enter(self._conn, list(first.values())) if first else {}
        return [self._outcome(verdict, first, signed) for verdict in verdicts]

    @staticmethod
    def _outcome(
        verdict: "Admitted | Signed | Refusal",
        first: Mapping[int, Admitted],
        signed: Mapping[int, Signature],
    ) -> Signed | Exception:
        if not isinstance(verdict, Admitted):
            return verdict
        person_id = verdict.form.person.id
        return Signed(signed[person_id], is_new=first[person_id] is verdict)

    def _admit(self, form: Form) -> "Admitted | Signed | Refusal":
        try:
            petition = self._petition(form.person.language)
            before = self._rows.get(form.person.id)
            if before is not None and signatures.stands(before):
                standing = standing_in(self._conn, petition.id, form.person.id)
                if standing is not None:
                    return Signed(standing, is_new=False)
            _check(petition, form, before)
            self._check_identity(petition, form)
        except Refusal as refusal:
            return refusal
        return Admitted(form, petition, before)

    def _petition(self, language: str) -> Petition:
        if language not in self._petitions:
            self._petitions[language] = get_in(self._conn, self._petition_id, language)
        return self._petitions[language]

    def _check_identity(self, petition: Petition, form: Form) -> None:
        if petition.identity is IdentityKind.ACCOUNT:
            return
        if form.identity is None:
            raise IdentityMissing
        if self._taken.setdefault(form.identity, form.person.id) != form.person.id:
            raise IdentityUsed


def _check(petition: Petition, form: Form, before: RowMapping | None) -> None:
    if before is not None and before["invalidation_id"] is not None:
        raise SetAside
    if not petition.takes(form.now, form.begun_at):
        raise NotOpen
    if petition.version != form.version:
        raise TextChanged
    for field in petition.required:
        if not form.said[field]:
            raise FieldMissing(field)
