"""People and chats as plain values of the rehearsal."""

from dataclasses import dataclass, field

from rehearsal.shapes import Json

KEPT_MESSAGES = 1_000
ADMINISTRATORS = ("creator", "administrator")
OUTSIDE = ("left", "kicked")


@dataclass(slots=True)
class Person:
    """Someone who uses Telegram; `crowd` marks the many who were brought at once."""

    id: int
    first_name: str
    language_code: str
    last_name: str | None = None
    username: str | None = None
    role: str = "Supporter"
    blocked: bool = False
    started: bool = False
    crowd: bool = False
    phone: str = ""
    deactivated: bool = False
    user: Json = field(init=False)

    def __post_init__(self) -> None:
        self.phone = self.phone or f"+5255{self.id:08d}"
        self.user = {
            "id": self.id,
            "is_bot": False,
            "first_name": self.first_name,
            **_given(last_name=self.last_name, username=self.username),
            "language_code": self.language_code,
        }

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}" if self.last_name else self.first_name

    @property
    def contact(self) -> Json:
        """The person's card in an address book, as a `Contact` of the Bot API."""
        return {
            "phone_number": self.phone,
            "first_name": self.first_name,
            **_given(last_name=self.last_name),
            "user_id": self.id,
        }

    def deactivate(self) -> None:
        """Deletes the account: what is left of it has a number and no name."""
        self.deactivated = True
        self.last_name = self.username = None
        self.user = {"id": self.id, "is_bot": False, "first_name": ""}

    def view(self) -> Json:
        """The person as the page shows them."""
        return {
            "id": self.id,
            "first_name": self.first_name,
            **_given(last_name=self.last_name, username=self.username),
            "language_code": self.language_code,
            "phone": self.phone,
            "blocked": self.blocked,
            "deactivated": self.deactivated,
            "role": self.role,
        }


@dataclass(slots=True)
class Chat:
    """A chat with its members (status by user id, the bot's included) and last messages."""

    id: int
    type: str
    title: str
    person: Person | None = None
    username: str | None = None
    members: dict[int, str] = field(default_factory=dict)
    messages: dict[int, Json] = field(default_factory=dict)
    last_id: int = 0
    pinned: list[int] = field(default_factory=list)
    about: Json = field(init=False)

    def __post_init__(self) -> None:
        if self.person is not None:
            person = self.person
            self.about = {
                "id": self.id,
                "type": self.type,
                "first_name": person.first_name,
                **_given(last_name=person.last_name, username=person.username),
            }
        else:
            self.about = {
                "id": self.id,
                "type": self.type,
                "title": self.title,
                **_given(username=self.username),
            }

    @property
    def private(self) -> bool:
        return self.person is not None

    @property
    def administrators(self) -> list[int]:
        return [user_id for user_id, status in self.members.items() if status in ADMINISTRATORS]

    def deactivate(self) -> None:
        """Leaves the name of a deleted account out of what the bot is told of its chat."""
        self.about = {"id": self.id, "type": self.type, "first_name": ""}

    def keep(self, message: Json) -> None:
        self.messages[message["message_id"]] = message
        if len(self.messages) > KEPT_MESSAGES:
            del self.messages[next(iter(self.messages))]

    def view(self, bot_id: int) -> Json:
        """The chat as the page shows it; `members` are people, `bot` is the bot's status."""
        return {
            "id": self.id,
            "type": self.type,
            "title": self.title,
            **_given(username=self.username),
            "bot": self.members.get(bot_id, "left"),
            "administrators": [user_id for user_id in self.administrators if user_id != bot_id],
            "person": self.person.view() if self.person else None,
            "members": [user_id for user_id in self.members if user_id != bot_id],
            "last": self.messages[next(reversed(self.messages))] if self.messages else None,
        }


def _given(**fields: str | None) -> Json:
    return {name: value for name, value in fields.items() if value}
