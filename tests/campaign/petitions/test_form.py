"""A form asks for what its petition asks, in order, and loses no step in the database."""

import json
from datetime import datetime
from typing import Any

from campaign.manifest import Wording
from campaign.petitions.confirmation import awaited
from campaign.petitions.form import Begun, Step, next_step, step_back, steps
from campaign.petitions.petition import Petition
from campaign.terms import Field, IdentityKind, Need

WORDING = Wording("en", "Keep it free", "The platforms", "We ask.")
IDENTITY = b"i" * 32


def petition(identity: IdentityKind = IdentityKind.ACCOUNT, **needs: Need) -> Petition:
    fields = {Field(name): need for name, need in needs.items()}
    return Petition(1, "s", "open", 10, 16, 1, 0, WORDING, fields=fields, identity=identity)


DEMANDING = petition(
    IdentityKind.EMAIL, name=Need.REQUIRED, country=Need.REQUIRED, region=Need.REQUIRED
)


def test_a_petition_that_asks_for_nothing_more_has_no_step() -> None:
    assert steps(petition()) == ()
    assert next_step(petition(), Begun(1, 1, "m")) is None


def test_what_is_optional_or_off_is_no_step() -> None:
    asked = petition(country=Need.OPTIONAL, region=Need.OFF, comment=Need.OPTIONAL)
    assert steps(asked) == ()


def test_steps_come_in_order_and_who_one_is_comes_last(now: datetime) -> None:
    assert steps(DEMANDING) == (Step.COUNTRY, Step.REGION, Step.EMAIL)
    begun = Begun(1, 1, "m", named=False)
    assert next_step(DEMANDING, begun) is Step.NAME
    begun = begun.saying(Field.NAME, "Ana")
    assert next_step(DEMANDING, begun) is Step.COUNTRY
    begun = begun.saying(Field.COUNTRY, "MX")
    assert next_step(DEMANDING, begun) is Step.REGION
    begun = begun.saying(Field.REGION, "Oaxaca")
    assert next_step(DEMANDING, begun) is Step.EMAIL
    begun = begun.waiting_for(awaited(b"k" * 32, IDENTITY, "012345", now))
    assert next_step(DEMANDING, begun) is Step.CODE
    assert next_step(DEMANDING, begun.proven(IDENTITY)) is None


def test_a_required_name_is_asked_of_who_gave_none() -> None:
    begun = Begun(1, 1, "m")
    assert next_step(petition(name=Need.REQUIRED), begun) is Step.NAME
    assert next_step(petition(name=Need.OPTIONAL), begun) is None


def test_going_back_takes_one_answer_away_at_a_time(now: datetime) -> None:
    begun = Begun(1, 1, "m").saying(Field.NAME, "Ana").saying(Field.COUNTRY, "MX")
    begun = begun.saying(Field.REGION, "Oaxaca")
    begun = begun.waiting_for(awaited(b"k" * 32, IDENTITY, "012345", now))
    came = []
    at: Begun | None = begun
    while at is not None:
        came.append(next_step(DEMANDING, at))
        at = step_back(DEMANDING, at)
    assert came == [Step.CODE, Step.EMAIL, Step.REGION, Step.COUNTRY]


def test_a_form_comes_out_of_the_database_as_it_went_in(now: datetime) -> None:
    begun = (
        Begun(1, 2, "m", begun_at=now, referral="ABCD1234")
        .saying(Field.NAME, "Ana")
        .asked(Field.COUNTRY, "01234567")
        .saying(Field.COUNTRY, "MX")
    )
    for each in (
        begun,
        begun.waiting_for(awaited(b"k" * 32, IDENTITY, "012345", now)),
        begun.proven(IDENTITY),
    ):
        kept: dict[str, Any] = json.loads(json.dumps(each.to_data()))
        assert Begun.from_data(kept) == each


def test_a_draft_of_an_older_program_waits_for_its_name() -> None:
    begun = Begun.from_data({"petition": 1, "version": 1, "mark": "01234567"})
    assert next_step(petition(), begun) is Step.NAME
