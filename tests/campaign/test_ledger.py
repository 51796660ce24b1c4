"""The Merkle tree against others' vectors, and against the definition of RFC 9162 taken word for
word."""

import base64
import json
from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.ledger import (
    EMPTY_ROOT,
    Frontier,
    Node,
    ProofError,
    consistency_path,
    fold,
    inclusion_path,
    leaf_hash,
    node_hash,
    peaks,
    verify_consistency,
    verify_inclusion,
)

VECTORS = Path(__file__).parents[3] / "shared/ledger/rfc9162-vectors.jsonl"
SIZES = st.integers(1, 200)
LEAVES = [leaf_hash(str(number).encode()) for number in range(200)]


def root_of(leaves: Sequence[bytes]) -> bytes:
    """MTH of RFC 9162, 2.1.1."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = largest_power_below(len(leaves))
    return node_hash(root_of(leaves[:split]), root_of(leaves[split:]))


def largest_power_below(size: int) -> int:
    power = 1
    while power * 2 < size:
        power *= 2
    return power


def path_of(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 9162, 2.1.3.1."""
    if len(leaves) == 1:
        return []
    split = largest_power_below(len(leaves))
    if index < split:
        return [*path_of(index, leaves[:split]), root_of(leaves[split:])]
    return [*path_of(index - split, leaves[split:]), root_of(leaves[:split])]


