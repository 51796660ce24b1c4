"""Petitions are written as drafts, and what was signed stays as its signers found it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from campaign.consents import ConsentText
from campaign.manifest import Wording
from campaign.people import Person
from campaign.petitions import NoPetition, TextChanged, authoring, lifecycle, sign
from campaign.petitions.authoring import (
    CHANGEABLE,
    ClosesFirst,
    LanguageMissing,
    NotASlug,
    Sheet,
    SlugTaken,
    TextEmpty,
    TextTooLong,
    WasSigned,
)
from campaign.petitions.lifecycle import State, WrongState
from campaign.team import Role
from db import people, team
from db.engine import Database
from db.schema import petitions

ANA = Person(1, "en")
BEN, EMMA = 2, 3
WORDING = Wording("en", "Clean the river", "The council", "We ask for a clean river.")
SPANISH = {"title": "Limpien el río", "addressee": "El ayuntamiento", "body": "Pedimos esto."}


class Author:
    """Ana and her draft."""

    def __init__(self, database: Database, now: datetime, petition_id: int) -> None:
        self.database = database
        self.now = now
        self.id = petition_id

    async def sheet(self) -> Sheet:
        return await authoring.sheet(self.database, self.id, "en")

    async def change(self, changes: authoring.Changes, needed: int = 1) -> State:
        return await authoring.change_texts(
            self.database, self.id, changes, actor_id=ANA.id, needed=needed, now=self.now
        )

    async def set(self, **terms: Any) -> None:
        await authoring.set_terms(self.database, self.id, actor_id=ANA.id, now=self.now, **terms)

    async def open(self) -> None:
        await lifecycle.submit(self.database, self.id, actor_id=ANA.id, now=self.now)
        await lifecycle.open_agreed(self.database, self.id, actor_id=ANA.id, needed=1, now=self.now)

    async def sign(self, version: int = 1) -> None:
        await sign(
            self.database,
            Person(EMMA, "en"),
            self.id,
            version=version,
            name=None,
            consent=ConsentText("en", "Keep it."),
            now=self.now,
        )


@pytest.fixture
async def author(database: Database, now: datetime) -> Author:
    def join(conn: Any) -> None:
        for person_id in (ANA.id, BEN):
            people.remember(conn, person_id, "en", now)
            team.set_role(conn, person_id, Role.ORGANISER, now)

    await database.write(join)
    return Author(database, now, await authoring.create(database, ANA, WORDING, now))


async def test_a_new_petition_is_a_draft_with_sensible_terms(author: Author) -> None:
    shown = await author.sheet()
    assert (shown.state, shown.signed, shown.wordings) == (State.DRAFT, False, (WORDING,))
    assert shown.petition.slug == "clean-the-river"
    assert (shown.petition.goal, shown.petition.minimum_age) == (1000, 16)
    assert shown.petition.milestones == (100, 250, 500, 750, 1000)


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Clean the river", "clean-the-river-2"),
        ("¡Limpien el río Ñandú, ya!", "limpien-el-rio-nandu-ya"),
        ("Чистая река", "petition"),
        ("x" * 100, "x" * 40),
    ],
)
async def test_its_short_name_comes_from_the_title(author: Author, title: str, slug: str) -> None:
    wording = Wording("en", title, "A", "B")
    petition_id = await authoring.create(author.database, ANA, wording, author.now)
    shown = await authoring.sheet(author.database, petition_id, "en")
    assert shown.petition.slug == slug
    assert len(f"r-12345678-{slug}") <= 64


async def test_texts_come_in_several_languages(author: Author) -> None:
    await author.change({"es": SPANISH})
    shown = await author.sheet()
    assert shown.languages == ["en", "es"]
    assert shown.petition.version == 1


async def test_a_new_language_comes_whole_or_not_at_all(author: Author) -> None:
    with pytest.raises(LanguageMissing):
        await author.change({"es": {"title": "Limpien el río"}})
    assert (await author.sheet()).languages == ["en"]


async def test_a_changed_text_of_an_open_petition_is_a_new_version(author: Author) -> None:
    await author.open()
    assert await author.change({"en": {"body": "We ask for more."}}) is State.OPEN
    shown = await author.sheet()
    assert shown.petition.version == 2
    assert shown.wordings[0] == Wording("en", "Clean the river", "The council", "We ask for more.")
    with pytest.raises(TextChanged):
        await author.sign(version=1)
    await author.sign(version=2)


async def test_where_two_must_agree_a_changed_text_takes_no_signatures(author: Author) -> None:
    await author.open()
    assert await author.change({"en": {"body": "More."}}, needed=2) is State.REVIEW
    assert (await author.sheet()).agreed == (ANA.id,)
    state = await lifecycle.agree(
        author.database, author.id, 2, actor_id=BEN, needed=2, now=author.now
    )
    assert state is State.OPEN


async def test_a_text_that_was_signed_is_never_written_over(author: Author) -> None:
    await author.open()
    await author.sign()
    await author.change({"en": {"body": "More."}}, needed=2)
    await lifecycle.send_back(author.database, author.id, actor_id=ANA.id, now=author.now)
    await author.change({"en": {"body": "Still more."}})
    assert (await author.sheet()).petition.version == 3


@pytest.mark.parametrize("state", State)
async def test_only_what_the_state_allows_can_be_changed(author: Author, state: State) -> None:
    await author.database.write(
        lambda conn: conn.execute(update(petitions).values(state=state.value))
    )
    later = author.now + timedelta(days=1)
    for term, value in (("goal", 5), ("closes_at", later), ("identity", "email"), ("slug", "x-y")):
        if term in CHANGEABLE[state]:
            await author.set(**{term: value})
        else:
            with pytest.raises(WrongState):
                await author.set(**{term: value})
    if "texts" not in CHANGEABLE[state]:
        with pytest.raises(WrongState):
            await author.change({"en": {"title": "Other"}})


async def test_what_signers_were_asked_stays_once_one_has_signed(author: Author) -> None:
    await author.open()
    await author.sign()
    await author.change({"en": {"body": "More."}}, needed=2)
    await lifecycle.send_back(author.database, author.id, actor_id=ANA.id, now=author.now)
    for term in ("identity", "slug", "fields", "minimum_age"):
        assert not (await author.sheet()).may_change(term)
        with pytest.raises(WasSigned):
            await author.set(**{term: "email"})
    with pytest.raises(WasSigned):
        await authoring.discard(author.database, author.id, actor_id=ANA.id, now=author.now)


async def test_milestones_that_are_shares_of_the_goal_follow_it(author: Author) -> None:
    await author.set(goal=2000)
    assert (await author.sheet()).petition.milestones == (200, 500, 1000, 1500, 2000)
    await author.set(milestones=[7])
    await author.set(goal=10)
    assert (await author.sheet()).petition.milestones == (7,)


async def test_two_petitions_never_share_a_short_name(author: Author) -> None:
    other = await authoring.create(author.database, ANA, WORDING, author.now)
    with pytest.raises(SlugTaken):
        await authoring.set_terms(
            author.database, other, actor_id=ANA.id, now=author.now, slug="clean-the-river"
        )
    await author.set(slug="clean-the-river")


async def test_it_does_not_close_before_it_opens(author: Author) -> None:
    await author.set(opens_at=author.now + timedelta(days=2))
    with pytest.raises(ClosesFirst):
        await author.set(closes_at=author.now + timedelta(days=1))


async def test_a_draft_can_be_thrown_away_and_what_is_open_cannot(author: Author) -> None:
    await author.open()
    with pytest.raises(WrongState):
        await authoring.discard(author.database, author.id, actor_id=ANA.id, now=author.now)
    other = await authoring.create(author.database, ANA, WORDING, author.now)
    await authoring.discard(author.database, other, actor_id=ANA.id, now=author.now)
    with pytest.raises(NoPetition):
        await authoring.sheet(author.database, other, "en")


@pytest.mark.parametrize("said", ["", "  \n ", "\x00"])
def test_an_empty_text_is_refused(said: str) -> None:
    with pytest.raises(TextEmpty):
        authoring.checked_line(said)


def test_lines_are_one_line_and_short_enough_for_the_card() -> None:
    assert authoring.checked_line(" Clean\n the\triver ") == "Clean the river"
    with pytest.raises(TextTooLong) as refused:
        authoring.checked_line("x" * 201)
    assert refused.value.limit == 200


def test_a_body_keeps_its_lines_and_fits_the_card_whole() -> None:
    assert authoring.checked_body(" One.\n\nTwo. ") == "One.\n\nTwo."
    assert authoring.checked_body("😀" * 1250)
    for said in ("😀" * 1251, "x" * 2501):
        with pytest.raises(TextTooLong):
            authoring.checked_body(said)
    with pytest.raises(TextEmpty):
        authoring.checked_body("\n")


@pytest.mark.parametrize("said", ["", "x", "río", "a b", "-a", "x" * 49, "a_b"])
def test_a_short_name_fits_a_link(said: str) -> None:
    with pytest.raises(NotASlug):
        authoring.checked_slug(said)
    assert authoring.checked_slug(" Clean-River ") == "clean-river"
