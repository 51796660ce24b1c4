"""What a Bot API call means for Telegram's limits: does it make a message, edit one, or neither."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

_MAKING = ("send", "copyMessage", "forwardMessage")
_MAKING_NONE = {
    "sendChatAction",
    "sendChatJoinRequestWebApp",
    "sendMessageDraft",
    "sendRichMessageDraft",
}
_EDITING = ("editMessage", "stopPoll", "stopMessageLiveLocation", "setGameScore")
_MANY = ("media", "message_ids")


class Effect(Enum):
    """What a call does to a chat. A call that is free meets no limit of ours."""

    FREE = auto()
    EDITS = auto()
    MAKES = auto()


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the limits see it; `messages` is how many messages it makes or edits."""

    effect: Effect
    chat: int | str | None
    messages: int = 1

    @property
    def in_group(self) -> bool:
        """Groups and channels have negative ids, or a public name."""
        return isinstance(self.chat, str) or (self.chat is not None and self.chat < 0)


def understand(endpoint: str, data: dict[str, Any]) -> Call:
    """The call that `endpoint` with these parameters is."""
    effect = _effect(endpoint)
    if effect is Effect.FREE:
        return Call(effect, None)
    return Call(effect, _chat(data.get("chat_id")), _messages(data))


def _effect(endpoint: str) -> Effect:
    if endpoint.startswith(_EDITING):
        return Effect.EDITS
    if endpoint.startswith(_MAKING) and endpoint not in _MAKING_NONE:
        return Effect.MAKES
    return Effect.FREE


def _chat(given: Any) -> int | str | None:
    if given is None or isinstance(given, int):
        return given
    text = str(given)
    try:
        return int(text)
    except ValueError:
        return text.casefold()


def _messages(data: dict[str, Any]) -> int:
    for name in _MANY:
        several = data.get(name)
        if isinstance(several, (list, tuple)):
            return max(1, len(several))
    return 1
