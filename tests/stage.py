"""The stage of the end-to-end tests: the real program, the rehearsal, and people who act in it."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx

from rehearsal.server import Server, running

ROOT = Path(__file__).parents[1]
CAMPAIGN = ROOT / "examples" / "free-internet"
EMMA, LUCIA, OLIVIA = 1001, 1002, 1003
PATIENCE = 45.0
RESPONSIBLE = re.compile(r"^\[responsible\]\n(?:\w+ = .*\n)+", re.MULTILINE)
ANSWERS_FOR_IT = """[responsible]
name = "Red por un internet libre, A. C."
address = "Calle Independencia 12, Oaxaca, Mexico"
contact = "datos@internetlibre.test"
"""

Message = dict[str, Any]
T = TypeVar("T")


class NothingCame(AssertionError):
    "What a test waited for did not come"


class Person:
    """Someone in a private chat with the bot."""

    def __init__(self, stage: "Stage", person_id: int) -> None:
        self.stage = stage
        self.id = person_id
        self.seen = 0

    def say(self, text: str, **fields: Any) -> Message:
        """Write to the bot."""
        self.seen = self._newest()
        return self.stage.post(
            f"chats/{self.id}/messages", {"from": self.id, "text": text, **fields}
        )

    def send_file(self, name: str, content: bytes, kind: str = "document") -> Message:
        """Send the bot a file."""
        self.seen = self._newest()
        response = self.stage.http.post(
            f"chats/{self.id}/messages",
            data={"from": str(self.id), "kind": kind},
            files={"file": (name, content)},
        )
        response.raise_for_status()
        return dict(response.json())

    def ask(self, text: str, holding: str = "") -> Message:
        """Write, and read the bot's next message (that holds `holding`)."""
        self.say(text)
        return self.reads(holding)

    def reads(self, holding: str = "", *, after: int | None = None) -> Message:
        """The bot's message that came since the person last acted and holds these words."""
        since = self.seen if after is None else after

        def arrived() -> Message | None:
            for message in reversed(self.messages()):
                if message["message_id"] > since and _by_bot(message) and holding in words(message):
                    return message
            return None

        return self.stage.wait(arrived, lambda: f"{holding!r} in {self.texts()[-4:]}")

    def tap(self, label: str, message: Message | None = None) -> str:
        """Tap the newest button that says `label` (a part of it is enough)."""
        message, button = self._button(label, message)
        self.seen = self._newest()
        return self.tap_data(message["message_id"], button["callback_data"])

    def tap_data(self, message_id: int, data: str) -> str:
        """Tap with any data whatever, as an old or a forged button would."""
        answer = self.stage.post(
            f"chats/{self.id}/taps", {"from": self.id, "message_id": message_id, "data": data}
        )
        return str(answer["callback_query_id"])

    def sees(self, holding: str) -> Message:
        """Any message of the chat, as it now stands, that holds these words."""

        def shown() -> Message | None:
            return next(
                (each for each in reversed(self.messages()) if holding in words(each)), None
            )

        return self.stage.wait(shown, lambda: f"{holding!r} in {self.texts()[-4:]}")

    def is_toasted(self, holding: str, query_id: str) -> str:
        """The answer to a tap, once it came."""

        def answered() -> str | None:
            for exchange in self.stage.exchanges("answerCallbackQuery"):
                params = exchange["params"]
                if params.get("callback_query_id") == query_id and holding in (
                    params.get("text") or ""
                ):
                    return str(params.get("text") or "")
            return None

        return self.stage.wait(answered, lambda: f"a toast with {holding!r}")

    def messages(self) -> list[Message]:
        """The chat as it now stands."""
        return list(self.stage.get(f"chats/{self.id}/messages")["messages"])

    def texts(self) -> list[str]:
        """The words of the chat, oldest first."""
        return [words(message) for message in self.messages()]

    def block(self) -> None:
        """Block the bot."""
        self.stage.post(f"people/{self.id}/block", {})

    def _newest(self) -> int:
        return max((message["message_id"] for message in self.messages()), default=0)

    def _button(self, label: str, message: Message | None) -> tuple[Message, dict[str, Any]]:
        def found() -> tuple[Message, dict[str, Any]] | None:
            for each in [message] if message else reversed(self.messages()):
                for button in buttons(each):
                    if label in button["text"] and "callback_data" in button:
                        return each, button
            return None

        return self.stage.wait(found, lambda: f"a button {label!r} in {self.texts()[-3:]}")


