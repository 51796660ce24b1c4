"""Petitions at the team's desk: written step by step, agreed to, changed, closed, reopened."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import authoring
from campaign.petitions.authoring import Sheet
from campaign.petitions.lifecycle import State
from campaign.team import Role
from campaign.terms import Field, IdentityKind, Need
from handlers.context import Services
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels

TITLE = "Clean the river"


@pytest.fixture
async def office(desk: Desk) -> Desk:
    """Olivia owns, Lucía organises, and Olivia has begun a petition."""
    await desk.join(LUCIA, Role.ORGANISER)
    await _write(desk)
    return desk


async def _write(desk: Desk) -> None:
    await desk.say(OLIVIA, "/petitions")
    assert "title" in await desk.tap(OLIVIA, "New petition")
    assert "To whom" in await desk.say(OLIVIA, TITLE)
    assert "whole text" in await desk.say(OLIVIA, "The council")
    assert "State: draft" in await desk.say(OLIVIA, "We ask for a clean river.")


async def _sheet(desk: Desk) -> Sheet:
    found = await authoring.sheets(desk.database, "en")
    return next(each for each in found if each.petition.slug.startswith("clean"))


def _need_two(desk: Desk) -> None:
    services: Services = replace(desk.services, approvals=2)
    desk.services = services
    desk.application.bot_data["services"] = services


async def _open(desk: Desk) -> None:
    await desk.tap(OLIVIA, "Submit for review")
    await desk.tap(OLIVIA, "Submit it")
    await desk.tap(OLIVIA, "Agree, and open it")
    await desk.tap(OLIVIA, "Yes, I read it")


async def test_the_list_shows_every_petition_with_its_state_and_count(office: Desk) -> None:
    shown = await office.say(OLIVIA, "/petitions")
    assert f"• {TITLE}: draft, 0 signatures" in shown
    assert "open for signatures, 0 signatures" in shown


async def test_a_petition_is_written_step_by_step(office: Desk) -> None:
    shown = await _sheet(office)
    assert (shown.state, shown.languages) == (State.DRAFT, ["en"])
    assert await office.open_draft(OLIVIA) is None


async def test_every_step_survives_a_restart_and_cancel_leaves_it(
    office: Desk, open_desk: Callable[[], Desk]
) -> None:
    await office.tap(OLIVIA, "All petitions")
    await office.tap(OLIVIA, "New petition")
    await office.say(OLIVIA, "Another one")
    anew = open_desk()
    async with anew.application:
        anew._offset = office._offset
        assert "whole text" in await anew.say(OLIVIA, "The mayor")
        await anew.say(OLIVIA, "/cancel")
    assert len(await authoring.sheets(office.database, "en")) == 2


async def test_a_second_language_is_added(office: Desk) -> None:
    await office.tap(OLIVIA, "Texts and languages")
    assert "Spanish" in await office.tap(OLIVIA, "Add Español")
    for said in ("Limpien el río", "El ayuntamiento"):
        await office.say(OLIVIA, said)
    assert "English and Spanish" in await office.say(OLIVIA, "Pedimos esto.")


async def test_a_text_of_a_draft_changes_at_once(office: Desk) -> None:
    await office.tap(OLIVIA, "Texts and languages")
    await office.tap(OLIVIA, "To (EN)")
    assert "To: The mayor" in await office.say(OLIVIA, "The mayor")
    assert (await _sheet(office)).petition.version == 1


@pytest.mark.parametrize(
    ("button", "said", "shown"),
    [
        ("Goal", "2 500", "Goal: 2,500"),
        ("Goal", "2,500", "Goal: 2,500"),
        ("Milestones", "10, 20 and 30", "Milestones: 10, 20, and 30"),
        ("Milestones", "1,000; 5", "Milestones: 5 and 1,000"),
        ("Minimum age", "0", "Minimum age: 0"),
        ("Opening time", "1 May 2027", "Opens: 1 May 2027, 00:00 (Mexico City)"),
        ("Closing time", "1 May 2027", "Closes: 1 May 2027, 23:59 (Mexico City)"),
        ("Short name", "Clean-It", "start=p-clean-it"),
    ],
)
async def test_a_term_is_typed(office: Desk, button: str, said: str, shown: str) -> None:
    await office.tap(OLIVIA, button)
    assert shown in (await office.say(OLIVIA, said)).replace("May 1, 2027", "1 May 2027")


@pytest.mark.parametrize(
    ("button", "said", "told"),
    [
        ("Goal", "many", "whole number"),
        ("Goal", "0", "whole number"),
        ("Minimum age", "100", "whole number"),
        ("Milestones", "none", "whole number"),
        ("Milestones", " ".join(map(str, range(1, 22))), "up to 20"),
        ("Closing time", "soon", "no whole date"),
        ("Closing time", "1 May 2018", "past"),
        ("Closing time", "1 May 2027, 25:00", "time of day"),
        ("Short name", "río", "small letters"),
        ("Short name", "free-internet", "Another petition has that short name"),
    ],
)
async def test_what_cannot_be_is_asked_again(
    office: Desk, button: str, said: str, told: str
) -> None:
    await office.tap(OLIVIA, button)
    assert told in await office.say(OLIVIA, said)
    assert await office.open_draft(OLIVIA) is not None


async def test_dates_and_milestones_can_be_cleared(office: Desk) -> None:
    await office.tap(OLIVIA, "Closing time")
    await office.say(OLIVIA, "1 May 2027")
    await office.tap(OLIVIA, "Closing time")
    assert "when the team closes it" in await office.tap(OLIVIA, "When the team closes it")
    await office.tap(OLIVIA, "Milestones")
    await office.say(OLIVIA, "7")
    await office.tap(OLIVIA, "Milestones")
    assert "100, 250, 500" in await office.tap(OLIVIA, "Take those by default")


async def test_fields_are_tapped_from_off_to_required(office: Desk) -> None:
    await office.tap(OLIVIA, "What is asked")
    await office.tap(OLIVIA, "Region: not asked")
    await office.tap(OLIVIA, "Region: optional")
    await office.tap(OLIVIA, "Ask for the postcode instead")
    await office.tap(OLIVIA, "Comment: optional")
    await office.tap(OLIVIA, "Comment: required")
    assert "postcode (required)" in await office.tap(OLIVIA, "Done")
    petition = (await _sheet(office)).petition
    assert petition.asks(Field.REGION) is Need.REQUIRED
    assert petition.asks(Field.COMMENT) is Need.OFF
    assert petition.postcode


async def test_identity_is_tapped_and_mail_only_where_mail_can_be_sent(office: Desk) -> None:
    await office.tap(OLIVIA, "One signature each")
    assert not [label for label in labels(office.last(OLIVIA)) if "e-mail" in label]
    assert "phone number" in await office.tap(OLIVIA, "By a shared phone number")
    assert (await _sheet(office)).petition.identity is IdentityKind.CONTACT


async def test_the_preview_is_the_card_with_buttons_that_sign_nothing(office: Desk) -> None:
    shown = await office.tap(OLIVIA, "See it as supporters do")
    assert "We ask for a clean river." in shown
    assert "0 signatures so far; the goal is 1,000." in shown
    assert "preview" in await office.tap(OLIVIA, "as Olivia")


async def test_where_one_suffices_two_taps_open_it(office: Desk) -> None:
    await _open(office)
    assert (await _sheet(office)).state is State.OPEN
    assert TITLE in await office.say(EMMA, "/start p-clean-the-river")


async def test_where_two_must_agree_the_other_is_told_and_opens_it(office: Desk) -> None:
    _need_two(office)
    await office.tap(OLIVIA, "Submit for review")
    await office.tap(OLIVIA, "Submit it")
    assert not [label for label in labels(office.last(OLIVIA)) if "gree" in label]
    assert "espera para abrirse" in await office.deliver_notices(LUCIA)
    await office.tap(LUCIA, "Verla")
    await office.tap(LUCIA, "Estoy de acuerdo: abrirla")
    await office.tap(LUCIA, "Sí, la leí")
    assert (await _sheet(office)).state is State.OPEN
    assert "is open for signatures" in await office.deliver_notices(OLIVIA)


async def test_a_button_of_an_older_version_agrees_to_nothing(office: Desk) -> None:
    _need_two(office)
    await office.tap(OLIVIA, "Submit for review")
    await office.tap(OLIVIA, "Submit it")
    petition = (await _sheet(office)).petition
    await office.say(LUCIA, "/petitions")
    told = await office.tap_data(LUCIA, f"petition:agree:{petition.id}:7")
    assert "El texto cambió" in told
    assert (await _sheet(office)).state is State.REVIEW


async def test_what_is_in_review_goes_back_to_draft(office: Desk) -> None:
    await office.tap(OLIVIA, "Submit for review")
    await office.tap(OLIVIA, "Submit it")
    await office.tap(OLIVIA, "Back to draft")
    await office.tap(OLIVIA, "Back to draft")
    assert (await _sheet(office)).state is State.DRAFT


async def test_a_changed_text_of_an_open_petition_waits_for_the_last_button(office: Desk) -> None:
    await _open(office)
    await office.tap(OLIVIA, "Texts and languages")
    await office.tap(OLIVIA, "Title (EN)")
    shown = await office.say(OLIVIA, "Clean the whole river")
    assert "version 2" in shown
    assert "review" not in shown
    assert (await _sheet(office)).petition.version == 1
    await office.tap(OLIVIA, "Change something else first")
    await office.tap(OLIVIA, "To (EN)")
    assert "Clean the whole river" in await office.say(OLIVIA, "The mayor")
    assert "tap one of the buttons" in await office.say(OLIVIA, "And now?")
    assert "is open" in await office.tap(OLIVIA, "Publish this version")
    shown_now = await _sheet(office)
    assert (shown_now.petition.version, shown_now.state) == (2, State.OPEN)
    assert shown_now.wordings[0].addressee == "The mayor"


async def test_cancel_leaves_an_open_petition_as_it_was(office: Desk) -> None:
    await _open(office)
    await office.tap(OLIVIA, "Texts and languages")
    await office.tap(OLIVIA, "Title (EN)")
    await office.say(OLIVIA, "Clean the whole river")
    await office.say(OLIVIA, "/cancel")
    assert "Nothing is waiting" in await office.tap(OLIVIA, "Publish this version")
    assert (await _sheet(office)).wordings[0].title == TITLE


async def test_where_two_must_agree_the_editor_is_told_before(office: Desk) -> None:
    await _open(office)
    _need_two(office)
    await office.tap(OLIVIA, "Texts and languages")
    await office.tap(OLIVIA, "Title (EN)")
    assert "takes no signatures until another person" in await office.say(OLIVIA, "Cleaner")
    await office.tap(OLIVIA, "Publish this version")
    assert (await _sheet(office)).state is State.REVIEW
    assert "espera para abrirse" in await office.deliver_notices(LUCIA)


async def test_an_open_petition_is_closed_and_opened_again(office: Desk) -> None:
    await _open(office)
    assert "within 60 minutes" in await office.tap(OLIVIA, "Close it")
    await office.tap(OLIVIA, "Yes, close it")
    assert "This petition is closed" in await office.say(EMMA, "/start p-clean-the-river")
    await office.tap(OLIVIA, "Open it again")
    await office.tap(OLIVIA, "Yes, open it again")
    assert (await _sheet(office)).state is State.OPEN


async def test_reopening_says_what_was_erased(office: Desk) -> None:
    await office.tap(OLIVIA, "One signature each")
    await office.tap(OLIVIA, "By a shared phone number")
    await _open(office)
    await office.tap(OLIVIA, "Close it")
    await office.tap(OLIVIA, "Yes, close it")
    assert "can sign once more" in await office.tap(OLIVIA, "Open it again")


async def test_a_draft_is_deleted_after_a_question(office: Desk) -> None:
    await office.tap(OLIVIA, "Delete the draft")
    await office.tap(OLIVIA, "Yes, delete it")
    assert len(await authoring.sheets(office.database, "en")) == 1


async def test_what_comes_from_the_folder_is_changed_there(office: Desk) -> None:
    found = await authoring.sheets(office.database, "en")
    number = next(each.petition.id for each in found if each.petition.slug == "free-internet")
    shown = await office.tap_data(OLIVIA, f"petition:open:{number}")
    assert "comes from the campaign's folder" in shown
    for data in (
        f"petition:texts:{number}",
        f"petition:term:goal:{number}",
        f"petition:part:title:{number}:en",
        f"petition:field:name:off:{number}",
        f"petition:identity:email:{number}",
        f"petition:clear:closes:{number}",
        f"petition:discard:{number}",
    ):
        assert "changed there" in await office.tap_data(OLIVIA, data)


async def test_a_signer_reaches_their_receipt_while_the_text_is_in_review(office: Desk) -> None:
    await _open(office)
    petition = (await _sheet(office)).petition
    await office.say(EMMA, "/start p-clean-the-river")
    await office.tap(EMMA, "as Emma")
    await authoring.change_texts(
        office.database,
        petition.id,
        {"en": {"title": "Clean the whole river"}},
        actor_id=OLIVIA,
        needed=2,
        now=office.services.clock(),
    )
    assert "number" in await office.say(EMMA, "/start p-clean-the-river")
    assert "está en revisión" in await office.say(LUCIA, "/start p-clean-the-river")


async def test_many_petitions_come_by_page(office: Desk) -> None:
    wording = Wording("en", "Another", "A", "B")
    for _ in range(8):
        await authoring.create(
            office.database, Person(OLIVIA, "en"), wording, office.services.clock()
        )
    assert TITLE not in await office.say(OLIVIA, "/petitions")
    assert TITLE in await office.tap(OLIVIA, "Next")
    assert TITLE not in await office.tap(OLIVIA, "Previous")
