"""Whatever goes wrong, the log holds no token, no name and nothing that a person wrote."""

import asyncio
import contextlib
import errno
import gc
import io
import logging
import re
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from urllib.parse import quote

import pytest
import sqlalchemy
from telegram import Chat, Message, Update, User
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter

from bot import logs
from bot.settings import BadSettings
from bot.transport import NotSent
from db.engine import Database

NAME = "Lucía Hernández"
WORDS = "I am afraid of what they do to us"
TOKEN = "7000000001:AAE-a_token-of_the_usual-shape_0123456789"
ODD_TOKEN = "7000000002:odd"
SECRET = "hook/secret=="


@pytest.fixture(autouse=True)
def untouched() -> Iterator[None]:
    """Put the process's logging back as it was."""
    root = logging.getLogger()
    before = (root.handlers[:], root.level, logging.raiseExceptions)
    hooks = (sys.excepthook, sys.unraisablehook, threading.excepthook)
    levels = {name: logging.getLogger(name).level for name in logs._OURS}
    yield
    root.handlers[:], root.level, logging.raiseExceptions = before
    sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


@pytest.fixture
def log() -> io.StringIO:
    stream = io.StringIO()
    root = logging.getLogger()
    root.handlers.clear()  # pytest's own would be closed by set_up
    logs.set_up("DEBUG", (TOKEN, ODD_TOKEN, SECRET), stream)
    return stream


ours = logging.getLogger("handlers.sign")
library = logging.getLogger("some.library")


def nothing_personal(text: str) -> bool:
    hidden = (NAME, "Lucía", WORDS, "afraid", TOKEN, "AAE-", ODD_TOKEN, SECRET)
    return not any(secret in text for secret in hidden)


def update() -> Update:
    user = User(1, NAME, is_bot=False)
    chat = Chat(1, "private")
    return Update(1, message=Message(1, datetime.now(UTC), chat, from_user=user, text=WORDS))


def test_a_record_is_one_line_in_utc(log: io.StringIO) -> None:
    ours.info("Sent %d messages\nto %s", 3, "all")
    line = log.getvalue()
    assert line.count("\n") == 1
    assert re.fullmatch(
        r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO handlers\.sign: "
        r"Sent 3 messages\\nto all\n",
        line,
    )


def test_control_characters_cannot_write_on_the_terminal(log: io.StringIO) -> None:
    ours.warning("Odd name: %s", "\x1b[2J\u202etxt")
    assert r"\x1b[2J\u202etxt" in log.getvalue()


@pytest.mark.parametrize("token", [TOKEN, ODD_TOKEN, "123:" + "x" * 35, SECRET])
@pytest.mark.parametrize("logger", [ours, library])
def test_a_token_is_hidden_wherever_it_comes_from(
    log: io.StringIO, token: str, logger: logging.Logger
) -> None:
    spelled = (token, quote(token, safe=""), f"https://api.telegram.org/bot{token}/sendMessage")
    for text in spelled:
        logger.error(f"Failed at {text}")
        logger.error("Failed at %s", text)
        logger.error("Failed at %(text)s", {"text": text})
        logger.error("Failed", exc_info=InvalidToken(f"The token `{text}` was rejected"))
        logger.error("Failed", exc_info=NotSent(f"No connection to {text}"))
    assert token not in log.getvalue()
    assert quote(token, safe="") not in log.getvalue()
    assert len(log.getvalue().splitlines()) == 15


def test_the_secret_part_of_a_token_is_hidden_by_itself(log: io.StringIO) -> None:
    ours.error("It ends in %s", TOKEN.partition(":")[2])
    assert nothing_personal(log.getvalue())


def raised(error: BaseException) -> BaseException:
    try:
        raise error
    except type(error) as caught:
        return caught


def chained() -> BaseException:
    """One error with a cause, which has a context, with a note."""
    try:
        dict[str, str]().pop(WORDS)
    except KeyError:
        middle = raised(ValueError(NAME))
    last = BadRequest(f'Can\'t parse entities: unsupported start tag "{WORDS}" for {TOKEN}')
    last.__cause__ = middle
    last.add_note(WORDS)
    return raised(last)


def grouped() -> BaseException:
    return raised(ExceptionGroup(WORDS, [ValueError(NAME), chained_once(TypeError(TOKEN))]))


def chained_once(error: Exception) -> Exception:
    error.__cause__ = RuntimeError(WORDS)
    return error


def in_a_circle() -> BaseException:
    first, second = ValueError(WORDS), ValueError(NAME)
    first.__cause__, second.__cause__ = second, first
    return first


def wrong_statement() -> BaseException:
    engine = sqlalchemy.create_engine("sqlite://", poolclass=sqlalchemy.StaticPool)
    try:
        with engine.connect() as conn:
            conn.execute(sqlalchemy.text("INSERT INTO people VALUES (:name)"), {"name": NAME})
    except sqlalchemy.exc.OperationalError as error:
        return error
    finally:
        engine.dispose()
    raise AssertionError


