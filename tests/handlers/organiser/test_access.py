"""The team's side is closed to everyone else, at every command, every button and every step."""

import re
from collections.abc import Iterator

import pytest
from telegram.ext import CallbackQueryHandler, CommandHandler

from campaign.team import MAY, Permission, Role
from handlers import organiser
from handlers.views.welcome import TEAM_COMMANDS
from handlers.wording import words
from tests.handlers.organiser.conftest import EMMA, OLIVIA, Desk

ONLY_FOR_THE_TEAM = "That is only for the campaign's team."

HEARD_BY_NOBODY = words("en").plain("unheard.button")

BUTTONS = {
    "add:end": Permission.EDIT_ARTICLES,
    "add:skip:author": Permission.EDIT_ARTICLES,
    "add:language:en": Permission.EDIT_ARTICLES,
    "library:page:live:0": Permission.EDIT_ARTICLES,
    "library:open:1": Permission.EDIT_ARTICLES,
    "library:edit:1:title": Permission.EDIT_ARTICLES,
    "library:clear:1:author": Permission.EDIT_ARTICLES,
    "library:language:1:es": Permission.EDIT_ARTICLES,
    "library:retire:1": Permission.EDIT_ARTICLES,
    "library:restore:1": Permission.EDIT_ARTICLES,
    "broadcast:for:1:0:any": Permission.SEND_BROADCASTS,
    "broadcast:send:1:0:any": Permission.SEND_BROADCASTS,
    "broadcast:again:1": Permission.SEND_BROADCASTS,
    "broadcast:discard:1": Permission.SEND_BROADCASTS,
    "broadcast:stop:1": Permission.SEND_BROADCASTS,
    "question:list": Permission.ANSWER_QUESTIONS,
    "question:answer:1": Permission.ANSWER_QUESTIONS,
    "question:ask-aside:1": Permission.ANSWER_QUESTIONS,
    "question:aside:1": Permission.ANSWER_QUESTIONS,
}
STEPS = {
    "/add": Permission.EDIT_ARTICLES,
    "/broadcast": Permission.SEND_BROADCASTS,
}


def patterns(desk: Desk) -> Iterator[re.Pattern[str]]:
    """Every button that the team's conversations hear."""
    for handler in desk.application.handlers[0]:
        if isinstance(handler, CallbackQueryHandler) and isinstance(handler.pattern, re.Pattern):
            module = getattr(handler.callback, "__module__", "")
            if module.startswith(organiser.__name__):
                yield handler.pattern


async def test_every_button_of_the_team_is_among_those_tried_here(desk: Desk) -> None:
    heard = list(patterns(desk))
    assert len(heard) == len(BUTTONS)
    for pattern in heard:
        assert any(pattern.match(data) for data in BUTTONS), pattern.pattern


async def test_every_command_of_the_team_is_heard(desk: Desk) -> None:
    heard = {
        command
        for handler in desk.application.handlers[0]
        if isinstance(handler, CommandHandler)
        for command in handler.commands
    }
    assert set(TEAM_COMMANDS) <= heard


@pytest.mark.parametrize("command", TEAM_COMMANDS)
async def test_a_supporter_is_refused_every_command(desk: Desk, command: str) -> None:
    assert await desk.say(EMMA, f"/{command}") == ONLY_FOR_THE_TEAM
    assert await desk.open_draft(EMMA) is None


async def test_a_supporter_is_refused_every_button(desk: Desk) -> None:
    await desk.article()
    await desk.say(EMMA, "/start")
    for data in BUTTONS:
        assert await desk.tap_data(EMMA, data) == ONLY_FOR_THE_TEAM, data


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_exactly_the_commands_it_has(desk: Desk, role: Role) -> None:
    await desk.join(EMMA, role)
    for command, needed in TEAM_COMMANDS.items():
        refused = await desk.say(EMMA, f"/{command}") == ONLY_FOR_THE_TEAM
        assert refused == (needed not in MAY[role]), command


@pytest.mark.parametrize("role", Role)
async def test_a_role_opens_exactly_the_buttons_it_has(desk: Desk, role: Role) -> None:
    await desk.join(EMMA, role)
    await desk.say(EMMA, "/start")
    shown = desk.last(EMMA)
    for data, needed in BUTTONS.items():
        refused = await desk.tap_data(EMMA, data, shown) == ONLY_FOR_THE_TEAM
        assert refused == (needed not in MAY[role]), data


@pytest.mark.parametrize("command", STEPS)
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
    ):
        assert await desk.tap_data(OLIVIA, data) == HEARD_BY_NOBODY, data
