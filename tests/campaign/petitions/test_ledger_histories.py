"""Whatever signers, the team and crashes do: the count is right, the ledger audits clean, every
signer's receipt verifies, and nothing of a forgotten person is left in the files."""

import asyncio
import shutil
from collections.abc import Coroutine
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from itertools import combinations, count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import select

from campaign import petitions, privacy, team
from campaign.ledger import verify_consistency
from campaign.petitions import NotSigned, SetAside, amendments, invalidating
from campaign.petitions.invalidating import Filter, Why
from campaign.proofs import receipt, register
from campaign.proofs.auditing import audit
from campaign.proofs.keys import keys_in
from campaign.proofs.note import VerifierKey
from campaign.proofs.verifying import verify
from db import signatures as signature_rows
from db.engine import Database
from db.schema import checkpoints, leaf_records
from tests.campaign.conftest import Campaign, Workshop

PEOPLE = st.integers(min_value=7_700_000_001, max_value=7_700_000_004)
ORGANISER = 7_700_000_009
FEW = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)
MANY = settings(FEW, max_examples=150, stateful_step_count=60)


@dataclass
class Known:
    """What the test knows of a signature since its person was last forgotten."""

    number: int
    withdrawn: bool = False
    held_by: int | None = None

    @property
    def stands(self) -> bool:
        return not self.withdrawn and self.held_by is None