ERRORS: list[Callable[[], BaseException]] = [
    chained,
    grouped,
    in_a_circle,
    wrong_statement,
    lambda: raised(NetworkError(f"{WORDS} {TOKEN}")),
    lambda: raised(FileNotFoundError(errno.ENOENT, "No such file", f"{NAME}.txt")),
    lambda: raised(UnicodeEncodeError("ascii", NAME, 3, 4, WORDS)),
    lambda: raised(type("Personal", (ValueError,), {"__str__": lambda self: WORDS})()),
    lambda: raised(asyncio.CancelledError(WORDS)),
    lambda: ValueError(WORDS),
]


@pytest.mark.parametrize("make", ERRORS)
@pytest.mark.parametrize("logger", [ours, library])
def test_an_error_leaves_its_type_and_frames_and_nobodys_words(
    log: io.StringIO, make: Callable[[], BaseException], logger: logging.Logger
) -> None:
    error = make()
    logger.error("It failed", exc_info=error)
    logger.error("It failed: %s", error)
    logger.error("It failed: %r", error)
    logger.error(error)
    text = log.getvalue()
    assert nothing_personal(text)
    assert text.count("\n") == 4
    assert text.count(type(error).__qualname__) >= 4
    assert error.__traceback__ is None or "tests/bot/test_logs.py:" in text


def test_a_chain_names_every_error_in_it(log: io.StringIO) -> None:
    ours.error("It failed", exc_info=chained())
    parts = log.getvalue().split(" | ")
    assert [part.split()[0] for part in parts[1:]] == ["BadRequest", "caused", "caused"]
    assert "caused by KeyError at tests/bot/test_logs.py:" in log.getvalue()


def test_what_can_say_nothing_of_a_person_is_said(log: io.StringIO) -> None:
    ours.error("No", exc_info=BadSettings("OWNERS must be Telegram ids."))
    ours.error("Wait", exc_info=RetryAfter(7))
    ours.error("Full", exc_info=OSError(errno.ENOSPC, "No space left on device"))
    text = log.getvalue()
    assert "BadSettings: OWNERS must be Telegram ids." in text
    assert "RetryAfter: Flood control exceeded." in text
    assert "OSError [ENOSPC]" in text


async def test_a_database_error_names_its_code_and_no_value(
    log: io.StringIO, database: Database
) -> None:
    with pytest.raises(sqlalchemy.exc.OperationalError) as caught:
        await database.write(
            lambda conn: conn.execute(sqlalchemy.text("INSERT INTO x VALUES (:a)"), {"a": NAME})
        )
    ours.error("It failed", exc_info=caught.value)
    assert "caused by OperationalError [SQLITE_ERROR]" in log.getvalue()
    assert nothing_personal(log.getvalue())


def test_an_update_is_never_written_down(log: io.StringIO) -> None:
    ours.error("Could not handle %s", update())
    library.error("Could not handle %r", update())
    library.error("Received data was %r", [update().to_dict()])
    assert "Could not handle <Update>" in log.getvalue()
    assert nothing_personal(log.getvalue())


def test_a_log_call_with_the_wrong_values_prints_none_of_them(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    ours.error("Only %d", NAME)
    ours.error("Only %s", WORDS, NAME)
    assert log.getvalue().count("Only %") == 2
    assert nothing_personal(log.getvalue() + capsys.readouterr().err)


def test_libraries_stay_quiet_below_a_warning(log: io.StringIO) -> None:
    for name in ("httpx", "aiohttp.access", "telegram.Bot", "apscheduler", "uvicorn.error"):
        logging.getLogger(name).info("HTTP Request: POST .../bot%s/getMe", TOKEN)
    ours.debug("ours is heard")
    assert log.getvalue().count("\n") == 1


async def test_a_task_that_nobody_awaited_leaves_no_words(log: io.StringIO) -> None:
    async def fail() -> None:
        raise ValueError(WORDS)

    task = asyncio.create_task(fail(), name=NAME)
    await asyncio.wait([task])
    del task
    gc.collect()
    assert "Task exception was never retrieved | ValueError at" in log.getvalue()
    assert nothing_personal(log.getvalue())


def test_an_uncaught_error_leaves_no_words(
    log: io.StringIO, capsys: pytest.CaptureFixture[str]
) -> None:
    error = raised(ValueError(WORDS))
    sys.excepthook(type(error), error, error.__traceback__)
    threading.excepthook(threading.ExceptHookArgs((ValueError, error, None, None)))
    with contextlib.suppress(KeyboardInterrupt):
        raise KeyboardInterrupt
    assert log.getvalue().count("CRITICAL bot.logs: Stopped") == 2
    assert nothing_personal(log.getvalue() + capsys.readouterr().err)


def test_a_deep_recursion_is_cut_short(log: io.StringIO) -> None:
    def deeper(left: int) -> None:
        if left == 0:
            raise RuntimeError
        deeper(left - 1)

    with pytest.raises(RuntimeError) as caught:
        deeper(200)
    ours.error("It failed", exc_info=caught.value)
    assert len(log.getvalue()) < 2000


def test_a_fault_is_logged_once_with_the_id_that_the_person_is_shown(log: io.StringIO) -> None:
    number = logs.fault(ours, raised(ValueError(WORDS)), update_id=42)
    assert re.fullmatch(r"[A-Z2-7]{8}", number)
    assert log.getvalue().count(number) == 1
    assert f"ERROR handlers.sign: Fault {number} in update 42 | ValueError at" in log.getvalue()
    assert nothing_personal(log.getvalue())
