"""A receipt proves what it should, and not a byte of it can be changed."""

import json
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.proofs import receipt, register
from campaign.proofs.keys import keys_in
from campaign.proofs.leaf import Kind, commit
from campaign.proofs.note import Signer, VerifierKey
from campaign.proofs.receipt import BadReceipt, Receipt
from campaign.proofs.register import NotInLedger
from campaign.proofs.verifying import verify
from tests.campaign.conftest import Workshop
from tests.campaign.proofs.conftest import SLUG, Book, book_in

FEW = settings(
    max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def written(book: Book) -> bytes:
    """The receipt of somebody who signed and changed something, among others and over days."""
    book.enter(*(book.entry(each) for each in range(1, 30)))
    book.publish()
    first = book.sign(30)
    book.enter(*(book.entry(each) for each in range(31, 50)))
    book.publish()
    (newest,) = book.enter(book.entry(30, Kind.CHANGED, first))
    book.enter(*(book.entry(each) for each in range(50, 60)))
    return receipt.build(book.conn, newest)


def test_a_fresh_receipt_is_accepted_and_told(book: Book, written: bytes) -> None:
    found = verify(written, book.key)
    assert (found.slug, found.number) == (SLUG, 30)
    assert [(event.kind, event.index) for event in found.events] == [
        (Kind.SIGNED, 29),
        (Kind.CHANGED, 49),
    ]
    assert found.checkpoint.size == book.newest.size == 60
    assert found.checkpoint.counts == {SLUG: 59}


def test_each_of_a_thousand_changed_bytes_is_refused(book: Book, written: bytes) -> None:
    lots, key = Random(20261124), book.key
    for _ in range(1000):
        at = lots.randrange(len(written))
        changed = bytearray(written)
        changed[at] ^= lots.randrange(1, 256)
        with pytest.raises(BadReceipt):
            verify(bytes(changed), key)


@pytest.mark.long
def test_every_bit_of_a_receipt_counts(book: Book, written: bytes) -> None:
    key = book.key
    for at in range(len(written)):
        for bit in range(8):
            changed = bytearray(written)
            changed[at] ^= 1 << bit
            with pytest.raises(BadReceipt):
                verify(bytes(changed), key)


@FEW
@given(data=st.data())
def test_a_receipt_with_bytes_lost_added_or_moved_is_refused(
    book: Book, written: bytes, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(written)))
    end = data.draw(st.integers(start, min(start + 90, len(written))))
    put = data.draw(st.one_of(st.binary(max_size=3), st.just(written[start:end] * 2)))
    changed = written[:start] + put + written[end:]
    if changed != written:
        with pytest.raises(BadReceipt):
            verify(changed, book.key)


