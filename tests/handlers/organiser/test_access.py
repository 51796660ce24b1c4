"""The walk: every command, button and step of the team, by every role, a suspended one and none.

What there is to walk is read from what the program registered, so that nothing new is left out.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import pytest
from hypothesis import Phase, find, settings
from hypothesis import strategies as st
from telegram.ext import Application, ApplicationBuilder, CallbackQueryHandler, CommandHandler

from campaign import drafts
from campaign.drafts import Draft
from campaign.people import Person
from campaign.team import MAY, Permission, Role
from db import team as team_rows
from handlers import organiser, router
from handlers.organiser.access import GUARDED
from handlers.views.welcome import TEAM_COMMANDS, commands_of
from handlers.wording import words
from tests.handlers.organiser.conftest import EMMA, OLIVIA, Desk

ONLY_FOR_THE_TEAM = "That is only for the campaign's team."
HEARD_BY_NOBODY = words("en").plain("unheard.button")
SUPPORTERS_SIDE = re.compile(r"handlers\.(?!organiser)")
ASKED_FOR: dict[str, set[Permission | None]] = {
    "add": {Permission.EDIT_ARTICLES},
    "library": {Permission.EDIT_ARTICLES},
    "petition": {
        Permission.EDIT_PETITIONS,
        Permission.OPEN_PETITIONS,
        Permission.DELIVER_PETITIONS,
    },
    "deliver": {Permission.DELIVER_PETITIONS},
    "signature": {Permission.REVIEW_SIGNATURES},
    "aside": {Permission.REVIEW_SIGNATURES},
    "broadcast": {Permission.SEND_BROADCASTS},
    "question": {Permission.ANSWER_QUESTIONS},
    "result": {Permission.SEE_RESULTS},
    "team": {None, Permission.SUSPEND_MEMBERS, Permission.MANAGE_TEAM},
}
"""What the buttons of a subject may ask for: the guard, but for the wrong thing, is no guard."""
OUTSIDERS = ("nobody", *(f"suspended {role}" for role in Role))


@dataclass(frozen=True)
class Way:
    """One way into the team's side: a command or a button's data, and what it asks for."""

    words: str
    needed: Permission | None

    def is_open_to(self, role: Role) -> bool:
        return self.needed is None or self.needed in MAY[role]


def handlers_of(application: "Application[Any, Any, Any, Any, Any, Any]") -> Iterator[Any]:
    """Whatever the router registered, in every group."""
    for group in application.handlers.values():
        yield from group


def is_the_teams(callback: Callable[..., Any]) -> bool:
    """Whatever is guarded, and all but what plainly stands on the supporters' side."""
    return callback in GUARDED or not SUPPORTERS_SIDE.match(callback.__module__)


@cache
def registered() -> tuple[Any, ...]:
    """The handlers of the team's commands and buttons, as the program registers them."""
    application = ApplicationBuilder().token("1:a").build()
    router.register(application)  # type: ignore[arg-type]
    return tuple(each for each in handlers_of(application) if is_the_teams(each.callback))


@cache
def commands() -> tuple[Way, ...]:
    """Every command of the team."""
    return tuple(
        Way(f"/{name}", GUARDED[handler.callback])
        for handler in registered()
        if isinstance(handler, CommandHandler)
        for name in sorted(handler.commands)
    )


@cache
def buttons() -> tuple[Way, ...]:
    """Data for every button of the team: the shortest that its pattern takes."""
    ways = (
        Way(data, GUARDED[handler.callback])
        for handler in registered()
        if isinstance(handler, CallbackQueryHandler)
        for data in sample(pattern_of(handler))
    )
    return tuple(dict.fromkeys(ways))


def pattern_of(handler: Any) -> re.Pattern[str]:
    assert isinstance(handler.pattern, re.Pattern), "a button of the team has a pattern"
    return handler.pattern


def sample(pattern: re.Pattern[str]) -> Iterator[str]:
    """Data that the pattern takes, with an id that is nobody's and one that may be somebody's."""
    yield _found(pattern)
    yield _found(re.compile(pattern.pattern.replace("[0-9]", "[1]").replace(r"\d", "[1]")))


def _found(pattern: re.Pattern[str]) -> str:
    ascii_alone = st.characters(codec="ascii")
    return find(
        st.from_regex(pattern, fullmatch=True, alphabet=ascii_alone),
        lambda data: not data.endswith("\n"),
        settings=settings(phases=[Phase.generate], derandomize=True, database=None),
    )


async def stand(desk: Desk, who: str) -> None:
    """Put Emma where the walk wants her: on the team, suspended, or nowhere."""
    await desk.leave(EMMA)
    await drafts.drop(desk.database, EMMA)
    if who != "nobody":
        await desk.join(EMMA, Role(who.removeprefix("suspended ")))
    if who.startswith("suspended"):
        now = desk.services.clock()
        await desk.database.write(lambda conn: team_rows.suspend(conn, EMMA, now))


