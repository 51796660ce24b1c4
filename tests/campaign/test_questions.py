"""Questions are kept without who asked, unless they pass one on, and then for as long as needed."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import Connection, delete

from bot.outbox import Outbox
from campaign import drafts, notices, people, questions
from campaign.drafts import Draft
from campaign.people import Person
from campaign.questions import (
    ANSWER_LIMIT,
    LINK_LASTS,
    AnswerTooLong,
    PassedQuestion,
    QuestionGone,
    Settled,
)
from db import dispatch
from db import people as people_rows
from db import questions as rows
from db.dispatch import Outcome
from db.schema import questions as table
from tests.campaign.conftest import Campaign

ANA, BEN, EVA = 1_300_000_001, 1_300_000_002, 1_300_000_003


@pytest.fixture(autouse=True)
async def eva_is_on_the_team(campaign: Campaign) -> None:
    await campaign.database.write(lambda conn: people_rows.remember(conn, EVA, "en", campaign.now))


async def _ask(campaign: Campaign, text: str = "Who decides?", status: str = "no") -> int:
    return await questions.record(
        campaign.database,
        text=text,
        language="en",
        status=status,
        article_id=None,
        confidence=0.2,
        now=campaign.now,
    )


async def _pass_on(campaign: Campaign, question_id: int, person_id: int = ANA) -> PassedQuestion:
    return await questions.pass_on(
        campaign.database, Person(person_id, "es"), question_id, campaign.now
    )


async def _answer(campaign: Campaign, question_id: int, text: str | None = "We do.") -> Settled:
    return await campaign.database.write(
        lambda conn: questions.answer(conn, question_id, text, actor_id=EVA, now=campaign.now)
    )


async def test_a_question_is_kept_without_who_asked(campaign: Campaign) -> None:
    question = await _ask(campaign)
    row = await campaign.database.read(lambda conn: rows.get(conn, question))
    assert row is not None
    assert (row["text"], row["status"], row["person_id"]) == ("Who decides?", "no", None)
    assert await questions.count_waiting(campaign.database) == 0


async def test_passing_on_links_it_and_lets_it_wait(campaign: Campaign) -> None:
    question = await _ask(campaign)
    passed = await _pass_on(campaign, question)
    assert (passed.id, passed.text, passed.passed_at) == (question, "Who decides?", campaign.now)
    assert await questions.waiting(campaign.database) == [passed]
    assert await questions.get_waiting(campaign.database, question) == passed
    assert "questions" in {name for name, _ in await campaign.holding(ANA)}


async def test_it_is_passed_on_once_and_by_one_person(campaign: Campaign) -> None:
    question = await _ask(campaign)
    came = await asyncio.gather(
        *(_pass_on(campaign, question, ANA + tap % 2) for tap in range(6)), return_exceptions=True
    )
    assert [isinstance(each, PassedQuestion) for each in came[::2]] == [True] * 3
    assert [isinstance(each, QuestionGone) for each in came[1::2]] == [True] * 3
    assert await questions.count_waiting(campaign.database) == 1


async def test_a_refused_passing_on_leaves_nobody_remembered(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question, ANA)
    with pytest.raises(QuestionGone):
        await _pass_on(campaign, question, BEN)
    with pytest.raises(QuestionGone):
        await _pass_on(campaign, 999, BEN)
    assert await campaign.holding(BEN) == []


async def test_answering_says_whom_to_tell_and_drops_the_link(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    settled = await _answer(campaign, question)
    assert settled.asker == Person(ANA, "es")
    assert settled.question.text == "Who decides?"
    assert {name for name, _ in await campaign.holding(ANA)} == {"people"}
    row = await campaign.database.read(lambda conn: rows.get(conn, question))
    assert row is not None
    assert (row["answer"], row["answered_at"], row["person_id"]) == ("We do.", campaign.now, None)
    assert await questions.count_waiting(campaign.database) == 0


async def test_setting_aside_drops_the_link_too(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    settled = await _answer(campaign, question, None)
    assert settled.asker is not None
    assert {name for name, _ in await campaign.holding(ANA)} == {"people"}
    lines = [row for name, row in await campaign.kept() if name == "audit"]
    assert lines[-1]["action"] == "question:set-aside"


async def test_two_who_answer_at_once_answer_once(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    came = await asyncio.gather(
        *(_answer(campaign, question, f"Answer {tap}") for tap in range(4)), return_exceptions=True
    )
    assert sum(isinstance(each, Settled) for each in came) == 1
    assert sum(isinstance(each, QuestionGone) for each in came) == 3


async def test_what_was_not_passed_on_cannot_be_answered(campaign: Campaign) -> None:
    question = await _ask(campaign)
    for wanted in (question, 999):
        with pytest.raises(QuestionGone):
            await _answer(campaign, wanted)
        with pytest.raises(QuestionGone):
            await questions.get_waiting(campaign.database, wanted)


async def test_an_answer_that_is_too_long_settles_nothing(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    with pytest.raises(AnswerTooLong) as refused:
        await _answer(campaign, question, "a" * (ANSWER_LIMIT + 1))
    assert refused.value.values == {"limit": ANSWER_LIMIT}
    assert await questions.count_waiting(campaign.database) == 1
    await _answer(campaign, question, "a" * ANSWER_LIMIT)


async def test_after_thirty_days_nobody_knows_who_asked(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    assert await questions.unlink_old(database, now + LINK_LASTS) == 0
    assert await questions.unlink_old(database, now + LINK_LASTS + timedelta(seconds=1)) == 1
    assert {name for name, _ in await campaign.holding(ANA)} == {"people"}
    assert await questions.count_waiting(database) == 1
    settled = await _answer(campaign, question)
    assert settled.asker is None


async def test_a_message_to_a_human_waits_for_an_answer_as_a_question_does(
    campaign: Campaign,
) -> None:
    written = await questions.write_to_organisers(
        campaign.database, Person(ANA, "es"), "Please call me.", campaign.now
    )
    assert await questions.waiting(campaign.database) == [written]
    settled = await _answer(campaign, written.id)
    assert settled.asker == Person(ANA, "es")


async def test_the_oldest_come_first_and_only_so_many(campaign: Campaign) -> None:
    asked = [await _ask(campaign, f"Number {number}") for number in range(12)]
    for minute, question in enumerate(asked):
        at = campaign.now + timedelta(minutes=minute)
        await questions.pass_on(campaign.database, Person(ANA, "es"), question, at)
    waiting = await questions.waiting(campaign.database)
    assert [each.id for each in waiting] == asked[:10]
    assert await questions.count_waiting(campaign.database) == 12


async def test_whether_it_helped_is_kept_and_may_be_changed(campaign: Campaign) -> None:
    question = await _ask(campaign, status="answer")
    for helpful in (True, False):
        await questions.rate(campaign.database, question, helpful=helpful)
        row = await campaign.database.read(lambda conn: rows.get(conn, question))
        assert row is not None
        assert row["helpful"] is helpful
    await campaign.database.write(lambda conn: conn.execute(delete(table)))
    with pytest.raises(QuestionGone):
        await questions.rate(campaign.database, question, helpful=True)


async def test_the_team_is_told_with_the_question_or_neither_is_kept(campaign: Campaign) -> None:
    told: list[PassedQuestion] = []

    def fail(_: Connection, __: PassedQuestion) -> None:
        raise LookupError

    person, question = Person(ANA, "es"), await _ask(campaign)
    for tell in (fail, lambda _, asked: told.append(asked)):
        for _ in range(2):
            passing = questions.pass_on(campaign.database, person, question, campaign.now, tell)
            writing = questions.write_to_organisers(
                campaign.database, person, "Hello", campaign.now, tell
            )
            came = await asyncio.gather(passing, writing, return_exceptions=True)
            assert all(isinstance(each, LookupError) is (tell is fail) for each in came)
        if tell is fail:
            assert await campaign.holding(ANA) == []
    assert [each.text for each in told].count("Who decides?") == 1  # however often it is tapped


async def test_writing_to_the_organisers_ends_the_form(campaign: Campaign) -> None:
    person = Person(ANA, "es")
    await drafts.keep(campaign.database, person, Draft("contact", "message"), campaign.now)
    await questions.write_to_organisers(campaign.database, person, "Hello", campaign.now)
    assert await drafts.current(campaign.database, ANA, campaign.now) is None


async def test_the_teams_notices_go_once_a_question_is_settled(campaign: Campaign) -> None:
    question = await _ask(campaign)

    def tell(conn: Connection, asked: PassedQuestion) -> None:
        payload = {"method": "sendMessage", "params": {"text": asked.text}}
        notices.queue(conn, Person(EVA, "en"), f"question:{asked.id}:{EVA}", payload, campaign.now)

    await questions.pass_on(campaign.database, Person(ANA, "es"), question, campaign.now, tell)
    assert "messages" in {name for name, _ in await campaign.kept()}
    await _answer(campaign, question)
    assert "messages" not in {name for name, _ in await campaign.kept()}


async def test_who_blocked_the_bot_is_not_told_the_answer(campaign: Campaign) -> None:
    question = await _ask(campaign)
    await _pass_on(campaign, question)
    await people.left(campaign.database, ANA, campaign.now)
    assert (await _answer(campaign, question)).asker is None


async def test_notices_that_were_sent_are_kept_for_thirty_days(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now

    def queue(conn: Connection) -> None:
        for person in (ANA, BEN):
            payload = {"method": "sendMessage", "params": {"text": "We do."}}
            notices.queue(conn, Person(person, "en"), f"welcome:{person}", payload, now)

    await database.write(queue)
    (row,) = await database.write(lambda conn: dispatch.claim(conn, 1, now))
    await database.write(lambda conn: dispatch.settle(conn, [Outcome(row.id, "sent")], now))
    await questions.unlink_old(database, now + LINK_LASTS)
    assert len(await campaign.holding("We do.")) == 2
    await questions.unlink_old(database, now + LINK_LASTS + timedelta(seconds=1))
    assert len(await campaign.holding("We do.")) == 1  # Ben's still waits


async def test_nothing_links_a_question_to_who_asked_once_its_answer_arrived(
    campaign: Campaign,
) -> None:
    database, now = campaign.database, campaign.now
    for person in (ANA, BEN):
        passed = await _pass_on(campaign, await _ask(campaign), person)

        def change(conn: Connection, of: PassedQuestion = passed) -> None:
            settled = questions.answer(conn, of.id, "We do.", actor_id=EVA, now=now)
            assert settled.asker is not None
            payload = {"method": "sendMessage", "params": {"text": "We do, all of us."}}
            notices.queue(conn, settled.asker, f"answer:{of.id}", payload, now)

        await database.write(change)
    source = Outbox(database, lambda: now)
    turn = await source.turn([], 1)
    assert len(await campaign.holding("all of us")) == 2
    await source.turn([Outcome(turn.jobs[0].id, "sent", telegram_message_id=7)], 0)
    assert len(await campaign.holding("all of us")) == 1  # Ben's is still on its way
    assert {name for name, _ in await campaign.holding(ANA)} == {"people"}
    assert len([row for name, row in await campaign.kept() if name == "questions"]) == 2


async def test_an_answer_that_a_crash_kept_goes_with_the_housekeeping(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    payload = {"method": "sendMessage", "params": {"text": "We do."}}
    person = Person(ANA, "en")
    await database.write(lambda conn: notices.queue(conn, person, "answer:5", payload, now))
    await database.write(lambda conn: dispatch.claim(conn, 1, now))
    await database.write(lambda conn: dispatch.recover(conn, now))
    await questions.unlink_old(database, now)
    assert await campaign.holding("We do.") == []
