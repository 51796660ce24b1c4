"""/receipt: the code, the file that proves, and what a code reaches from another account."""

import re
from datetime import timedelta
from typing import Any

from campaign import petitions
from campaign.petitions import invalidating
from campaign.petitions.invalidating import Filter, Why
from campaign.petitions.tries import BY_ACCOUNT
from campaign.proofs.receipt import Receipt
from rehearsal import acts
from tests.handlers.organiser.conftest import EMMA, LUCIA, OLIVIA, Desk, labels, words

CODE = re.compile(r"\d+-\d+-[0-9A-Z]{10}")


async def code(desk: Desk, person: int = EMMA) -> str:
    """The code that the person's receipt shows."""
    found = CODE.search(await desk.say(person, "/receipt"))
    assert found is not None
    return found[0]


async def signed(desk: Desk, person: int) -> bool:
    (petition,) = await petitions.open_petitions(desk.database, "en")
    return await petitions.signature_of(desk.database, petition.id, person) is not None


def documents(desk: Desk, person: int) -> list[dict[str, Any]]:
    return [each for each in desk.messages(person) if "document" in each]


async def content(desk: Desk, message: dict[str, Any]) -> bytes:
    file = await desk.application.bot.get_file(message["document"]["file_id"])
    return bytes(await file.download_as_bytearray())


async def test_who_signed_sees_number_and_code(desk: Desk) -> None:
    await desk.sign(EMMA)
    said = await desk.say(EMMA, "/receipt")
    assert "Your receipt" in said
    assert "Number 1, signed" in said
    assert CODE.search(said)
    assert labels(desk.last(EMMA)) == [
        "Get the proof file",
        "See or change it",
        "Share the petition",
        "I have a code from another account",
    ]


async def test_the_receipt_after_signing_has_the_same_code(desk: Desk) -> None:
    await desk.say(EMMA, "/sign")
    await desk.tap(EMMA, "Accept and sign as")
    assert await code(desk) in desk.texts(EMMA)[-3]


async def test_who_did_not_sign_is_told_so_kindly(desk: Desk) -> None:
    assert "You have not signed from this account." in await desk.say(EMMA, "/receipt")
    assert labels(desk.last(EMMA)) == ["I have a code from another account"]


async def test_those_who_share_a_phone_are_told_what_to_do(desk: Desk) -> None:
    await desk.sign(EMMA)
    assert "each from an account of their own" in await desk.say(EMMA, "/receipt")


async def test_recibo_does_the_same(desk: Desk) -> None:
    await desk.sign(LUCIA, "es")
    assert "Tu recibo" in await desk.say(LUCIA, "/recibo")