def rewritten(written: bytes, change: Callable[[Any], None]) -> bytes:
    """The receipt with something in it changed, and written as receipts are."""
    content = json.loads(written)
    change(content)
    return (json.dumps(content, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def test_the_same_content_in_another_form_is_refused(book: Book, written: bytes) -> None:
    content = json.loads(written)
    assert rewritten(written, lambda _: None) == written
    text = written.decode()
    for other in (
        json.dumps(content).encode(),
        json.dumps(content, indent=2).encode(),
        json.dumps(content, sort_keys=True, indent=4).encode() + b"\n",
        b"\xef\xbb\xbf" + written,
        written.rstrip(),
        written + b"\n",
        written.replace(b"\n", b"\r\n"),
        text.encode("utf-16"),
        text.replace('"version": 1', '"version": 1,\n  "version": 1').encode(),
        text.replace('"version": 1', '"version": 1.0').encode(),
        text.replace('"version": 1', '"version": true').encode(),
        text.replace("—", "\\u2014").encode(),
        text.replace('"format"', '"extra": null,\n  "format"').encode(),
        text.replace('  "format": "pliego-receipt",\n', "").encode(),
    ):
        assert other != written
        with pytest.raises(BadReceipt):
            verify(other, book.key)


@pytest.mark.parametrize(
    "change",
    [
        lambda it: it.update(entries=[]),
        lambda it: it.update(entries=it["entries"][::-1]),
        lambda it: it.update(entries=it["entries"][1:]),
        lambda it: it.update(earlier=it["earlier"][::-1]),
        lambda it: it.update(earlier=it["earlier"] + it["earlier"][-1:]),
        lambda it: it.update(entries=it["entries"] + it["entries"][-1:]),
        lambda it: it.update(version=2),
        lambda it: it.update(format="other"),
        lambda it: it.update(checkpoint=""),
        lambda it: it["entries"][0].update(index=-1),
        lambda it: it["entries"][0].update(index=10**4000),
        lambda it: it["entries"][0].update(index=None),
        lambda it: it["entries"][0].update(index=28),
        lambda it: it["entries"][0].update(proof=None),
        lambda it: it["entries"][0].update(proof=[7]),
        lambda it: it["entries"][0].update(salt="ab"),
        lambda it: it["entries"][0].update(salt=it["entries"][0]["salt"].upper()),
        lambda it: it["entries"][0].update(private="{}"),
        lambda it: it["entries"][0].update(private="[" * 100_000),
        lambda it: it["entries"][0].update(leaf=it["entries"][1]["leaf"]),
        lambda it: it["earlier"][0].update(size=0),
        lambda it: it["earlier"][0].update(size=61),
        lambda it: it.update(earlier=[{"proof": [], "root": "00" * 32, "size": 60}]),
    ],
)
def test_a_forged_receipt_is_refused(
    book: Book, written: bytes, change: Callable[[Any], None]
) -> None:
    with pytest.raises(BadReceipt):
        verify(rewritten(written, change), book.key)


@pytest.mark.parametrize("said", ["leaf", "private"])
def test_half_a_character_which_only_json_can_name_is_refused(
    book: Book, written: bytes, said: str
) -> None:
    content = json.loads(written)
    content["entries"][0][said] = "\ud800"
    with pytest.raises(BadReceipt, match="no receipt"):
        verify(json.dumps(content).encode(), book.key)


@pytest.mark.parametrize(
    "data", [b"", b"\n", b"{}", b"[]", b"null", b"7", b"\xff", b"[" * 200_000, b"{" * 2_000_000]
)
def test_what_is_no_receipt_is_refused(book: Book, data: bytes) -> None:
    with pytest.raises(BadReceipt, match="no receipt"):
        verify(data, book.key)


def test_a_receipt_is_refused_under_another_key(book: Book, written: bytes) -> None:
    other = Signer(book.key.name, b"\1" * 32).key
    with pytest.raises(BadReceipt, match="Another key"):
        verify(written, other)
    with pytest.raises(BadReceipt, match="Another key"):
        verify(written, VerifierKey("another.example/log", book.key.public))


def test_a_private_part_is_believed_only_in_its_one_form(book: Book, written: bytes) -> None:
    """Whoever keeps the ledger could commit to anything: a reader must not be told half of it."""

    def change(content: Any) -> None:
        entry = content["entries"][0]
        entry["private"] = entry["private"].replace('"version":1', '"version":1,"version":1')
        salt = bytes.fromhex(entry["salt"])
        entry["leaf"] = f"{entry['leaf'][:-64]}{commit(salt, entry['private']).hex()}"

    with pytest.raises(BadReceipt):
        verify(rewritten(written, change), book.key)


def test_a_checkpoint_with_a_second_signature_is_refused_in_a_receipt(
    book: Book, written: bytes
) -> None:
    """Nothing would prove the letters of it, and each of a receipt's is proved."""
    witness = Signer("witness.example", b"\1" * 32)

    def change(content: Any) -> None:
        text = content["checkpoint"].rpartition("\n\n")[0] + "\n"
        content["checkpoint"] += witness.sign_text(text).rpartition("\n\n")[2]

    with pytest.raises(BadReceipt, match="more than"):
        verify(rewritten(written, change), book.key)


def test_checkpoints_that_people_likely_hold_are_connected_with_it(book: Book) -> None:
    notes = []
    for person in range(1, 20):
        book.sign(person)
        notes.append(book.publish().note)
    written = receipt.build(book.conn, 0)
    assert len(Receipt.parse(written).earlier) <= receipt.EARLIER_LIMIT + 1
    for note in (notes[0], notes[-2], notes[-1]):
        found = verify(written, book.key, since=note, published=note)
        assert found.since is not None
        assert found.since == found.published


def test_a_checkpoint_that_nothing_connects_needs_the_public_list(book: Book) -> None:
    book.sign(1)
    written = receipt.build(book.conn, 0)
    book.sign(2)
    note = book.publish().note
    with pytest.raises(BadReceipt, match="--leaves"):
        verify(written, book.key, published=note)
    found = verify(written, book.key, published=note, leaves=book.lines())
    assert found.recounted
    assert found.published is not None
    assert found.published.size == 2


def test_a_checkpoint_of_a_rewritten_list_is_told(workshop: Workshop, book: Book) -> None:
    book.enter(*(book.entry(each) for each in range(1, 9)))
    book.publish()
    book.sign(9)
    written = receipt.build(book.conn, 0)
    signer = keys_in(book.conn).signer
    with book_in(workshop) as other:
        other.enter(*(other.entry(each) for each in range(1, 9)))
        checkpoint = verify(receipt.build(other.conn, 0), other.key).checkpoint
    forged = signer.sign(
        type(checkpoint)(signer.key.name, 8, checkpoint.root, checkpoint.at, checkpoint.counts)
    )
    with pytest.raises(BadReceipt, match="rewritten"):
        verify(written, book.key, since=forged)
    with pytest.raises(BadReceipt, match="rewritten"):
        verify(written, book.key, published=forged)
    with pytest.raises(BadReceipt, match="not those that were signed"):
        verify(written, book.key, since=forged, leaves=book.lines())


def test_an_older_checkpoint_is_not_newer_than_the_receipt(book: Book) -> None:
    book.sign(1)
    written = receipt.build(book.conn, 0)
    book.sign(2)
    with pytest.raises(BadReceipt, match="newer"):
        verify(written, book.key, since=book.publish().note)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (lambda lines: lines[:-1], "ends after"),
        (lambda lines: [], "ends after"),
        (lambda lines: [lines[1], *lines[1:]], "something else"),
        (lambda lines: [*lines[:1], lines[0], *lines[2:]], "not those that were signed"),
        (lambda lines: [*lines[:1], b"nonsense\n", *lines[2:]], "Line 2"),
        (lambda lines: [*lines[:1], lines[1].replace(b"\n", b"\r\n"), *lines[2:]], "Line 2"),
        (lambda lines: [*lines[:1], b"\xff\n", *lines[2:]], "Line 2"),
    ],
)
def test_a_public_list_that_is_not_the_signed_one_is_told(
    book: Book, change: Callable[[list[bytes]], list[bytes]], why: str
) -> None:
    book.enter(*(book.entry(each) for each in range(1, 6)))
    written = receipt.build(book.conn, 0)
    verify(written, book.key, leaves=book.lines())
    with pytest.raises(BadReceipt, match=why):
        verify(written, book.key, leaves=change(book.lines()))


def test_a_count_that_does_not_follow_from_the_list_is_told(book: Book) -> None:
    book.standing = 7
    book.sign(1)
    written = receipt.build(book.conn, 0)
    verify(written, book.key)
    with pytest.raises(BadReceipt, match="counts 1 for free-internet"):
        verify(written, book.key, leaves=book.lines())


def test_there_is_no_receipt_of_what_was_forgotten(book: Book) -> None:
    book.sign(1)
    register.forget_records(book.conn, 0)
    with pytest.raises(NotInLedger):
        receipt.build(book.conn, 0)
