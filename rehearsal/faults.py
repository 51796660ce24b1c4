"""Trouble on request: errors, silence, slow answers and dropped connections."""

import random
from dataclasses import dataclass, fields

from rehearsal.shapes import Json


class NoSuchFault(ValueError):
    "The fault asks for something that cannot be played"


@dataclass(slots=True)
class Fault:
    """What goes wrong with calls of one method (or of all: `*`), and how often.

    `after` lets the call act first and then loses its answer.
    """

    method: str = "*"
    chat_id: int | None = None
    error_code: int | None = None
    description: str | None = None
    parameters: Json | None = None
    times: int | None = None
    share: float = 1.0
    delay_ms: float = 0.0
    hang: bool = False
    drop: bool = False
    after: bool = False

    def matches(self, method: str, chat_id: int | None) -> bool:
        return self.method in ("*", method) and self.chat_id in (None, chat_id)

    def answer(self) -> Json:
        """The body of the error answer."""
        code = self.error_code or 500
        body: Json = {
            "ok": False,
            "error_code": code,
            "description": self.description or _description(code, self.parameters),
        }
        if self.parameters:
            body["parameters"] = self.parameters
        return body


def _description(code: int, parameters: Json | None) -> str:
    if code == 429:
        return f"Too Many Requests: retry after {(parameters or {}).get('retry_after', 1)}"
    texts = {
        400: "Bad Request: chat not found",
        401: "Unauthorized",
        403: "Forbidden: bot was blocked by the user",
        404: "Not Found",
        500: "Internal Server Error",
        502: "Bad Gateway",
    }
    return texts.get(code, "Internal Server Error")


class Faults:
    """The faults that are set, and the dice that say when they strike."""

    def __init__(self, seed: int = 0) -> None:
        self._dice = random.Random(seed)  # noqa: S311
        self._set: list[Fault] = []

    def add(self, description: Json) -> Fault:
        names = {field.name for field in fields(Fault)}
        unknown = sorted(set(description) - names)
        if unknown:
            raise NoSuchFault(f"unknown: {', '.join(unknown)}")
        fault = Fault(**description)
        if fault.error_code == 429:
            fault.parameters = {"retry_after": 1} | (fault.parameters or {})
        self._set.append(fault)
        return fault

    def clear(self) -> None:
        self._set.clear()

    def strike(self, method: str, chat_id: int | None) -> Fault | None:
        """The fault that meets this call, if one does."""
        for fault in self._set:
            if not fault.matches(method, chat_id) or self._dice.random() >= fault.share:
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    self._set.remove(fault)
            return fault
        return None
