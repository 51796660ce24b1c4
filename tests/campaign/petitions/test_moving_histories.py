"""Whoever moves or withdraws by code, whatever else happens: count, ledger and receipts hold."""

from collections.abc import Coroutine
from typing import Any

import pytest
from hypothesis import settings
from hypothesis.stateful import rule, run_state_machine_as_test
from sqlalchemy import Connection

from campaign.people import Person
from campaign.petitions import NotSigned, SetAside, moving
from campaign.petitions.codes import code_of
from campaign.petitions.moving import SignedHere
from campaign.petitions.tries import Tries, UnknownCode
from campaign.proofs.keys import keys_in
from tests.campaign.conftest import Workshop
from tests.campaign.petitions.test_ledger_histories import FEW, MANY, PEOPLE, Known, Ledgers


class Movers(Ledgers):
    """The same four people, who now hold the codes of their receipts, and find each other's."""

    def __init__(self) -> None:
        super().__init__()
        self.spent: set[str] = set()

    @rule(person=PEOPLE, to=PEOPLE)
    def move(self, person: int, to: int) -> None:
        knows, code = self.known.get(person), self._code(person)
        moving_it = moving.move(self._database, code, Person(to, "en"), Tries(), self.campaign.now)
        refused = self._refused(moving_it)
        assert refused is self._refusal(knows, person, to)
        if refused is None and knows is not None and to != person:
            self.known[to] = self.known.pop(person)
            self.words.setdefault(to, []).extend(self.words.pop(person, []))
            self.spent.add(code)

    @rule(person=PEOPLE, to=PEOPLE)
    def withdraw_by_code(self, person: int, to: int) -> None:
        knows, code = self.known.get(person), self._code(person)
        leaving = moving.withdraw(
            self._database, code, Person(to, "en"), Tries(), self.campaign.now
        )
        refused = self._refused(leaving)
        assert refused is (UnknownCode if knows is None or knows.withdrawn else None)
        if refused is None and knows is not None:
            knows.withdrawn = True

    @rule(to=PEOPLE)
    def try_a_spent_code(self, to: int) -> None:
        for code in self.spent - {self._code(person) for person in self.known}:
            finding = moving.find(
                self._database, code, Person(to, "en"), Tries(), self.campaign.now
            )
            assert self._refused(finding) is UnknownCode

    def _refusal(self, knows: Known | None, person: int, to: int) -> type[Exception] | None:
        if knows is None or knows.withdrawn:
            return UnknownCode
        if person == to:
            return None if knows.stands else NotSigned
        if not knows.stands:
            return SetAside
        return SignedHere if to in self.known else None

    def _refused(self, acting: Coroutine[Any, Any, Any]) -> type[Exception] | None:
        try:
            self._do(acting)
        except (UnknownCode, SetAside, SignedHere, NotSigned) as refusal:
            return type(refusal)
        return None

    def _code(self, person: int) -> str:
        """Of the person's signature; made up for who has none."""
        knows = self.known.get(person)
        number = knows.number if knows else 999

        def made(conn: Connection) -> str:
            return str(code_of(keys_in(conn).code, self.campaign.petition.id, number, person))

        return str(self._do(self._database.write(made)))


def _play(workshop: Workshop, much: settings) -> None:
    machine: type[Movers] = type("Movers", (Movers,), {"workshop": workshop})
    run_state_machine_as_test(machine, settings=much)


def test_whoever_moves_the_ledger_holds(workshop: Workshop) -> None:
    _play(workshop, settings(FEW, max_examples=8))


@pytest.mark.long
def test_however_often_they_move_the_ledger_holds(workshop: Workshop) -> None:
    _play(workshop, MANY)
