"""The log as the running bot keeps it: named, caught up, published every hour."""

from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete, update

from campaign import petitions
from campaign.proofs import auditing, keys, log, register
from campaign.proofs.note import open_note
from db.schema import checkpoints, leaf_records, leaves, signatures, tree_nodes
from tests.campaign.conftest import Campaign


def unenter(conn: Connection) -> None:
    """The database as it was before there was a ledger."""
    conn.execute(update(signatures).values(leaf=None))
    for table in (leaf_records, leaves, tree_nodes, checkpoints):
        conn.execute(delete(table))


async def test_a_log_gets_its_name_before_its_first_key(campaign: Campaign) -> None:
    await log.begin(campaign.database, "t.me/example_bot", campaign.now)
    await log.begin(campaign.database, "t.me/renamed_bot", campaign.now)
    held = await campaign.database.read(keys.keys_in)
    assert held.origin == "t.me/example_bot"
    assert str(held.signer.key).startswith("t.me/example_bot+")


async def test_a_log_without_a_bot_has_a_name_that_nobody_can_have(campaign: Campaign) -> None:
    await log.begin(campaign.database, None, campaign.now)
    held = await campaign.database.read(keys.keys_in)
    assert held.origin.startswith("pliego.invalid/")
    await log.begin(campaign.database, "t.me/example_bot", campaign.now)
    assert await campaign.database.read(keys.keys_in) == held


@pytest.mark.parametrize("origin", ["", "a b", "a+b"])
async def test_what_is_no_name_is_refused(campaign: Campaign, origin: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        await log.begin(campaign.database, origin, campaign.now)


async def test_keys_are_made_once_and_not_shown_by_mistake(campaign: Campaign) -> None:
    made = await campaign.database.write(keys.keys_in)
    assert await campaign.database.read(keys.keys_in) == made
    assert len({made.signing, made.pseudonym, made.code}) == 3
    for secret in (made.signing, made.pseudonym, made.code):
        assert len(secret) == 32
        assert secret.hex() not in repr(made)
        assert repr(secret) not in repr(made)


async def test_signatures_that_are_older_than_the_ledger_are_entered_at_the_start(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "_MISSING_AT_ONCE", 3)
    for person_id in range(1, 11):
        await campaign.sign(person_id)
    for person_id in (4, 7):
        await petitions.withdraw(campaign.database, campaign.petition.id, person_id, campaign.now)
    await campaign.database.write(unenter)
    assert await log.begin(campaign.database, None, campaign.now) == 10
    assert await log.begin(campaign.database, None, campaign.now) == 0
    seen = await campaign.database.read(auditing.audit)
    assert (seen.leaves, seen.checkpoints, seen.signatures) == (12, 1, 10)
    assert seen.counts == {"free-internet": 8}
    await campaign.sign(11)
    assert (await campaign.database.read(auditing.audit)).counts == {"free-internet": 9}


async def test_a_checkpoint_is_published_every_hour_in_which_something_changed(
    campaign: Campaign,
) -> None:
    database, now = campaign.database, campaign.now
    assert await log.publish_due(database, now) is None
    await campaign.sign(1)
    first = await log.publish_due(database, now)
    assert first is not None
    await campaign.sign(2)
    assert await log.publish_due(database, now + timedelta(minutes=59)) is None
    second = await log.publish_due(database, now + timedelta(hours=1))
    assert second is not None
    assert await log.publish_due(database, now + timedelta(hours=3)) is None
    key = (await database.read(keys.keys_in)).signer.key
    counts = [open_note(row.note, key).counts["free-internet"] for row in (first, second)]
    assert counts == [1, 2]
