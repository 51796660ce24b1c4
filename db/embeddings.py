"""Vectors at rest: kept by model and by the hash of the text that they stand for."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection, delete, func, insert, select

from db.schema import embeddings

_AT_ONCE = 500  # parameters of one statement: SQLite allows more, PostgreSQL plans it well


def vectors(conn: Connection, model: str, hashes: Iterable[bytes]) -> dict[bytes, bytes]:
    """The packed vectors of a model that are there, by the hash of their text."""
    found: dict[bytes, bytes] = {}
    query = select(embeddings.c.text_hash, embeddings.c.vector)
    for part in _parts(hashes):
        there = embeddings.c.text_hash.in_(part)
        rows = conn.execute(query.where(embeddings.c.model == model, there))
        found.update((text_hash, vector) for text_hash, vector in rows)
    return found


def missing(conn: Connection, model: str, hashes: Iterable[bytes]) -> list[bytes]:
    """Which of the hashes have no vector of this model, in the order given."""
    wanted = list(dict.fromkeys(hashes))
    there: set[bytes] = set()
    query = select(embeddings.c.text_hash).where(embeddings.c.model == model)
    for part in _parts(wanted):
        there.update(conn.scalars(query.where(embeddings.c.text_hash.in_(part))))
    return [each for each in wanted if each not in there]


def keep(conn: Connection, model: str, packed: Mapping[bytes, bytes]) -> None:
    """Keep packed vectors by the hash of their text; one that is there already stays."""
    new = missing(conn, model, packed)
    if new:
        rows = [{"model": model, "text_hash": each, "vector": packed[each]} for each in new]
        conn.execute(insert(embeddings), rows)


def hashes_after(conn: Connection, after: bytes, limit: int) -> Sequence[bytes]:
    """Hashes over `after`, in order and each once, of whatever model."""
    query = select(embeddings.c.text_hash).where(embeddings.c.text_hash > after).distinct()
    return conn.scalars(query.order_by(embeddings.c.text_hash).limit(limit)).all()


def drop(conn: Connection, hashes: Iterable[bytes]) -> None:
    """Drop the vectors of these texts, of every model."""
    for part in _parts(hashes):
        conn.execute(delete(embeddings).where(embeddings.c.text_hash.in_(part)))


def count(conn: Connection, model: str) -> int:
    """How many texts have a vector of this model."""
    query = select(func.count()).select_from(embeddings).where(embeddings.c.model == model)
    return int(conn.scalar(query) or 0)


def _parts(hashes: Iterable[bytes]) -> Iterator[list[bytes]]:
    listed = list(hashes)
    for start in range(0, len(listed), _AT_ONCE):
        yield listed[start : start + _AT_ONCE]