def growth_of(size: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """SUBPROOF of RFC 9162, 2.1.4.1."""
    if size == len(leaves):
        return [] if whole else [root_of(leaves)]
    split = largest_power_below(len(leaves))
    if size <= split:
        return [*growth_of(size, leaves[:split], whole=whole), root_of(leaves[split:])]
    below = growth_of(size - split, leaves[split:], whole=False)
    return [*below, root_of(leaves[:split])]


def hash_at(node: Node) -> bytes:
    return root_of(LEAVES[node.position << node.level : (node.position + 1) << node.level])


def hashes_of(path: Sequence[Sequence[Node]]) -> list[bytes]:
    return [fold([hash_at(node) for node in nodes]) for nodes in path]


def vectors() -> list[Any]:
    if not VECTORS.exists():
        return [pytest.param({}, marks=pytest.mark.skip(reason="../shared is not there"))]
    lines = VECTORS.read_text().splitlines()
    return [
        pytest.param(case, id=f"{case['kind']} {case['case']}") for case in map(json.loads, lines)
    ]


@pytest.mark.parametrize("case", vectors())
def test_others_agree_on_what_is_a_proof(case: dict[str, Any]) -> None:
    def raw(name: str) -> bytes:
        return base64.b64decode(case[name])

    proof = [base64.b64decode(each) for each in case["proof"] or []]

    def check() -> None:
        if case["kind"] == "inclusion":
            verify_inclusion(raw("leafHash"), case["leafIdx"], case["treeSize"], proof, raw("root"))
        else:
            verify_consistency(case["size1"], case["size2"], raw("root1"), raw("root2"), proof)

    if case["wantErr"]:
        with pytest.raises(ProofError):
            check()
    else:
        check()


@given(SIZES)
def test_a_root_is_that_of_the_definition(size: int) -> None:
    frontier = Frontier()
    for leaf in LEAVES[:size]:
        frontier.append(leaf)
    assert frontier.root() == root_of(LEAVES[:size])
    assert fold([hash_at(node) for node in peaks(size)]) == root_of(LEAVES[:size])


def test_a_tree_without_leaves_has_the_hash_of_nothing_for_a_root() -> None:
    assert Frontier().root() == EMPTY_ROOT == fold([]) == root_of([])


@given(SIZES)
def test_appending_makes_every_perfect_subtree_once(size: int) -> None:
    frontier = Frontier()
    made = [pair for leaf in LEAVES[:size] for pair in frontier.append(leaf)]
    due = {Node(level, position) for level in range(1, 9) for position in range(size >> level)}
    assert len(made) == len(due)
    assert dict(made) == {node: hash_at(node) for node in due}


@given(SIZES, st.data())
def test_an_inclusion_proof_is_that_of_the_definition(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = hashes_of(inclusion_path(index, size))
    assert proof == path_of(index, LEAVES[:size])
    verify_inclusion(LEAVES[index], index, size, proof, root_of(LEAVES[:size]))


@given(SIZES, st.data())
def test_a_consistency_proof_is_that_of_the_definition(size2: int, data: st.DataObject) -> None:
    size1 = data.draw(st.integers(1, size2))
    proof = hashes_of(consistency_path(size1, size2))
    assert proof == growth_of(size1, LEAVES[:size2])
    verify_consistency(size1, size2, root_of(LEAVES[:size1]), root_of(LEAVES[:size2]), proof)


@pytest.mark.parametrize("size", range(1, 34))
def test_every_leaf_of_a_small_tree_is_proved_and_no_other_place_for_it(size: int) -> None:
    root = root_of(LEAVES[:size])
    for index in range(size):
        proof = path_of(index, LEAVES[:size])
        verify_inclusion(LEAVES[index], index, size, proof, root)
        for other in set(range(size + 2)) - {index}:
            with pytest.raises(ProofError):
                verify_inclusion(LEAVES[index], other, size, proof, root)


@pytest.mark.parametrize("size2", range(1, 34))
def test_every_past_of_a_small_tree_is_proved_and_no_other_past(size2: int) -> None:
    root2 = root_of(LEAVES[:size2])
    for size1 in range(1, size2 + 1):
        proof = growth_of(size1, LEAVES[:size2])
        root1 = root_of(LEAVES[:size1])
        verify_consistency(size1, size2, root1, root2, proof)
        for other in set(range(size2 + 2)) - {size1}:
            with pytest.raises(ProofError):
                verify_consistency(other, size2, root1, root2, proof)
        rewritten = root_of([leaf_hash(b"rewritten"), *LEAVES[1:size1]])
        with pytest.raises(ProofError):
            verify_consistency(size1, size2, rewritten, root2, proof)


def damaged(proof: list[bytes], data: st.DataObject) -> list[bytes]:
    """The proof with a bit turned, a hash lost, doubled or made up, or two of them swapped."""
    at = data.draw(st.integers(0, max(0, len(proof) - 1)))
    ways = ["more"] if not proof else ["bit", "lost", "more", "swapped", "short", "longer"]
    way = data.draw(st.sampled_from(ways))
    changed = list(proof)
    if way == "bit":
        bit = data.draw(st.integers(0, 255))
        value = int.from_bytes(proof[at]) ^ 1 << bit
        changed[at] = value.to_bytes(32)
    elif way == "lost":
        del changed[at]
    elif way == "more":
        changed.insert(at, data.draw(st.sampled_from([LEAVES[0], b"", b"\0" * 32, *proof])))
    elif way == "swapped":
        changed[at], changed[at - 1] = changed[at - 1], changed[at]
    else:
        changed[at] = changed[at][:-1] if way == "short" else changed[at] + b"\0"
    return changed


@given(SIZES, st.data())
def test_a_damaged_inclusion_proof_proves_nothing(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    proof = path_of(index, LEAVES[:size])
    changed = damaged(proof, data)
    if changed != proof:
        with pytest.raises(ProofError):
            verify_inclusion(LEAVES[index], index, size, changed, root_of(LEAVES[:size]))


@given(SIZES, st.data())
def test_a_damaged_consistency_proof_proves_nothing(size2: int, data: st.DataObject) -> None:
    size1 = data.draw(st.integers(1, size2))
    proof = growth_of(size1, LEAVES[:size2])
    changed = damaged(proof, data)
    if changed != proof:
        roots = root_of(LEAVES[:size1]), root_of(LEAVES[:size2])
        with pytest.raises(ProofError):
            verify_consistency(size1, size2, *roots, changed)


def test_nothing_is_proved_about_a_past_without_leaves() -> None:
    verify_consistency(0, 0, EMPTY_ROOT, EMPTY_ROOT, [])
    for size1, size2, proof in ((0, 8, []), (0, 8, [LEAVES[0]]), (0, 0, [LEAVES[0]])):
        with pytest.raises(ProofError):
            verify_consistency(size1, size2, EMPTY_ROOT, root_of(LEAVES[:size2]), proof)


def test_there_is_no_leaf_in_a_tree_without_leaves() -> None:
    with pytest.raises(ProofError):
        verify_inclusion(LEAVES[0], 0, 0, [], EMPTY_ROOT)


def test_the_past_is_not_proved_by_the_future() -> None:
    with pytest.raises(ProofError):
        verify_consistency(8, 6, root_of(LEAVES[:8]), root_of(LEAVES[:6]), growth_of(6, LEAVES[:8]))


HASH = LEAVES[0]
NO_SIZES = [-1, -(2**63), 2**64, 10**5000, True, False, 1.0, "1", None, b"1", [1]]
NO_HASHES = [b"", b"\0" * 31, b"\0" * 33, b"WrongRoot", "0" * 32, bytearray(32), None, 0, [0] * 32]
NO_PROOFS = [None, 7, "proof", b"\0" * 32, {HASH: HASH}, {HASH}, iter([HASH]), [None], [HASH, ""]]


@pytest.mark.parametrize("bad", NO_SIZES, ids=lambda bad: type(bad).__name__)
def test_what_is_no_size_is_a_proof_error(bad: Any) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: verify_inclusion(HASH, bad, 2, [HASH], HASH),
        lambda: verify_inclusion(HASH, 0, bad, [], HASH),
        lambda: verify_consistency(bad, 2, HASH, HASH, []),
        lambda: verify_consistency(1, bad, HASH, HASH, []),
        lambda: verify_consistency(bad, bad, HASH, HASH, []),
    )
    for act in acts:
        with pytest.raises(ProofError):
            act()


@pytest.mark.parametrize("bad", NO_HASHES, ids=repr)
def test_what_is_no_hash_is_a_proof_error(bad: Any) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: verify_inclusion(bad, 0, 1, [], bad),
        lambda: verify_inclusion(HASH, 0, 1, [], bad),
        lambda: verify_inclusion(HASH, 0, 2, [bad], node_hash(HASH, HASH)),
        lambda: verify_consistency(1, 1, bad, bad, []),
        lambda: verify_consistency(1, 2, HASH, bad, [HASH]),
        lambda: verify_consistency(1, 2, HASH, HASH, [bad]),
    )
    for act in acts:
        with pytest.raises(ProofError):
            act()


@pytest.mark.parametrize("bad", NO_PROOFS, ids=lambda bad: type(bad).__name__)
def test_what_is_no_list_of_hashes_is_a_proof_error(bad: Any) -> None:
    with pytest.raises(ProofError):
        verify_inclusion(HASH, 0, 1, bad, HASH)
    with pytest.raises(ProofError):
        verify_consistency(1, 2, HASH, HASH, bad)


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1), st.lists(st.just(HASH), max_size=70))
def test_sizes_of_64_bits_are_answered_at_once(one: int, two: int, proof: list[bytes]) -> None:
    acts: tuple[Callable[[], None], ...] = (
        lambda: verify_inclusion(HASH, one, two, proof, EMPTY_ROOT),
        lambda: verify_consistency(one, two, HASH, EMPTY_ROOT, proof),
    )
    for act in acts:
        with pytest.raises(ProofError):
            act()


@pytest.mark.parametrize(("index", "size"), [(0, 0), (1, 1), (-1, 2), (5, 3)])
def test_no_path_leads_to_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        inclusion_path(index, size)


@pytest.mark.parametrize(("size1", "size2"), [(0, 1), (2, 1), (-1, 1)])
def test_no_path_leads_from_a_past_that_was_none(size1: int, size2: int) -> None:
    with pytest.raises(ValueError, match="no past"):
        consistency_path(size1, size2)


@pytest.mark.parametrize("size", [1_000_000, 1_048_576, 1_048_575])
def test_a_proof_among_a_million_leaves_has_at_most_twenty_hashes(size: int) -> None:
    assert max(len(inclusion_path(index, size)) for index in range(0, size, 9973)) <= 20
