"""Below a new article stands how far the library is understood, until it is."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from campaign.answers import LibraryAnswerer
from handlers.organiser import understanding
from tests.campaign.answers.bag import SlowBag
from tests.handlers.organiser.conftest import OLIVIA, Desk

ARTICLE = (
    "---\ntitle: {title}\nauthor: Ana Ruiz\npublisher: The Wire\npublished: 2018-05-01\n"
    "link: https://example.org/{title}\nlanguage: en\n---\n\n"
    "{title} is a network. It stays open to everyone in the country.\n"
)


@pytest.fixture
async def embedder(desk: Desk) -> AsyncIterator[SlowBag]:
    """The desk's answerer embeds what comes once it is told to go on."""
    embedder = SlowBag()
    answerer = LibraryAnswerer(desk.database, {}, embedder)
    answerer.start()
    desk.services = replace(desk.services, answerer=answerer)
    desk.application.bot_data["services"] = desk.services
    yield embedder
    await answerer.close()


async def add(desk: Desk, title: str) -> str:
    return await desk.send_file(OLIVIA, f"{title}.md", ARTICLE.format(title=title).encode())


async def refresh(desk: Desk) -> str:
    await understanding.refresh(desk.services, desk.application.bot)
    return desk.texts(OLIVIA)[-1]


async def until_understood(desk: Desk) -> None:
    while not (now := await desk.services.answerer.progress()) or not now.over:
        await desk.application.bot.get_me()


async def test_words_alone_have_nothing_to_say(desk: Desk) -> None:
    assert "in the library" in await add(desk, "Jalpa")
    assert "in the library" in desk.texts(OLIVIA)[-1]
    await refresh(desk)


async def test_it_says_how_far_it_is_and_when_it_is_done(desk: Desk, embedder: SlowBag) -> None:
    said = await add(desk, "Jalpa")
    assert "in the library" in said
    assert "working out what it means" in said
    await embedder.began.wait()
    assert "0%" in await refresh(desk)
    embedder.go_on.set()
    await until_understood(desk)
    assert "I have worked out" in await refresh(desk)
    edits = len(desk.calls("editMessageText"))
    await refresh(desk)
    assert len(desk.calls("editMessageText")) == edits


async def test_several_articles_share_one_note_below_the_newest(
    desk: Desk, embedder: SlowBag
) -> None:
    await add(desk, "Jalpa")
    await add(desk, "Telmo")
    notes = [text for text in desk.texts(OLIVIA) if "working out" in text]
    assert len(notes) == 1
    assert "working out" in desk.texts(OLIVIA)[-1]


async def test_a_note_that_was_deleted_is_let_go(desk: Desk, embedder: SlowBag) -> None:
    await add(desk, "Jalpa")
    note = desk.last(OLIVIA)["message_id"]
    await desk.application.bot.delete_message(OLIVIA, note)
    embedder.go_on.set()
    await until_understood(desk)
    await refresh(desk)
    assert all("worked out" not in text for text in desk.texts(OLIVIA))


async def test_a_text_that_was_there_already_has_no_note(desk: Desk, embedder: SlowBag) -> None:
    embedder.go_on.set()
    await add(desk, "Jalpa")
    await until_understood(desk)
    await refresh(desk)
    assert "working out" not in await add(desk, "Jalpa")
