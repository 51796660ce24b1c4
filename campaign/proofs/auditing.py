"""The audit: the whole ledger replayed from its first leaf, against all that must follow from it.

It holds some thousand rows at a time, whatever the ledger's size.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, RowMapping

from campaign.ledger import Frontier, Node, leaf_hash
from campaign.proofs.keys import Keys, keys_in
from campaign.proofs.leaf import COUNTS, Kind, commit, pseudonym_of, says
from campaign.proofs.note import BadNote, Checkpoint, open_note
from campaign.proofs.register import leaf_of
from db import entered, ledger, petitions
from db.entered import Entered
from db.ledger import CheckpointRow, LeafRow

CHUNK = 2048
_STANDS = frozenset({Kind.SIGNED, Kind.CHANGED, Kind.RESTORED})
_SET_ASIDE = frozenset({Kind.INVALIDATED, Kind.CHANGED})
_GONE = frozenset({Kind.WITHDRAWN, Kind.INVALIDATED, Kind.CHANGED})


class Misfit(Exception):
    "Something in the ledger is not as the rest of it says; the message names what"


@dataclass
class Audited:
    """What was looked at, all of which fits."""

    leaves: int = 0
    records: int = 0
    checkpoints: int = 0
    signatures: int = 0
    counts: dict[str, int] = field(default_factory=dict)


def audit(conn: Connection) -> Audited:
    """Replay the ledger and hold every signature against it; raises `Misfit` for the first thing
    that does not fit: a leaf, what it commits to, a checkpoint, a node, a signature or a count.
    """
    newest = ledger.newest_checkpoint(conn)
    if newest is None:
        return _hold_nothing(conn)
    keys, seen, size = keys_in(conn), Audited(), newest.size
    replay = _Replay(conn, keys, seen)
    for start in range(0, size, CHUNK):
        replay.advance(start, min(start + CHUNK, size))
    if (leaves := ledger.count_leaves(conn)) != size:
        raise Misfit(f"There are {leaves} leaves, and the newest checkpoint is over {size}.")
    if ledger.count_nodes(conn) != size - size.bit_count():
        raise Misfit("There are more nodes than the leaves make.")
    _hold_signatures(conn, keys, seen)
    return seen


def _hold_nothing(conn: Connection) -> Audited:
    """A ledger that nobody signed yet has neither leaves nor signatures."""
    if leaves := ledger.count_leaves(conn):
        raise Misfit(f"There are {leaves} leaves, and no checkpoint over them.")
    for signature in entered.after(conn, 0, 1):
        raise Misfit(f"Signature {signature.number} of {signature.slug} has no leaf.")
    seen = Audited()
    for petition in petitions.everything(conn):
        _hold_count(petition, {}, seen)
    return seen


class _Replay:
    """The tree and the counts as the leaves read so far make them."""

    def __init__(self, conn: Connection, keys: Keys, seen: Audited) -> None:
        self._conn = conn
        self._keys = keys
        self._seen = seen
        self._frontier = Frontier()
        self._named: set[str] = set()

    def advance(self, start: int, end: int) -> None:
        """Read the leaves from `start` to before `end`, and what is kept about them."""
        rows = ledger.leaves_with_records(self._conn, start, end)
        leaves = {row[0]: LeafRow._make(row[:6]) for row in rows}
        self._hold_records(leaves, {row[0]: (row[6], row[7]) for row in rows if row[6] is not None})
        checkpoints = {row.size: row for row in ledger.checkpoints_between(self._conn, start, end)}
        made: dict[tuple[int, int], bytes] = {}
        for position in range(start, end):
            if position not in leaves:
                raise Misfit(f"Leaf {position} is missing.")
            leaf = leaf_of(leaves[position])
            made.update(self._frontier.append(leaf_hash(leaf.line().encode())))
            self._seen.counts[leaf.slug] = self._seen.counts.get(leaf.slug, 0) + COUNTS[leaf.kind]
            if (checkpoint := checkpoints.get(position + 1)) is not None:
                self._hold_checkpoint(checkpoint)
        self._hold_nodes(made, start, end)
        self._seen.leaves = end

    def _hold_records(
        self, leaves: Mapping[int, LeafRow], records: Mapping[int, tuple[bytes, str]]
    ) -> None:
        """What each leaf commits to, where that is still kept: the leaf before it is there."""
        said = {at: _content(leaves[at], salt, content) for at, (salt, content) in records.items()}
        before = [
            at
            for each in said.values()
            if (at := each["refers_to"]) is not None and at not in leaves
        ]
        known = {**leaves, **ledger.leaves_at(self._conn, before)}
        numbers = {at: each["number"] for at, each in said.items()}
        for at, record in ledger.records_at(self._conn, before).items():
            if at in known:
                numbers[at] = _content(known[at], record.salt, record.content)["number"]
        for position, content in said.items():
            _hold_reference(position, content, known, numbers)
        self._seen.records += len(records)

    def _hold_checkpoint(self, row: CheckpointRow) -> None:
        """The checkpoint says what the leaves up to here make, and the ledger's key signed it."""
        root, counts = self._frontier.root(), self._seen.counts
        if row.root == root:
            due = {slug: counts.get(slug, 0) for slug in self._named | counts.keys()}
            expected = Checkpoint(self._keys.origin, row.size, root, row.at, due)
            # An Ed25519 signature is the same each time (RFC 8032), and quicker made than checked.
            if self._keys.signer.sign(expected) != row.note:
                self._look_closer(row, root)
        else:
            raise Misfit(
                f"The checkpoint over {row.size} leaves has another root than they have: one of "
                "them was changed since the checkpoint before, or the root was."
            )
        self._seen.checkpoints += 1

    def _look_closer(self, row: CheckpointRow, root: bytes) -> None:
        try:
            said = open_note(row.note, self._keys.signer.key)
        except BadNote as problem:
            raise Misfit(f"The checkpoint over {row.size} leaves: {problem}") from None
        if (said.size, said.root) != (row.size, root):
            raise Misfit(f"The note of the checkpoint over {row.size} leaves is another's.")
        counts = self._seen.counts
        for slug in sorted(said.counts.keys() | counts.keys()):
            if said.counts.get(slug, 0) != counts.get(slug, 0):
                raise Misfit(
                    f"The checkpoint over {row.size} leaves counts {said.counts.get(slug, 0)} for "
                    f"{slug}, and the leaves {counts.get(slug, 0)}."
                )
        self._named = set(said.counts)

    def _hold_nodes(self, made: Mapping[tuple[int, int], bytes], start: int, end: int) -> None:
        level = 1
        while end >> level:
            first, last = start >> level, end >> level
            kept = dict(ledger.nodes_between(self._conn, level, first, last))
            for position in range(first, last):
                if kept.get(position) != made.get(Node(level, position)):
                    raise Misfit(f"Node {position} of level {level} is not that of its leaves.")
            level += 1


