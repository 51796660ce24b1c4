"""The audit passes over what was really done, and names the first thing that does not fit."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, delete, insert, update

from campaign import petitions, privacy
from campaign.proofs import auditing
from campaign.proofs.auditing import Misfit
from campaign.proofs.keys import keys_in
from campaign.proofs.note import Signer, open_note
from db import ledger
from db.schema import checkpoints, leaf_records, leaves, signatures, tree_nodes
from db.schema import petitions as petition_rows
from tests.campaign.conftest import Campaign

SIGNERS = range(7_700_000_001, 7_700_000_021)


@pytest.fixture
async def signed(campaign: Campaign) -> Campaign:
    """Twenty signed, one after the other; the second took it back, the third signed again."""
    for person_id in SIGNERS:
        await campaign.sign(person_id)
    for person_id in SIGNERS[1:3]:
        await petitions.withdraw(campaign.database, campaign.petition.id, person_id, campaign.now)
    await campaign.sign(SIGNERS[2], now=campaign.now + timedelta(hours=1))
    return campaign


async def audited(campaign: Campaign) -> auditing.Audited:
    return await campaign.database.read(auditing.audit)


async def test_what_was_really_done_fits(signed: Campaign) -> None:
    seen = await audited(signed)
    assert (seen.leaves, seen.records, seen.checkpoints, seen.signatures) == (23, 23, 23, 20)
    assert seen.counts == {"free-internet": 19}


async def test_the_ledger_fits_after_people_are_forgotten(signed: Campaign) -> None:
    for person_id in SIGNERS[:3]:
        await privacy.forget(signed.database, person_id, signed.now)
    seen = await audited(signed)
    assert seen.counts == {"free-internet": 17}
    assert seen.signatures == 17
    assert seen.records < seen.leaves


async def test_an_empty_ledger_fits(campaign: Campaign) -> None:
    await campaign.database.write(keys_in)
    assert await audited(campaign) == auditing.Audited()


async def test_many_chunks_fit(signed: Campaign, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = await audited(signed)
    for size in (1, 2, 3, 5, 8):
        monkeypatch.setattr(auditing, "CHUNK", size)
        assert await audited(signed) == whole


async def test_the_ledger_fits_in_the_middle_of_erasing_a_petition(signed: Campaign) -> None:
    """Records go in their order, so that some refer to what is gone already."""

    def erase(conn: Connection) -> None:
        conn.execute(update(petition_rows).values(erased_at=signed.now))
        conn.execute(delete(leaf_records).where(leaf_records.c.position < 10))
        conn.execute(delete(signatures).where(signatures.c.number < 5))

    await signed.database.write(erase)
    assert (await audited(signed)).counts == {"free-internet": 19}


def at(position: int) -> Any:
    return leaves.c.position == position


def record(position: int) -> Any:
    return leaf_records.c.position == position


def checkpoint(size: int) -> Any:
    return checkpoints.c.size == size


def number(number: int) -> Any:
    return signatures.c.number == number


def forge_note(conn: Connection) -> None:
    """A note that another key signed over the same root."""
    row = ledger.checkpoint_of(conn, 5)
    assert row is not None
    key = keys_in(conn).signer.key
    said = open_note(row.note, key)
    note = Signer(key.name, b"\1" * 32).sign(said)
    conn.execute(update(checkpoints).where(checkpoint(5)).values(note=note))


def add_a_leaf(conn: Connection) -> None:
    conn.execute(
        insert(leaves).values(
            position=23, petition_id=1, kind="signed", day=date(2026, 11, 24), commitment=b"\0" * 32
        )
    )


TAMPERING: list[tuple[str, Callable[[Connection], Any], str]] = [
    (
        "a leaf's kind",
        lambda c: c.execute(update(leaves).where(at(7)).values(kind="changed")),
        "Leaf 7 says changed of nothing that was signed",
    ),
    (
        "a leaf's kind that might have been",
        lambda c: c.execute(update(leaves).where(at(20)).values(kind="changed")),
        "over 21 leaves has another root",
    ),
    (
        "a leaf's day",
        lambda c: c.execute(update(leaves).where(at(7)).values(day=date(2026, 1, 1))),
        "Leaf 7 has another day",
    ),
    (
        "a leaf's commitment",
        lambda c: c.execute(update(leaves).where(at(7)).values(commitment=b"\0" * 32)),
        "Leaf 7 does not commit",
    ),
    (
        "what a leaf commits to",
        lambda c: c.execute(update(leaf_records).where(record(7)).values(content="{}")),
        "Leaf 7 does not commit",
    ),
    (
        "a salt",
        lambda c: c.execute(update(leaf_records).where(record(7)).values(salt=b"\0" * 32)),
        "Leaf 7 does not commit",
    ),
    (
        "a missing leaf",
        lambda c: c.execute(delete(leaves).where(at(7))),
        "Leaf 7 is missing",
    ),
    ("a leaf too many", add_a_leaf, "There are 24 leaves"),
    (
        "a node",
        lambda c: c.execute(
            update(tree_nodes)
            .where(tree_nodes.c.level == 2, tree_nodes.c.position == 1)
            .values(hash=b"\0" * 32)
        ),
        "Node 1 of level 2",
    ),
    (
        "a missing node",
        lambda c: c.execute(delete(tree_nodes).where(tree_nodes.c.level == 4)),
        "Node 0 of level 4",
    ),
    (
        "a node too many",
        lambda c: c.execute(insert(tree_nodes).values(level=9, position=9, hash=b"\0" * 32)),
        "more nodes",
    ),
    (
        "a checkpoint's root",
        lambda c: c.execute(update(checkpoints).where(checkpoint(5)).values(root=b"\0" * 32)),
        "over 5 leaves has another root",
    ),
    (
        "a checkpoint's note",
        lambda c: c.execute(
            update(checkpoints).where(checkpoint(5)).values(note=checkpoints.c.note + "\n")
        ),
        "over 5 leaves: This is no signed note",
    ),
    ("another's signature", forge_note, "over 5 leaves: Another key"),
    (
        "the count that is shown",
        lambda c: c.execute(update(petition_rows).values(signature_count=18)),
        "shows 18 signatures, and its leaves count 19",
    ),
    (
        "a signature that came by no road",
        lambda c: c.execute(update(signatures).where(number(9)).values(leaf=None)),
        "Signature 9 of free-internet has no leaf",
    ),
    (
        "a signature with another's leaf",
        lambda c: c.execute(update(signatures).where(number(9)).values(leaf=3)),
        "Signature 9 of free-internet has leaf 3, which is of another",
    ),
    (
        "a signature that is somebody else's",
        lambda c: c.execute(update(signatures).where(number(9)).values(language="es")),
        "Signature 9 of free-internet has leaf 8, which is of another",
    ),
    (
        "a signature withdrawn behind the ledger's back",
        lambda c: c.execute(
            update(signatures)
            .where(number(9))
            .values(withdrawn_at=signatures.c.signed_at, name=None)
        ),
        "Signature 9 of free-internet is not signed, as leaf 8 says",
    ),
    (
        "a record that was erased too early",
        lambda c: c.execute(delete(leaf_records).where(record(8))),
        "Signature 9 of free-internet has leaf 8, of which nothing is kept",
    ),
    (
        "a signature that is gone",
        lambda c: c.execute(delete(signatures).where(number(9))),
        "shows 19 signatures, and 18 stand",
    ),
]


@pytest.mark.parametrize(
    ("tamper", "told"), [pytest.param(*each[1:], id=each[0]) for each in TAMPERING]
)
async def test_the_first_thing_that_does_not_fit_is_named(
    signed: Campaign, tamper: Callable[[Connection], Any], told: str
) -> None:
    def change(conn: Connection) -> None:
        conn.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        tamper(conn)
        with pytest.raises(Misfit, match=told):
            auditing.audit(conn)
        raise _Undo

    with pytest.raises(_Undo):
        await signed.database.write(change)


class _Undo(Exception):
    "Leave the database as it was"
