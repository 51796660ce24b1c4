"""The page in a real browser, with no error of its scripts."""

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser, ConsoleMessage

from rehearsal.server import running
from rehearsal.world import World
from tests.browsing import open_browser
from tests.rehearsal.page.staging import DESK, EMMA, Stage


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with open_browser() as browser:
        yield browser


@pytest.fixture
def stage(browser: Browser) -> Iterator[Stage]:
    world = World()
    world.limits.configure({"enforced": False})
    context = browser.new_context(viewport=DESK)
    page = context.new_page()
    problems: list[str] = []

    def note(said: ConsoleMessage) -> None:
        if said.type == "error":
            problems.append(said.text)

    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", note)
    with running(world) as server, httpx.Client(base_url=server.url, timeout=10) as http:
        yield Stage(page, server.url, http, world.token)
        context.close()
    assert problems == []


@pytest.fixture
def emma(stage: Stage) -> Stage:
    """Emma's chat with the bot is open, and she has written to it."""
    stage.person_writes(EMMA, "/start")
    stage.next_update("message")
    stage.open(EMMA)
    return stage