async def test_the_file_is_a_receipt_and_says_who_may_find_it(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(EMMA, "/receipt")
    await desk.tap(EMMA, "Get the proof file")
    (sent,) = documents(desk, EMMA)
    assert sent["document"]["file_name"] == "receipt-1-1.json"
    assert "Whoever finds this file on your phone" in words(sent)
    assert f"pliego verify {sent['document']['file_name']} --key " in words(sent)
    receipt = Receipt.parse(await content(desk, sent))
    assert len(receipt.entries) == 1


async def test_who_was_set_aside_is_told_so_and_can_prove_it(desk: Desk) -> None:
    await desk.sign(EMMA)
    chosen = Filter((await petitions.open_petitions(desk.database, "en"))[0].id, number=1)
    mark = (await invalidating.count(desk.database, chosen)).mark
    now = desk.services.clock()
    await invalidating.set_aside(desk.database, chosen, mark, Why.MACHINE, actor_id=OLIVIA, now=now)
    assert "The team set it aside" in await desk.say(EMMA, "/receipt")
    await desk.tap(EMMA, "Get the proof file")
    (sent,) = documents(desk, EMMA)
    assert len(Receipt.parse(await content(desk, sent)).entries) == 2


async def test_without_a_signature_there_is_no_file(desk: Desk) -> None:
    assert "no signature there" in await desk.tap_data(EMMA, "proof:file:1", {"message_id": 1})
    assert documents(desk, EMMA) == []


async def test_a_code_moves_a_signature_here(desk: Desk) -> None:
    await desk.sign(EMMA)
    old = await code(desk)
    await desk.say(LUCIA, "/receipt")
    assert "Escribe ahora el código" in await desk.tap(LUCIA, "Tengo un código")
    said = await desk.say(LUCIA, old.lower().replace("-", " "))
    assert "la firma número 1" in said
    assert "Emma" not in said
    moved = await desk.tap(LUCIA, "Pasarla a esta cuenta")
    assert await code(desk, LUCIA) in moved
    assert old not in moved
    assert (await signed(desk, EMMA), await signed(desk, LUCIA)) == (False, True)


async def test_the_account_that_had_it_is_told_nothing(desk: Desk) -> None:
    await desk.sign(EMMA)
    old = await code(desk)
    before = desk.messages(EMMA)
    for act in ("Pasarla a esta cuenta",):
        await desk.say(LUCIA, f"/receipt {old}")
        await desk.tap(LUCIA, act)
    assert desk.messages(EMMA) == before
    assert "You have not signed" in await desk.say(EMMA, "/receipt")


async def test_a_code_withdraws_a_signature_from_elsewhere(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(LUCIA, f"/receipt {await code(desk)}")
    assert "esa firma está retirada" in await desk.tap(LUCIA, "Retirarla")
    assert not await signed(desk, EMMA)
    assert not await signed(desk, LUCIA)


async def test_who_thinks_better_of_it_changes_nothing(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(LUCIA, f"/receipt {await code(desk)}")
    assert "se queda como está" in await desk.tap(LUCIA, "Dejarla como está")
    assert await signed(desk, EMMA)


async def test_ones_own_code_leads_to_ones_own_signature(desk: Desk) -> None:
    await desk.sign(EMMA)
    said = await desk.say(EMMA, f"/receipt {await code(desk)}")
    assert "your own signature" in said
    assert labels(desk.last(EMMA)) == ["See or change it"]


async def test_who_signed_already_keeps_their_own(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.sign(LUCIA, "es")
    await desk.say(LUCIA, f"/receipt {await code(desk)}")
    assert "segunda firma" in await desk.tap(LUCIA, "Pasarla a esta cuenta")
    assert await signed(desk, EMMA)


async def test_after_a_wrong_code_the_next_is_waited_for(desk: Desk) -> None:
    await desk.sign(EMMA)
    right = await code(desk)
    await desk.say(LUCIA, "/receipt")
    await desk.tap(LUCIA, "Tengo un código")
    assert "No encuentro ninguna firma" in await desk.say(LUCIA, "1-1-0000000000")
    assert "No encuentro ninguna firma" in await desk.say(LUCIA, "no lo sé")
    assert labels(desk.last(LUCIA)) == ["Cancelar"]
    assert "la firma número 1" in await desk.say(LUCIA, right)
    assert await desk.open_draft(LUCIA) is None


async def test_guessing_ends_soon_and_the_right_code_waits_an_hour(desk: Desk) -> None:
    await desk.sign(EMMA)
    right = await code(desk)
    for number in range(BY_ACCOUNT):
        assert "no signature" in await desk.say(OLIVIA, f"/receipt 1-1-000000000{number}")
    assert "60 min" in await desk.say(OLIVIA, f"/receipt {right}")
    forged = f"code:withdraw:{right}"
    assert "60 min" in await desk.tap_data(OLIVIA, forged, {"message_id": 1})
    desk.move_clock(timedelta(hours=1))
    assert "signature number 1" in await desk.say(OLIVIA, f"/receipt {right}")


async def test_a_forged_tap_needs_the_code_too(desk: Desk) -> None:
    await desk.sign(EMMA)
    for act in ("move", "withdraw"):
        said = await desk.tap_data(LUCIA, f"code:{act}:1-1-0000000000", {"message_id": 1})
        assert "No encuentro ninguna firma" in said
    assert await signed(desk, EMMA)


async def test_a_second_tap_that_was_on_its_way_does_no_harm(desk: Desk) -> None:
    await desk.sign(EMMA)
    await desk.say(LUCIA, f"/receipt {await code(desk)}")
    shown = desk.last(LUCIA)
    data = shown["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
    for _ in range(2):
        chat, person = desk.world.chats[LUCIA], desk.world.people[LUCIA]
        acts.tap(desk.world, chat, person, shown["message_id"], data)
    await desk.listen()
    assert await signed(desk, LUCIA)
    assert "ahora es de esta cuenta" in desk.texts(LUCIA)[-1]


async def test_the_code_form_is_left_with_cancel_and_by_a_link(desk: Desk) -> None:
    for way in ("/cancel", "/start p-free-internet"):
        await desk.say(EMMA, "/receipt")
        await desk.tap(EMMA, "I have a code")
        assert await desk.open_draft(EMMA) is not None
        await desk.say(EMMA, way)
        assert await desk.open_draft(EMMA) is None
