"""A petition's terms: what it asks of a signer besides being one, and which counts are told."""

from collections.abc import Mapping
from enum import StrEnum

_SHARES = (10, 25, 50, 75, 100)  # per cent of the goal


class Field(StrEnum):
    """What a petition may ask of a signer besides being one."""

    NAME = "name"
    COUNTRY = "country"
    REGION = "region"  # or a postcode
    COMMENT = "comment"


class Need(StrEnum):
    """Whether a field is asked for."""

    OFF = "off"
    OPTIONAL = "optional"
    REQUIRED = "required"


class IdentityKind(StrEnum):
    """By what a petition tells one signer from another."""

    ACCOUNT = "account"  # one signature for each Telegram account
    CONTACT = "contact"  # and for each phone number
    EMAIL = "email"  # and for each confirmed mail address


ASKED_BY_DEFAULT: Mapping[Field, Need] = {
    Field.NAME: Need.OPTIONAL,
    Field.COUNTRY: Need.OPTIONAL,
    Field.REGION: Need.OFF,
    Field.COMMENT: Need.OPTIONAL,
}


def default_milestones(goal: int) -> tuple[int, ...]:
    """A tenth of the goal, a quarter, half, three quarters and the goal itself, as whole counts."""
    return tuple(sorted({max(1, goal * share // 100) for share in _SHARES}))
