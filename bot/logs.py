"""The log: one line each on standard error, in UTC, without a token and without people's words.

An exception's message may quote what a person typed, as SQL parameters and Telegram's answers do.
So an exception is logged as its type and frames; its message only where its type can say nothing
of a person.
"""

import base64
import errno
import logging
import re
import secrets
import sys
import threading
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any, TextIO
from urllib.parse import quote

from telegram import TelegramObject
from telegram.error import Conflict, RetryAfter, TimedOut

from bot.settings import BadSettings
from bot.transport import NotSent, ServerError
from campaign.manifest import BadManifest
from db.connection import WrongKey
from db.key import KeyBesideData, KeyExposed, KeyMalformed, KeyMissing

_OURS = {"bot", "handlers", "campaign", "db", "rehearsal", "pliego", "__main__"}
_IMPERSONAL = {
    *(BadManifest, BadSettings, Conflict, KeyBesideData, KeyExposed, KeyMalformed, KeyMissing),
    *(NotSent, RetryAfter, ServerError, TimedOut, WrongKey),
}
_TOKEN = re.compile(r"\d+(?::|%3A)[A-Za-z0-9_-]{30,}", re.IGNORECASE)
_BREAKING = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_HIDDEN = "[hidden]"
_SHORTEST_SECRET_PART = 20
_FRAMES = 15
_DEPTH = 8
_ROOT = Path(__file__).resolve().parents[1]

logger = logging.getLogger(__name__)


def set_up(level: str, hidden: tuple[str, ...] = (), stream: TextIO | None = None) -> None:
    """Log to `stream` (standard error): our own from `level` on, libraries from WARNING on.

    Libraries stay at WARNING whatever the level, because at DEBUG they write whole messages down.
    """
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Formatter(hidden))
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.raiseExceptions = False  # else a broken log call prints its values
    for name in _OURS:
        logging.getLogger(name).setLevel(level)
    sys.excepthook = _uncaught
    sys.unraisablehook = lambda event: _tell("in a finalizer", event.exc_value)
    threading.excepthook = lambda event: _tell("in a thread", event.exc_value)


def fault_id() -> str:
    """Eight letters and digits that tie what a person was shown to a line of the log."""
    return base64.b32encode(secrets.token_bytes(5)).decode("ascii")


def fault(log: logging.Logger, error: BaseException, update_id: int | None = None) -> str:
    """Log an error of ours once, and return the id to show to the person who met it."""
    number = fault_id()
    where = "" if update_id is None else f" in update {update_id}"
    log.error("Fault %s%s", number, where, exc_info=error)
    return number


def describe(error: BaseException) -> str:
    """The error's type, and of its message what can say nothing of a person."""
    name = type(error).__qualname__
    if type(error) in _IMPERSONAL:
        return f"{name}: {error}"
    if isinstance(error, OSError) and error.errno is not None:
        return f"{name} [{errno.errorcode.get(error.errno, error.errno)}]"
    code = getattr(error, "sqlite_errorname", None)
    return f"{name} [{code}]" if isinstance(code, str) else name


class Formatter(logging.Formatter):
    """A record as one line; `hidden` are the secrets that must not be in it."""

    def __init__(self, hidden: tuple[str, ...] = ()) -> None:
        super().__init__()
        self._secrets = re.compile("|".join(map(re.escape, _spellings(hidden))) or r"(?!)")

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = f"{at.removesuffix('+00:00')}Z {record.levelname} {record.name}: {_text(record)}"
        error = record.exc_info[1] if record.exc_info else None
        if error is not None:
            line = f"{line} | {' | caused by '.join(_chain(error))}"
        return _BREAKING.sub(_escaped, _TOKEN.sub(_HIDDEN, self._secrets.sub(_HIDDEN, line)))


def _spellings(hidden: tuple[str, ...]) -> list[str]:
    """Each secret, as it is in an address, and the part of a token after the bot's own number."""
    found = {secret for secret in hidden if secret}
    parts = {secret.rpartition(":")[2] for secret in found}
    found |= {part for part in parts if len(part) >= _SHORTEST_SECRET_PART}
    return sorted(found | {quote(secret, safe="") for secret in found}, key=len, reverse=True)


def _escaped(match: re.Match[str]) -> str:
    return match[0].encode("unicode_escape").decode("ascii")


def _text(record: logging.LogRecord) -> str:
    if isinstance(record.msg, BaseException):
        return describe(record.msg)
    ours = record.name.split(".")[0] in _OURS
    # A library's text may be put together already, as asyncio's is: its first line names the case.
    template = str(record.msg) if ours else str(record.msg).partition("\n")[0]
    if not record.args:
        return template
    try:
        return str(template % _arguments(record.args, ours=ours))
    except (TypeError, ValueError, KeyError):
        return template


def _arguments(given: Any, *, ours: bool) -> Any:
    if isinstance(given, Mapping):
        return {name: _argument(value, ours=ours) for name, value in given.items()}
    return tuple(_argument(value, ours=ours) for value in given)


def _argument(value: Any, *, ours: bool) -> Any:
    if isinstance(value, BaseException):
        return describe(value)
    if isinstance(value, int | float) or (ours and not isinstance(value, TelegramObject)):
        return value
    return f"<{type(value).__qualname__}>"


def _chain(error: BaseException | None) -> Iterator[str]:
    """The error, then what it came from, as far as that matters."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen and len(seen) < _DEPTH:
        seen.add(id(error))
        yield f"{describe(error)}{_within(error)}{_trail(error.__traceback__)}"
        hidden = error.__suppress_context__
        error = error.__cause__ or (None if hidden else error.__context__)


def _within(error: BaseException) -> str:
    if not isinstance(error, BaseExceptionGroup):
        return ""
    return f" of ({'; '.join(' | caused by '.join(_chain(each)) for each in error.exceptions)})"


def _trail(traceback: TracebackType | None) -> str:
    """The frames, the innermost first."""
    frames = [
        f"{_short(frame.f_code.co_filename)}:{line}:{frame.f_code.co_name}"
        for frame, line in walk_tb(traceback)
    ]
    if not frames:
        return ""
    left_out = " < ..." if len(frames) > _FRAMES else ""
    return f" at {' < '.join(reversed(frames[-_FRAMES:]))}{left_out}"


def _short(file: str) -> str:
    _, installed, library = file.rpartition("site-packages/")
    if installed:
        return library
    return str(Path(file).relative_to(_ROOT)) if Path(file).is_relative_to(_ROOT) else file


def _tell(where: str, error: BaseException | None) -> None:
    if error is not None and not isinstance(error, SystemExit):
        logger.critical("Stopped %s", where, exc_info=error)


def _uncaught(
    kind: type[BaseException], error: BaseException, traceback: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    logger.critical("Stopped by an error that nothing expected", exc_info=error)
