"""Every setting of the program, from the environment or `.env`; `docs/settings.md` lists them."""

import secrets
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot import values
from bot.mail import server_of
from campaign.privacy.keeping import DEFAULT_MONTHS
from db import key
from db.engine import path_of
from handlers import wording

PROMPT = "prompt"
_OF_BOTFATHER = r"[0-9]+:[A-Za-z0-9_-]+"
_KEY = rf"[0-9a-fA-F]{{64}}|{PROMPT}"


class BadSettings(Exception):
    "Settings that the program cannot work with: one sentence for each, without its value"

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def _setting(default: Any, description: str, must: str) -> Any:
    """A setting, what it does, and how the sentence about a bad value ends."""
    given = {"default_factory": default} if callable(default) else {"default": default}
    return Field(**given, description=description, json_schema_extra={"must": must})


class Settings(BaseSettings):
    """The settings of one run. An empty value counts as none: the default holds."""

    model_config = SettingsConfigDict(
        env_file_encoding="utf-8", extra="ignore", frozen=True, hide_input_in_errors=True
    )

    telegram_token: Annotated[SecretStr | None, values.matching(_OF_BOTFATHER)] = _setting(
        None,
        "The bot's token from @BotFather. With one the bot runs on Telegram, without one in the "
        "rehearsal.",
        "look like 123456789:AAbbCC, as @BotFather gives it",
    )
    telegram_api_url: Annotated[str, AfterValidator(values.server)] = _setting(
        "https://api.telegram.org",
        "The Bot API server: Telegram's, or one of your own.",
        "be the address of a Bot API server, such as https://api.telegram.org",
    )
    owners: Annotated[
        tuple[int, ...], NoDecode, BeforeValidator(values.separated), AfterValidator(values.owners)
    ] = _setting(
        (),
        "Telegram ids of the people who own the campaign, with commas between them.",
        "be Telegram ids: numbers with commas between them",
    )
    languages: Annotated[
        tuple[str, ...], NoDecode, BeforeValidator(values.separated), AfterValidator(values.spoken)
    ] = _setting(
        ("en", "es"),
        "The languages that the bot speaks with people, with commas between them.",
        f"name languages out of {', '.join(wording.languages())}, with commas between them",
    )
    campaign: Path = _setting(
        Path("examples/free-internet"),
        "The folder of the campaign.",
        "name the folder of a campaign",
    )
    petition_approvals: Annotated[int, AfterValidator(values.approvals)] = _setting(
        1,
        "How many people of the team must agree before a petition opens: 1 or 2.",
        "be 1 or 2",
    )
    public_count_step: Annotated[int, AfterValidator(values.step)] = _setting(
        1,
        "The step by which public counts of signatures move. With 100, people read 1,200 or more "
        "until it is 1,300 or more; the team sees every signature.",
        "be a whole number of at least 1",
    )
    channel: Annotated[str | None, AfterValidator(values.channel)] = _setting(
        None,
        "The campaign's channel, by its @name or its id (-100 and digits), where the bot may post: "
        "milestones, and each day the newest checkpoint of the ledger.",
        "be @ and the channel's name, or its id, which starts with -100",
    )
    database_url: Annotated[str, AfterValidator(values.file)] = _setting(
        "sqlite:///data/pliego.db",
        "The file that keeps everything when the bot runs on Telegram.",
        "name a file, such as sqlite:///data/pliego.db",
    )
    rehearsal_database_url: Annotated[str, AfterValidator(values.file)] = _setting(
        "sqlite:///data/rehearsal.db",
        "The file that keeps everything in the rehearsal.",
        "name a file, such as sqlite:///data/rehearsal.db",
    )
    database_key_file: Path = _setting(
        Path("keys/database.key"),
        "The file with the key that the databases are encrypted with; made on the first run. Keep "
        "it outside the folders of the data and of the backups.",
        "name a file",
    )
    database_key: Annotated[SecretStr | None, values.matching(_KEY)] = _setting(
        None,
        "The key itself, 64 hexadecimal digits, in place of the file; or the word prompt: then it "
        "is asked for at each start and kept nowhere.",
        f"be 64 hexadecimal digits, or the word {PROMPT}",
    )
    retention_months: Annotated[int, AfterValidator(values.months)] = _setting(
        DEFAULT_MONTHS,
        "How many months after a petition is delivered, or closed without that, the personal data "
        "of its signatures is erased. The count and the ledger stay.",
        "be a whole number of months, 1 to 120",
    )
    backup_days: Annotated[int | None, AfterValidator(values.days)] = _setting(
        None,
        "How many days you keep a backup before you delete it, 0 if you make none. People who "
        "erase their data are told the day when the last backup that holds it is gone; empty, they "
        "are told to ask.",
        "be a whole number of days, 0 to 3650",
    )
    rehearsal_port: Annotated[int, AfterValidator(values.port)] = _setting(
        8081,
        "The port of the rehearsal on this machine; 0 takes a free one.",
        "be the number of a port, 0 to 65535",
    )
    webhook_url: Annotated[str | None, AfterValidator(values.public)] = _setting(
        None,
        "The https address under which Telegram reaches WEBHOOK_LISTEN. With one Telegram brings "
        "updates, without one the bot fetches them.",
        "be an address that starts with https://",
    )
    webhook_listen: Annotated[str, AfterValidator(values.socket)] = _setting(
        "127.0.0.1:8443",
        "Where the bot listens for what Telegram brings, behind a server that speaks https.",
        "be an address and a port, such as 127.0.0.1:8443",
    )
    webhook_secret: Annotated[SecretStr, values.matching(r"[A-Za-z0-9_-]{1,256}")] = _setting(
        lambda: SecretStr(secrets.token_urlsafe(32)),
        "What Telegram shows to prove that it is Telegram; a new one at each start when empty.",
        "be 1 to 256 of the characters A-Z, a-z, 0-9, _ and -",
    )
    health_port: Annotated[int | None, AfterValidator(values.port)] = _setting(
        None,
        "The port on this machine where /health says whether all is well; none when empty.",
        "be the number of a port, 0 to 65535",
    )
    embedder: Annotated[str, AfterValidator(values.embedder)] = _setting(
        "auto",
        "What finds articles by meaning: e5 or use (models on this machine), http (a server at "
        "EMBEDDINGS_URL), none (words alone), or auto: the first of e5 and use that works here.",
        f"be {', '.join(values.EMBEDDERS[:-1])} or {values.EMBEDDERS[-1]}",
    )
    embeddings_url: Annotated[str | None, AfterValidator(values.endpoint)] = _setting(
        None,
        "For EMBEDDER=http: an OpenAI-compatible server, up to and with /v1. It is sent every "
        "question and article.",
        "be the address of a server, such as http://127.0.0.1:11434/v1",
    )
    embeddings_model: str | None = _setting(
        None,
        "For EMBEDDER=http: the model to ask it for.",
        "name a model",
    )
    embeddings_key: Annotated[SecretStr | None, values.matching(r"[!-~]{1,512}")] = _setting(
        None,
        "For EMBEDDER=http: the key that the server wants, if any.",
        "be a key: letters, digits and signs, without spaces",
    )
    composer_url: Annotated[str | None, AfterValidator(values.endpoint)] = _setting(
        None,
        "A server that speaks OpenAI's chat completions, up to and with /v1. With one a language "
        "model words answers from the quotes; it is sent every question that the articles may "
        "answer.",
        "be the address of a server, such as http://127.0.0.1:11434/v1",
    )
    composer_model: str | None = _setting(
        None,
        "For COMPOSER_URL: the model to ask it for.",
        "name a model",
    )
    composer_key: Annotated[SecretStr | None, values.matching(r"[!-~]{1,512}")] = _setting(
        None,
        "For COMPOSER_URL: the key that the server wants, if any.",
        "be a key: letters, digits and signs, without spaces",
    )
    smtp_url: Annotated[SecretStr | None, AfterValidator(values.mail_server)] = _setting(
        None,
        "The server that takes the campaign's mail, with user and password. Needed only by "
        "petitions that ask for a confirmed mail address.",
        "be smtps://user:password@host, or smtp://user:password@host?starttls, with signs such as "
        "@ in the password as %40",
    )
    mail_from: Annotated[str | None, AfterValidator(values.mail_sender)] = _setting(
        None,
        "For SMTP_URL: whom that mail is from, such as Free Internet <sign@example.org>.",
        "be a mail address, or a name with one: Free Internet <sign@example.org>",
    )
    log_level: Annotated[str, AfterValidator(values.level)] = _setting(
        "INFO",
        "How much is logged: DEBUG, INFO, WARNING or ERROR.",
        "be DEBUG, INFO, WARNING or ERROR",
    )

    @field_validator("*", mode="before")
    @classmethod
    def _empty_is_none(cls, value: Any, info: ValidationInfo) -> Any:
        if not isinstance(value, str) or value.strip():
            return value.strip() if isinstance(value, str) else value
        field = cls.model_fields[str(info.field_name)]
        return field.get_default(call_default_factory=True, validated_data={})

    @property
    def live(self) -> bool:
        """Whether the bot runs on Telegram; else in the rehearsal."""
        return self.telegram_token is not None

    @property
    def database(self) -> Path:
        """The file of the database in use."""
        return path_of(self.database_url if self.live else self.rehearsal_database_url)

    @property
    def webhook_socket(self) -> tuple[str, int]:
        """Host and port of `webhook_listen`."""
        host, _, port = self.webhook_listen.rpartition(":")
        return host.strip("[]"), int(port)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must never be seen in a log."""
        hidden = (
            self.telegram_token,
            self.database_key,
            self.webhook_secret,
            self.embeddings_key,
            self.composer_key,
            self.smtp_url,
        )
        shown = [secret.get_secret_value() for secret in hidden if secret is not None]
        if self.smtp_url is not None:
            password = server_of(self.smtp_url.get_secret_value()).password
            shown += [password] if password else []
        return tuple(value for value in shown if value != PROMPT)


def load(env_file: Path = Path(".env")) -> Settings:
    """The settings from the environment and, below it, `env_file`; raises `BadSettings`."""
    try:
        settings = Settings(_env_file=env_file)  # type: ignore[call-arg]
    except ValidationError as error:
        names = dict.fromkeys(str(problem["loc"][0]) for problem in error.errors())
        problems = [_sentence(name) for name in names]
    except UnicodeDecodeError:
        problems = [f"{env_file} must be UTF-8 text."]
    else:
        problems = _contradictions(settings)
    if problems:
        raise BadSettings(*problems)
    return settings


def database_key(settings: Settings, ask: Callable[[], str] | None = None) -> bytes:
    """The key of `settings.database`: from the settings, typed at the start, or from its file.

    `ask` returns what was typed. Raises `BadSettings` and what `db.key` raises.
    """
    given = settings.database_key
    if given is None:
        return key.load_or_create(settings.database_key_file, settings.database)
    if given.get_secret_value() != PROMPT:
        return key.parse(given.get_secret_value(), "DATABASE_KEY")
    typed = (ask or _typed)()
    if not typed:
        raise BadSettings("DATABASE_KEY is prompt, and no key was typed.")
    return key.parse(typed, "the line that was typed")


def default_text(name: str) -> str:
    """The default of the setting as `.env` would say it; empty for none."""
    default = Settings.model_fields[name].default
    if isinstance(default, tuple):
        return ",".join(str(each) for each in default)
    return "" if default is None or Settings.model_fields[name].default_factory else str(default)


def _sentence(name: str) -> str:
    extra = Settings.model_fields[name].json_schema_extra
    must = extra["must"] if isinstance(extra, dict) else ""
    return f"{name.upper()} must {must}."


def _contradictions(settings: Settings) -> list[str]:
    live, rehearsed = path_of(settings.database_url), path_of(settings.rehearsal_database_url)
    problems = []
    if live.resolve() == rehearsed.resolve():
        problems.append("REHEARSAL_DATABASE_URL must name another file than DATABASE_URL.")
    if settings.embedder == "http" and not (settings.embeddings_url and settings.embeddings_model):
        problems.append("EMBEDDER=http must come with EMBEDDINGS_URL and EMBEDDINGS_MODEL.")
    if settings.composer_url and not settings.composer_model:
        problems.append("COMPOSER_URL must come with COMPOSER_MODEL.")
    if settings.smtp_url and not settings.mail_from:
        problems.append("SMTP_URL must come with MAIL_FROM.")
    return problems


def _typed() -> str:
    if sys.stdin.isatty():
        return getpass("Key of the database (64 hexadecimal digits, not shown): ").strip()
    return sys.stdin.readline().strip()
