"""The rehearsal's group, as tests write in it."""

from typing import Any

from tests.stage import Stage, words

GROUP = -2001
BOT = "@pliego_rehearsal_bot"


class Group:
    """The rehearsal's group, with its three members and the bot."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    def say(self, person: int, text: str, **fields: Any) -> dict[str, Any]:
        """Someone writes."""
        path = f"chats/{GROUP}/messages"
        return self.stage.post(path, {"from": person, "text": text, **fields})

    def answer_to(self, message: dict[str, Any]) -> dict[str, Any]:
        """The bot's reply to that message."""
        return self.stage.wait(
            lambda: next(iter(self.answers_to(message)), None),
            lambda: f"an answer to {words(message)!r}",
        )

    def answers_to(self, message: dict[str, Any]) -> list[dict[str, Any]]:
        """All replies to that message."""
        return [
            each
            for each in self.stage.get(f"chats/{GROUP}/messages")["messages"]
            if each.get("reply_to_message", {}).get("message_id") == message["message_id"]
            and each["from"]["is_bot"]
        ]

    def ask(self, person: int, text: str, **fields: Any) -> dict[str, Any]:
        """Someone writes, and the bot replies."""
        return self.answer_to(self.say(person, text, **fields))

    def messages(self) -> list[dict[str, Any]]:
        """The group as it now stands."""
        return list(self.stage.get(f"chats/{GROUP}/messages")["messages"])
