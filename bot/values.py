"""What the value of a setting may be: each check gives it back in order, or raises `ValueError`."""

import re
from typing import Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr

from bot.mail import sender_of, server_of
from db.engine import UnsupportedDatabase, path_of
from handlers import wording

EMBEDDERS = ("auto", "e5", "use", "http", "none")
_LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
_PORTS = range(65536)


def _require(holds: object) -> None:
    if not holds:
        raise ValueError


def matching(pattern: str) -> AfterValidator:
    def check(secret: SecretStr | None) -> SecretStr | None:
        _require(secret is None or re.fullmatch(pattern, secret.get_secret_value()))
        return secret

    return AfterValidator(check)


def separated(text: Any) -> Any:
    if not isinstance(text, str):
        return text
    return tuple(part.strip() for part in text.split(",") if part.strip())


def owners(ids: tuple[int, ...]) -> tuple[int, ...]:
    _require(all(0 < each < 2**52 for each in ids))
    return tuple(dict.fromkeys(ids))


def spoken(languages: tuple[str, ...]) -> tuple[str, ...]:
    lower = tuple(dict.fromkeys(language.lower() for language in languages))
    _require(lower and set(lower) <= set(wording.languages()))
    return lower


def server(url: str) -> str:
    parts = urlsplit(url)
    _require(parts.scheme in {"http", "https"} and parts.hostname and not parts.query)
    return url.rstrip("/")


def endpoint(url: str | None) -> str | None:
    if url is None:
        return None
    _require(not urlsplit(url).username)
    return server(url)


def public(url: str | None) -> str | None:
    if url is None:
        return None
    # Telegram delivers over TLS alone; a Bot API server on this machine has no wire to protect.
    _require(url.startswith(("https://", "http://127.0.0.1")))
    return server(url)


def file(url: str) -> str:
    try:
        path_of(url)
    except UnsupportedDatabase:
        raise ValueError from None
    return url


def mail_server(url: SecretStr | None) -> SecretStr | None:
    if url is not None:
        server_of(url.get_secret_value())
    return url


def mail_sender(text: str | None) -> str | None:
    if text is not None:
        sender_of(text)
    return text


def port(port: int | None) -> int | None:
    _require(port is None or port in _PORTS)
    return port


def socket(text: str) -> str:
    host, colon, port = text.rpartition(":")
    _require(host and colon and port.isascii() and port.isdigit() and int(port) in _PORTS)
    return text


def approvals(number: int) -> int:
    _require(number in {1, 2})
    return number


def step(number: int) -> int:
    _require(number >= 1)
    return number


def channel(name: str | None) -> str | None:
    _require(name is None or re.fullmatch(r"@[A-Za-z][A-Za-z0-9_]{3,31}|-100[0-9]{5,13}", name))
    return name


def months(number: int) -> int:
    _require(1 <= number <= 120)
    return number


def days(number: int | None) -> int | None:
    _require(number is None or 0 <= number <= 3650)
    return number


def embedder(name: str) -> str:
    _require(name.lower() in EMBEDDERS)
    return name.lower()


def level(name: str) -> str:
    _require(name.upper() in _LEVELS)
    return name.upper()
