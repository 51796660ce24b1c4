"""The world that the bot meets: people, chats, messages, and a clock that can be moved."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from rehearsal.errors import bad_request, forbidden
from rehearsal.faults import Faults
from rehearsal.files import Files
from rehearsal.journal import Journal, Signal
from rehearsal.limits import Limits
from rehearsal.people import ADMINISTRATORS, OUTSIDE, Chat, Person
from rehearsal.profile import Profile
from rehearsal.shapes import Json
from rehearsal.updates import UpdateQueue

TOKEN = "7000000001:rehearsal"  # noqa: S105
BOT_USERNAME = "pliego_rehearsal_bot"
BOT_NAME = "Pliego (rehearsal)"
FIRST_ADDED_ID = 1_101
FIRST_CROWD_ID = 100_001
LISTED_CHATS = 200
QUERY_LIVES_FOR = timedelta(seconds=120)
KEPT_QUERIES = 20_000


@dataclass(frozen=True, slots=True)
class Query:
    """A tapped button or an inline question that waits for the bot's answer."""

    chat_id: int | None
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Offer:
    """What the bot offered to whoever asked inline."""

    user_id: int
    results: list[Json]


class World:
    """Everything there is in a rehearsal. It belongs to the event loop of its server.

    `advance` and the readers may be called from another thread too.
    """

    def __init__(
        self, *, token: str = TOKEN, bot_username: str = BOT_USERNAME, seed: int = 0
    ) -> None:
        self.token = token
        self.bot: Json = {
            "id": int(token.partition(":")[0]),
            "is_bot": True,
            "first_name": BOT_NAME,
            "username": bot_username,
        }
        self.ahead = timedelta(0)
        self.people: dict[int, Person] = {}
        self.chats: dict[int, Chat] = {}
        self.journal = Journal()
        self.updates = UpdateQueue(self.now)
        self.limits = Limits()
        self.faults = Faults(seed)
        self.files = Files()
        self.profile = Profile(BOT_NAME)
        self.callbacks: OrderedDict[str, Query] = OrderedDict()
        self.inline_queries: OrderedDict[str, Query] = OrderedDict()
        self.offers: OrderedDict[str, Offer] = OrderedDict()
        self.stirred = Signal()
        self.closing = False
        self._added_ids = count(FIRST_ADDED_ID)
        self._crowd_ids = count(FIRST_CROWD_ID)
        self._query_ids = count(1)
        self._group_ids = count(1)
        self._populate()

    def _populate(self) -> None:
        emma = Person(1001, "Emma", "en", "Reyes-Clark", "emma_rc", "Supporter, reads English")
        lucia = Person(1002, "Lucía", "es", "Hernández", None, "Supporter, reads Spanish")
        olivia = Person(1003, "Olivia", "en", "Owens", "olivia_owens", "Organiser, reads English")
        for person in (emma, lucia, olivia):
            self._settle(person)
        bot_id = self.bot["id"]
        everyone = {1003: "creator", 1001: "member", 1002: "member"}
        self.chats[-2001] = Chat(
            -2001, "group", "Free Internet Circle", members={**everyone, bot_id: "member"}
        )
        self.chats[-1001000000003] = Chat(
            -1001000000003,
            "channel",
            "Free Internet News",
            username="free_internet_news",
            members={**everyone, bot_id: "administrator"},
        )

    def now(self) -> datetime:
        """The world's time: aware, UTC, as far ahead as the clock was moved."""
        return datetime.now(UTC) + self.ahead

    def advance(self, seconds: float) -> None:
        self.ahead += timedelta(seconds=seconds)
        self.journal.event("clock", clock=self.clock())
        self.updates.arrived.set()

    def clock(self) -> Json:
        return {
            "now": self.now().isoformat(),
            "ahead_seconds": int(self.ahead.total_seconds()),
        }

    def add_person(
        self,
        first_name: str,
        language_code: str,
        last_name: str | None = None,
        username: str | None = None,
        *,
        crowd: bool = False,
        phone: str = "",
    ) -> Person:
        """Someone new, who has not written to the bot yet."""
        person = Person(
            next(self._crowd_ids if crowd else self._added_ids),
            first_name,
            language_code,
            last_name,
            username,
            f"Supporter, language {language_code}",
            crowd=crowd,
            phone=phone,
        )
        chat = self._settle(person)
        if not crowd or len(self.chats) <= LISTED_CHATS:
            self.show_chat(chat)
        return person

    def _settle(self, person: Person) -> Chat:
        self.people[person.id] = person
        chat = Chat(person.id, "private", person.name, person, members={person.id: "member"})
        self.chats[person.id] = chat
        return chat

    def show_chat(self, chat: Chat) -> None:
        self.journal.event("chat", chat_id=chat.id, chat=chat.view(self.bot["id"]))

    def chat(self, chat_id: int | str) -> Chat:
        """The chat of that id or @username, or Telegram's refusal."""
        found = self.chat_named(chat_id) if isinstance(chat_id, str) else self.chats.get(chat_id)
        if found is None:
            raise bad_request("chat not found")
        return found

    def chat_named(self, name: str) -> Chat | None:
        """The group or channel of that @name."""
        wanted = name.removeprefix("@").lower()
        return next(
            (
                chat
                for chat in self.chats.values()
                if not chat.private and chat.username and chat.username.lower() == wanted
            ),
            None,
        )

    def chat_to_write(self, chat_id: int | str) -> Chat:
        """The chat, if the bot may write there."""
        chat = self.chat(chat_id)
        if chat.person is not None:
            if chat.person.deactivated:
                raise forbidden("user is deactivated")
            if chat.person.blocked:
                raise forbidden("bot was blocked by the user")
            if not chat.person.started:
                raise forbidden("bot can't initiate conversation with a user")
            return chat
        status = self.bot_status_inside(chat)
        if chat.type == "channel" and status not in ADMINISTRATORS:
            raise bad_request("need administrator rights in the channel chat")
        return chat

    def bot_status_inside(self, chat: Chat) -> str:
        """The bot's status in a group or channel, or Telegram's refusal when it is not in it."""
        status = chat.members.get(self.bot["id"], "left")
        if status in OUTSIDE:
            what = "is not a member of" if status == "left" else "was kicked from"
            raise forbidden(f"bot {what} the {chat.type} chat")
        return status

    def add_message(self, chat: Chat, sender: Json | None, content: Json) -> Json:
        """A new message; without a sender it is a post of the channel itself."""
        chat.last_id += 1
        message: Json = {"message_id": chat.last_id}
        if sender is None or chat.type == "channel":
            message["sender_chat"] = chat.about
        else:
            message["from"] = sender
        message["chat"] = chat.about
        message["date"] = int(self.now().timestamp())
        message.update(content)
        chat.keep(message)
        self.journal.event("message", chat_id=chat.id, message=message)
        self.stirred.set()
        return message

    def replace_message(self, chat: Chat, message: Json) -> Json:
        """Puts an edited message in the place of the old one."""
        chat.messages[message["message_id"]] = message
        self.journal.event("edit", chat_id=chat.id, message=message)
        self.stirred.set()
        return message

    def remove_message(self, chat: Chat, message_id: int) -> None:
        del chat.messages[message_id]
        self.journal.event("delete", chat_id=chat.id, message_id=message_id)
        self.stirred.set()

    def tell_bot(self, kind: str, content: Any, chat_id: int | None = None) -> Json | None:
        """Queues an update; None when the bot does not want its kind."""
        update = self.updates.put(kind, content)
        if update is not None:
            self.journal.exchange("update", kind, self.now(), chat_id=chat_id, params=update)
        return update

    def open_query(self, queries: "OrderedDict[str, Query]", query: Query) -> str:
        """Registers a question to the bot and returns its id."""
        query_id = f"{query.user_id}{next(self._query_ids):08d}"
        queries[query_id] = query
        if len(queries) > KEPT_QUERIES:
            queries.popitem(last=False)
        return query_id

    def offer(self, query_id: str, offer: Offer) -> None:
        """Keeps what the bot offered inline, for the person to choose from."""
        self.offers[query_id] = offer
        if len(self.offers) > KEPT_QUERIES:
            self.offers.popitem(last=False)

    def close_query(self, queries: "OrderedDict[str, Query]", query_id: str) -> Query:
        """Takes a question that is being answered; each takes one answer, while it is young."""
        query = queries.pop(query_id, None)
        if query is None or self.now() - query.at > QUERY_LIVES_FOR:
            raise bad_request(
                "query is too old and response timeout expired or query ID is invalid"
            )
        return query

    def next_media_group_id(self) -> str:
        return str(13_000_000_000_000_000 + next(self._group_ids))

    def close(self, closed: bool = True) -> None:
        """Ends what waits for news, when the server stops; False opens again."""
        self.closing = closed
        self.updates.close(closed)
        self.journal.events.grown.set()
        self.stirred.set()

    def listed_chats(self) -> list[Json]:
        """At most `LISTED_CHATS` for the page, those of the crowd last."""
        by_rank = sorted(
            self.chats.values(), key=lambda chat: bool(chat.person and chat.person.crowd)
        )
        return [chat.view(self.bot["id"]) for chat in by_rank[:LISTED_CHATS]]


def for_bot(message: Json) -> Json:
    """A message as the Bot API shows it: of all keyboards, it tells inline ones only."""
    markup = message.get("reply_markup")
    if markup is None or "inline_keyboard" in markup:
        return message
    return {key: value for key, value in message.items() if key != "reply_markup"}


def quoted(message: Json) -> Json:
    """A message as another one replies to it: without the one it replied to itself."""
    return {key: value for key, value in for_bot(message).items() if key != "reply_to_message"}
