"""Whatever several people do, in whatever order: the count is right and the forgotten are gone."""

import asyncio
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
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

from campaign import consents, drafts, people, petitions, privacy, questions
from campaign.consents import ConsentText, Purpose
from campaign.drafts import Draft
from campaign.people import Person
from campaign.petitions import NotSigned, Signature, amendments
from db import signatures as signature_rows
from db.engine import Database
from tests.campaign.conftest import Campaign, Workshop

PEOPLE = st.integers(min_value=7_700_000_001, max_value=7_700_000_003)
SWITCHES = st.sampled_from([Purpose.HANDOVER, Purpose.PUBLIC, Purpose.COUNTRY, Purpose.COMMENT])
YES = ConsentText("en", "It goes with my signature.")
FEW = settings(
    max_examples=20,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=200, stateful_step_count=60)


@dataclass
class Known:
    """What the test knows of a person since they were last forgotten."""

    number: int | None = None
    stands: bool = False
    name: str | None = None
    country: str | None = None
    comment: str | None = None
    purposes: set[Purpose] = field(default_factory=set)
    updates: bool = False

    @property
    def said(self) -> tuple[str | None, str | None, str | None]:
        return self.name, self.country, self.comment


class Histories(RuleBasedStateMachine):
    """Three people and one petition."""

    workshop: Workshop
    campaign: Campaign

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.runner = self.closing.enter_context(asyncio.Runner())
        self.known: dict[int, Known] = {}
        self.said: dict[int, list[str]] = {}
        self.gone: dict[int, list[str]] = {}
        self.issued = 0
        self.word_numbers = count(1)

    @initialize()
    def open(self) -> None:
        path = self.closing.enter_context(self.workshop.file())
        self.now = self.workshop.now
        self.campaign = self._do(self._open(Database.open(path, None)))

    async def _open(self, database: Database) -> Campaign:
        return await self.workshop.campaign_in(database)

    def teardown(self) -> None:
        if hasattr(self, "campaign"):
            self._do(self.campaign.database.close())
        self.closing.close()

    @rule(person=PEOPLE, named=st.booleans(), taps=st.integers(1, 3))
    def sign(self, person: int, named: bool, taps: int) -> None:
        was = self.known.get(person, Known())
        name = self._word(person) if named else None

        async def tap_together() -> list[petitions.Signed]:
            tapping = (self.campaign.sign(person, name, now=self.now) for _ in range(taps))
            return await asyncio.gather(*tapping)

        came = self._do(tap_together())
        assert [signed.is_new for signed in came].count(True) == (0 if was.stands else 1)
        knows = self._know(person)
        if not was.stands:
            self.issued += was.number is None
            knows.number = was.number or self.issued
            knows.stands, knows.name, knows.purposes = True, name, {Purpose.PROCESSING}
        for signed in came:
            self._is_as_known(person, signed.signature)

    @rule(person=PEOPLE)
    def withdraw(self, person: int) -> None:
        after = self._amend(
            person, petitions.withdraw(self._database, self._petition, person, self.now)
        )
        if after is not None:
            knows = self.known[person]
            knows.stands, knows.name, knows.country, knows.comment = False, None, None, None
            knows.purposes.clear()

    @rule(person=PEOPLE)
    def rename(self, person: int) -> None:
        name = self._word(person)
        renaming = amendments.rename(self._database, self._petition, person, name, self.now)
        if self._amend(person, renaming) is not None:
            self.known[person].name = name

    @rule(person=PEOPLE, country=st.sampled_from(["MX", "US", "AR"]))
    def say_country(self, person: int, country: str) -> None:
        saying = amendments.say_country(
            self._database, self._petition, person, country, YES, self.now
        )
        if self._amend(person, saying) is not None:
            self.known[person].country = country
            self.known[person].purposes.add(Purpose.COUNTRY)

    @rule(person=PEOPLE)
    def say_comment(self, person: int) -> None:
        comment = self._word(person)
        saying = amendments.say_comment(
            self._database, self._petition, person, comment, YES, self.now
        )
        if self._amend(person, saying) is not None:
            self.known[person].comment = comment
            self.known[person].purposes.add(Purpose.COMMENT)

    @rule(person=PEOPLE, purpose=SWITCHES, on=st.booleans())
    def switch(self, person: int, purpose: Purpose, on: bool) -> None:
        switching = amendments.set_consent(
            self._database, self._petition, person, purpose, YES if on else None, self.now
        )
        if self._amend(person, switching) is None:
            return
        knows = self.known[person]
        if on:
            knows.purposes.add(purpose)
            return
        knows.purposes.discard(purpose)
        if purpose is Purpose.COUNTRY:
            knows.country = None
        if purpose is Purpose.COMMENT:
            knows.comment = None

    @rule(person=PEOPLE, on=st.booleans())
    def follow_updates(self, person: int, on: bool) -> None:
        if on:
            knows = self._know(person)
            agreeing = ConsentText("en", "Write to me.")
            self._do(
                people.follow_updates(self._database, Person(person, "en"), agreeing, self.now)
            )
            knows.updates = True
            return
        left = self._do(people.leave_updates(self._database, person, self.now))
        knows = self.known.get(person, Known())
        assert left is knows.updates
        knows.updates = False

    @rule(person=PEOPLE)
    def write_to_organisers(self, person: int) -> None:
        word = self._word(person)
        self._know(person)
        writing = questions.write_to_organisers(
            self._database, Person(person, "en"), word, self.now
        )
        self._do(writing)

    @rule(person=PEOPLE)
    def begin_a_form(self, person: int) -> None:
        word = self._word(person)
        self._know(person)
        draft = Draft("sign", "comment", {"said": word})
        self._do(drafts.keep(self._database, Person(person, "en"), draft, self.now))

    @rule(person=PEOPLE)
    def forget(self, person: int) -> None:
        self._do(privacy.forget(self._database, person, self.now))
        self.known.pop(person, None)
        self.gone.setdefault(person, []).extend(self.said.pop(person, []))

    @rule(hours=st.integers(1, 48))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @invariant()
    def the_count_shown_is_the_count(self) -> None:
        if not hasattr(self, "campaign"):
            return
        counted = self._do(
            self._database.read(lambda conn: signature_rows.recount(conn, self._petition))
        )
        standing = sum(knows.stands for knows in self.known.values())
        assert self._do(self.campaign.count()) == counted == standing

    @invariant()
    def signatures_are_as_people_left_them(self) -> None:
        for person, knows in self.known.items():
            found = self._do(petitions.signature_of(self._database, self._petition, person))
            assert (found is not None) is knows.stands
            if found is not None:
                self._is_as_known(person, found)
            assert self._do(consents.receives_updates(self._database, person)) is knows.updates

    @invariant()
    def a_consent_for_a_petition_stands_only_beside_a_signature(self) -> None:
        if not hasattr(self, "campaign"):
            return
        for table, row in self._do(self.campaign.kept()):
            if table == "consents" and row["petition_id"] and row["revoked_at"] is None:
                assert self.known[row["person_id"]].stands

    @invariant()
    def nothing_of_the_forgotten_is_in_any_table(self) -> None:
        for person, words in self.gone.items():
            traces: list[object] = [*words]
            if person not in self.known:
                traces.append(person)
            assert self._do(self.campaign.holding(*traces)) == []

    @property
    def _database(self) -> Database:
        return self.campaign.database

    @property
    def _petition(self) -> int:
        return self.campaign.petition.id

    def _know(self, person: int) -> Known:
        return self.known.setdefault(person, Known())

    def _word(self, person: int) -> str:
        word = f"word-{next(self.word_numbers)}-of-theirs"
        self.said.setdefault(person, []).append(word)
        return word

    def _amend(self, person: int, amending: Coroutine[Any, Any, Any]) -> Any:
        """What came of changing a signature; None where none stands, which must be told."""
        try:
            after = self._do(amending)
        except NotSigned:
            assert not self.known.get(person, Known()).stands
            return None
        assert self.known[person].stands
        return after

    def _is_as_known(self, person: int, signature: Signature) -> None:
        knows = self.known[person]
        assert signature.number == knows.number
        assert (signature.name, signature.country, signature.comment) == knows.said
        assert signature.purposes == knows.purposes

    def _do(self, acting: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(acting)


def _play(workshop: Workshop, much: settings) -> None:
    machine: type[Histories] = type("Histories", (Histories,), {"workshop": workshop})
    run_state_machine_as_test(machine, settings=much)


def test_whatever_people_do_the_count_is_right_and_the_forgotten_are_gone(
    workshop: Workshop,
) -> None:
    _play(workshop, FEW)


@pytest.mark.long
def test_however_long_people_go_on_the_count_is_right_and_the_forgotten_are_gone(
    workshop: Workshop,
) -> None:
    _play(workshop, MANY)
