"""Vectors survive a byte a component, and a matrix may be asked while it fills."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from campaign.answers.texts import text_hash
from campaign.answers.vectors import UNKNOWN, Floats, Matrix, pack, unpack

DIMENSION = 24


def _rows(count: int, seed: int = 7) -> Floats:
    rows = np.random.default_rng(seed).normal(size=(count, DIMENSION)).astype(np.float32)
    unit: Floats = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return unit


def _hashes(count: int) -> list[bytes]:
    return [text_hash(f"text {number}") for number in range(count)]


def test_a_packed_vector_takes_a_byte_a_component_and_its_scale() -> None:
    assert {len(each) for each in pack(_rows(3))} == {DIMENSION + 4}


def test_an_unpacked_vector_points_where_it_pointed() -> None:
    rows = _rows(50)
    packed = dict(zip(_hashes(50), pack(rows), strict=True))
    back = np.stack(list(unpack(packed, DIMENSION).values()))
    assert np.linalg.norm(back, axis=1).tolist() == pytest.approx([1.0] * 50, abs=1e-5)
    assert (back * rows).sum(axis=1).min() > 0.999


@given(arrays.arrays(np.float32, (3, 5), elements=st.floats(-1e6, 1e6, width=32)))
def test_any_finite_vector_can_be_packed(rows: Floats) -> None:
    back = unpack(dict(zip([b"a", b"b", b"c"], pack(rows), strict=True)), 5)
    assert all(np.isfinite(each).all() for each in back.values())


def test_vectors_of_another_length_are_left_out() -> None:
    assert unpack({b"a": b"too short"}, DIMENSION) == {}
    matrix = Matrix(_hashes(1), DIMENSION)
    matrix.fill({_hashes(1)[0]: b"too short"})
    assert matrix.known == 0


@pytest.mark.parametrize("count", [1, 5, 1_300])
def test_cosines_are_those_of_the_floats_nearly(count: int) -> None:
    rows, hashes = _rows(count), _hashes(count)
    matrix = Matrix([*hashes, hashes[0]], DIMENSION)
    matrix.fill(dict(zip(hashes, pack(rows), strict=True)))
    question = _rows(1, seed=8)[0]
    assert len(matrix) == matrix.known == count
    found = matrix.cosines(question)[matrix.rows(hashes)]
    assert found.tolist() == pytest.approx((rows @ question).tolist(), abs=0.02)


def test_what_has_no_vector_yet_is_unknown() -> None:
    hashes = _hashes(9)
    matrix = Matrix(hashes, DIMENSION)
    vectors = dict(zip(hashes, pack(_rows(9)), strict=True))
    question = _rows(1, seed=8)[0]
    assert set(matrix.cosines(question).tolist()) == {UNKNOWN}
    matrix.fill({hashes[4]: vectors[hashes[4]], text_hash("elsewhere"): vectors[hashes[5]]})
    known = matrix.cosines(question) > UNKNOWN
    assert np.flatnonzero(known).tolist() == matrix.rows(hashes[4:5]).tolist()


def test_a_hash_that_is_nowhere_has_no_row() -> None:
    assert Matrix(_hashes(3), DIMENSION).rows([text_hash("elsewhere")]).tolist() == [-1]
    assert Matrix([], DIMENSION).rows(_hashes(2)).tolist() == [-1, -1]


def test_an_empty_matrix_can_be_asked() -> None:
    matrix = Matrix([], DIMENSION)
    matrix.fill(dict(zip(_hashes(1), pack(_rows(1)), strict=True)))
    assert matrix.cosines(_rows(1)[0]).tolist() == []
