"""Whoever comes, goes or blocks, whatever is published, however the clock jumps: nobody is told
anything twice, and nobody who stays is left out."""

import asyncio
import json
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Connection, select

from campaign import digests, people, privacy
from campaign.articles import library
from campaign.articles.article import ArticleDraft
from campaign.consents import ConsentText
from campaign.digests import Edition, Frequency, Schedule
from campaign.people import Person
from db.engine import Database
from db.schema import message_contents, messages, outbox
from tests.campaign.conftest import Workshop

PEOPLE = st.integers(4_400_000_001, 4_400_000_004)
SCHEDULES = st.builds(
    Schedule,
    st.sampled_from(Frequency),
    st.integers(0, 23),
    st.sampled_from(["America/Mexico_City", "Europe/Madrid", "America/Santiago", "Asia/Tokyo"]),
    st.integers(0, 6),
)
YES = ConsentText("en", "Send me the digest.")
FEW = settings(
    max_examples=10,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=200, stateful_step_count=80)


@dataclass
class Reader:
    """What the test knows of someone whose subscription runs."""

    schedule: Schedule
    due: datetime
    news: list[int] = field(default_factory=list)


def _render(edition: Edition) -> dict[str, Any]:
    told = [[article.id for article in edition.articles], edition.more]
    return {"method": "sendMessage", "params": {"text": json.dumps(told)}}


def _digests(conn: Connection) -> dict[int, list[tuple[str, list[int], int]]]:
    rows = conn.execute(
        select(outbox.c.recipient, outbox.c.state, message_contents.c.payload)
        .join(messages, messages.c.id == outbox.c.message_id)
        .join(
            message_contents,
            (message_contents.c.message_id == outbox.c.message_id)
            & (message_contents.c.language == outbox.c.language),
        )
        .where(messages.c.kind == "digest")
        .order_by(outbox.c.id)
    )
    told: dict[int, list[tuple[str, list[int], int]]] = {}
    for row in rows:
        articles, more = json.loads(row.payload["params"]["text"])
        told.setdefault(row.recipient, []).append((row.state, articles, more))
    return told


class DigestHistories(RuleBasedStateMachine):
    """Four readers and a library that grows."""

    workshop: Workshop
    database: Database

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.runner = self.closing.enter_context(asyncio.Runner())
        self.readers: dict[int, Reader] = {}
        self.told: dict[int, list[tuple[str, list[int], int]]] = {}
        self.published = 0

    @initialize()
    def open(self) -> None:
        path = self.closing.enter_context(self.workshop.file())
        self.now = self.workshop.now
        self.database = self._do(self._open(Database.open(path, None)))

    async def _open(self, database: Database) -> Database:
        return (await self.workshop.campaign_in(database)).database

    def teardown(self) -> None:
        if hasattr(self, "database"):
            self._do(self.database.close())
        self.closing.close()

    @rule(person=PEOPLE, schedule=SCHEDULES, language=st.sampled_from(["en", "es"]))
    def subscribe(self, person: int, schedule: Schedule, language: str) -> None:
        self._do(
            digests.subscribe(self.database, Person(person, language), schedule, YES, self.now)
        )
        news = self.readers[person].news if person in self.readers else []
        self.readers[person] = Reader(schedule, digests.next_due(schedule, self.now), news)

    @rule(person=PEOPLE)
    def unsubscribe(self, person: int) -> None:
        ran = self._do(digests.unsubscribe(self.database, person, self.now))
        assert ran is (self.readers.pop(person, None) is not None)
        self._cancel(person)

    @rule(person=PEOPLE)
    def block(self, person: int) -> None:
        self._do(people.left(self.database, person, self.now))
        self.readers.pop(person, None)
        self._cancel(person)

    @rule(person=PEOPLE)
    def write_again(self, person: int) -> None:
        self._do(people.came_back(self.database, person))

    @rule(person=PEOPLE)
    def forget(self, person: int) -> None:
        self._do(privacy.forget(self.database, person, self.now))
        self.readers.pop(person, None)
        self.told.pop(person, None)

    @rule(language=st.sampled_from(["en", "es"]))
    def publish(self, language: str) -> None:
        self.published += 1
        draft = ArticleDraft(
            title=f"Number {self.published}", body=f"It tells {self.published}.", language=language
        )
        article = self._do(library.add(self.database, draft, now=self.now)).article
        for reader in self.readers.values():
            reader.news.append(article.id)

    @rule(hours=st.integers(1, 200))
    def the_clock_goes_on(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(hours=st.integers(1, 30))
    def the_clock_is_set_back(self, hours: int) -> None:
        self.now -= timedelta(hours=hours)

    @rule(lookers=st.integers(1, 3))
    def queue(self, lookers: int) -> None:
        self._do(self._look(lookers))
        for person, reader in self.readers.items():
            if reader.due > self.now + digests.FARTHEST:
                reader.due = digests.next_due(reader.schedule, self.now)
            if reader.due > self.now:
                continue
            reader.due = digests.next_due(reader.schedule, self.now)
            if reader.news:
                first, rest = reader.news[:5], reader.news[5:]
                self.told.setdefault(person, []).append(("pending", first, len(rest)))
                reader.news = []

    async def _look(self, lookers: int) -> None:
        async def look() -> None:
            while await digests.queue_due(self.database, _render, "es", self.now):
                pass

        await asyncio.gather(*(look() for _ in range(lookers)))

    @invariant()
    def everyone_was_told_just_what_was_news_to_them(self) -> None:
        if hasattr(self, "database"):
            assert self._do(self.database.read(_digests)) == self.told

    @invariant()
    def nobody_was_told_anything_twice(self) -> None:
        for digests_to_one in self.told.values():
            articles = [article for _, told, _ in digests_to_one for article in told]
            assert len(articles) == len(set(articles))

    def _cancel(self, person: int) -> None:
        if person in self.told:
            self.told[person] = [("cancelled", *rest) for _, *rest in self.told[person]]  # type: ignore[misc]

    def _do(self, acting: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(acting)


def _play(workshop: Workshop, much: settings) -> None:
    machine: type[DigestHistories] = type(
        "DigestHistories", (DigestHistories,), {"workshop": workshop}
    )
    run_state_machine_as_test(machine, settings=much)


def test_nobody_is_told_twice_and_nobody_is_left_out(workshop: Workshop) -> None:
    _play(workshop, FEW)


@pytest.mark.long
def test_over_long_histories_nobody_is_told_twice_or_left_out(workshop: Workshop) -> None:
    _play(workshop, MANY)