class Stage:
    """The rehearsal's server, the folder with the bot's data, and the bot's process."""

    def __init__(
        self,
        server: Server,
        folder: Path,
        owners: str = str(OLIVIA),
        embedder: str = "none",
        **settings: str,
    ) -> None:
        self.server = server
        self.folder = folder
        self.owners = owners
        self.embedder = embedder
        self.settings = settings
        self.http = httpx.Client(base_url=f"{server.url}/rehearsal/", timeout=30, trust_env=False)
        self.bot: subprocess.Popen[bytes] | None = None
        self.log = folder / "bot.log"

    def person(self, person_id: int) -> Person:
        """One of the rehearsal's people."""
        return Person(self, person_id)

    def newcomer(self, name: str, language: str = "en") -> Person:
        """Someone new."""
        added = self.post("people", {"first_name": name, "language_code": language})
        return Person(self, int(added["id"]))

    @property
    def environment(self) -> dict[str, str]:
        """The settings of this run, and nothing of the machine's but its PATH."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "TELEGRAM_TOKEN": self.server.world.token,
            "TELEGRAM_API_URL": self.server.url,
            "DATABASE_URL": f"sqlite:///{self.folder}/data/pliego.db",
            "DATABASE_KEY_FILE": f"{self.folder}/keys/database.key",
            "CAMPAIGN": str(self.campaign),
            "OWNERS": self.owners,
            "EMBEDDER": self.embedder,
            **self.settings,
        }

    @property
    def campaign(self) -> Path:
        """The example's folder as a campaign's own: a bot with a token wants a real name there."""
        folder = self.folder / "campaign"
        if not folder.exists():
            shutil.copytree(CAMPAIGN, folder)
            file = folder / "campaign.toml"
            text = file.read_text(encoding="utf-8")
            file.write_text(RESPONSIBLE.sub(ANSWERS_FOR_IT, text), encoding="utf-8")
        return folder

    def start(self) -> None:
        """Start the real program, and wait until it hears."""
        with self.log.open("ab") as log:
            self.bot = subprocess.Popen(
                [sys.executable, "-m", "bot", "run"],
                cwd=self.folder,
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.wait(self._hears, lambda: f"a bot that hears; it says {self.said()[-2000:]}")

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run `pliego` with these arguments in the same place."""
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def kill(self) -> None:
        """SIGKILL: no goodbye, nothing flushed."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """SIGTERM, as a system does at its own shutdown."""
        self._end(signal.SIGTERM)

    def restart(self) -> None:
        """Kill it and start it again."""
        self.kill()
        self.start()

    def said(self) -> str:
        """Everything the program printed or logged."""
        return self.log.read_text() if self.log.exists() else ""

    def get(self, path: str, **params: Any) -> dict[str, Any]:
        """Ask the rehearsal."""
        response = self.http.get(path, params=params)
        response.raise_for_status()
        return dict(response.json())

    def post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Tell the rehearsal."""
        response = self.http.post(path, json=body)
        response.raise_for_status()
        return dict(response.json())

    def exchanges(self, method: str) -> list[dict[str, Any]]:
        """What the bot called, by method."""
        return list(self.get("exchanges", method=method)["exchanges"])

    def delivered(self, holding: str) -> dict[str, int]:
        """How many of the bot's messages with these words each chat got."""
        return dict(self.get("delivered", contains=holding)["by_chat"])

    def wait(
        self,
        look: Callable[[], T | None],
        what: Callable[[], str],
        patience: float = PATIENCE,
    ) -> T:
        """What `look` finds, as soon as it finds something."""
        end = time.monotonic() + patience
        while time.monotonic() < end:
            found = look()
            if found:
                return found
            time.sleep(0.02)
        raise NothingCame(f"waited for {what()}\n{self.said()[-1500:]}")

    def _hears(self) -> bool:
        if self.bot is not None and self.bot.poll() is not None:
            raise NothingCame(f"the bot ended: {self.said()[-3000:]}")
        return self.said().count("Live on Telegram") > self._starts

    _starts = 0

    def _end(self, number: int) -> None:
        if self.bot is None:
            return
        self._starts = self.said().count("Live on Telegram")
        self.bot.send_signal(number)
        self.bot.wait(20)
        self.bot = None


@contextmanager
def set_up(
    folder: Path, owners: str = str(OLIVIA), embedder: str = "none", **settings: str
) -> Iterator[Stage]:
    """A stage with the bot running on it, with further settings by their names.

    With words alone the answers are the same on every machine, and at once.
    """
    with running() as server:
        stage = Stage(server, folder, owners, embedder, **settings)
        try:
            stage.start()
            yield stage
        finally:
            stage.kill()
            stage.http.close()


def words(message: Message) -> str:
    """The words of a message: its text or its caption."""
    return str(message.get("text") or message.get("caption") or "")


def buttons(message: Message) -> list[dict[str, Any]]:
    """The inline buttons below a message."""
    markup = message.get("reply_markup") or {}
    return [button for row in markup.get("inline_keyboard", []) for button in row]


def labels(message: Message) -> list[str]:
    """What the buttons below a message say."""
    return [button["text"] for button in buttons(message)]


def number_in(text: str, before: str) -> int:
    """The number that stands before these words."""
    found = re.search(rf"([\d,.]+)\s*{re.escape(before)}", text)
    if found is None:
        raise AssertionError(f"no number before {before!r} in {text!r}")
    return int(re.sub(r"[,.]", "", found[1]))


def _by_bot(message: Message) -> bool:
    return bool((message.get("from") or {}).get("is_bot"))
