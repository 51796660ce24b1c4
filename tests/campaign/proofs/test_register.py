"""Entering into the ledger, and what can be read out of it."""

from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from campaign.ledger import Frontier, ProofError, leaf_hash, verify_consistency, verify_inclusion
from campaign.proofs import register
from campaign.proofs.leaf import Kind, commit
from campaign.proofs.note import open_note
from campaign.proofs.register import NotInLedger
from db.schema import checkpoints, leaf_records, leaves, tree_nodes
from tests.campaign.conftest import Workshop
from tests.campaign.proofs.conftest import SLUG, Book, book_in

FEW = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))


def test_entries_get_the_next_positions(book: Book) -> None:
    assert book.enter(book.entry(1), book.entry(2)) == [0, 1]
    assert book.enter(book.entry(3)) == [2]
    assert book.enter() == []


def test_a_write_makes_one_checkpoint_that_says_the_count(book: Book) -> None:
    book.enter(book.entry(1), book.entry(2), book.entry(3))
    assert book.conn.execute(select(checkpoints.c.size)).scalars().all() == [3]
    checkpoint = open_note(book.newest.note, book.key)
    assert (checkpoint.size, checkpoint.root) == (3, book.newest.root)
    assert checkpoint.counts == {SLUG: 3}


def test_a_leaf_says_petition_kind_and_day_and_commits_to_the_rest(book: Book) -> None:
    book.enter(book.entry(7_700_000_001, number=42))
    (leaf,) = register.export_lines(book.conn, 1)
    slug, kind, day, commitment = leaf.split()
    assert (slug, kind, date.fromisoformat(day)) == (SLUG, "signed", date(2026, 11, 24))
    (record,) = register.records_of(book.conn, 0)
    assert commitment == commit(record.salt, record.content).hex()
    assert '"number":42' in record.content
    assert "7700000001" not in record.content


def test_every_salt_is_new(book: Book) -> None:
    book.enter(*(book.entry(1) for _ in range(20)))
    salts = book.conn.execute(select(leaf_records.c.salt)).scalars().all()
    assert len(set(salts)) == 20
    assert {len(salt) for salt in salts} == {32}


@FEW
@given(sizes=st.lists(st.integers(1, 70), min_size=1, max_size=8), data=st.data())
def test_whatever_the_writes_every_leaf_and_every_past_is_proved(
    workshop: Workshop, sizes: list[int], data: st.DataObject
) -> None:
    with book_in(workshop) as book:
        people = iter(range(1, 1000))
        for size in sizes:
            book.enter(*(book.entry(next(people)) for _ in range(size)))
        newest = book.newest
        lines = book.lines()
        position = data.draw(st.integers(0, newest.size - 1))
        kept = book.conn.execute(select(checkpoints).order_by(checkpoints.c.size)).all()
        for one in kept:
            if position < one.size:
                hash_ = leaf_hash(lines[position].rstrip())
                proof = register.proof_of(book.conn, position, one.size)
                verify_inclusion(hash_, position, one.size, proof, one.root)
            for two in kept:
                if one.size <= two.size:
                    proof = register.consistency(book.conn, one.size, two.size)
                    verify_consistency(one.size, two.size, one.root, two.root, proof)


@FEW
@given(sizes=st.lists(st.integers(1, 20), min_size=1, max_size=5), data=st.data())
def test_a_history_that_was_rewritten_is_consistent_with_no_checkpoint_since_the_change(
    workshop: Workshop, sizes: list[int], data: st.DataObject
) -> None:
    with book_in(workshop) as told, book_in(workshop) as other:
        for size in sizes:
            told.enter(*(told.entry(1) for _ in range(size)))
        lines = [line.rstrip() for line in told.lines()]
        changed = data.draw(st.integers(0, len(lines) - 1))
        rewritten = Frontier()
        for position, line in enumerate(lines):
            rewritten.append(leaf_hash(line if position != changed else line[:-1] + b"x"))
        other.enter(*(other.entry(2) for _ in range(len(lines))))
        newest = told.newest
        for size, root in told.conn.execute(select(checkpoints.c.size, checkpoints.c.root)).all():
            proof = register.consistency(told.conn, size, newest.size)
            verify_consistency(size, newest.size, root, newest.root, proof)
            with pytest.raises(ProofError):
                verify_consistency(size, newest.size, root, rewritten.root(), proof)
            forged = register.consistency(other.conn, size, newest.size)
            with pytest.raises(ProofError):
                verify_consistency(size, newest.size, root, other.newest.root, forged)


