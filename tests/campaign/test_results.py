"""The figures are counts of what stands, by the days on which it began; never a list of people."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from campaign import digests, people, petitions, privacy, questions
from campaign.consents import ConsentText
from campaign.digests import Frequency, Schedule
from campaign.people import Person
from campaign.petitions import invalidating, suspicion
from campaign.petitions.invalidating import Filter, Why
from campaign.petitions.suspicion import Suspicion
from campaign.results import results
from db.engine import Database
from tests.campaign.conftest import PLAN, Campaign

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


async def test_what_was_accepted_withdrawn_set_aside_and_marked_adds_up(
    campaign: Campaign,
) -> None:
    database, petition = campaign.database, campaign.petition.id
    for person in (ANA, BEN, EVA):
        await campaign.sign(person, "Ana 1" if person == ANA else "Ana")
    await suspicion.mark_new(database, (), campaign.now)
    await petitions.withdraw(database, petition, BEN, campaign.now)
    await people.choose_language(database, Person(9, "en"), campaign.now)
    chosen = Filter(petition, number=3)
    counted = await invalidating.count(database, chosen)
    await invalidating.set_aside(
        database, chosen, counted.mark, Why.TWICE, actor_id=9, now=campaign.now
    )

    tally = (await results(database, "en")).tally

    assert tally is not None
    assert (tally.accepted, tally.withdrawn, tally.set_aside) == (3, 1, 1)
    assert tally.petition.count == 1
    assert dict(tally.marked) == {Suspicion.DIGITS: 1}
    await petitions.withdraw(database, petition, EVA, campaign.now)
    await privacy.forget(database, ANA, campaign.now)
    tally = (await results(database, "en")).tally
    assert tally is not None
    assert (tally.accepted, tally.withdrawn, tally.set_aside) == (3, 3, 0)


async def test_one_of_many_petitions_is_chosen_and_the_others_are_offered(
    campaign: Campaign,
) -> None:
    second = replace(PLAN, slug="another")
    await petitions.plan(campaign.database, second, campaign.now)
    await campaign.sign(ANA)
    first = await results(campaign.database, "en")
    assert first.petition is not None
    assert first.petition.slug == PLAN.slug
    (other,) = first.others
    assert other.slug == "another"
    chosen = await results(campaign.database, "en", other.id)
    assert chosen.petition == other
    assert [each.slug for each in chosen.others] == [PLAN.slug]
    assert list(chosen.signed_by_day) == []
