"""Whoever waits for an answer sees that the bot is at work."""

import asyncio
from dataclasses import replace
from datetime import datetime

from campaign.answers import Answer, LibraryAnswerer
from tests.handlers.organiser.conftest import EMMA, Desk


class Unhurried(LibraryAnswerer):
    """Answers once it is let go."""

    let_go: asyncio.Event

    async def answer(self, question: str, language: str, now: datetime | None = None) -> Answer:
        await self.let_go.wait()
        return await super().answer(question, language, now)


async def test_a_long_search_shows_as_typing_until_the_answer_is_there(desk: Desk) -> None:
    unhurried = Unhurried(desk.database, {})
    unhurried.let_go = asyncio.Event()
    desk.services = replace(desk.services, answerer=unhurried)
    desk.application.bot_data["services"] = desk.services
    asking = asyncio.create_task(desk.say(EMMA, "Who counts the votes in Mexico?"))
    while not desk.calls("sendChatAction"):
        await desk.application.bot.get_me()
    unhurried.let_go.set()
    assert "The articles do not answer that" in await asking


async def test_a_quick_answer_shows_no_typing(desk: Desk) -> None:
    assert "The articles do not answer that" in await desk.say(EMMA, "Who counts the votes?")
    assert desk.calls("sendChatAction") == []
