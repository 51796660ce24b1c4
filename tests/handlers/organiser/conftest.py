"""The team's desk: the real handlers over HTTP against the rehearsal, with people who act."""

from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete
from telegram.ext import ApplicationBuilder, ContextTypes

from bot.delivery import Telegram
from bot.limiter import Limiter
from bot.outbox import Outbox
from bot.pace import Limits
from bot.sender import Sender
from bot.transport import AiohttpRequest
from campaign import broadcasts, drafts, manifest, people, petitions
from campaign.answers import LibraryAnswerer
from campaign.articles import library
from campaign.articles.article import ArticleDraft
from campaign.consents import ConsentText
from campaign.manifest import Manifest
from campaign.people import Person
from campaign.team import Role
from db import team as team_rows
from db.engine import Database
from db.people import remember
from db.schema import team
from handlers import router
from handlers.context import App, Context, Services
from handlers.organiser.progress import refresh_progress
from rehearsal import acts
from rehearsal.fields import Upload
from rehearsal.files import content as file_content
from rehearsal.server import Server
from rehearsal.world import World

CAMPAIGN = Path(__file__).parents[3] / "examples" / "free-internet"
EMMA, LUCIA, OLIVIA = 1001, 1002, 1003
Json = dict[str, Any]


class Desk:
    """The bot's chats, and the ways to act in them. Each act waits until it is answered."""

    def __init__(self, world: World, application: App, services: Services, sender: Sender) -> None:
        self.world = world
        self.application = application
        self.services = services
        self.sender = sender
        self.faults: list[BaseException] = []
        self._offset = 0

    @property
    def database(self) -> Database:
        return self.services.database

    def move_clock(self, by: timedelta) -> None:
        later = self.services.clock() + by
        self.services = replace(self.services, clock=lambda: later)
        self.application.bot_data["services"] = self.services

    async def say(self, person: int, text: str, **content: Any) -> str:
        """Write; what the bot then says."""
        return await self._write(person, {**acts.text_content(text), **content})

    async def send(self, person: int, content: Json) -> str:
        """A message of any content; what the bot then says."""
        return await self._write(person, content)

    async def send_file(
        self,
        person: int,
        name: str,
        data: bytes,
        kind: str = "document",
        content_type: str = "text/plain",
        **more: Any,
    ) -> str:
        """A file; what the bot then says."""
        stored = self.world.files.add(kind, Upload(name, content_type, data))
        return await self._write(person, {**file_content(stored), **more})

    async def tap(self, person: int, label: str) -> str:
        """Tap the newest button with these words; what the bot then says or shows."""
        for message in reversed(self.messages(person)):
            for button in buttons(message):
                if label in button["text"]:
                    return await self.tap_data(person, button["callback_data"], message)
        raise AssertionError(f"no button {label!r} in {self.texts(person)[-3:]}")

    async def tap_data(self, person: int, data: str, message: Json | None = None) -> str:
        """Tap with any data; the alert or toast, else what the bot then says or shows."""
        shown = message or self.messages(person)[-1]
        before = self.messages(person)
        chat = self.world.chats[person]
        acts.tap(self.world, chat, self.world.people[person], shown["message_id"], data)
        await self.listen()
        answer = self.calls("answerCallbackQuery")[-1]["params"].get("text")
        if answer:
            return str(answer)
        changed = [each for each in self.messages(person) if each not in before]
        return "\n".join(words(each) for each in changed)

    async def _write(self, person: int, content: Json) -> str:
        chat = self.world.chats[person]
        written = acts.write(self.world, chat, self.world.people[person], content)
        await self.listen()
        return "\n".join(
            words(message)
            for message in self.messages(person)
            if message["message_id"] > written["message_id"]
        )

    async def listen(self) -> None:
        """Handle all that has come."""
        while updates := await self.application.bot.get_updates(self._offset, timeout=0):
            for update in updates:
                self._offset = update.update_id + 1
                await self.application.process_update(update)
        assert not self.faults, self.faults

    async def deliver(self) -> None:
        """Let the sender send all that waits, and the progress be shown."""
        await self.sender.start()
        while any(p.waiting for _, p in await broadcasts.under_way(self.database)):
            await self._breathe()
        await self.sender.stop()
        await self.refresh()

    async def deliver_notices(self, person: int) -> str:
        """Let the sender send notices; the newest message to the person."""
        before = len(self.messages(person))
        await self.sender.start()
        while len(self.messages(person)) == before:
            await self._breathe()
        await self.sender.stop()
        return self.texts(person)[-1]

    async def _breathe(self) -> None:
        await self.application.bot.get_me()

    async def refresh(self) -> None:
        await refresh_progress(self.services, self.application.bot, self.services.clock())

    def messages(self, person: int) -> list[Json]:
        return list(self.world.chats[person].messages.values())

    def texts(self, person: int) -> list[str]:
        return [words(message) for message in self.messages(person)]

    def last(self, person: int) -> Json:
        return self.messages(person)[-1]

    def calls(self, method: str) -> list[Json]:
        """What the bot called, oldest first."""
        said = self.world.journal.exchanges.after(0)
        return [exchange for exchange in said if exchange["method"] == method]

    async def open_draft(self, person: int) -> drafts.Draft | None:
        return await drafts.current(self.database, person, self.services.clock())

    async def join(self, person: int, role: Role) -> None:
        """Put someone on the team."""

        def change(conn: Any) -> None:
            remember(conn, person, self.world.people[person].language_code, self.services.clock())
            team_rows.set_role(conn, person, role, self.services.clock())

        await self.database.write(change)

    async def leave(self, person: int) -> None:
        await self.database.write(
            lambda conn: conn.execute(delete(team).where(team.c.person_id == person))
        )

    async def follow(self, *persons: int, language: str = "en") -> None:
        """Let these agree to updates."""
        for person in persons:
            self.world.people[person].started = True
            await people.follow_updates(
                self.database,
                Person(person, language),
                ConsentText(language, "Write to me."),
                self.services.clock(),
            )

    def crowd(self, number: int) -> list[int]:
        """So many more people who have written to the bot."""
        found = [self.world.add_person(f"P{n}", "en") for n in range(number)]
        return [person.id for person in found]

    async def sign(self, person: int, language: str = "en") -> None:
        (petition,) = await petitions.open_petitions(self.database, language)
        await petitions.sign(
            self.database,
            Person(person, language),
            petition.id,
            version=petition.version,
            name=None,
            consent=ConsentText(language, "Keep my signature."),
            now=self.services.clock(),
        )

    async def article(self, title: str = "Kept in the library", **fields: Any) -> int:
        given = {"body": f"The text of {title}. It says so.", "language": "en", **fields}
        added = await library.add(
            self.database, ArticleDraft(title=title, **given), now=self.services.clock()
        )
        return added.article.id


