"""All that is held about a person is shown to them, and all of it goes when they say so."""

import asyncio
import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, update

from campaign import (
    broadcasts,
    digests,
    drafts,
    notices,
    people,
    petitions,
    privacy,
    questions,
    team,
)
from campaign.broadcasts import Audience
from campaign.consents import ConsentText, Purpose
from campaign.digests import Frequency, Schedule
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import amendments, moving
from campaign.petitions.tries import Tries
from campaign.privacy import TABLES, Held
from campaign.proofs import auditing, register
from campaign.proofs.keys import keys_in
from campaign.proofs.leaf import pseudonym_of
from campaign.team import telling
from db import (
    approvals,
    connection,
    counters,
    identities,
    outbox,
    personal,
    referrals,
    signatures,
    writer,
)
from db.engine import Database
from db.people import remember
from db.questions import of_person as rows_of_questions
from db.schema import broadcasts as broadcast_table
from db.schema import invalidations, leaf_records, messages, metadata
from db.schema import outbox as outbox_table
from tests.campaign.conftest import PLAN, Campaign, Workshop

ANA, BEN, EVA = 6_600_000_001, 6_600_000_002, 6_600_000_003
STATES = ("pending", "sending", "sent", "failed", "blocked", "unconfirmed", "cancelled")
YES = ConsentText("en", "Agreed.")
WORDS = ("name", "comment", "question", "contact", "form", "broadcast", "answer")
"""What each person leaves in their own words, told apart by the id that follows."""

PERSONAL = {name for name, held in TABLES.items() if held is not Held.NOTHING}


def word(kind: str, person_id: int) -> str:
    return f"{kind}-by-{person_id}"


def words_of(person_id: int) -> list[str]:
    return [word(kind, person_id) for kind in WORDS]


def identity_of(person_id: int) -> bytes:
    return hashlib.sha256(f"identity of {person_id}".encode()).digest()


def referral_of(person_id: int) -> str:
    return f"REF{person_id % 100_000:05d}"


async def marks(campaign: Campaign, person_id: int) -> list[bytes]:
    """All by which a person can be known in the files: id, words, pseudonym, hashes and salts."""

    def read(conn: Connection) -> list[bytes]:
        pseudonym = pseudonym_of(keys_in(conn).pseudonym, PLAN.slug, person_id)
        salts = [row["salt"] for row in personal.ledger_of(conn, person_id)]
        contents = [row["content"].encode() for row in personal.ledger_of(conn, person_id)]
        return [pseudonym.encode(), *salts, *contents]

    return [
        *(said.encode() for said in words_of(person_id)),
        identity_of(person_id),
        referral_of(person_id).encode(),
        *await campaign.database.read(read),
    ]


async def rows_of(campaign: Campaign, person_id: int) -> list[tuple[str, dict[str, Any]]]:
    """The rows in which anything of this person stands."""
    shown = [repr(mark)[2:-1] for mark in await marks(campaign, person_id)]
    return await campaign.holding(person_id, *shown)


async def leave_traces(campaign: Campaign, person_id: int) -> None:
    """Something of the person in every table that may hold something of a person."""
    database, petition, now = campaign.database, campaign.petition.id, campaign.now
    person = Person(person_id, "en")
    await campaign.sign(person_id, word("name", person_id))
    await amendments.say_country(database, petition, person_id, "MX", YES, now)
    await amendments.say_comment(
        database, petition, person_id, word("comment", person_id), YES, now
    )
    for purpose in (Purpose.HANDOVER, Purpose.PUBLIC):
        await amendments.set_consent(database, petition, person_id, purpose, YES, now)
    await people.follow_updates(database, person, YES, now)
    schedule = Schedule(Frequency.DAILY, 8, "America/Mexico_City")
    await digests.subscribe(database, person, schedule, YES, now)
    token = await team.owner_link(database, now)
    await team.redeem(database, person, token, now)
    await _leave_questions(campaign, person)
    form = Draft("sign", "comment", {"said": word("form", person_id)})
    await drafts.keep(database, person, form, now)
    await _leave_messages(campaign, person)
    await broadcasts.draft(database, person_id, _says(word("broadcast", person_id)), now)
    await database.write(lambda conn: _leave_the_rest(conn, campaign, person_id))
    news = telling.member_key(person_id, "joined", now, EVA)
    await _tell(database, Person(EVA, "en"), news, word("name", person_id), now)


