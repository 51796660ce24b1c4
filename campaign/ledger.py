"""An append-only Merkle tree after RFC 9162: what it is made of, and what proves a leaf or a past.

SHA-256, with 0x00 before a leaf and 0x01 before two nodes (2.1.1). Only roots of perfect subtrees
are worth keeping, since they never change: a `Node` names one, and every root and every hash of a
proof is some of them folded together.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

HASH_SIZE = 32
SIZE_LIMIT = 2**64
EMPTY_ROOT = sha256(b"").digest()


class ProofError(Exception):
    "The proof does not prove what it should"


class Node(NamedTuple):
    """The root of the perfect subtree over the leaves `position << level` and on, `1 << level`."""

    level: int
    position: int


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf that says `data`."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of the node above these two."""
    return sha256(b"\x01" + left + right).digest()


def fold(hashes: Sequence[bytes]) -> bytes:
    """The root over perfect subtrees that stand side by side, the larger ones before."""
    if not hashes:
        return EMPTY_ROOT
    root = hashes[-1]
    for left in reversed(hashes[:-1]):
        root = node_hash(left, root)
    return root


def peaks(size: int) -> tuple[Node, ...]:
    """The perfect subtrees that a tree of `size` leaves consists of, left to right."""
    return _subtrees(0, size)


def inclusion_path(index: int, size: int) -> list[tuple[Node, ...]]:
    """The proof that leaf `index` is in a tree of `size` (2.1.3.1): nodes to fold, for each hash.

    Raises `ValueError` unless `0 <= index < size`.
    """
    if not 0 <= index < size:
        raise ValueError(f"there is no leaf {index} among {size}")
    path = []
    start, end = 0, size
    while end - start > 1:
        split = start + _largest_power_below(end - start)
        if index < split:
            path.append(_subtrees(split, end))
            end = split
        else:
            path.append(_subtrees(start, split))
            start = split
    return path[::-1]


def consistency_path(size1: int, size2: int) -> list[tuple[Node, ...]]:
    """The proof that a tree of `size1` became one of `size2` (2.1.4.1): the nodes of each hash.

    Raises `ValueError` unless `0 < size1 <= size2`.
    """
    if not 0 < size1 <= size2:
        raise ValueError(f"{size2} leaves have no past of {size1}")
    path = []
    start, end = 0, size2
    while size1 != end:
        split = start + _largest_power_below(end - start)
        if size1 <= split:
            path.append(_subtrees(split, end))
            end = split
        else:
            path.append(_subtrees(start, split))
            start = split
    if start > 0:  # else it is the older tree's root, which the reader has
        path.append(_subtrees(start, end))
    return path[::-1]


@dataclass
class Frontier:
    """A tree that leaves are added to, known by the hashes of its peaks alone."""

    size: int = 0
    hashes: list[bytes] = field(default_factory=list)

    def append(self, hash_of_leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add a leaf; the nodes above leaves that it makes, lowest first."""
        made = []
        level, position, top = 0, self.size, hash_of_leaf
        while position & 1:
            top = node_hash(self.hashes.pop(), top)
            level, position = level + 1, position >> 1
            made.append((Node(level, position), top))
        self.hashes.append(top)
        self.size += 1
        return made

    def root(self) -> bytes:
        """The root of the tree as it stands."""
        return fold(self.hashes)


def verify_inclusion(
    leaf_hash: bytes, index: int, size: int, proof: list[bytes], root: bytes
) -> None:
    """Hold that the tree of `size` under `root` has this leaf at `index` (2.1.3.2).

    Raises `ProofError` when it does not, or when an argument is none of its kind.
    """
    _must_be_sizes(index, size)
    _must_be_hashes(leaf_hash, root)
    _must_be_proof(proof)
    if index >= size:
        raise ProofError(f"There is no leaf {index} among {size}.")
    inner, border = _lengths(index, size)
    if len(proof) != inner + border:
        raise ProofError(f"The proof has {len(proof)} hashes where {inner + border} are due.")
    reached = _climb(leaf_hash, index, proof[:inner])
    if fold([*proof[inner:][::-1], reached]) != root:
        raise ProofError("The proof leads to another root.")


def verify_consistency(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: list[bytes]
) -> None:
    """Hold that the tree of `size2` under `root2` begins with that of `size1` (2.1.4.2).

    Raises `ProofError` when it does not, or when an argument is none of its kind. Nothing can be
    proved about a past without leaves, except to that same size.
    """
    _must_be_sizes(size1, size2)
    _must_be_hashes(root1, root2)
    _must_be_proof(proof)
    if size1 == size2:
        if proof:
            raise ProofError("Between equal sizes there is nothing to prove.")
        if root1 != root2:
            raise ProofError("Equal sizes have different roots.")
        return
    if not 0 < size1 < size2:
        raise ProofError(f"{size2} leaves have no past of {size1} that can be proved.")
    _verify_growth(size1, size2, root1, root2, proof)


def _verify_growth(
    size1: int, size2: int, root1: bytes, root2: bytes, proof: Sequence[bytes]
) -> None:
    inner, border = _lengths(size1 - 1, size2)
    shift = (size1 & -size1).bit_length() - 1
    inner -= shift  # the proof starts above the last perfect subtree of the older tree
    if size1 == 1 << shift:
        seed, rest = root1, proof
    else:
        seed, rest = (proof[0] if proof else b""), proof[1:]
    if len(rest) != inner + border or not seed:
        raise ProofError(f"A proof of {len(proof)} hashes does not fit these sizes.")
    index = (size1 - 1) >> shift
    lefts = [hash_ for bit, hash_ in enumerate(rest[:inner]) if index >> bit & 1]
    above = list(rest[inner:])[::-1]
    if fold([*above, *lefts[::-1], seed]) != root1:
        raise ProofError("The proof leads to another older root.")
    if fold([*above, _climb(seed, index, rest[:inner])]) != root2:
        raise ProofError("The proof leads to another newer root.")


def _climb(hash_: bytes, index: int, siblings: Sequence[bytes]) -> bytes:
    for bit, sibling in enumerate(siblings):
        hash_ = node_hash(sibling, hash_) if index >> bit & 1 else node_hash(hash_, sibling)
    return hash_


def _lengths(index: int, size: int) -> tuple[int, int]:
    """Hashes until the paths of `index` and of the last leaf meet, and to the left above that."""
    inner = (index ^ (size - 1)).bit_length()
    return inner, (index >> inner).bit_count()


def _subtrees(start: int, end: int) -> tuple[Node, ...]:
    nodes = []
    while start < end:
        level = (end - start).bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
    return tuple(nodes)


def _largest_power_below(number: int) -> int:
    return int(1 << (number - 1).bit_length() - 1)


def _must_be_sizes(*sizes: object) -> None:
    for size in sizes:
        if type(size) is not int or not 0 <= size < SIZE_LIMIT:
            raise ProofError("A size or an index is no whole number of 64 bits.")


def _must_be_hashes(*hashes: object) -> None:
    for hash_ in hashes:
        if not isinstance(hash_, bytes) or len(hash_) != HASH_SIZE:
            raise ProofError(f"A hash is not {HASH_SIZE} bytes.")


def _must_be_proof(proof: object) -> None:
    if not isinstance(proof, list | tuple):
        raise ProofError("A proof is a list of hashes.")
    _must_be_hashes(*proof)
