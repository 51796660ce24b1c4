"""/share: a card to pass on, a link of one's own, and a number that nobody else sees."""

import pytest

from campaign.people import Person
from campaign.petitions import referrals
from campaign.petitions.referrals import Referral
from tests.handlers.organiser.conftest import EMMA, LUCIA, Desk, buttons, labels, words


async def mine(desk: Desk, person: int = EMMA) -> Referral:
    found = await referrals.of(desk.database, person)
    assert found is not None
    return found


async def test_the_card_is_a_picture_with_the_link_and_a_message_of_ones_own(desk: Desk) -> None:
    await desk.say(EMMA, "/share")
    poster, private = desk.messages(EMMA)[-2:]
    code = (await mine(desk)).code
    link = f"https://t.me/pliego_rehearsal_bot?start=r-{code}-free-internet"
    assert poster["photo"]
    assert link in words(poster)
    assert "For a free internet before every election" in words(poster)
    assert [button["url"] for button in buttons(poster)] == [link]
    assert "No signature came by your link yet." in words(private)
    copy, send = buttons(private)
    assert copy["copy_text"] == {"text": link}
    assert send["switch_inline_query"] == "free-internet"


async def test_what_is_passed_on_says_nothing_of_who_shares(desk: Desk) -> None:
    await desk.say(EMMA, "/share")
    poster = desk.messages(EMMA)[-2]
    assert "Emma" not in words(poster)
    assert "came by" not in words(poster)


async def test_it_says_what_is_kept(desk: Desk) -> None:
    assert "It is all that is kept" in await desk.say(EMMA, "/share")


async def test_sharing_again_is_the_same_link(desk: Desk) -> None:
    await desk.say(EMMA, "/share")
    first = await mine(desk)
    await desk.say(EMMA, "/compartir")
    assert await mine(desk) == first


async def test_the_receipt_leads_to_it(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(EMMA, "/sign")
    await desk.tap(EMMA, "Share the petition")
    assert labels(desk.last(EMMA)) == ["Copy my link", "Send it to a chat"]


async def test_nothing_is_kept_before_it_is_opened(desk: Desk) -> None:
    await desk.sign(EMMA)
    assert await referrals.of(desk.database, EMMA) is None


async def test_a_link_opens_the_petition_and_signs_nothing(desk: Desk) -> None:
    referral = await referrals.open_for(desk.database, Person(EMMA, "en"), desk.services.clock())
    for payload in (referral.payload("free-internet"), referral.payload()):
        said = await desk.say(LUCIA, f"/start {payload}")
        assert "Para: " in said
    assert (await mine(desk)).brought == 0


async def test_who_signs_by_it_is_counted_and_only_the_sharer_sees_it(desk: Desk) -> None:
    await desk.say(EMMA, "/share")
    await desk.say(LUCIA, f"/start {(await mine(desk)).payload('free-internet')}")
    await desk.tap(LUCIA, "Acepto y firmo como")
    assert (await mine(desk)).brought == 1
    assert "1 signature came by your link" in await desk.say(EMMA, "/share")
    assert "Todavía no llega ninguna" in await desk.say(LUCIA, "/share")


@pytest.mark.parametrize("payload", ["r-zzzzzzzz", "r-zzzzzzzz-free-internet", "r-x", "r-"])
async def test_an_unknown_code_opens_the_petition_all_the_same(desk: Desk, payload: str) -> None:
    said = await desk.say(EMMA, f"/start {payload}")
    assert "free internet" in said.lower()
