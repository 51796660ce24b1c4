"""Entering signatures that were admitted: a statement for each table, however many they are."""

from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, RowMapping

from campaign import consents
from campaign.consents import ConsentText, Purpose
from campaign.people import Person
from campaign.petitions.petition import Field, IdentityKind, Need, Petition, Signature
from campaign.proofs import register
from campaign.proofs.leaf import Kind
from db import audit, identities, people, referrals, signatures


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


@dataclass(frozen=True)
class Admitted:
    """A form that may be entered, and the withdrawn signature that stands again by it."""

    form: Form
    petition: Petition
    before: RowMapping | None


def enter(conn: Connection, admitted: Sequence[Admitted]) -> dict[int, Signature]:
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
    conn: Connection, petition_id: int, admitted: Sequence[Admitted]
) -> dict[int, int]:
    """A number for each, which is never given again; who signs again keeps the old one."""
    new = [each.form.person.id for each in admitted if each.before is None]
    first = signatures.take_numbers(conn, petition_id, new=len(new), again=len(admitted) - len(new))
    numbers = {person_id: first + at for at, person_id in enumerate(new)}
    numbers |= {
        each.form.person.id: each.before["number"] for each in admitted if each.before is not None
    }
    return numbers


def _entry(each: Admitted, numbers: Mapping[int, int]) -> register.Entry:
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
    each: Admitted, asked: Container[Field], numbers: Mapping[int, int], leaves: Mapping[int, int]
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
    admitted: Sequence[Admitted],
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


def _note_identity(conn: Connection, each: Admitted, ids: Mapping[int, int]) -> None:
    if each.form.identity is None or each.petition.identity is IdentityKind.ACCOUNT:
        return
    identities.add(
        conn,
        each.petition.id,
        each.form.identity,
        kind=each.petition.identity,
        signature_id=ids[each.form.person.id],
    )


def _signature(each: Admitted, row: Mapping[str, object], signature_id: int) -> Signature:
    kept = {key: value for key, value in row.items() if key != "person_id"}
    return Signature(id=signature_id, purposes=frozenset(each.form.agreed), **kept)  # type: ignore[arg-type]
