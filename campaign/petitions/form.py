"""A signature that was begun: what its petition asks for, one step after the other.

It is kept as a draft, one row a person, so that a restart loses no step; nothing of it counts
before it is signed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from campaign.petitions.confirmation import Awaited
from campaign.petitions.petition import Petition
from campaign.terms import Field, IdentityKind


class Step(StrEnum):
    """What a begun signature waits for."""

    NAME = "name"
    COUNTRY = "country"
    REGION = "region"
    COMMENT = "comment"
    CONTACT = "contact"
    EMAIL = "email"
    CODE = "code"  # which was sent to the address


_IDENTITY_STEP = {IdentityKind.CONTACT: Step.CONTACT, IdentityKind.EMAIL: Step.EMAIL}


@dataclass(frozen=True)
class Begun:
    """What was said so far, and the marks of the words that were agreed to.

    `mark` is of the words on the card, `marks` of those that stood above each field. `named` is
    false while a name of the person's own choice is waited for.
    """

    petition_id: int
    version: int
    mark: str
    begun_at: datetime | None = None
    named: bool = True
    said: Mapping[Field, str] = field(default_factory=dict)
    marks: Mapping[Field, str] = field(default_factory=dict)
    identity: bytes | None = None
    awaited: Awaited | None = None
    referral: str | None = None

    def to_data(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "petition": self.petition_id,
            "version": self.version,
            "mark": self.mark,
            "begun_at": self.begun_at.isoformat() if self.begun_at else None,
            "named": self.named,
            "said": {each.value: text for each, text in self.said.items()},
            "marks": {each.value: mark for each, mark in self.marks.items()},
            "identity": self.identity.hex() if self.identity else None,
            "awaited": self.awaited.to_data() if self.awaited else None,
            "referral": self.referral,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Begun":
        """What `to_data` gave, or what a program before this one kept."""
        begun_at, identity, awaited = (
            data.get(each) for each in ("begun_at", "identity", "awaited")
        )
        return cls(
            petition_id=int(data["petition"]),
            version=int(data["version"]),
            mark=str(data.get("mark", "")),
            begun_at=datetime.fromisoformat(begun_at) if begun_at else None,
            named=bool(data.get("named", False)),
            said={Field(each): text for each, text in data.get("said", {}).items()},
            marks={Field(each): mark for each, mark in data.get("marks", {}).items()},
            identity=bytes.fromhex(identity) if identity else None,
            awaited=Awaited.from_data(awaited) if awaited else None,
            referral=data.get("referral"),
        )

    def saying(self, asked: Field, text: str) -> "Begun":
        """With this field answered."""
        named = self.named or asked is Field.NAME
        return replace(self, named=named, said={**self.said, asked: text})

    def asked(self, asked: Field, mark: str) -> "Begun":
        """With the mark of the words that this field was asked with."""
        return replace(self, marks={**self.marks, asked: mark})

    def waiting_for(self, awaited: Awaited | None) -> "Begun":
        """With the code that was mailed, or with None to ask for the address anew."""
        return replace(self, awaited=awaited)

    def proven(self, identity: bytes) -> "Begun":
        """With the phone or the mail address that the person showed to be theirs."""
        return replace(self, identity=identity, awaited=None)


def steps(petition: Petition, *, own_name: bool = False) -> tuple[Step, ...]:
    """What is asked after the card was accepted, in order; `own_name` when a name is typed.

    The name needs no step of its own: it comes with the tap that accepts.
    """
    fields = tuple(Step(each.value) for each in petition.required if each is not Field.NAME)
    identity = _IDENTITY_STEP.get(petition.identity)
    return (
        *((Step.NAME,) if own_name else ()),
        *fields,
        *((identity,) if identity is not None else ()),
    )


def next_step(petition: Petition, begun: Begun) -> Step | None:
    """The first step that is still to be taken; None when the form can be signed."""
    if not begun.named or (Field.NAME in petition.required and not begun.said.get(Field.NAME)):
        return Step.NAME
    for step in steps(petition):
        if step in {Step.CONTACT, Step.EMAIL}:
            if begun.identity is None:
                return Step.CODE if begun.awaited is not None else step
        elif not begun.said.get(Field(step.value)):
            return step
    return None


def step_back(petition: Petition, begun: Begun) -> Begun | None:
    """The form one step earlier, with that step's answer taken away; None from the first one."""
    at = next_step(petition, begun)
    if at is Step.CODE:
        return begun.waiting_for(None)
    order = steps(petition)
    place = order.index(at) if at in order else 0
    if place == 0:
        return None
    gone = Field(order[place - 1].value)
    return replace(begun, said={each: text for each, text in begun.said.items() if each != gone})
