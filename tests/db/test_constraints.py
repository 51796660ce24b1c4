"""What must never be is kept out by the schema itself, whatever the code above may do."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, update
from sqlalchemy.exc import IntegrityError, StatementError

from db import questions, schema
from db.engine import Database
from db.schema import messages

NOW = datetime(2026, 11, 24, 15, tzinfo=UTC)
LARGE = 2**52 - 1
ROWS: dict[str, dict[str, Any]] = {
    "people": {"id": LARGE, "language": "en", "created_at": NOW},
    "team": {"person_id": LARGE, "role": "owner", "since": NOW},
    "invitations": {
        "token_hash": "h",
        "role": "owner",
        "created_at": NOW,
        "expires_at": NOW,
    },
    "petitions": {
        "id": 1,
        "slug": "p",
        "state": "open",
        "goal": 10,
        "minimum_age": 16,
        "version": 1,
        "created_at": NOW,
        "signature_count": 1,
        "last_number": 1,
    },
    "petition_texts": {
        "petition_id": 1,
        "version": 1,
        "language": "en",
        "title": "T",
        "addressee": "A",
        "body": "B",
        "created_at": NOW,
    },
    "signatures": {
        "id": 1,
        "petition_id": 1,
        "person_id": LARGE,
        "number": 1,
        "version": 1,
        "language": "en",
        "name": "Ana",
        "signed_at": NOW,
    },
    "consent_texts": {"hash": "c", "language": "en", "body": "Yes."},
    "consents": {
        "id": 1,
        "person_id": LARGE,
        "purpose": "updates",
        "text_hash": "c",
        "language": "en",
        "given_at": NOW,
    },
    "drafts": {
        "person_id": LARGE,
        "kind": "sign",
        "step": "name",
        "data": {"a": [1, "ñ✓"]},
        "updated_at": NOW,
    },
    "subscriptions": {
        "person_id": LARGE,
        "frequency": "daily",
        "hour": 8,
        "time_zone": "UTC",
        "next_due_at": NOW,
        "seen_article_id": 0,
        "since": NOW,
    },
    "questions": {
        "id": 1,
        "text": "?",
        "language": "en",
        "status": "no",
        "asked_at": NOW,
        "person_id": LARGE,
    },
    "audit": {"id": 1, "at": NOW, "actor_id": LARGE, "action": "signature:signed"},
    "messages": {"id": 1, "kind": "broadcast", "key": "k", "created_at": NOW},
    "message_contents": {"message_id": 1, "language": "en", "payload": {}},
    "outbox": {
        "id": 1,
        "message_id": 1,
        "recipient": LARGE,
        "language": "en",
        "due_at": NOW,
        "updated_at": NOW,
    },
    "broadcasts": {
        "id": 1,
        "state": "draft",
        "created_by": LARGE,
        "payload": {},
        "audience": {},
        "created_at": NOW,
        "message_id": 1,
    },
}


def _table(name: str) -> Table:
    return schema.metadata.tables[name]


def _fill(conn: Connection) -> None:
    for name, row in ROWS.items():
        conn.execute(insert(_table(name)).values(**row))


@pytest.fixture
async def filled(database: Database) -> Database:
    await database.write(_fill)
    return database


async def _count(database: Database, name: str) -> int:
    rows = await database.read(lambda conn: conn.execute(select(_table(name))).all())
    return len(rows)


async def test_the_rows_of_these_tests_are_good_ones(filled: Database) -> None:
    for name in ROWS:
        assert await _count(filled, name) == 1


@pytest.mark.parametrize(
    ("name", "another"),
    [
        ("people", {}),
        ("team", {}),
        ("invitations", {}),
        ("signatures", {"id": 2, "number": 2}),  # one person, one petition, one signature
        ("drafts", {}),
        ("subscriptions", {}),
        ("consents", {"id": 2}),
        ("petitions", {"id": 2}),
        ("petition_texts", {}),
        ("messages", {"id": 2}),
        ("message_contents", {}),
        ("outbox", {"id": 2}),  # one message, one recipient, one row
        ("broadcasts", {"id": 2}),
    ],
)
async def test_there_are_no_two_of_what_there_is_one_of(
    filled: Database, name: str, another: dict[str, Any]
) -> None:
    twin = insert(_table(name)).values(**{**ROWS[name], **another})
    with pytest.raises(IntegrityError):
        await filled.write(lambda conn: conn.execute(twin))
    assert await _count(filled, name) == 1


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("team", {"role": "king"}),
        ("invitations", {"role": "king"}),
        ("petitions", {"state": "forgotten"}),
        ("petitions", {"goal": 0}),
        ("petitions", {"signature_count": -1}),
        ("petitions", {"signature_count": 2}),  # more than numbers were given
        ("signatures", {"number": 0}),
        ("signatures", {"withdrawn_at": NOW}),  # and the name still there
        ("signatures", {"version": 2}),  # a text that never was
        ("signatures", {"person_id": 5}),
        ("consents", {"purpose": "everything"}),
        ("consents", {"text_hash": "unknown"}),
        ("consents", {"person_id": 5}),
        ("drafts", {"person_id": 5}),
        ("subscriptions", {"hour": 24}),
        ("subscriptions", {"hour": -1}),
        ("subscriptions", {"weekday": 7}),
        ("subscriptions", {"frequency": "hourly"}),
        ("questions", {"status": "perhaps"}),
        ("questions", {"person_id": 5}),
        ("audit", {"actor_id": 5}),
        ("messages", {"kind": "spam"}),
        ("outbox", {"state": "lost"}),
        ("outbox", {"message_id": 5}),
        ("outbox", {"language": "pt"}),  # words that are not there
        ("broadcasts", {"state": "lost"}),
        ("broadcasts", {"created_by": 5}),
        ("people", {"created_at": None}),
        ("signatures", {"signed_at": None}),
        ("consents", {"given_at": None}),
    ],
)
async def test_what_cannot_be_is_refused(
    filled: Database, name: str, change: dict[str, Any]
) -> None:
    changing = update(_table(name)).values(**change)
    with pytest.raises(IntegrityError):
        await filled.write(lambda conn: conn.execute(changing))


async def test_a_signature_withdrawn_and_emptied_is_fine(filled: Database) -> None:
    emptied = update(schema.signatures).values(withdrawn_at=NOW, name=None)
    await filled.write(lambda conn: conn.execute(emptied))


async def test_when_a_person_goes_so_does_what_is_theirs_and_the_rest_is_unlinked(
    filled: Database,
) -> None:
    await filled.write(lambda conn: conn.execute(delete(schema.people)))
    for name in ("team", "signatures", "consents", "drafts", "subscriptions"):
        assert await _count(filled, name) == 0
    for name, column in (("questions", "person_id"), ("audit", "actor_id"),
                         ("broadcasts", "created_by")):  # fmt: skip
        (row,) = await filled.read(
            lambda conn, name=name: conn.execute(select(_table(name))).mappings().all()  # type: ignore[misc]
        )
        assert row[column] is None


async def test_large_ids_and_any_text_come_back_as_they_went(filled: Database) -> None:
    (draft,) = await filled.read(lambda conn: conn.execute(select(schema.drafts)).all())
    assert draft.person_id == LARGE
    assert draft.data == {"a": [1, "ñ✓"]}


async def test_times_come_back_aware_and_in_utc(filled: Database) -> None:
    there = datetime(2026, 11, 24, 9, tzinfo=timezone(timedelta(hours=-6)))
    moving = update(schema.people).values(created_at=there)
    await filled.write(lambda conn: conn.execute(moving))
    (person,) = await filled.read(lambda conn: conn.execute(select(schema.people)).all())
    assert person.created_at == there
    assert person.created_at.tzinfo is UTC


async def test_a_time_without_a_zone_is_refused(filled: Database) -> None:
    naive = update(schema.people).values(created_at=datetime(2026, 11, 24))  # noqa: DTZ001
    with pytest.raises(StatementError, match="without a zone"):
        await filled.write(lambda conn: conn.execute(naive))


async def test_no_id_is_given_again_once_its_row_is_gone(database: Database, now: datetime) -> None:
    """A button or a cache that holds on to the id of what is gone must not meet something else."""

    def queue(conn: Connection) -> int:
        row = insert(messages).values(kind="notice", key=f"k{now.isoformat()}", created_at=now)
        return int(conn.execute(row.returning(messages.c.id)).scalar_one())

    first = await database.write(queue)
    await database.write(lambda conn: conn.execute(delete(messages)))
    assert await database.write(queue) > first


async def test_the_id_of_a_question_tells_no_other(database: Database, now: datetime) -> None:
    def add(conn: Connection) -> int:
        return questions.add(
            conn,
            text="?",
            language="en",
            status="no",
            article_id=None,
            confidence=None,
            now=now,
        )

    first, second = await database.write(add), await database.write(add)
    assert abs(first - second) > 1
