"""By what a petition tells one signer from another: keyed hashes of phones and mail addresses.

Neither is kept. What is kept is an HMAC-SHA-256 (RFC 2104) under a key that only this campaign has,
made for one petition: it tells that the same phone came twice there, and nothing anywhere else. It
is pseudonymous and not anonymous: who holds the key can try all phone numbers.
"""

import hashlib
import hmac
import re
from collections.abc import Sequence
from typing import Protocol

from sqlalchemy import Connection

from campaign.manifest import PetitionPlan
from campaign.petitions.addresses import Address
from campaign.proofs import keys
from campaign.refusals import Refusal
from campaign.terms import IdentityKind
from db import identities, petitions, secrets
from db.engine import Database

KEY = "identity-key"
"""The name of the key among the campaign's secrets."""
_NUMBER = re.compile(r"[1-9][0-9]{6,14}")  # E.164: 15 digits at most
_MEXICAN_MOBILE = re.compile(r"521([0-9]{10})")


class PhoneMalformed(Refusal):
    "The contact that was shared has no phone number"


class MailNotSent(Refusal):
    "The mail server did not take the mail; nothing is lost, and it can be asked for again"


class AddressRefused(Refusal):
    "The mail server says that the address takes no mail"


class MailUnavailable(Refusal):
    "The petition asks for a confirmed mail address, and this campaign sends no mail"


class Mailer(Protocol):
    """Something that sends mail."""

    async def send(self, to: Address, subject: str, body: str) -> None:
        """Send plain text; raises `MailNotSent` and `AddressRefused`."""


def phone_number(said: str) -> str:
    """The digits of E.164, without a sign; raises `PhoneMalformed`.

    Mexican mobile numbers lost the 1 after the country's 52 in 2019, and older Telegram accounts
    still have it: both are one phone.
    """
    digits = re.sub(r"[\s().+-]", "", said).removeprefix("00")
    if not _NUMBER.fullmatch(digits):
        raise PhoneMalformed
    mexican = _MEXICAN_MOBILE.fullmatch(digits)
    return f"52{mexican[1]}" if mexican else digits


def of_phone(key: bytes, petition_id: int, said: str) -> bytes:
    """The identity of a phone at a petition, 32 bytes; raises `PhoneMalformed`."""
    return _identity(key, petition_id, IdentityKind.CONTACT, phone_number(said))


def of_address(key: bytes, petition_id: int, address: Address) -> bytes:
    """The identity of a mailbox at a petition, 32 bytes."""
    return _identity(key, petition_id, IdentityKind.EMAIL, address.canonical)


def _identity(key: bytes, petition_id: int, kind: IdentityKind, canonical: str) -> bytes:
    told = f"identity\n{petition_id}\n{kind}\n{canonical}".encode()
    return hmac.digest(key, told, hashlib.sha256)


async def key_of(database: Database) -> bytes:
    """The campaign's key for identities, made when it is first asked for."""
    held = await database.read(lambda conn: secrets.every(conn).get(KEY))
    if held is not None:
        return held
    return await database.write(lambda conn: keys.secret(conn, KEY))


async def petitions_asking_for_mail(
    database: Database, planned: Sequence[PetitionPlan] = ()
) -> Sequence[str]:
    """The slugs of the petitions, kept or still to be planned, that need a mailer to be signed."""

    def query(conn: Connection) -> Sequence[str]:
        new = [
            plan.slug
            for plan in planned
            if plan.identity is IdentityKind.EMAIL and petitions.by_slug(conn, plan.slug) is None
        ]
        return [*identities.petitions_asking(conn, IdentityKind.EMAIL), *new]

    return await database.read(query)