def _leave_the_rest(conn: Connection, campaign: Campaign, person_id: int) -> None:
    """An identity, a code, an approval, and signatures set aside and restored."""
    petition, now = campaign.petition, campaign.now
    signature = signatures.get(conn, petition.id, person_id)
    assert signature is not None
    identities.add(conn, petition.id, identity_of(person_id), "contact", signature["id"])
    referrals.add(conn, person_id, referral_of(person_id))
    approvals.add(conn, petition.id, petition.version, person_id, now)
    conn.execute(
        insert(invalidations).values(
            petition_id=petition.id,
            filter={"language": "en"},
            reason="machine",
            count=0,
            made_by=person_id,
            made_at=now,
            undone_by=person_id,
            undone_at=now,
        )
    )


async def _leave_questions(campaign: Campaign, person: Person) -> None:
    """A question passed on and a message to a human, which the team (here Eva) was told of."""
    database, now = campaign.database, campaign.now
    asked = await questions.record(
        database,
        text=word("question", person.id),
        language="en",
        status="no",
        article_id=None,
        confidence=0.1,
        now=now,
    )
    passed = await questions.pass_on(database, person, asked, now)
    written = await questions.write_to_organisers(database, person, word("contact", person.id), now)
    for told in (passed, written):
        await _tell(database, Person(EVA, "en"), f"question:{told.id}:{EVA}", told.text, now)


async def _leave_messages(campaign: Campaign, person: Person) -> None:
    """Answers in every state, and everyone's messages in every state."""
    database, now = campaign.database, campaign.now
    for number, state in enumerate(STATES):
        said = word("answer", person.id)
        await _tell(database, person, f"answer:{person.id}-{number}", said, now, state)
        for kind in ("digest", "broadcast"):
            await _queue(database, kind, f"{kind}:{state}", person, now, state)


async def _tell(
    database: Database,
    person: Person,
    key: str,
    said: str,
    now: datetime,
    state: str = "pending",
) -> None:
    await database.write(lambda conn: notices.queue(conn, person, key, _says(said), now))
    await database.write(lambda conn: _move(conn, f"notice:{key}", person.id, state))


async def _queue(
    database: Database, kind: str, key: str, person: Person, now: datetime, state: str
) -> None:
    def change(conn: Connection) -> None:
        recipients = [outbox.Recipient(person.id, "en")]
        outbox.queue(conn, kind, key, {"en": _says("For everyone.")}, recipients, now)
        _move(conn, key, person.id, state)

    await database.write(change)


def _move(conn: Connection, key: str, recipient: int, state: str) -> None:
    message_id = conn.execute(select(messages.c.id).where(messages.c.key == key)).scalar_one()
    if state == "pending":
        return
    conn.execute(
        update(outbox_table)
        .where(outbox_table.c.message_id == message_id, outbox_table.c.recipient == recipient)
        .values(state=state)
    )
    counters.count(conn, message_id, {"pending": -1, state: 1})


def _says(text: str) -> dict[str, Any]:
    return {"method": "sendMessage", "params": {"text": text}}


def test_every_table_says_what_becomes_of_a_person_in_it() -> None:
    assert set(TABLES) == set(metadata.tables)


def test_every_column_that_names_a_person_is_in_a_table_that_is_treated() -> None:
    for table in metadata.tables.values():
        names_people = any(
            key.column.table.name == "people"
            for column in table.columns
            for key in column.foreign_keys
        ) or any(name in table.columns for name in ("recipient", "person_id", "actor_id"))
        if names_people:
            assert TABLES[table.name] is not Held.NOTHING, table.name


async def test_the_person_of_these_tests_is_in_every_table_that_may_hold_one(
    campaign: Campaign,
) -> None:
    await leave_traces(campaign, ANA)
    traces = {table for table, _ in await rows_of(campaign, ANA)}
    assert traces == PERSONAL


