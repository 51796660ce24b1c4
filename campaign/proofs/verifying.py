"""Verifying a receipt with nothing but the log's public key: no database, no network."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaign.ledger import (
    Frontier,
    ProofError,
    leaf_hash,
    verify_consistency,
    verify_inclusion,
)
from campaign.proofs.leaf import COUNTS, BadLeaf, Kind, Leaf, commit
from campaign.proofs.note import BadNote, Checkpoint, VerifierKey, open_note
from campaign.proofs.receipt import BadReceipt, Private, Proven, Receipt


@dataclass(frozen=True)
class Event:
    """Something that happened to the signature, as its leaf at `index` says."""

    index: int
    kind: Kind
    at: datetime
    version: int
    language: str


@dataclass(frozen=True)
class Verified:
    """What a receipt proves: these events, oldest first, are in the list under `checkpoint`, and
    `published` and `since`, where given, are of the same list. `recounted`: so is the public list.
    """

    slug: str
    number: int
    events: Sequence[Event]
    checkpoint: Checkpoint
    published: Checkpoint | None
    since: Checkpoint | None
    recounted: bool


def verify(
    data: bytes,
    key: VerifierKey,
    *,
    published: str | None = None,
    since: str | None = None,
    leaves: Iterable[bytes] | None = None,
) -> Verified:
    """What the receipt proves under this key; raises `BadReceipt`, which says why it does not.

    `published` and `since` are checkpoints (notes) from elsewhere, which must be of the same list;
    `leaves` the public list line by line, from which every root and count is worked out anew.
    """
    receipt = Receipt.parse(data)
    checkpoint = _opened(receipt.checkpoint, key, "The receipt's checkpoint")
    _must_be_signed_once(receipt.checkpoint)
    events = _events(receipt, checkpoint)
    _must_continue_the_earlier(receipt, checkpoint)
    theirs = None if published is None else _opened(published, key, "The published checkpoint")
    older = None if since is None else _opened(since, key, "The older checkpoint")
    if older is not None and older.size > max(checkpoint.size, theirs.size if theirs else 0):
        raise BadReceipt("The checkpoint given with --since is newer than all the others.")
    others = [each for each in (theirs, older) if each is not None]
    if leaves is None:
        for other in others:
            _must_be_of_the_same_list(other, checkpoint, receipt)
    else:
        _must_follow_from(leaves, [checkpoint, *others], receipt.entries)
    first = _read_entry(receipt.entries[0])
    return Verified(
        slug=first[0].slug,
        number=first[1].number,
        events=events,
        checkpoint=checkpoint,
        published=theirs,
        since=older,
        recounted=leaves is not None,
    )


def _opened(note: str, key: VerifierKey, what: str) -> Checkpoint:
    try:
        return open_note(note, key)
    except BadNote as problem:
        raise BadReceipt(f"{what} does not hold: {problem}") from None


def _must_be_signed_once(note: str) -> None:
    """Signatures of others prove nothing here, and could be changed without anyone seeing it."""
    if note.rpartition("\n\n")[2].count("\n") != 1:
        raise BadReceipt("The receipt's checkpoint bears more than the campaign's signature.")


def _events(receipt: Receipt, checkpoint: Checkpoint) -> list[Event]:
    events = []
    before: int | None = None
    whose: tuple[str, int] | None = None
    for entry in receipt.entries:
        leaf, private = _read_entry(entry)
        if commit(entry.salt, entry.private) != leaf.commitment:
            raise BadReceipt("What the receipt says is not what was entered.")
        if private.refers_to != before or whose not in (None, (leaf.slug, private.number)):
            raise BadReceipt("The receipt's entries are not those of one signature.")
        if private.at.date() != leaf.day:
            raise BadReceipt("The day that was entered is not the day that the receipt says.")
        try:
            verify_inclusion(
                leaf_hash(entry.leaf.encode()),
                entry.index,
                checkpoint.size,
                list(entry.proof),
                checkpoint.root,
            )
        except ProofError:
            raise BadReceipt("The list that was signed does not hold this entry.") from None
        events.append(Event(entry.index, leaf.kind, private.at, private.version, private.language))
        before, whose = entry.index, (leaf.slug, private.number)
    return events


def _read_entry(entry: Proven) -> tuple[Leaf, Private]:
    try:
        return Leaf.parse(entry.leaf), Private.parse(entry.private)
    except BadLeaf:
        raise BadReceipt("An entry of the receipt is damaged.") from None


def _must_continue_the_earlier(receipt: Receipt, checkpoint: Checkpoint) -> None:
    """Also those that nobody asks about, so that no byte of a receipt goes unproved."""
    sizes = [each.size for each in receipt.earlier]
    if sizes != sorted(set(sizes)):
        raise BadReceipt("The receipt's earlier checkpoints are not in order.")
    for earlier in receipt.earlier:
        try:
            verify_consistency(
                earlier.size, checkpoint.size, earlier.root, checkpoint.root, list(earlier.proof)
            )
        except ProofError:
            raise BadReceipt("The receipt does not continue an earlier checkpoint.") from None


def _must_be_of_the_same_list(other: Checkpoint, checkpoint: Checkpoint, receipt: Receipt) -> None:
    roots: Mapping[int, bytes] = {
        checkpoint.size: checkpoint.root,
        **{each.size: each.root for each in receipt.earlier},
    }
    root = roots.get(other.size)
    if root is None:
        raise BadReceipt(
            f"Nothing here connects the checkpoint over {other.size} entries with the receipt's, "
            f"over {checkpoint.size}. Ask the bot for a new receipt with /receipt, or give the "
            "public list with --leaves."
        )
    if root != other.root:
        raise BadReceipt(
            f"The list was rewritten: two checkpoints over {other.size} entries differ, and the "
            "campaign signed both. Keep both files: they prove it."
        )


def _must_follow_from(
    lines: Iterable[bytes], checkpoints: Sequence[Checkpoint], entries: Sequence[Proven]
) -> None:
    """The public list, read once, gives the roots and counts of all the checkpoints."""
    wanted: dict[int, list[Checkpoint]] = {}
    for checkpoint in checkpoints:
        wanted.setdefault(checkpoint.size, []).append(checkpoint)
    held = {entry.index: entry.leaf.encode() for entry in entries}
    counts: dict[str, int] = {}
    frontier = Frontier()
    for checkpoint in wanted.pop(0, []):
        _must_fit(checkpoint, frontier, counts)
    for line in lines:
        data = line.removesuffix(b"\n")
        if held.get(frontier.size, data) != data:
            raise BadReceipt("The public list has something else in this entry's place.")
        _count(data, counts, frontier.size)
        frontier.append(leaf_hash(data))
        for checkpoint in wanted.pop(frontier.size, []):
            _must_fit(checkpoint, frontier, counts)
    if wanted:
        raise BadReceipt(f"The public list ends after {frontier.size} entries, which is too few.")


def _count(data: bytes, counts: dict[str, int], position: int) -> None:
    try:
        leaf = Leaf.parse(data.decode("ascii"))
    except (BadLeaf, UnicodeDecodeError):
        raise BadReceipt(f"Line {position + 1} of the public list is damaged.") from None
    counts[leaf.slug] = counts.get(leaf.slug, 0) + COUNTS[leaf.kind]


def _must_fit(checkpoint: Checkpoint, frontier: Frontier, counts: Mapping[str, int]) -> None:
    if frontier.root() != checkpoint.root:
        raise BadReceipt(
            f"The first {frontier.size} entries of the public list are not those that were signed."
        )
    for slug in counts.keys() | checkpoint.counts.keys():
        if counts.get(slug, 0) != checkpoint.counts.get(slug, 0):
            raise BadReceipt(
                f"The public list counts {counts.get(slug, 0)} for {slug} after {frontier.size} "
                f"entries, and the checkpoint says {checkpoint.counts.get(slug, 0)}."
            )
