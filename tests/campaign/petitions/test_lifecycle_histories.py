"""Whatever a team does in whatever order: a petition never opens without those who must agree."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.consents import ConsentText
from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import authoring, lifecycle, sign, timing
from campaign.petitions.lifecycle import MOVES, State
from campaign.refusals import Refusal
from campaign.team import Role
from db import people, team
from tests.campaign.conftest import Campaign, Workshop

TEAM = (1, 2, 3)
NEEDED = 2
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            (
                "submit",
                "agree",
                "submit",
                "agree",
                "back",
                "change",
                "open",
                "close",
                "deliver",
                "sign",
                "clock",
            )
        ),
        st.sampled_from(TEAM),
    ),
    max_size=25,
)


@dataclass
class Model:
    """What must be true, kept beside the database by the simplest means."""

    state: State = State.DRAFT
    version: int = 1
    signers: set[int] = field(default_factory=set)
    agreed: set[int] = field(default_factory=set)

    def submit(self, actor: int) -> None:
        self._go({State.DRAFT}, State.REVIEW)
        self.agreed.add(actor)

    def agree(self, actor: int) -> None:
        self._be({State.REVIEW})
        self.agreed.add(actor)
        if len(self.agreed) >= NEEDED:
            self.state = State.OPEN

    def back(self, actor: int) -> None:
        self._go({State.REVIEW}, State.DRAFT)
        self.agreed.clear()

    def change(self, actor: int) -> None:
        self._be({State.DRAFT, State.OPEN})
        if self.state is State.OPEN or self.signers:
            self.version += 1
        if self.state is State.OPEN:
            self.state, self.agreed = State.REVIEW, {actor}

    def open(self, actor: int) -> None:
        self._be({State.REVIEW, State.CLOSED})
        if self.state is State.REVIEW and len(self.agreed) < NEEDED:
            raise Refused
        self.state = State.OPEN

    def close(self, actor: int) -> None:
        self._go({State.OPEN}, State.CLOSED)

    def deliver(self, actor: int) -> None:
        self._go({State.CLOSED}, State.DELIVERED)

    def sign(self, actor: int) -> None:
        """Who signed before finds the signature that stands, wherever the petition is."""
        if actor not in self.signers:
            self._be({State.OPEN})
        self.signers.add(actor)

    def clock(self, actor: int) -> None:
        """Nothing is due: no times are set."""

    def _be(self, origins: set[State]) -> None:
        if self.state not in origins:
            raise Refused

    def _go(self, origins: set[State], goal: State) -> None:
        self._be(origins)
        self.state = goal


class Refused(Exception):
    "The model says no"


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_every_history_ends_where_the_rules_say(
    workshop: Workshop, steps: list[tuple[str, int]]
) -> None:
    async def play(campaign: Campaign) -> None:
        petition_id = await _draft(campaign)
        model = Model()
        for name, actor in steps:
            before = model.state
            try:
                getattr(model, name)(actor)
            except Refused:
                with pytest.raises(Refusal):
                    await _act(campaign, petition_id, name, actor)
            else:
                await _act(campaign, petition_id, name, actor)
            shown = await authoring.sheet(campaign.database, petition_id, "en")
            assert (shown.state, shown.petition.version) == (model.state, model.version)
            assert before is model.state or _reachable(before, model.state)
            if shown.state in {State.DRAFT, State.REVIEW}:
                assert set(shown.agreed) == model.agreed

    workshop.run(play)


def _reachable(before: State, after: State) -> bool:
    return after in MOVES[before]


async def _draft(campaign: Campaign) -> int:
    def join(conn: Any) -> None:
        for person_id in TEAM:
            people.remember(conn, person_id, "en", campaign.now)
            team.set_role(conn, person_id, Role.ORGANISER, campaign.now)

    await campaign.database.write(join)
    wording = Wording("en", "Clean the river", "The council", "Please.")
    return await authoring.create(campaign.database, Person(1, "en"), wording, campaign.now)


async def _act(campaign: Campaign, petition_id: int, name: str, actor: int) -> None:
    database, now = campaign.database, campaign.now
    told: dict[str, Any] = {"actor_id": actor, "now": now}
    shown = await authoring.sheet(database, petition_id, "en")
    version = shown.petition.version
    match name:
        case "submit":
            await lifecycle.submit(database, petition_id, **told)
        case "agree":
            await lifecycle.agree(database, petition_id, version, needed=NEEDED, **told)
        case "back":
            await lifecycle.send_back(database, petition_id, **told)
        case "change":
            title = {"en": {"title": f"Clean the river, {actor}"}}
            await authoring.change_texts(database, petition_id, title, needed=NEEDED, **told)
        case "open":
            await lifecycle.open_agreed(database, petition_id, needed=NEEDED, **told)
        case "close":
            await lifecycle.close(database, petition_id, **told)
        case "deliver":
            await database.write(lambda conn: lifecycle.deliver(conn, petition_id, **told))
        case "clock":
            await timing.move_due(database, NEEDED, (), now + timedelta(days=1))
        case "sign":
            await sign(
                database,
                Person(100 + actor, "en"),
                petition_id,
                version=version,
                name=None,
                consent=ConsentText("en", "Keep it."),
                now=now,
            )
