"""The channel gets each thing once, and its owners hear once a day when it cannot be reached."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from campaign import channel, team
from campaign.channel import Checkpoint
from campaign.proofs.note import VerifierKey, open_note
from db.schema import message_contents, messages, outbox
from tests.campaign.conftest import Campaign

ANA, BEN = 11, 12
CHAT = -1001234567890
DAY = timedelta(days=1)


def _render(shown: Checkpoint) -> Mapping[str, Any]:
    return {"text": shown.note, "key": shown.verifier_key}


def _warn(reason: str, language: str) -> Mapping[str, Any]:
    return {"text": f"{language}: {reason}"}


async def _post(campaign: Campaign, days: int = 0) -> bool:
    now = campaign.now + days * DAY
    return await channel.post_checkpoint(campaign.database, CHAT, _render, "es", now)


async def _payloads(campaign: Campaign) -> list[dict[str, Any]]:
    rows = select(message_contents.c.payload).order_by(message_contents.c.message_id)
    return await campaign.database.read(lambda conn: list(conn.execute(rows).scalars()))


async def test_before_the_first_signature_there_is_nothing_to_post(campaign: Campaign) -> None:
    assert not await _post(campaign)


async def test_the_day_s_checkpoint_verifies_with_the_key_beside_it(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    assert await _post(campaign)
    (posted,) = await _payloads(campaign)
    assert open_note(posted["text"], VerifierKey.parse(posted["key"])).size == 1


async def test_it_is_posted_once_a_day_and_only_when_it_changed(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    assert await _post(campaign)
    await campaign.sign(BEN)
    assert not await _post(campaign)
    assert await _post(campaign, days=1)
    assert not await _post(campaign, days=2)
    assert len(await _payloads(campaign)) == 2


async def test_the_same_post_is_queued_once(campaign: Campaign) -> None:
    for _ in range(2):
        await campaign.database.write(
            lambda conn: channel.post(conn, CHAT, "hello", {"text": "Hi"}, "es", campaign.now)
        )
    assert len(await _payloads(campaign)) == 1


async def test_its_id_is_kept_from_run_to_run_for_its_name_alone(campaign: Campaign) -> None:
    assert await channel.known(campaign.database, "@news") is None
    await channel.remember(campaign.database, "@news", CHAT)
    assert await channel.known(campaign.database, "@news") == CHAT
    assert await channel.known(campaign.database, "@other") is None


@pytest.mark.parametrize("state", ["failed", "blocked"])
async def test_a_post_that_did_not_get_there_is_found_until_one_does(
    campaign: Campaign, state: str
) -> None:
    await campaign.sign(ANA)
    await _post(campaign)
    assert await channel.failure(campaign.database, CHAT, campaign.now) is None
    await _settle(campaign, state=state, error="Bad Request: not enough rights")
    reason = await channel.failure(campaign.database, CHAT, campaign.now)
    assert reason == "Bad Request: not enough rights"
    assert await channel.failure(campaign.database, CHAT, campaign.now + 2 * DAY) is None
    await _settle(campaign, state="sent", error=None)
    assert await channel.failure(campaign.database, CHAT, campaign.now) is None


async def _settle(campaign: Campaign, **values: Any) -> None:
    await campaign.database.write(lambda conn: conn.execute(update(outbox).values(**values)))


async def test_owners_hear_of_trouble_once_a_day_in_their_language(campaign: Campaign) -> None:
    await team.make_owners(campaign.database, [ANA], campaign.now)

    async def warn(days: int) -> bool:
        return await channel.warn_owners(
            campaign.database, "no rights", _warn, "es", campaign.now + days * DAY
        )

    assert [await warn(0), await warn(0), await warn(1)] == [True, False, True]
    assert await _payloads(campaign) == [{"text": "es: no rights"}] * 2
    recipients = await campaign.database.read(
        lambda conn: set(conn.execute(select(outbox.c.recipient)).scalars())
    )
    assert recipients == {ANA}
    keys = await campaign.database.read(
        lambda conn: list(conn.execute(select(messages.c.key)).scalars())
    )
    assert all(key.startswith("notice:channel-failed:") for key in keys)
