"""People are remembered when they ask for it, and left alone when they leave."""

from datetime import datetime

from campaign import consents, digests, notices, people, team
from campaign.consents import ConsentText
from campaign.digests import Frequency, Schedule
from campaign.people import Person
from db.engine import Database
from tests.campaign.conftest import Campaign

ANA = 1_500_000_001
YES = ConsentText("en", "Write to me.")


async def test_who_only_reads_is_not_remembered(campaign: Campaign) -> None:
    stranger = Person(ANA, "es")
    assert await people.known(campaign.database, stranger) == stranger
    assert await people.addressed(campaign.database, ANA, "en") == Person(ANA, "en")
    await people.came_back(campaign.database, ANA)
    await people.left(campaign.database, ANA, campaign.now)
    assert not await people.leave_updates(campaign.database, ANA, campaign.now)
    assert not await digests.unsubscribe(campaign.database, ANA, campaign.now)
    assert await campaign.holding(ANA) == []


async def test_the_language_chosen_stays_chosen(database: Database, now: datetime) -> None:
    await people.choose_language(database, Person(ANA, "es"), now)
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    assert await people.known(database, Person(ANA, "en")) == Person(ANA, "es")
    assert await people.addressed(database, ANA, "en") == Person(ANA, "es")
    await people.choose_language(database, Person(ANA, "en"), now)
    assert await people.known(database, Person(ANA, "es")) == Person(ANA, "en")


async def test_an_owner_whom_the_settings_name_is_answered_in_their_own_language(
    database: Database, now: datetime
) -> None:
    await team.make_owners(database, [ANA], now)
    assert await people.addressed(database, ANA, "en") == Person(ANA, "en")
    assert await people.known(database, Person(ANA, "es")) == Person(ANA, "es")
    assert await people.addressed(database, ANA, "en") == Person(ANA, "es")


async def test_leaving_ends_what_was_agreed_to_and_coming_back_does_not_begin_it(
    campaign: Campaign,
) -> None:
    database, now = campaign.database, campaign.now
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    schedule = Schedule(Frequency.DAILY, 8, "UTC")
    await digests.subscribe(database, Person(ANA, "en"), schedule, YES, now)
    await people.left(database, ANA, now)
    await people.came_back(database, ANA)
    assert not await consents.receives_updates(database, ANA)
    assert await digests.schedule_of(database, ANA) is None


async def test_leaving_cancels_all_that_waits(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    await people.follow_updates(database, Person(ANA, "en"), YES, now)
    payload = {"method": "sendMessage", "params": {"text": "An answer"}}
    await database.write(
        lambda conn: notices.queue(conn, Person(ANA, "en"), "answer:1", payload, now)
    )
    await people.left(database, ANA, now)
    states = [row["state"] for table, row in await campaign.kept() if table == "outbox"]
    assert states == ["cancelled"]


async def test_a_notice_with_the_same_reason_is_queued_once(campaign: Campaign) -> None:
    payload = {"method": "sendMessage", "params": {"text": "An answer"}}
    for _ in range(2):
        await campaign.database.write(
            lambda conn: notices.queue(conn, Person(ANA, "en"), "answer:1", payload, campaign.now)
        )
    assert [table for table, _ in await campaign.kept()].count("outbox") == 1
