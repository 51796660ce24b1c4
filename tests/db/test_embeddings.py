"""Vectors are kept once a text and model, found again, and dropped when nobody wants them."""

from functools import partial

import pytest
from sqlalchemy.exc import IntegrityError

from db import embeddings
from db.engine import Database


def _hash(number: int) -> bytes:
    return number.to_bytes(16, "big")


PACKED = {_hash(number): b"vector %d" % number for number in range(1_200)}


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.write(partial(embeddings.keep, model="a", packed=PACKED))
    return database


async def test_vectors_are_found_by_their_hash_however_many(filled: Database) -> None:
    wanted = [*PACKED, _hash(5_000)]
    assert await filled.read(lambda c: embeddings.vectors(c, "a", wanted)) == PACKED


async def test_vectors_of_another_model_are_never_given(filled: Database) -> None:
    assert await filled.read(lambda c: embeddings.vectors(c, "b", PACKED)) == {}
    assert await filled.read(lambda c: embeddings.count(c, "b")) == 0


async def test_what_is_missing_is_told_once_and_in_order(filled: Database) -> None:
    wanted = [_hash(9_000), _hash(3), _hash(8_000), _hash(9_000)]
    missing = await filled.read(lambda c: embeddings.missing(c, "a", wanted))
    assert missing == [_hash(9_000), _hash(8_000)]


async def test_a_vector_that_is_there_stays(filled: Database) -> None:
    again = {_hash(1): b"other", _hash(7_000): b"new"}
    await filled.write(partial(embeddings.keep, model="a", packed=again))
    kept = await filled.read(lambda c: embeddings.vectors(c, "a", again))
    assert kept == {_hash(1): PACKED[_hash(1)], _hash(7_000): b"new"}
    assert await filled.read(lambda c: embeddings.count(c, "a")) == len(PACKED) + 1


async def test_hashes_are_paged_through_once_whatever_their_models(filled: Database) -> None:
    await filled.write(partial(embeddings.keep, model="b", packed={_hash(2): b"b"}))
    seen: list[bytes] = [b""]
    while page := await filled.read(partial(embeddings.hashes_after, after=seen[-1], limit=500)):
        seen += page
    assert seen[1:] == sorted(PACKED)


async def test_a_dropped_text_has_no_vector_of_any_model(filled: Database) -> None:
    await filled.write(partial(embeddings.keep, model="b", packed={_hash(2): b"b"}))
    await filled.write(lambda c: embeddings.drop(c, [_hash(2), _hash(3)]))
    assert await filled.read(lambda c: embeddings.count(c, "a")) == len(PACKED) - 2
    assert await filled.read(lambda c: embeddings.count(c, "b")) == 0


async def test_a_vector_is_never_kept_without_its_bytes(database: Database) -> None:
    with pytest.raises(IntegrityError):
        await database.write(
            lambda c: embeddings.keep(c, "a", {_hash(1): None})  # type: ignore[dict-item]
        )
