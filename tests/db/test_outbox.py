"""Rows on the road out: queued once, claimed in order, settled once, counted always."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, insert, select, update

from db import audience, counters, dispatch, outbox
from db.dispatch import Outcome
from db.engine import Database
from db.outbox import Recipient
from db.schema import consent_texts, consents, messages, people, subscriptions
from db.schema import outbox as rows

HELLO = {"method": "sendMessage", "params": {"text": "Hello"}}
HOLA = {"method": "sendMessage", "params": {"text": "Hola"}}
BOTH = {"en": HELLO, "es": HOLA}


def to(*chats: int, language: str = "en") -> list[Recipient]:
    return [Recipient(chat, language) for chat in chats]


def states(conn: Connection, message_id: int) -> dict[int, str]:
    found = conn.execute(
        select(rows.c.recipient, rows.c.state).where(rows.c.message_id == message_id)
    )
    return {row.recipient: row.state for row in found}


def assert_counted(conn: Connection) -> None:
    """The counters say what counting would."""
    for message in conn.execute(select(messages)).mappings():
        counted = Counter(states(conn, message["id"]).values())
        kept = {state: message[state] for state in ("pending", "sending", *FINAL)}
        assert kept == {state: counted[state] for state in kept}


FINAL = ("sent", "failed", "blocked", "unconfirmed", "cancelled")


async def queue(database: Database, now: datetime, *chats: int, **given: Any) -> int:
    kind, key = given.pop("kind", "broadcast"), given.pop("key", "one")
    return await database.write(
        lambda conn: outbox.queue(conn, kind, key, BOTH, to(*chats), now, **given)
    )


async def claim(database: Database, limit: int, now: datetime) -> list[dispatch.Claimed]:
    return await database.write(lambda conn: dispatch.claim(conn, limit, now))


async def settle(database: Database, now: datetime, *outcomes: Outcome) -> frozenset[int]:
    return await database.write(lambda conn: dispatch.settle(conn, outcomes, now))


async def test_the_same_key_is_the_same_message_and_nobody_is_queued_twice(
    database: Database, now: datetime
) -> None:
    first = await queue(database, now, 1, 2, 2)
    second = await queue(database, now, 2, 3)
    assert first == second
    progress = await database.read(lambda conn: counters.progress(conn, first))
    assert progress is not None
    assert (progress.pending, progress.total, progress.finished) == (3, 3, False)
    await database.read(assert_counted)


async def test_a_message_without_words_is_refused(database: Database, now: datetime) -> None:
    with pytest.raises(outbox.NoContent):
        await database.write(lambda c: outbox.queue(c, "notice", "empty", {}, to(1), now))


async def test_who_reads_another_language_gets_the_default_one(
    database: Database, now: datetime
) -> None:
    reader = [Recipient(1, "pt"), Recipient(2, "es")]
    await database.write(
        lambda c: outbox.queue(c, "notice", "k", BOTH, reader, now, default_language="en")
    )
    claimed = await claim(database, 10, now)
    assert {row.recipient: row.language for row in claimed} == {1: "en", 2: "es"}
    payloads = await database.read(
        lambda c: dispatch.payloads(c, {(row.message_id, row.language) for row in claimed})
    )
    assert payloads[claimed[0].message_id, "es"] == HOLA


async def test_rows_go_by_kind_then_by_due_time_then_in_order(
    database: Database, now: datetime
) -> None:
    early = now - timedelta(hours=1)
    await queue(database, now, 1, 2, kind="broadcast", key="b1", due_at=early)
    await queue(database, now, 3, kind="digest", key="d", due_at=now)
    await queue(database, now, 4, kind="notice", key="n", due_at=now)
    await queue(database, now, 5, kind="broadcast", key="b2", due_at=early - timedelta(hours=1))
    await queue(database, now, 6, kind="notice", key="later", due_at=now + timedelta(seconds=1))
    assert [row.recipient for row in await claim(database, 3, now)] == [4, 3, 5]
    assert [row.recipient for row in await claim(database, 3, now)] == [1, 2]
    assert await claim(database, 3, now) == []
    assert await database.read(dispatch.next_due) == now + timedelta(seconds=1)


async def test_a_claim_interleaves_messages_that_fall_due_together(
    database: Database, now: datetime
) -> None:
    for step in range(4):
        due = now + timedelta(seconds=step)
        await queue(database, now, 10 + step, key="a", due_at=due)
        await queue(database, now, 20 + step, key="b", due_at=due)
    later = now + timedelta(minutes=1)
    assert [row.recipient for row in await claim(database, 5, later)] == [10, 20, 11, 21, 12]


async def test_paused_messages_wait_and_go_on(database: Database, now: datetime) -> None:
    message = await queue(database, now, 1)
    assert await database.write(lambda c: outbox.pause(c, message, now))
    assert not await database.write(lambda c: outbox.pause(c, message, now))
    assert await claim(database, 10, now) == []
    assert await database.read(dispatch.next_due) is None
    assert await database.write(lambda c: outbox.resume(c, message))
    assert len(await claim(database, 10, now)) == 1


async def test_a_cancelled_message_goes_to_nobody_else(database: Database, now: datetime) -> None:
    message = await queue(database, now, 1, 2, 3)
    (row,) = await claim(database, 1, now)
    assert await database.write(lambda c: outbox.cancel(c, message, now))
    assert not await database.write(lambda c: outbox.cancel(c, message, now))
    assert not await database.write(lambda c: outbox.resume(c, message))
    assert await claim(database, 10, now) == []
    await settle(database, now, Outcome(row.id, "pending", due_at=now))
    assert set((await database.read(lambda c: states(c, message))).values()) == {"cancelled"}
    await database.read(assert_counted)


async def test_a_large_cancelled_message_is_swept_as_the_sender_comes_by(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, *range(1, 31))
    await database.write(
        lambda c: c.execute(update(messages).values(cancelled_at=now, paused_at=None)).rowcount
    )
    await database.write(lambda c: outbox.sweep_cancelled(c, message, now, limit=10))
    assert await claim(database, 5, now) == []
    progress = await database.read(lambda c: counters.progress(c, message))
    assert progress is not None
    assert progress.cancelled == 30
    assert progress.finished


async def test_every_outcome_is_kept_and_counted(database: Database, now: datetime) -> None:
    message = await queue(database, now, 1, 2, 3, 4, 5)
    one, two, three, four, five = await claim(database, 10, now)
    later = now + timedelta(seconds=8)
    touched = await settle(
        database,
        now,
        Outcome(one.id, "sent", telegram_message_id=77),
        Outcome(two.id, "failed", error="Bad Request: chat not found"),
        Outcome(three.id, "blocked", error="Forbidden: bot was blocked by the user"),
        Outcome(four.id, "unconfirmed", error="no answer"),
        Outcome(five.id, "pending", due_at=later, error="the server was busy"),
    )
    assert touched == {message}
    await database.read(assert_counted)
    assert await database.read(lambda c: counters.failures(c, message)) == [
        counters.Failure("Bad Request: chat not found", 1)
    ]
    assert await database.read(dispatch.next_due) == later
    (again,) = await claim(database, 10, later)
    assert (again.recipient, again.attempts) == (5, 1)


async def test_a_429_counts_as_no_attempt(database: Database, now: datetime) -> None:
    await queue(database, now, 1)
    (row,) = await claim(database, 1, now)
    await settle(database, now, Outcome(row.id, "pending", due_at=now, tried=False))
    assert (await claim(database, 1, now))[0].attempts == 0


async def test_a_row_is_settled_once(database: Database, now: datetime) -> None:
    message = await queue(database, now, 1)
    (row,) = await claim(database, 1, now)
    await settle(database, now, Outcome(row.id, "sent"))
    assert await settle(database, now, Outcome(row.id, "failed")) == frozenset()
    assert await database.read(lambda c: states(c, message)) == {1: "sent"}


async def test_a_migrated_group_keeps_its_place_under_its_new_id(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, -5, 1, 2)
    (row,) = await claim(database, 1, now)
    await settle(database, now, Outcome(row.id, "pending", recipient=-1005, tried=False))
    assert [row.recipient for row in await claim(database, 3, now)] == [-1005, 1, 2]
    assert -5 not in await database.read(lambda c: states(c, message))


async def test_a_group_that_is_reached_under_both_ids_gets_one(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, -1005, -5)
    claimed = {row.recipient: row.id for row in await claim(database, 2, now)}
    await settle(database, now, Outcome(claimed[-5], "pending", recipient=-1005))
    assert await database.read(lambda c: states(c, message)) == {-1005: "sending", -5: "cancelled"}
    await database.read(assert_counted)


async def test_after_a_crash_those_in_flight_are_unconfirmed_and_nobody_else(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, *range(1, 11))
    await claim(database, 3, now)
    assert await database.write(lambda c: dispatch.recover(c, now)) == {message}
    counted = Counter((await database.read(lambda c: states(c, message))).values())
    assert counted == {"unconfirmed": 3, "pending": 7}
    await database.read(assert_counted)
    assert len(await claim(database, 30, now)) == 7
    await database.read(assert_counted)


async def test_who_blocked_the_bot_is_written_to_no_more(database: Database, now: datetime) -> None:
    def remember(conn: Connection) -> None:
        conn.execute(insert(people).values(id=1, language="en", created_at=now))
        conn.execute(
            insert(subscriptions).values(
                person_id=1, frequency="daily", hour=9, time_zone="UTC", next_due_at=now,
                seen_article_id=0, since=now,
            )
        )  # fmt: skip

    await database.write(remember)
    await queue(database, now, 1, key="a", kind="notice")
    second = await queue(database, now, 1, 2, key="b")
    (row,) = await claim(database, 1, now)
    await settle(database, now, Outcome(row.id, "blocked", error="Forbidden: blocked"))
    assert await database.read(lambda c: states(c, second)) == {1: "cancelled", 2: "pending"}
    person = await database.read(lambda c: c.execute(select(people)).one())
    assert person.blocked_at == now
    subscription = await database.read(lambda c: c.execute(select(subscriptions)).one())
    assert subscription.retired_at == now
    await database.read(assert_counted)


async def test_one_chat_is_spared_what_waits_for_it(database: Database, now: datetime) -> None:
    first = await queue(database, now, 1, 2, key="a")
    await queue(database, now, 1, key="b", kind="notice")
    spared = await database.write(lambda c: outbox.cancel_for(c, 1, ("broadcast",), now))
    assert spared == 1
    assert await database.read(lambda c: states(c, first)) == {1: "cancelled", 2: "pending"}
    assert [row.recipient for row in await claim(database, 5, now)] == [1, 2]
    await database.read(assert_counted)


@pytest.mark.parametrize("state", ["pending", "failed", "blocked", "unconfirmed"])
async def test_who_stops_while_a_row_is_claimed_is_not_written_to_again(
    database: Database, now: datetime, state: str
) -> None:
    message = await queue(database, now, 1)
    (row,) = await claim(database, 1, now)
    assert await database.read(lambda c: dispatch.leaves(c, row.id))
    assert await database.write(lambda c: outbox.cancel_for(c, 1, ("broadcast",), now)) == 1
    assert not await database.read(lambda c: dispatch.leaves(c, row.id))
    await settle(database, now, Outcome(row.id, state, due_at=now, tried=False))
    assert await database.read(lambda c: states(c, message)) == {1: "cancelled"}
    assert await claim(database, 1, now) == []
    await database.read(assert_counted)


async def test_what_had_left_when_its_person_stopped_is_told_as_sent(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, 1)
    (row,) = await claim(database, 1, now)
    await database.write(lambda c: outbox.cancel_for(c, 1, ("broadcast",), now))
    assert await settle(database, now, Outcome(row.id, "sent", telegram_message_id=5)) == {message}
    assert await database.read(lambda c: states(c, message)) == {1: "sent"}
    await database.read(assert_counted)


async def test_who_is_forgotten_leaves_no_row_but_is_still_counted(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, 1, 2)
    (row,) = await claim(database, 1, now)
    await database.write(lambda c: outbox.forget(c, 1))
    assert await database.read(lambda c: states(c, message)) == {2: "pending"}
    assert await settle(database, now, Outcome(row.id, "sent")) == frozenset()
    progress = await database.read(lambda c: counters.progress(c, message))
    assert progress is not None
    assert (progress.sending, progress.unconfirmed, progress.total) == (0, 1, 2)


async def supporters(database: Database, now: datetime, number: int) -> None:
    def join(conn: Connection) -> None:
        conn.execute(insert(consent_texts).values(hash="h", language="en", body="Yes"))
        conn.execute(
            insert(people),
            [
                {"id": chat, "language": ("en", "es", None)[chat % 3], "created_at": now}
                for chat in range(1, number + 1)
            ],
        )
        conn.execute(
            insert(consents),
            [
                {
                    "person_id": chat,
                    "purpose": "updates",
                    "text_hash": "h",
                    "language": "en",
                    "given_at": now,
                }
                for chat in range(1, number + 1)
                if chat % 10
            ],
        )

    await database.write(join)


async def test_an_audience_is_queued_in_chunks_each_in_their_language(
    database: Database, now: datetime
) -> None:
    await supporters(database, now, 100)
    chosen = audience.recipients(default_language="es")
    message = await outbox.queue_select(
        database, "broadcast", "news", BOTH, chosen, now, default_language="es", chunk=7
    )
    queued = await database.read(
        lambda c: {row.recipient: row.language for row in c.execute(select(rows))}
    )
    assert queued == {c: "en" if c % 3 == 0 else "es" for c in range(1, 101) if c % 10}
    progress = await database.read(lambda c: counters.progress(c, message))
    assert progress is not None
    assert progress.pending == 90


async def test_queueing_an_audience_goes_on_where_a_crash_left_it(
    database: Database, now: datetime
) -> None:
    await supporters(database, now, 40)
    await queue(database, now, 5, 39, -7, key="news")
    chosen = audience.recipients(default_language="es")
    for _ in range(2):
        message = await outbox.queue_select(
            database, "broadcast", "news", BOTH, chosen, now, chunk=10
        )
    progress = await database.read(lambda c: counters.progress(c, message))
    assert progress is not None
    assert progress.pending == 37
    await database.read(assert_counted)


STEPS = st.lists(
    st.tuples(st.sampled_from(["claim", "settle", "crash", "pause", "resume", "leave", "cancel"]),
              st.integers(0, 9), st.sampled_from(["pending", *FINAL[:4]])),
    max_size=30,
)  # fmt: skip


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(steps=STEPS)
async def test_whatever_happens_the_counters_say_what_counting_would(
    database: Database, now: datetime, steps: list[tuple[str, int, str]]
) -> None:
    def play(conn: Connection) -> None:
        outside = conn.begin_nested()
        a = outbox.queue(conn, "broadcast", "a", BOTH, to(*range(1, 9)), now)
        b = outbox.queue(conn, "notice", "b", BOTH, to(*range(4, 12)), now)
        flying: list[int] = []
        for step, number, state in steps:
            match step:
                case "claim":
                    flying += [row.id for row in dispatch.claim(conn, number, now)]
                case "settle" if flying:
                    dispatch.settle(conn, [Outcome(flying.pop(), state, due_at=now)], now)
                case "crash":
                    dispatch.recover(conn, now)
                case "pause":
                    outbox.pause(conn, a, now)
                case "resume":
                    outbox.resume(conn, a)
                case "leave":
                    outbox.cancel_for(conn, number, ("broadcast", "notice"), now)
                case "cancel" if number == 0:
                    outbox.cancel(conn, b, now)
            assert_counted(conn)
        outside.rollback()

    await database.write(play)


async def test_a_cancelled_message_moves_on_even_while_it_is_paused(
    database: Database, now: datetime
) -> None:
    message = await queue(database, now, *range(1, 31))
    await database.write(
        lambda c: c.execute(update(messages).values(cancelled_at=now, paused_at=now)).rowcount
    )
    assert await database.read(dispatch.next_due) == now
    assert await claim(database, 5, now) == []
    progress = await database.read(lambda c: counters.progress(c, message))
    assert progress is not None
    assert progress.cancelled == 30
    assert await database.read(dispatch.next_due) is None


async def test_many_single_notices_go_in_the_order_they_were_queued(
    database: Database, now: datetime
) -> None:
    for number in range(1, 41):
        await queue(database, now, number, kind="notice", key=f"n{number}")
    await queue(database, now, 100, 101, kind="notice", key="both")
    claimed = [await claim(database, 15, now) for _ in range(3)]
    assert [row.recipient for part in claimed for row in part] == [*range(1, 41), 100, 101]