def _content(leaf: LeafRow, salt: bytes, text: str) -> Mapping[str, Any]:
    if commit(salt, text) != leaf.commitment:
        raise Misfit(f"Leaf {leaf.position} does not commit to what is kept of it.")
    try:
        content: Mapping[str, Any] = json.loads(text)
        same_day = content["time"].startswith(leaf.day.isoformat())
    except (ValueError, KeyError, AttributeError):
        raise Misfit(f"What leaf {leaf.position} commits to cannot be read.") from None
    if not same_day:
        raise Misfit(f"Leaf {leaf.position} has another day than what is kept of it.")
    return content


def _hold_reference(
    position: int,
    content: Mapping[str, Any],
    leaves: Mapping[int, LeafRow],
    numbers: Mapping[int, int],
) -> None:
    leaf, at = leaves[position], content["refers_to"]
    if at is None:
        if leaf.kind != Kind.SIGNED:
            raise Misfit(f"Leaf {position} says {leaf.kind} of nothing that was signed.")
        return
    before = leaves.get(at)
    if at >= position or before is None or before.petition_id != leaf.petition_id:
        raise Misfit(f"Leaf {position} refers to leaf {at}, which is none of its petition before.")
    if numbers.get(at, content["number"]) != content["number"]:
        raise Misfit(f"Leaf {position} refers to leaf {at}, which is not of the same signature.")


def _hold_signatures(conn: Connection, keys: Keys, seen: Audited) -> None:
    standing: dict[str, int] = {}
    last = 0
    while signatures := entered.after(conn, last, CHUNK):
        for signature in signatures:
            _hold_signature(signature, keys)
            if not (signature.withdrawn or signature.invalidated):
                standing[signature.slug] = standing.get(signature.slug, 0) + 1
        last = signatures[-1].id
        seen.signatures += len(signatures)
    for petition in petitions.everything(conn):
        _hold_count(petition, standing, seen)


def _hold_signature(signature: Entered, keys: Keys) -> None:
    name = f"Signature {signature.number} of {signature.slug}"
    if signature.kind is None:
        raise Misfit(f"{name} has no leaf.")
    if signature.kind not in _kinds_of(signature):
        raise Misfit(f"{name} is not {signature.kind}, as leaf {signature.leaf} says.")
    if signature.content is None:
        if signature.erased:
            return
        raise Misfit(f"{name} has leaf {signature.leaf}, of which nothing is kept.")
    if not says(
        signature.content,
        version=signature.version,
        language=signature.language,
        number=signature.number,
        pseudonym=pseudonym_of(keys.pseudonym, signature.slug, signature.person_id),
    ):
        raise Misfit(
            f"{name} has leaf {signature.leaf}, which is of another signature, signer or text."
        )


def _kinds_of(signature: Entered) -> frozenset[Kind]:
    """What the newest leaf of a signature in this state may say."""
    if signature.withdrawn:
        return _GONE
    return _SET_ASIDE if signature.invalidated else _STANDS


def _hold_count(petition: RowMapping, standing: Mapping[str, int], seen: Audited) -> None:
    slug, shown = petition["slug"], petition["signature_count"]
    if seen.counts.get(slug, 0) != shown:
        raise Misfit(
            f"{slug} shows {shown} signatures, and its leaves count {seen.counts.get(slug, 0)}."
        )
    if petition["erased_at"] is None and standing.get(slug, 0) != shown:
        raise Misfit(f"{slug} shows {shown} signatures, and {standing.get(slug, 0)} stand.")