class Ledgers(RuleBasedStateMachine):
    """Four people and an organiser, one petition, and a process that dies now and then."""

    workshop: Workshop
    campaign: Campaign

    def __init__(self) -> None:
        super().__init__()
        self.closing = ExitStack()
        self.runner = self.closing.enter_context(asyncio.Runner())
        self.known: dict[int, Known] = {}
        self.words: dict[int, list[bytes]] = {}
        self.gone: list[bytes] = []
        self.numbers = count(1)
        self.word_numbers = count(1)

    @initialize()
    def open(self) -> None:
        self._take_over(self.closing.enter_context(self.workshop.file()))
        self._do(team.make_owners(self._database, [ORGANISER], self.campaign.now))

    def _take_over(self, path: Path) -> None:
        self.path = path
        self.campaign = self._do(self._open(path))

    async def _open(self, path: Path) -> Campaign:
        return await self.workshop.campaign_in(Database.open(path, None))

    def teardown(self) -> None:
        if hasattr(self, "campaign"):
            self._any_two_checkpoints_are_consistent()
            self._do(self.campaign.database.close())
        self.closing.close()

    @rule(person=PEOPLE)
    def sign(self, person: int) -> None:
        knows = self.known.get(person)
        try:
            signed = self._do(self.campaign.sign(person, self._word(person)))
        except SetAside:
            assert knows is not None
            assert knows.held_by is not None
            return
        assert knows is None or knows.held_by is None
        assert signed.is_new is (knows is None or knows.withdrawn)
        if knows is None:
            self.known[person] = knows = Known(next(self.numbers))
        knows.withdrawn = False
        assert signed.signature.number == knows.number

    @rule(person=PEOPLE)
    def rename(self, person: int) -> None:
        petition = self.campaign.petition.id
        name = self._word(person)
        renaming = amendments.rename(self._database, petition, person, name, self.campaign.now)
        self._only_if(person in self.known and self.known[person].stands, renaming)

    @rule(person=PEOPLE)
    def withdraw(self, person: int) -> None:
        petition = self.campaign.petition.id
        knows = self.known.get(person)
        leaving = petitions.withdraw(self._database, petition, person, self.campaign.now)
        self._only_if(knows is not None and not knows.withdrawn, leaving)
        if knows is not None:
            knows.withdrawn = True

    @rule(person=PEOPLE)
    def forget(self, person: int) -> None:
        mine = self._secrets_of(person) + self.words.pop(person, [])
        self._do(privacy.forget(self._database, person, self.campaign.now))
        self.known.pop(person, None)
        self.gone += mine
        self._nothing_of_the_forgotten_is_in_the_files()

    @precondition(lambda self: any(knows.stands for knows in self.known.values()))
    @rule(data=st.data())
    def set_aside(self, data: st.DataObject) -> None:
        standing = sorted(person for person, knows in self.known.items() if knows.stands)
        person = data.draw(st.sampled_from(standing))
        chosen = Filter(self.campaign.petition.id, number=self.known[person].number)
        counted = self._do(invalidating.count(self._database, chosen))
        assert counted.number == 1
        made = self._do(
            invalidating.set_aside(
                self._database,
                chosen,
                counted.mark,
                Why.MACHINE,
                actor_id=ORGANISER,
                now=self.campaign.now,
            )
        )
        self.known[person].held_by = made.id

    @precondition(lambda self: any(knows.held_by for knows in self.known.values()))
    @rule(data=st.data())
    def restore(self, data: st.DataObject) -> None:
        held = sorted(knows.held_by for knows in self.known.values() if knows.held_by)
        made = data.draw(st.sampled_from(held))
        undoing = invalidating.undo(self._database, made, actor_id=ORGANISER, now=self.campaign.now)
        self._do(undoing)
        for knows in self.known.values():
            if knows.held_by == made:
                knows.held_by = None

    @rule()
    def crash(self) -> None:
        """What lies on the disk at this moment is all that a killed process leaves."""
        folder = self.closing.enter_context(self.workshop.file()).parent
        for file in self.path.parent.glob("pliego.db*"):
            if not file.name.endswith("-shm"):
                shutil.copy(file, folder / file.name)
        self._do(self.campaign.database.close())
        self._take_over(folder / "pliego.db")

    @invariant()
    def the_count_is_right(self) -> None:
        standing = sum(knows.stands for knows in self.known.values())
        counted = self._do(
            self._database.read(
                lambda conn: signature_rows.recount(conn, self.campaign.petition.id)
            )
        )
        assert self._do(self.campaign.count()) == counted == standing

    @invariant()
    def the_ledger_audits_clean(self) -> None:
        if self._do(self._database.read(register.newest)) is not None:
            self._do(self._database.read(audit))

    @invariant()
    def every_signers_receipt_verifies(self) -> None:
        for person, knows in self.known.items():
            if knows.stands:
                signature = self._do(
                    petitions.signature_of(self._database, self.campaign.petition.id, person)
                )
                build = partial(receipt.build, newest_leaf=signature.leaf)
                file = self._do(self._database.read(build))
                assert verify(file, self._key()).number == knows.number

    def _key(self) -> VerifierKey:
        return self._do(self._database.read(keys_in)).signer.key  # type: ignore[no-any-return]

    def _secrets_of(self, person: int) -> list[bytes]:
        """Salts and pseudonym that bind the person to their leaves."""
        knows = self.known.get(person)
        if knows is None:
            return []

        def query(conn: Any) -> list[bytes]:
            rows = conn.execute(select(leaf_records)).all()
            mine = [row for row in rows if f'"number":{knows.number},' in row.content]
            return [row.salt for row in mine] + [row.content.encode() for row in mine]

        return self._do(self._database.read(query))  # type: ignore[no-any-return]

    def _nothing_of_the_forgotten_is_in_the_files(self) -> None:
        for file in self.path.parent.glob("pliego.db*"):
            content = file.read_bytes()
            assert not [trace for trace in self.gone if trace in content], file.name

    def _any_two_checkpoints_are_consistent(self) -> None:
        def query(conn: Any) -> None:
            rows = conn.execute(select(checkpoints.c.size, checkpoints.c.root)).all()
            for one, two in combinations(sorted(rows), 2):
                proof = register.consistency(conn, one.size, two.size)
                verify_consistency(one.size, two.size, one.root, two.root, proof)

        self._do(self._database.read(query))

    @property
    def _database(self) -> Database:
        return self.campaign.database

    def _word(self, person: int) -> str:
        word = f"word-{next(self.word_numbers)}-of-theirs"
        self.words.setdefault(person, []).append(word.encode())
        return word

    def _only_if(self, may: bool, acting: Coroutine[Any, Any, Any]) -> None:
        try:
            self._do(acting)
        except NotSigned:
            assert not may
        else:
            assert may

    def _do(self, acting: Coroutine[Any, Any, Any]) -> Any:
        return self.runner.run(acting)


def _play(workshop: Workshop, much: settings) -> None:
    machine: type[Ledgers] = type("Ledgers", (Ledgers,), {"workshop": workshop})
    run_state_machine_as_test(machine, settings=much)


def test_whatever_happens_the_ledger_holds(workshop: Workshop) -> None:
    _play(workshop, FEW)


@pytest.mark.long
def test_however_long_it_goes_on_the_ledger_holds(workshop: Workshop) -> None:
    _play(workshop, MANY)