async def is_refused(desk: Desk, way: Way, shown: Any) -> bool:
    if way.words.startswith("/"):
        return await desk.say(EMMA, way.words) == ONLY_FOR_THE_TEAM
    return await desk.tap_data(EMMA, way.words, shown) == ONLY_FOR_THE_TEAM


def test_there_is_much_to_walk() -> None:
    assert len(commands()) >= 6
    assert len(buttons()) >= 50
    assert len(organiser.DRAFTS) >= 4


def test_everything_on_the_teams_side_is_guarded() -> None:
    heard = [handler.callback for handler in registered()]
    steps = list(organiser.DRAFTS.values())
    assert [each for each in (*heard, *steps) if each not in GUARDED] == []


def test_nothing_that_is_guarded_is_left_out_of_the_walk() -> None:
    heard = {handler.callback for handler in registered()}
    assert set(GUARDED) - heard - set(organiser.DRAFTS.values()) == set()


def test_the_menu_names_every_command_and_what_it_asks_for() -> None:
    assert {way.words.removeprefix("/"): way.needed for way in commands()} == TEAM_COMMANDS


def test_every_button_asks_for_what_its_subject_is_about() -> None:
    for way in buttons():
        subject = way.words.partition(":")[0].removesuffix("s")
        assert way.needed in ASKED_FOR[subject], way


@pytest.mark.parametrize("role", Role)
def test_the_menu_shows_a_role_what_it_may_do(role: Role) -> None:
    shown = {f"/{name}" for name in commands_of(role)}
    for way in commands():
        assert (way.words in shown) == way.is_open_to(role), way.words
        assert way.words not in {f"/{name}" for name in commands_of(None)}


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_exactly_what_it_may(desk: Desk, role: Role) -> None:
    await desk.say(EMMA, "/start")
    shown = desk.last(EMMA)
    for way in (*commands(), *buttons()):
        await stand(desk, role)
        assert await is_refused(desk, way, shown) == (not way.is_open_to(role)), way


@pytest.mark.parametrize("who", OUTSIDERS)
async def test_who_is_suspended_or_never_came_opens_nothing(desk: Desk, who: str) -> None:
    await desk.article()
    await desk.say(EMMA, "/start")
    shown = desk.last(EMMA)
    await stand(desk, who)
    for way in (*commands(), *buttons()):
        assert await is_refused(desk, way, shown), way
    assert await desk.open_draft(EMMA) is None


@pytest.mark.parametrize("kind", organiser.DRAFTS)
async def test_every_form_ends_with_the_right_to_fill_it_in(desk: Desk, kind: str) -> None:
    needed = GUARDED[organiser.DRAFTS[kind]]
    for who in (*OUTSIDERS, *(role for role in Role if needed and needed not in MAY[role])):
        await stand(desk, who)
        now = desk.services.clock()
        await drafts.keep(desk.database, Person(EMMA, "en"), Draft(kind, "any"), now)
        said = await desk.say(EMMA, "A text that would have been taken")
        assert said == ONLY_FOR_THE_TEAM, who
        assert await desk.open_draft(EMMA) is None, "it is said once"


@pytest.mark.parametrize("who", [*OUTSIDERS, Role.MODERATOR, Role.ANALYST])
async def test_no_article_comes_from_who_may_not_edit_them(desk: Desk, who: str) -> None:
    await stand(desk, who)
    before = len(desk.calls("getFile"))
    await desk.send_file(EMMA, "a.txt", b"A text that would have been taken.")
    await desk.say(EMMA, "https://example.org/article")
    assert len(desk.calls("getFile")) == before
    assert await desk.open_draft(EMMA) is None


@pytest.mark.parametrize("command", ["/add", "/broadcast"])
async def test_who_leaves_the_team_in_mid_form_is_refused_the_next_step_once(
    desk: Desk, command: str
) -> None:
    await desk.say(OLIVIA, command)
    await desk.leave(OLIVIA)
    assert await desk.say(OLIVIA, "A text that would have been taken") == ONLY_FOR_THE_TEAM
    assert await desk.open_draft(OLIVIA) is None


async def test_a_forged_button_is_heard_by_nobody(desk: Desk) -> None:
    await desk.say(OLIVIA, "/library")
    for data in (
        "library:open:1:2",
        "library:edit:1:body",
        "library:open:-1",
        "broadcast:send:1:0:anything",
        "broadcast:stop:99999999999",
        "add:skip:title",
        "question:answer:x",
        "team:role:1003:king",
        "team:invite:owner:short",
        "team:open:٣",
        "team:confirm:0",
    ):
        assert await desk.tap_data(OLIVIA, data) == HEARD_BY_NOBODY, data
