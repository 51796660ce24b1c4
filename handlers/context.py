"""What every handler has at hand: the campaign's services, and the words for who is speaking."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from telegram import Update, User
from telegram.ext import Application, CallbackContext, ExtBot

from campaign import people
from campaign.answers import Answerer
from campaign.answers.composer import Composer
from campaign.answers.memory import Memory
from campaign.articles.fetching import Fetcher
from campaign.manifest import Manifest
from campaign.people import Person
from campaign.petitions.confirmation import MailLimits
from campaign.petitions.identity import Mailer
from campaign.petitions.limits import Attempts
from campaign.petitions.tries import Tries
from campaign.privacy import Keeping
from db.engine import Database
from handlers import replies
from handlers.sent import Sent
from handlers.wording import Words, words


@dataclass(frozen=True)
class Services:
    """What the handlers work with, put together once at the start."""

    database: Database
    answerer: Answerer
    manifest: Manifest
    languages: Sequence[str]
    clock: Callable[[], datetime]
    bot_username: str
    wake_sender: Callable[[], None]
    report_fault: Callable[[BaseException, int | None], str]
    fetcher: Fetcher = field(default_factory=Fetcher)
    memory: Memory = field(default_factory=Memory)
    attempts: Attempts = field(default_factory=Attempts)
    code_tries: Tries = field(default_factory=Tries)
    composer: Composer | None = None
    mailer: Mailer | None = None
    mail_limits: MailLimits = field(default_factory=MailLimits)
    channel: str | None = None
    """The name or the id of the campaign's channel."""
    approvals: int = 1
    """How many of the team must agree before a petition opens."""
    sent: Sent = field(default_factory=Sent)
    keeping: Keeping = field(default_factory=Keeping)

    def link(self, payload: str) -> str:
        """A link that opens the chat with the bot and starts it with `payload`."""
        return f"https://t.me/{self.bot_username}?start={payload}"


class Context(CallbackContext[ExtBot[Any], dict[Any, Any], dict[Any, Any], dict[Any, Any]]):
    """PTB's context, with the campaign's services.

    Nothing is kept in memory for a person but their last question, for ten minutes.
    """

    @property
    def services(self) -> Services:
        """The campaign's services."""
        services = self.bot_data["services"]
        if not isinstance(services, Services):
            raise TypeError("the application was built without services")
        return services

    @property
    def database(self) -> Database:
        """The campaign's database."""
        return self.services.database

    def now(self) -> datetime:
        """The time, aware and UTC."""
        return self.services.clock()

    async def person(self, update: Update) -> Person:
        """Who is speaking, and the language to answer in: chosen before, else their Telegram's."""
        user = replies.speaker(update)
        return await people.known(self.database, Person(user.id, self.language_of(user)))

    async def words(self, update: Update) -> Words:
        """The words to answer in."""
        return words((await self.person(update)).language)

    def language_of(self, user: User) -> str:
        """The language of the person's Telegram where the bot speaks it, else the campaign's."""
        code = (user.language_code or "").split("-")[0].lower()
        return code if code in self.services.languages else self.services.manifest.default_language


App = Application[Any, Context, dict[Any, Any], dict[Any, Any], dict[Any, Any], Any]
