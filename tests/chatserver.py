"""A chat completions server on loopback, as good, slow, wrong or malicious as a test wants it."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


def completion(content: object) -> bytes:
    """A completion whose text is `content`; what is no text is written as JSON first."""
    text = content if isinstance(content, str) else json.dumps(content)
    message = {"role": "assistant", "content": text}
    return json.dumps({"choices": [{"index": 0, "message": message}]}).encode()


def written(*sentences: tuple[str, list[Any]], answers: Any = True) -> Json:
    """The object that the model is asked for."""
    told = [{"text": text, "quotes": quotes} for text, quotes in sentences]
    return {"answers": answers, "sentences": told}


@dataclass
class ChatServer:
    """What it was asked, and what it says next."""

    url: str = ""
    say: Callable[[Json], object] = lambda body: written(answers=False)
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    raw: Callable[["_Handler"], None] | None = None
    bodies: list[Json] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)
    paths: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def asked(self) -> Json:
        """The data of the last request: question, language and quotes."""
        return dict(json.loads(self.bodies[-1]["messages"][-1]["content"]))


class _Handler(BaseHTTPRequestHandler):
    state: ChatServer

    def do_POST(self) -> None:
        state = self.state
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        state.bodies.append(body)
        state.paths.append(self.path)
        state.keys.append(self.headers["Authorization"])
        if state.raw is not None:
            state.raw(self)
            return
        said = state.say(body)
        self.answer(said if isinstance(said, bytes) else completion(said))

    def answer(self, payload: bytes) -> None:
        self.send_response(self.state.status)
        for name, text in self.state.headers.items():
            self.send_header(name, text)
        self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Tests say what they look at."""


class _Quiet(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what some tests are about."""


@contextmanager
def chatting() -> Iterator[ChatServer]:
    """A server that is up, on a thread of its own."""
    state = ChatServer()
    handler = type("Handler", (_Handler,), {"state": state})
    with _Quiet(("127.0.0.1", 0), handler) as server:
        state.url = f"http://127.0.0.1:{server.server_port}/v1"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield state
        finally:
            state.over.set()
            server.shutdown()
            thread.join()