async def test_all_that_is_held_is_shown(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    held = await privacy.everything_about(campaign.database, ANA)
    assert not held.is_empty
    assert all(held.parts.values()), held.parts
    shown = json.dumps(held.to_json())
    assert json.loads(shown)["telegram_id"] == ANA
    for said in (*words_of(ANA), "MX", "America/Mexico_City", YES.body, "owner"):
        assert said in shown
    assert {row["state"] for row in held.parts["messages_queued"]} == set(STATES)
    assert len(held.parts["messages_queued"]) == 3 * len(STATES)
    mine = [
        row for table, row in await campaign.kept() if table == "audit" and row["actor_id"] == ANA
    ]
    assert len(held.parts["audit"]) == len(mine) > 0
    assert len(held.parts["consents"]) == 7


async def test_what_is_shown_is_nobody_elses(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    await leave_traces(campaign, BEN)
    shown = json.dumps((await privacy.everything_about(campaign.database, ANA)).to_json())
    assert not [said for said in (*words_of(BEN), str(BEN)) if said in shown]


async def test_of_someone_unknown_nothing_is_held(campaign: Campaign) -> None:
    held = await privacy.everything_about(campaign.database, ANA)
    assert held.is_empty
    assert held.to_json()["telegram_id"] == ANA


async def test_who_is_forgotten_is_in_no_row_of_no_table(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    known = [repr(mark)[2:-1] for mark in await marks(campaign, ANA)]
    assert await campaign.holding(*known)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await campaign.holding(ANA, *known) == []
    assert (await privacy.everything_about(campaign.database, ANA)).is_empty
    assert await campaign.count() == 0


async def test_the_ledger_says_that_one_left_and_not_who(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    await leave_traces(campaign, BEN)
    await petitions.withdraw(campaign.database, campaign.petition.id, BEN, campaign.now)
    before = await campaign.database.read(_ledger)
    await privacy.forget(campaign.database, ANA, campaign.now)
    await privacy.forget(campaign.database, BEN, campaign.now)
    after, records = await campaign.database.read(_ledger)
    assert after[:-1] == before[0]
    assert after[-1].split()[:2] == [PLAN.slug, "withdrawn"]
    assert records == []
    kinds = [line.split()[1] for line in after]
    assert kinds.count("signed") - kinds.count("withdrawn") == await campaign.count() == 0


def _ledger(conn: Connection) -> tuple[list[str], list[int]]:
    newest = register.newest(conn)
    assert newest is not None
    records = conn.execute(select(leaf_records.c.position)).scalars()
    return list(register.export_lines(conn, newest.size)), list(records)


async def test_what_others_have_stays_when_someone_is_forgotten(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    await leave_traces(campaign, BEN)
    before = await rows_of(campaign, BEN)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await rows_of(campaign, ANA) == []
    assert await rows_of(campaign, BEN) == before
    assert await campaign.count() == 1


async def test_the_organisers_notice_of_a_question_goes_with_who_asked_it(
    campaign: Campaign,
) -> None:
    await _leave_questions(campaign, Person(ANA, "en"))
    await _leave_questions(campaign, Person(BEN, "en"))
    await privacy.forget(campaign.database, ANA, campaign.now)
    held = await privacy.everything_about(campaign.database, EVA)
    told = json.dumps(held.parts["messages_queued"])
    assert f"by-{ANA}" not in told
    assert word("question", BEN) in told
    assert word("contact", BEN) in told


async def test_a_question_that_was_answered_goes_with_who_asked_it(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    await _leave_questions(campaign, Person(ANA, "en"))
    await database.write(lambda conn: remember(conn, EVA, "en", now))

    def answer(conn: Connection) -> None:
        for waiting in rows_of_questions(conn, ANA):
            settled = questions.answer(conn, waiting["id"], "We do.", actor_id=EVA, now=now)
            assert settled.asker is not None
            notices.queue(conn, settled.asker, f"answer:{waiting['id']}", _says("We do."), now)

    await database.write(answer)
    assert await campaign.holding(word("question", ANA), word("contact", ANA))
    await privacy.forget(database, ANA, now)
    assert await campaign.holding(word("question", ANA), word("contact", ANA), "We do.") == []


async def test_a_sent_broadcast_stays_and_no_longer_says_who_wrote_it(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    await people.follow_updates(database, Person(BEN, "en"), YES, now)
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    draft = await broadcasts.draft(database, ANA, _says("For all of you."), now)
    await broadcasts.choose_audience(database, draft.id, Audience())
    sent = await broadcasts.send(
        database,
        draft.id,
        lambda payload, _: payload,
        ("en", "es"),
        default_language="en",
        actor_id=ANA,
        now=now,
    )
    await broadcasts.show_progress_in(database, sent.id, ANA, 17)
    await privacy.forget(database, ANA, now)
    assert await campaign.holding(ANA) == []
    ((broadcast, progress),) = await broadcasts.under_way(database)
    assert broadcast.payload == _says("For all of you.")
    assert (broadcast.created_by, broadcast.progress_chat_id) == (None, None)
    assert (progress.waiting, progress.cancelled, progress.total) == (1, 1, 2)


async def test_what_was_written_and_never_sent_goes(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    await broadcasts.draft(database, ANA, _says("Still a draft."), now)
    dropped = await broadcasts.draft(database, ANA, _says("Thrown away."), now)
    await broadcasts.discard(database, dropped.id)
    await privacy.forget(database, ANA, now)
    rows = select(broadcast_table)
    assert await database.read(lambda conn: conn.execute(rows).all()) == []


async def test_forgetting_leaves_the_counters_adding_up(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    await leave_traces(campaign, BEN)
    before = await campaign.database.read(_totals)
    await privacy.forget(campaign.database, ANA, campaign.now)
    after = await campaign.database.read(_totals)
    assert after == {key: total for key, total in before.items() if key in after}
    assert {key for key in after if key.startswith(("digest", "broadcast"))} == {
        key for key in before if key.startswith(("digest", "broadcast"))
    }
    progress = await campaign.database.read(lambda conn: _progress(conn, "digest:pending"))
    assert (progress["pending"], progress["cancelled"]) == (1, 1)
    progress = await campaign.database.read(lambda conn: _progress(conn, "broadcast:sending"))
    assert (progress["sending"], progress["unconfirmed"]) == (1, 1)
    progress = await campaign.database.read(lambda conn: _progress(conn, "digest:sent"))
    assert progress["sent"] == 2


def _totals(conn: Connection) -> dict[str, int]:
    rows = conn.execute(select(messages)).mappings()
    return {row["key"]: sum(row[state] for state in STATES) for row in rows}


def _progress(conn: Connection, key: str) -> dict[str, int]:
    row = conn.execute(select(messages).where(messages.c.key == key)).mappings().one()
    return {state: row[state] for state in STATES}


async def test_who_moved_a_signature_away_leaves_no_pseudonym_of_theirs(
    campaign: Campaign,
) -> None:
    await campaign.sign(ANA)
    held = await privacy.everything_about(campaign.database, ANA)
    code = held.parts["signatures"][0]["receipt_code"]
    known = [repr(mark)[2:-1] for mark in await marks(campaign, ANA)]
    await moving.move(campaign.database, code, Person(BEN, "en"), Tries(), campaign.now)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await campaign.holding(ANA, *known) == []
    assert await campaign.count() == 1
    await campaign.database.read(auditing.audit)


async def test_who_withdrew_before_does_not_leave_the_count_twice(campaign: Campaign) -> None:
    for person_id in (ANA, BEN, EVA):
        await campaign.sign(person_id)
    await petitions.withdraw(campaign.database, campaign.petition.id, ANA, campaign.now)
    await privacy.forget(campaign.database, ANA, campaign.now)
    assert await campaign.count() == 2


async def test_forgetting_is_recorded_without_saying_whom(campaign: Campaign) -> None:
    await campaign.sign(ANA)
    await privacy.forget(campaign.database, ANA, campaign.now)
    lines = [row for table, row in await campaign.kept() if table == "audit"]
    assert (lines[-1]["action"], lines[-1]["actor_id"], lines[-1]["subject"]) == (
        "person:forgotten",
        None,
        "",
    )


async def test_forgetting_twice_at_once_is_forgetting(campaign: Campaign) -> None:
    await leave_traces(campaign, ANA)
    await asyncio.gather(*(privacy.forget(campaign.database, ANA, campaign.now) for _ in range(3)))
    assert await campaign.holding(ANA, *words_of(ANA)) == []
    assert await campaign.count() == 0


async def test_who_comes_back_after_being_forgotten_is_someone_new(campaign: Campaign) -> None:
    await campaign.sign(ANA, "Ana")
    await privacy.forget(campaign.database, ANA, campaign.now)
    later = campaign.now + timedelta(days=1)
    signed = await campaign.sign(ANA, None, now=later)
    assert signed.is_new
    assert (signed.signature.number, signed.signature.signed_at) == (2, later)
    assert await team.role_of(campaign.database, ANA) is None


def test_no_byte_of_the_files_holds_what_was_forgotten(workshop: Workshop) -> None:
    async def act(campaign: Campaign) -> None:
        await leave_traces(campaign, ANA)
        await leave_traces(campaign, BEN)
        ana, ben = await marks(campaign, ANA), await marks(campaign, BEN)
        assert _found_bytes(campaign.database.path, ana) == set(ana)
        await privacy.forget(campaign.database, ANA, campaign.now)
        assert _found_bytes(campaign.database.path, ana) == set()
        assert _found_bytes(campaign.database.path, ben) == set(ben)

    workshop.run(act)


def test_where_the_file_is_too_large_to_be_written_anew_deleted_rows_are_cleared(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "VACUUM_LIMIT", 0)

    async def act(campaign: Campaign) -> None:
        await campaign.sign(ANA, word("name", ANA))
        assert _found(campaign.database.path, [word("name", ANA)])
        await privacy.forget(campaign.database, ANA, campaign.now)
        assert _found(campaign.database.path, [word("name", ANA)]) == set()

    workshop.run(act)


def test_no_byte_is_left_of_many_among_many(workshop: Workshop) -> None:
    """Pages split and merge; what they held must not stay behind in their unused parts."""
    crowd = range(6_600_001_000, 6_600_001_120)
    forgotten = [person for person in crowd if person % 3]

    async def act(campaign: Campaign) -> None:
        database, now = campaign.database, campaign.now
        for person_id in crowd:
            said = word("comment", person_id) + "." * (person_id % 400)
            await campaign.sign(person_id, word("name", person_id))
            await amendments.say_comment(database, campaign.petition.id, person_id, said, YES, now)
            person = Person(person_id, "en")
            await questions.write_to_organisers(database, person, word("contact", person_id), now)
            form = Draft("sign", "comment", {"said": word("form", person_id) * (person_id % 90)})
            await drafts.keep(database, person, form, now)
        traces = [
            word(kind, person_id)
            for person_id in forgotten
            for kind in ("name", "comment", "contact", "form")
        ]
        assert len(_found(database.path, traces)) > len(forgotten) * 3
        for person_id in forgotten:
            await privacy.forget(database, person_id, now)
        assert _found(database.path, traces) == set()

    workshop.run(act)


def test_a_reader_at_work_does_not_keep_what_is_forgotten_on_the_disk(workshop: Workshop) -> None:
    async def act(campaign: Campaign) -> None:
        database = campaign.database
        await leave_traces(campaign, ANA)
        started, go_on = asyncio.Event(), asyncio.Event()
        loop = asyncio.get_running_loop()

        def read_slowly(conn: Connection) -> None:
            conn.execute(select(messages)).all()
            loop.call_soon(started.set)

        async def keep_reading() -> None:
            while not go_on.is_set():
                await database.read(read_slowly)

        reading = asyncio.create_task(keep_reading())
        await started.wait()
        await privacy.forget(database, ANA, campaign.now)
        go_on.set()
        await reading
        assert _found(database.path, words_of(ANA)) == set()

    workshop.run(act)


def test_what_a_long_reader_keeps_on_the_disk_goes_once_it_has_read(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "BUSY_TIMEOUT_SECONDS", 0.05)

    async def act(campaign: Campaign) -> None:
        database = campaign.database
        await leave_traces(campaign, ANA)
        reader = connection.writing(database.path, None).raw_connection()
        reader.cursor().execute("BEGIN")
        reader.cursor().execute("SELECT count(*) FROM signatures").fetchone()
        await privacy.forget(database, ANA, campaign.now)
        assert _found(database.path, words_of(ANA))
        reader.close()
        await privacy.finish_forgetting(database)
        assert _found(database.path, words_of(ANA)) == set()

    workshop.run(act)


def _found(path: Path, words: list[str]) -> set[str]:
    return {found.decode() for found in _found_bytes(path, [said.encode() for said in words])}


def _found_bytes(path: Path, marks: list[bytes]) -> set[bytes]:
    files = [path, path.with_name(path.name + "-wal")]
    content = b"".join(file.read_bytes() for file in files if file.exists())
    return {mark for mark in marks if mark in content}


@pytest.mark.parametrize("leaving", [people.left, people.leave_updates, digests.unsubscribe])
async def test_leaving_is_not_forgetting(
    campaign: Campaign, leaving: Callable[[Database, int, datetime], Any]
) -> None:
    await leave_traces(campaign, ANA)
    await leaving(campaign.database, ANA, campaign.now)
    assert await campaign.count() == 1
    assert word("name", ANA) in repr(await campaign.holding(ANA))
