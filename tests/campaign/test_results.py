"""The figures are counts of what stands, by the days on which it began; never a list of people."""

from datetime import date, datetime, timedelta

from campaign import digests, people, petitions, questions
from campaign.consents import ConsentText
from campaign.digests import Frequency, Schedule
from campaign.people import Person
from campaign.results import results
from db.engine import Database
from tests.campaign.conftest import Campaign

ANA, BEN, EVA = 1_600_000_001, 1_600_000_002, 1_600_000_003
YES = ConsentText("en", "Yes.")
TODAY, TOMORROW = date(2026, 11, 24), date(2026, 11, 25)


async def test_the_figures_count_what_stands(campaign: Campaign) -> None:
    database, now = campaign.database, campaign.now
    later = now + timedelta(days=1)
    for person, moment in ((ANA, now), (BEN, now), (EVA, later)):
        await campaign.sign(person, now=moment)
        await people.follow_updates(database, Person(person, "en"), YES, moment)
    schedule = Schedule(Frequency.DAILY, 8, "UTC")
    await digests.subscribe(database, Person(ANA, "en"), schedule, YES, later)
    await petitions.withdraw(database, campaign.petition.id, BEN, later)
    await people.leave_updates(database, ANA, later)
    await people.left(database, EVA, later)
    for status in ("answer", "answer", "no"):
        await questions.record(
            database, text="?", language="en", status=status, article_id=None, confidence=None,
            now=now,
        )  # fmt: skip
    await questions.write_to_organisers(database, Person(ANA, "en"), "Hello", now)

    found = await results(database, "en")

    assert found.petition is not None
    assert found.petition.count == 2
    assert list(found.signed_by_day) == [(TODAY, 1), (TOMORROW, 1)]
    assert (found.updates, list(found.followed_by_day)) == (1, [(TODAY, 1)])
    assert (found.digests, list(found.subscribed_by_day)) == (1, [(TOMORROW, 1)])
    assert dict(found.questions) == {"answer": 2, "no": 1, "contact": 1}
    assert found.waiting == 1
    assert not [person for person in (ANA, BEN, EVA) if str(person) in repr(found)]


async def test_before_anything_happened_all_is_zero(database: Database, now: datetime) -> None:
    found = await results(database, "en")
    assert found.petition is None
    assert (found.updates, found.digests, found.waiting, dict(found.questions)) == (0, 0, 0, {})
    assert not (*found.signed_by_day, *found.followed_by_day, *found.subscribed_by_day)