def words(message: Json) -> str:
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Json) -> list[Json]:
    rows = (message.get("reply_markup") or {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labels(message: Json) -> list[str]:
    return [button["text"] for button in buttons(message)]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    world = World()
    world.limits.configure({"enforced": False})
    server = Server(world)
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
def open_desk(server: Server, database: Database, now: datetime) -> Callable[[], Desk]:
    """Builds the bot anew over the same chats and the same database, as a restart does."""
    folder = manifest.load(CAMPAIGN)
    return lambda: _build(server, database, folder, now)


def _build(server: Server, database: Database, folder: Manifest, now: datetime) -> Desk:
    limiter = Limiter(Limits(per_second=1000, chat_burst=1000, chat_per_second=1000))
    application: App = (
        ApplicationBuilder()
        .token(server.world.token)
        .base_url(server.bot_url)
        .base_file_url(f"{server.url}/file/bot")
        .request(AiohttpRequest())
        .get_updates_request(AiohttpRequest())
        .rate_limiter(limiter)
        .context_types(ContextTypes(context=Context))
        .updater(None)
        .job_queue(None)
        .build()
    )
    source = Outbox(database, lambda: built.services.clock())
    sender = Sender(
        source,
        Telegram(application.bot, limiter, source.leaves),
        now=lambda: built.services.clock(),
    )

    def report_fault(error: BaseException, _: int | None) -> str:
        built.faults.append(error)
        return "fault"

    services = Services(
        database=database,
        answerer=LibraryAnswerer(database, folder.aliases),
        manifest=folder,
        languages=("en", "es"),
        clock=lambda: now,
        bot_username="pliego_rehearsal_bot",
        wake_sender=sender.wake,
        report_fault=report_fault,
    )
    application.bot_data["services"] = services
    router.register(application)
    built = Desk(server.world, application, services, sender)
    return built


@pytest.fixture
async def desk(
    open_desk: Callable[[], Desk], database: Database, now: datetime
) -> AsyncIterator[Desk]:
    """An owner who reads English (Olivia), supporters, and the campaign's petition."""
    opened = open_desk()
    async with opened.application:
        planned = opened.services.manifest.petition
        assert planned is not None
        await petitions.plan(database, planned, now)
        await opened.join(OLIVIA, Role.OWNER)
        for person in (EMMA, LUCIA, OLIVIA):
            opened.world.people[person].started = True
        yield opened
