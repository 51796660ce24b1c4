"""Signing, once for each person and petition. Who sign at the same moment share one change."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Connection, RowMapping

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions.petition import (
    NAME_LIMIT,
    Field,
    FieldMissing,
    IdentityKind,
    IdentityMissing,
    IdentityUsed,
    NameTooLong,
    Need,
    NotOpen,
    Petition,
    SetAside,
    Signature,
    Signed,
    TextChanged,
    get_in,
    standing_in,
)
from campaign.proofs import register
from campaign.proofs.leaf import Kind
from campaign.refusals import Refusal
from db import audit, identities, people, referrals, signatures
from db.engine import Database

NOTHING_ELSE: Mapping[Purpose, ConsentText] = MappingProxyType({})


@dataclass(frozen=True)
class Form:
    """What somebody signs: the text that they read, what they said, and what they agreed to."""

    person: Person
    petition_id: int
    version: int
    said: Mapping[Field, str | None]
    agreed: Mapping[Purpose, ConsentText]
    identity: bytes | None
    referral: str | None
    begun_at: datetime
    now: datetime


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


@dataclass(frozen=True)
class _Admitted:
    """A form that may be entered, and the withdrawn signature that stands again by it."""

    form: Form
    petition: Petition
    before: RowMapping | None


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
        first: dict[int, _Admitted] = {}
        for verdict in verdicts:
            if isinstance(verdict, _Admitted):
                first.setdefault(verdict.form.person.id, verdict)
        signed = _enter(self._conn, list(first.values())) if first else {}
        return [self._outcome(verdict, first, signed) for verdict in verdicts]

    @staticmethod
    def _outcome(
        verdict: "_Admitted | Signed | Refusal",
        first: Mapping[int, _Admitted],
        signed: Mapping[int, Signature],
    ) -> Signed | Exception:
        if not isinstance(verdict, _Admitted):
            return verdict
        person_id = verdict.form.person.id
        return Signed(signed[person_id], is_new=first[person_id] is verdict)

    def _admit(self, form: Form) -> "_Admitted | Signed | Refusal":
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
        return _Admitted(form, petition, before)

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


def _enter(conn: Connection, admitted: Sequence[_Admitted]) -> dict[int, Signature]:
    """Every admitted form, in one statement for each table; the signatures by person."""
    now = admitted[0].form.now
    petition_id = admitted[0].petition.id
    people.remember_all(
        conn, {each.form.person.id: each.form.person.language for each in admitted}, now
    )
    numbers = _take_numbers(conn, petition_id, admitted)
    positions = register.enter(conn, [_entry(each, numbers) for each in admitted], now)
    leaves = {each.form.person.id: at for each, at in zip(admitted, positions, strict=True)}
    asked = {field for field in Field if admitted[0].petition.asks(field) is not Need.OFF}
    rows = [_row(each, asked, numbers, leaves) for each in admitted]
    ids = _write_rows(conn, petition_id, admitted, rows)
    for each in admitted:
        _note_identity(conn, each, ids)
        if each.form.referral is not None and each.before is None:
            referrals.count(conn, each.form.referral, each.form.person.id)
    consents.give_all(
        conn,
        [
            (each.form.person.id, purpose, text)
            for each in admitted
            for purpose, text in each.form.agreed.items()
        ],
        now,
        petition_id,
    )
    audit.add_all(
        conn,
        "signature:signed",
        [each.form.person.id for each in admitted],
        now=now,
        subject=admitted[0].petition.slug,
    )
    return {
        each.form.person.id: _signature(each, row, ids[each.form.person.id])
        for each, row in zip(admitted, rows, strict=True)
    }


def _take_numbers(
    conn: Connection, petition_id: int, admitted: Sequence[_Admitted]
) -> dict[int, int]:
    """A number for each, which is never given again; who signs again keeps the old one."""
    new = [each.form.person.id for each in admitted if each.before is None]
    first = signatures.take_numbers(conn, petition_id, new=len(new), again=len(admitted) - len(new))
    numbers = {person_id: first + at for at, person_id in enumerate(new)}
    numbers |= {
        each.form.person.id: each.before["number"] for each in admitted if each.before is not None
    }
    return numbers


def _entry(each: _Admitted, numbers: Mapping[int, int]) -> register.Entry:
    return register.Entry(
        petition_id=each.petition.id,
        slug=each.petition.slug,
        kind=Kind.SIGNED,
        version=each.petition.version,
        language=each.petition.wording.language,
        number=numbers[each.form.person.id],
        person_id=each.form.person.id,
        at=each.form.now,
        refers_to=each.before["leaf"] if each.before is not None else None,
    )


def _row(
    each: _Admitted, asked: Container[Field], numbers: Mapping[int, int], leaves: Mapping[int, int]
) -> dict[str, object]:
    person_id = each.form.person.id
    return {
        "petition_id": each.petition.id,
        "person_id": person_id,
        "number": numbers[person_id],
        "version": each.petition.version,
        "language": each.petition.wording.language,
        "signed_at": each.form.now,
        "leaf": leaves[person_id],
        **{field.value: text if field in asked else None for field, text in each.form.said.items()},
    }


def _write_rows(
    conn: Connection,
    petition_id: int,
    admitted: Sequence[_Admitted],
    rows: Sequence[Mapping[str, object]],
) -> dict[int, int]:
    """The signatures' ids, by person."""
    new = []
    ids = {}
    for each, row in zip(admitted, rows, strict=True):
        if each.before is None:
            new.append(row)
        else:
            ids[each.form.person.id] = each.before["id"]
            signatures.sign_again(conn, each.before["id"], row)
    return ids | signatures.add_all(conn, petition_id, new)


def _note_identity(conn: Connection, each: _Admitted, ids: Mapping[int, int]) -> None:
    if each.form.identity is None or each.petition.identity is IdentityKind.ACCOUNT:
        return
    identities.add(
        conn,
        each.petition.id,
        each.form.identity,
        kind=each.petition.identity,
        signature_id=ids[each.form.person.id],
    )


def _signature(each: _Admitted, row: Mapping[str, object], signature_id: int) -> Signature:
    kept = {key: value for key, value in row.items() if key != "person_id"}
    return Signature(id=signature_id, purposes=frozenset(each.form.agreed), **kept)  # type: ignore[arg-type]
