"""Many pretend supporters at once, who find their way by the buttons that the bot shows."""

import asyncio
import random
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

from rehearsal import acts
from rehearsal.errors import NotPossible
from rehearsal.membership import set_blocked
from rehearsal.people import Chat, Person
from rehearsal.shapes import Json
from rehearsal.world import World

AT_ONCE = 40
PATIENCE = 30.0
AFTER_ANSWER = 3.0

_FIRST_NAMES = {
    "es": [
        "Ana",
        "Carlos",
        "Daniela",
        "Fernando",
        "Guadalupe",
        "Jorge",
        "Mariana",
        "Miguel",
        "Ximena",
        "Rodrigo",
    ],
    "en": [
        "Alice",
        "Brandon",
        "Carol",
        "Derek",
        "Ellen",
        "Frank",
        "Grace",
        "Henry",
        "Isabel",
        "James",
    ],
}
_LAST_NAMES = [
    "Aguilar",
    "Brooks",
    "Castro",
    "Diaz",
    "Evans",
    "Flores",
    "Gray",
    "Hill",
    "Ibarra",
    "Jones",
    "Luna",
    "Moreno",
]

_SIGN = re.compile(r"accept|acept", re.IGNORECASE)
_UPDATES = re.compile(r"updates|novedad|actualiz", re.IGNORECASE)
_SUBSCRIBE = re.compile(r"daily|diari|cada d[ií]a|weekly|seman", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class CrowdPlan:
    """How many come, and what they do."""

    count: int
    language_code: str | None = None
    subscribe: bool = True
    sign: bool = True
    blocked_share: float = 0.0
    updates: bool = False


class Crowd:
    """The crowd of one rehearsal; several may be brought after one another."""

    def __init__(self, world: World, seed: int = 0) -> None:
        self._world = world
        self._dice = random.Random(seed)  # noqa: S311
        self._tasks: set[asyncio.Task[None]] = set()
        self._counts = dict.fromkeys(("asked", "joined", "signed", "subscribed", "blocked"), 0)

    def bring(self, plan: CrowdPlan) -> None:
        """Starts `plan.count` people on their way."""
        if not 1 <= plan.count <= 1_000_000:
            raise ValueError("a crowd has from 1 to 1,000,000 people")
        self._counts["asked"] += plan.count
        people = self._people(plan)
        for _ in range(min(AT_ONCE, plan.count)):
            task = asyncio.create_task(self._walk(people, plan))
            self._tasks.add(task)
            task.add_done_callback(self._arrived)

    def leave(self) -> None:
        for task in self._tasks:
            task.cancel()

    def progress(self) -> Json:
        return {**self._counts, "done": not self._tasks}

    def _people(self, plan: CrowdPlan) -> Iterator[Person]:
        for _ in range(plan.count):
            language = plan.language_code or self._dice.choice(("en", "es"))
            names = _FIRST_NAMES.get(language[:2], _FIRST_NAMES["en"])
            yield self._world.add_person(
                self._dice.choice(names), language, self._dice.choice(_LAST_NAMES), crowd=True
            )

    def _arrived(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.result()
        self._tell()

    def _tell(self) -> None:
        self._world.journal.event("crowd", **self.progress())

    async def _walk(self, people: Iterator[Person], plan: CrowdPlan) -> None:
        for person in people:
            with suppress(NotPossible):
                await self._live(person, plan)
            self._tell()

    async def _live(self, person: Person, plan: CrowdPlan) -> None:
        blocks = self._dice.random() < plan.blocked_share
        visit = _Visit(self._world, person)
        if not await visit.say("/start"):
            return
        self._counts["joined"] += 1
        if plan.sign and await visit.say("/sign") and await visit.press(_SIGN):
            await visit.share_contact_if_asked()
            self._counts["signed"] += 1
            if plan.updates:
                await visit.press(_UPDATES)
        if plan.subscribe and await visit.say("/digest") and await visit.press(_SUBSCRIBE):
            self._counts["subscribed"] += 1
        if blocks:
            set_blocked(self._world, person, True)
            self._counts["blocked"] += 1


class _Visit:
    """One person's visit to the bot."""

    def __init__(self, world: World, person: Person) -> None:
        self._world = world
        self._person = person
        self._chat: Chat = world.chats[person.id]

    async def say(self, text: str) -> bool:
        """Writes, and waits for the bot's answer."""
        before = self._state()
        acts.write(self._world, self._chat, self._person, acts.text_content(text))
        return await self._changed(before)

    async def press(self, wanted: re.Pattern[str]) -> bool:
        """Taps the latest button with such a label or data, and waits for what it does."""
        found = self._button(wanted)
        if found is None:
            return False
        before = self._state()
        query_id = acts.tap(self._world, self._chat, self._person, *found)
        return await self._changed(before, query_id)

    async def share_contact_if_asked(self) -> None:
        """Shares the own number where the bot's keyboard asks for it."""
        last: Json = next(reversed(self._chat.messages.values()), {})
        keys = last.get("reply_markup", {}).get("keyboard", [])
        if any(key.get("request_contact") for row in keys for key in row):
            before = self._state()
            acts.share_contact(self._world, self._chat, self._person)
            await self._changed(before)

    def _button(self, wanted: re.Pattern[str]) -> tuple[int, str] | None:
        for message in reversed(self._chat.messages.values()):
            for row in message.get("reply_markup", {}).get("inline_keyboard", []):
                for button in row:
                    data = button.get("callback_data")
                    if data and wanted.search(f"{button['text']} {data}"):
                        return message["message_id"], data
        return None

    def _state(self) -> list[tuple[int, int]]:
        """Changes whenever the bot writes or edits here."""
        own = self._person.id
        return [
            (number, id(message))
            for number, message in self._chat.messages.items()
            if message["from"]["id"] != own
        ]

    async def _changed(self, before: list[tuple[int, int]], query_id: str = "") -> bool:
        """True once the bot wrote or edited; an answered tap is waited for a little longer."""
        clock = asyncio.get_running_loop().time
        end = clock() + PATIENCE
        while self._state() == before:
            if query_id and query_id not in self._world.callbacks:
                end, query_id = min(end, clock() + AFTER_ANSWER), ""
            if self._world.closing or clock() > end:
                return False
            await self._world.stirred.wait(1.0)
        return True
