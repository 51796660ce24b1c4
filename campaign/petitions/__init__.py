"""Petitions: what is asked, and who signed it. One signature for each person and petition."""

from campaign.petitions.petition import (
    NAME_LIMIT,
    NameTooLong,
    NoPetition,
    NotOpen,
    NotSigned,
    Petition,
    Signature,
    Signed,
    TextChanged,
    by_id,
    by_slug,
    must_stand,
    open_in,
    open_petitions,
    signature_of,
)
from campaign.petitions.planning import plan
from campaign.petitions.signing import sign, withdraw

__all__ = [
    "NAME_LIMIT",
    "NameTooLong",
    "NoPetition",
    "NotOpen",
    "NotSigned",
    "Petition",
    "Signature",
    "Signed",
    "TextChanged",
    "by_id",
    "by_slug",
    "must_stand",
    "open_in",
    "open_petitions",
    "plan",
    "sign",
    "signature_of",
    "withdraw",
]