def test_the_records_of_a_signature_are_found_from_its_newest_leaf_back(book: Book) -> None:
    first = book.sign(1)
    book.sign(2)
    (second,) = book.enter(book.entry(1, Kind.CHANGED, first))
    (third,) = book.enter(book.entry(1, Kind.WITHDRAWN, second))
    found = register.records_of(book.conn, third)
    assert [record.position for record in found] == [3, 2, 0]
    assert [record.leaf.kind for record in found] == ["withdrawn", "changed", "signed"]


def test_forgetting_erases_the_records_of_one_signature_and_keeps_the_tree(book: Book) -> None:
    first = book.sign(1)
    book.sign(2)
    (second,) = book.enter(book.entry(1, Kind.CHANGED, first))
    before = book.newest
    lines = book.lines()
    register.forget_records(book.conn, second)
    assert book.conn.execute(select(leaf_records.c.position)).scalars().all() == [1]
    assert book.lines() == lines
    assert book.newest == before
    book.enter(book.entry(1, Kind.WITHDRAWN, second), keep_records=False)
    assert book.conn.execute(select(leaf_records.c.position)).scalars().all() == [1]
    assert book.lines()[-1].startswith(f"{SLUG} withdrawn 2026-11-24 ".encode())
    proof = register.consistency(book.conn, before.size, book.newest.size)
    verify_consistency(before.size, book.newest.size, before.root, book.newest.root, proof)


def test_nothing_is_proved_of_a_leaf_that_is_not_there(book: Book) -> None:
    book.sign(1)
    for position, size in ((1, 1), (-1, 1), (0, 0), (0, 2)):
        with pytest.raises(NotInLedger):
            register.proof_of(book.conn, position, size)
    for size1, size2 in ((0, 1), (2, 1), (1, 2)):
        with pytest.raises(NotInLedger):
            register.consistency(book.conn, size1, size2)


def test_an_empty_ledger_has_no_checkpoint(book: Book) -> None:
    assert register.newest(book.conn) is None
    assert register.published(book.conn) is None
    assert register.publish(book.conn, book.now) is None
    assert list(register.export_lines(book.conn, 0)) == []


def test_only_what_changed_is_published_and_once(book: Book) -> None:
    book.sign(1)
    published = register.publish(book.conn, book.now)
    assert published is not None
    assert register.publish(book.conn, book.now) is None
    book.sign(2)
    again = register.publish(book.conn, book.now)
    assert again is not None
    assert register.published(book.conn) == book.newest
    assert (published.size, again.size) == (1, 2)


def test_the_tree_keeps_its_perfect_subtrees_above_the_leaves(book: Book) -> None:
    book.enter(*(book.entry(each) for each in range(1, 14)))
    kept = book.conn.execute(select(tree_nodes.c.level, tree_nodes.c.position)).all()
    assert {tuple(row) for row in kept} == {
        (level, position) for level in range(1, 4) for position in range(13 >> level)
    }


def test_a_node_that_is_gone_is_no_proof(book: Book) -> None:
    book.enter(*(book.entry(each) for each in range(1, 9)))
    book.conn.execute(delete(tree_nodes))
    with pytest.raises(NotInLedger):
        register.proof_of(book.conn, 0, 8)


def test_a_change_that_is_undone_leaves_no_leaf(book: Book) -> None:
    book.sign(1)
    savepoint = book.conn.begin_nested()
    book.sign(2)
    savepoint.rollback()
    assert book.sign(3) == 1
    assert book.conn.execute(select(leaves.c.position)).scalars().all() == [0, 1]
