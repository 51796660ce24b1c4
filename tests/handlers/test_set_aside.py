"""Whose signature was set aside is told why and how to be heard, and may still withdraw it."""

import pytest

from campaign import petitions
from campaign.petitions import invalidating
from campaign.petitions.invalidating import Filter, Invalidation, Why
from campaign.petitions.withdrawing import withdraw
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels


async def _set_aside(desk: Desk, why: Why = Why.MACHINE) -> Invalidation:
    (petition,) = await petitions.open_petitions(desk.database, "en")
    chosen = Filter(petition.id, language="en")
    counted = await invalidating.count(desk.database, chosen)
    return await invalidating.set_aside(
        desk.database,
        chosen,
        counted.mark,
        why,
        "Words for the team alone.",
        actor_id=OLIVIA,
        now=desk.services.clock(),
    )


@pytest.mark.parametrize(
    ("why", "said"),
    [
        (Why.MACHINE, "a machine had made them"),
        (Why.NOT_A_NAME, "does not look like a person's name"),
        (Why.TWICE, "signed more than once"),
        (Why.OTHER, "another reason"),
    ],
)
async def test_they_read_why_and_how_to_reach_the_team(desk: Desk, why: Why, said: str) -> None:
    await desk.sign(EMMA)
    await _set_aside(desk, why)
    told = await desk.say(EMMA, "/sign")
    assert "signature no. 1" in told
    assert said in told
    assert "for the team alone" not in told
    assert labels(desk.last(EMMA)) == ["Write to the team", "Withdraw it"]
    await desk.tap(EMMA, "Write to the team")
    assert await desk.open_draft(EMMA) is not None


async def test_they_may_withdraw_after_one_question_and_it_never_comes_back(desk: Desk) -> None:
    await desk.sign(EMMA)
    made = await _set_aside(desk)
    await desk.say(EMMA, "/sign")
    asked = await desk.tap(EMMA, "Withdraw it")
    assert "for good?" in asked
    assert "set your signature" not in asked
    await desk.tap(EMMA, "Yes, withdraw it")
    told = await desk.say(EMMA, "/sign")
    assert "cannot sign again" in told
    assert labels(desk.last(EMMA)) == ["Write to the team"]
    await invalidating.undo(desk.database, made.id, actor_id=OLIVIA, now=desk.services.clock())
    await desk.say(EMMA, "/sign")
    assert any("Accept" in label for label in labels(desk.last(EMMA)))


async def test_once_it_is_given_back_the_receipt_is_there_again(desk: Desk) -> None:
    await desk.sign(EMMA)
    made = await _set_aside(desk)
    await invalidating.undo(desk.database, made.id, actor_id=OLIVIA, now=desk.services.clock())
    assert "You signed" in await desk.say(EMMA, "/sign")


async def test_an_old_button_to_withdraw_says_that_there_is_nothing(desk: Desk) -> None:
    await desk.sign(EMMA)
    await _set_aside(desk)
    (petition,) = await petitions.open_petitions(desk.database, "en")
    await desk.say(EMMA, "/sign")
    await withdraw(desk.database, petition.id, EMMA, desk.services.clock())
    assert "no signature" in (await desk.tap(EMMA, "Withdraw it")).lower()


async def test_it_is_told_in_spanish(desk: Desk) -> None:
    (petition,) = await petitions.open_petitions(desk.database, "es")
    await desk.sign(LUCIA)
    await _set_aside(desk)
    await desk.say(LUCIA, "/language")
    await desk.tap(LUCIA, "Español")
    told = await desk.say(LUCIA, f"/start p-{petition.slug}")
    assert "El equipo apartó tu firma" in told
