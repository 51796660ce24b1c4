"""Each digest goes to who asked for one, when something is new, and never twice."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, select, update

from campaign import consents, digests, people, privacy
from campaign.articles import library
from campaign.articles.article import ArticleDraft
from campaign.consents import ConsentText, Purpose
from campaign.digests import Edition, Frequency, Schedule, UnknownTimeZone
from campaign.people import Person
from db import consents as consent_rows
from db import counters, dispatch
from db.engine import Database
from db.schema import message_contents, messages, outbox
from db.schema import people as people_table
from tests.campaign.conftest import Campaign

ANA, BEN, EVA = 4_400_000_001, 4_400_000_002, 4_400_000_003
DAILY = Schedule(Frequency.DAILY, 8, "America/Mexico_City")
YES = ConsentText("en", "Send me the digest.")
DAY = timedelta(days=1)


def render(edition: Edition) -> dict[str, Any]:
    """An edition as something that a test can read back."""
    told = {"articles": [article.id for article in edition.articles], "more": edition.more}
    return {"method": "sendMessage", "params": {"text": json.dumps(told)}}


def _told(conn: Connection, person_id: int) -> list[tuple[str, list[int], int]]:
    """`(state, article ids, how many more)` of each digest to the person, oldest first."""
    rows = conn.execute(
        select(outbox.c.state, message_contents.c.payload)
        .join(messages, messages.c.id == outbox.c.message_id)
        .join(
            message_contents,
            (message_contents.c.message_id == outbox.c.message_id)
            & (message_contents.c.language == outbox.c.language),
        )
        .where(outbox.c.recipient == person_id, messages.c.kind == "digest")
        .order_by(outbox.c.id)
    ).all()
    said = [(row.state, json.loads(row.payload["params"]["text"])) for row in rows]
    return [(state, edition["articles"], edition["more"]) for state, edition in said]


class Press:
    """The articles and the digests of one campaign."""

    def __init__(self, campaign: Campaign) -> None:
        self.database = campaign.database
        self.now = campaign.now

    async def publish(self, title: str, language: str = "en", work: str | None = None) -> int:
        draft = ArticleDraft(
            title=title, body=f"{title} is told here.", language=language, work=work
        )
        return (await library.add(self.database, draft, now=self.now)).article.id

    async def subscribe(
        self, *person_ids: int, language: str = "en", schedule: Schedule = DAILY
    ) -> None:
        for person_id in person_ids:
            person = Person(person_id, language)
            await digests.subscribe(self.database, person, schedule, YES, self.now)

    async def queue(self, after: timedelta = DAY) -> int:
        """Move the clock and queue what is due; how many were due."""
        self.now += after
        total = 0
        while due := await digests.queue_due(self.database, render, "es", self.now):
            total += due
        return total

    async def told(self, person_id: int) -> list[tuple[str, list[int], int]]:
        return await self.database.read(lambda conn: _told(conn, person_id))

    async def articles_told(self, person_id: int) -> list[int]:
        return [article for _, articles, _ in await self.told(person_id) for article in articles]


@pytest.fixture
def press(campaign: Campaign) -> Press:
    return Press(campaign)


async def test_a_subscriber_is_told_what_is_new_since_and_only_once(press: Press) -> None:
    await press.publish("Old")
    await press.subscribe(ANA)
    new = await press.publish("New")
    assert await press.queue() == 1
    assert await press.told(ANA) == [("pending", [new], 0)]
    assert await press.queue() == 1
    assert await press.told(ANA) == [("pending", [new], 0)]
    newer = await press.publish("Newer")
    await press.queue()
    assert await press.articles_told(ANA) == [new, newer]


async def test_nothing_new_queues_nothing(press: Press) -> None:
    await press.publish("Old")
    await press.subscribe(ANA, BEN)
    assert await press.queue() == 2
    assert await press.told(ANA) == []
    rows = await press.database.read(lambda conn: conn.execute(select(messages)).all())
    assert rows == []


async def test_before_the_hour_nothing_is_due(press: Press) -> None:
    await press.subscribe(ANA)
    await press.publish("New")
    due = digests.next_due(DAILY, press.now)
    press.now = due - timedelta(seconds=1)
    assert await press.queue(timedelta(0)) == 0
    assert await press.queue(timedelta(seconds=1)) == 1


async def test_after_days_of_silence_there_is_one_digest_and_not_one_a_day(press: Press) -> None:
    await press.subscribe(ANA)
    new = await press.publish("New")
    assert await press.queue(9 * DAY) == 1
    assert await press.told(ANA) == [("pending", [new], 0)]


async def test_a_weekly_digest_waits_for_its_weekday(press: Press) -> None:
    weekly = Schedule(Frequency.WEEKLY, 8, "America/Mexico_City", weekday=4)
    press.now = datetime(2026, 11, 24, 15, tzinfo=UTC)  # a Tuesday
    await press.subscribe(ANA, schedule=weekly)
    await press.publish("New")
    assert [await press.queue() for _ in range(4)] == [0, 0, 1, 0]


async def test_five_articles_are_told_and_the_rest_counted(press: Press) -> None:
    await press.subscribe(ANA)
    added = [await press.publish(f"Number {number}") for number in range(8)]
    await press.queue()
    await press.queue()
    assert await press.told(ANA) == [("pending", added[:5], 3)]


async def test_each_is_told_what_is_new_to_them(press: Press) -> None:
    await press.subscribe(ANA)
    first = await press.publish("First")
    await press.subscribe(BEN)
    second = await press.publish("Second")
    await press.queue()
    assert await press.articles_told(ANA) == [first, second]
    assert await press.articles_told(BEN) == [second]


async def test_a_work_is_told_in_the_readers_language_where_it_is_there(press: Press) -> None:
    await press.subscribe(ANA, language="en")
    await press.subscribe(BEN, language="es")
    english = await press.publish("The bridge", "en", "bridge")
    spanish = await press.publish("El puente", "es", "bridge")
    only_spanish = await press.publish("Solo", "es", "alone")
    await press.queue()
    assert await press.articles_told(ANA) == [english, only_spanish]
    assert await press.articles_told(BEN) == [spanish, only_spanish]


@pytest.mark.parametrize("language", ["en", "es"])
async def test_a_translation_that_comes_later_tells_nobody_the_same_again(
    press: Press, language: str
) -> None:
    await press.subscribe(ANA, language=language)
    first = await press.publish("The web", "en", work="web")
    await press.queue()
    await press.publish("La red", "es", work="web")
    await press.queue()
    assert await press.articles_told(ANA) == [first]


async def test_a_clock_that_ran_ahead_for_a_while_silences_nobody(press: Press) -> None:
    await press.subscribe(ANA)
    await press.publish("Old")
    assert await press.queue(300 * DAY) == 1
    press.now -= 300 * DAY
    assert await press.queue(timedelta(0)) == 1
    new = await press.publish("New")
    assert await press.queue() == 1
    assert (await press.articles_told(ANA))[1:] == [new]


async def test_a_retired_article_is_not_news(press: Press) -> None:
    await press.subscribe(ANA)
    article = await press.publish("Retired")
    await library.retire(press.database, article, now=press.now)
    await press.queue()
    assert await press.told(ANA) == []


async def test_changing_the_hour_keeps_what_was_told(press: Press) -> None:
    await press.subscribe(ANA)
    new = await press.publish("New")
    later = Schedule(Frequency.DAILY, 20, "Europe/Madrid")
    await press.subscribe(ANA, schedule=later)
    assert await digests.schedule_of(press.database, ANA) == later
    await press.queue()
    await press.queue()
    assert await press.articles_told(ANA) == [new]


async def test_who_starts_anew_is_up_to_date(press: Press) -> None:
    await press.subscribe(ANA)
    await digests.unsubscribe(press.database, ANA, press.now)
    await press.publish("Meanwhile")
    await press.subscribe(ANA)
    await press.queue()
    assert await press.told(ANA) == []


async def test_unsubscribing_cancels_what_is_on_its_way_and_the_consent(press: Press) -> None:
    await press.subscribe(ANA, BEN)
    new = await press.publish("New")
    await press.queue()
    assert await digests.unsubscribe(press.database, ANA, press.now)
    assert not await digests.unsubscribe(press.database, ANA, press.now)
    assert await press.told(ANA) == [("cancelled", [new], 0)]
    assert await press.told(BEN) == [("pending", [new], 0)]
    assert await digests.schedule_of(press.database, ANA) is None
    stands = await press.database.read(lambda conn: consents.stands(conn, ANA, Purpose.DIGEST))
    assert not stands
    await press.publish("Newer")
    await press.queue()
    assert len(await press.told(ANA)) == 1


async def test_leaving_updates_leaves_the_digest_alone(press: Press) -> None:
    await press.subscribe(ANA)
    await people.follow_updates(press.database, Person(ANA, "en"), YES, press.now)
    new = await press.publish("New")
    await press.queue()
    await people.leave_updates(press.database, ANA, press.now)
    assert await press.told(ANA) == [("pending", [new], 0)]


async def test_who_blocked_the_bot_is_not_queued_and_does_not_come_back_alone(
    press: Press,
) -> None:
    await press.subscribe(ANA, BEN)
    new = await press.publish("New")
    await press.queue()
    await people.left(press.database, ANA, press.now)
    assert await press.told(ANA) == [("cancelled", [new], 0)]
    await people.came_back(press.database, ANA)
    await press.publish("Newer")
    assert await press.queue() == 1
    assert len(await press.told(ANA)) == 1
    await press.subscribe(ANA)
    await press.publish("Newest")
    await press.queue()
    assert len(await press.told(ANA)) == 2


async def test_whom_telegram_reports_as_blocked_is_not_queued_again(press: Press) -> None:
    await press.subscribe(ANA)
    await press.publish("New")
    await press.queue()

    def send(conn: Connection) -> None:
        (row,) = dispatch.claim(conn, 10, press.now)
        dispatch.settle(conn, [dispatch.Outcome(row.id, "blocked")], press.now)

    await press.database.write(send)
    await press.publish("Newer")
    assert await press.queue() == 0
    assert await digests.schedule_of(press.database, ANA) is None


@pytest.mark.parametrize("ending", ["consent", "blocked"])
async def test_neither_a_consent_nor_a_subscription_alone_brings_a_digest(
    press: Press, ending: str
) -> None:
    await press.subscribe(ANA)
    await press.publish("New")

    def end(conn: Connection) -> None:
        if ending == "consent":
            consent_rows.revoke(conn, ANA, Purpose.DIGEST, None, press.now)
        else:
            conn.execute(update(people_table).values(blocked_at=press.now))

    await press.database.write(end)
    assert await press.queue() == 0
    assert await press.told(ANA) == []


async def test_who_was_forgotten_is_not_queued(press: Press) -> None:
    await press.subscribe(ANA)
    await press.publish("New")
    await privacy.forget(press.database, ANA, press.now)
    assert await press.queue() == 0
    assert await press.told(ANA) == []


async def test_many_who_are_due_are_all_queued_once(
    press: Press, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digests, "DUE_AT_ONCE", 3)
    crowd = range(4_400_001_000, 4_400_001_010)
    await press.subscribe(*crowd)
    new = await press.publish("New")
    assert await press.queue() == 10
    for person_id in crowd:
        assert await press.told(person_id) == [("pending", [new], 0)]
    (message,) = await press.database.read(lambda conn: conn.execute(select(messages.c.id)).all())
    progress = await press.database.read(lambda conn: counters.progress(conn, message.id))
    assert progress is not None
    assert (progress.pending, progress.total) == (10, 10)


async def test_two_who_look_at_once_queue_nobody_twice(press: Press) -> None:
    await press.subscribe(ANA, BEN, EVA)
    await press.publish("New")
    press.now += DAY
    looked = await asyncio.gather(
        *(digests.queue_due(press.database, render, "es", press.now) for _ in range(5))
    )
    assert sorted(looked) == [0, 0, 0, 0, 3]
    for person_id in (ANA, BEN, EVA):
        assert len(await press.told(person_id)) == 1


async def test_a_render_that_fails_leaves_nobody_out(press: Press) -> None:
    await press.subscribe(ANA)
    new = await press.publish("New")
    press.now += DAY

    def fail(edition: Edition) -> dict[str, Any]:
        raise ValueError(edition.language)

    with pytest.raises(ValueError, match="en"):
        await digests.queue_due(press.database, fail, "es", press.now)
    assert await press.queue(timedelta(0)) == 1
    assert await press.articles_told(ANA) == [new]


@pytest.mark.parametrize(
    "zone", ["", "Nowhere/City", "America", "../etc/passwd", "/etc/passwd", "a\0b", "x" * 5000, "✈"]
)
async def test_a_zone_that_is_none_is_refused_and_nothing_kept(press: Press, zone: str) -> None:
    with pytest.raises(UnknownTimeZone):
        await press.subscribe(ANA, schedule=Schedule(Frequency.DAILY, 8, zone))
    assert await digests.schedule_of(press.database, ANA) is None


async def test_a_preview_tells_everything_and_changes_nothing(press: Press) -> None:
    added = [await press.publish(f"Number {number}") for number in range(6)]
    await press.subscribe(ANA)
    edition = await digests.preview(press.database, "en")
    assert [article.id for article in edition.articles] == added[:5]
    assert edition.more == 1
    assert edition.petition is not None
    assert await press.told(ANA) == []


async def test_the_digest_says_how_the_petition_stands(press: Press, campaign: Campaign) -> None:
    await campaign.sign(BEN)
    seen: list[Edition] = []

    def keep(edition: Edition) -> dict[str, Any]:
        seen.append(edition)
        return render(edition)

    await press.subscribe(ANA, language="es")
    await press.publish("New")
    await digests.queue_due(press.database, keep, "es", press.now + DAY)
    (edition,) = seen
    assert edition.petition is not None
    assert (edition.language, edition.petition.count) == ("es", 1)
    assert edition.petition.wording.language == "es"


async def test_the_subscription_and_its_consent_come_together(
    database: Database, now: datetime
) -> None:
    await digests.subscribe(database, Person(ANA, "es"), DAILY, YES, now)
    held = await privacy.everything_about(database, ANA)
    ((consent,), (subscription,)) = (held.parts["consents"], held.parts["digest"])
    assert (consent["purpose"], consent["body"]) == ("digest", YES.body)
    assert subscription["next_due_at"] == digests.next_due(DAILY, now).isoformat()
