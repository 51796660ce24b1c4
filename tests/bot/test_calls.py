"""Which calls meet a limit."""

import json
from pathlib import Path

import pytest

from bot.calls import Call, Effect, understand

BOT_API = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api.json"
CHATLESS = {"answerGuestQuery", "answerWebAppQuery", "savePreparedInlineMessage"}


@pytest.mark.parametrize(
    ("endpoint", "effect"),
    [
        ("sendMessage", Effect.MAKES),
        ("sendMediaGroup", Effect.MAKES),
        ("copyMessages", Effect.MAKES),
        ("forwardMessage", Effect.MAKES),
        ("editMessageText", Effect.EDITS),
        ("stopPoll", Effect.EDITS),
        ("answerCallbackQuery", Effect.FREE),
        ("sendChatAction", Effect.FREE),
        ("deleteMessage", Effect.FREE),
        ("editForumTopic", Effect.FREE),
        ("getFile", Effect.FREE),
    ],
)
def test_a_call_makes_a_message_edits_one_or_is_free(endpoint: str, effect: Effect) -> None:
    assert understand(endpoint, {"chat_id": 1}).effect is effect


def test_every_method_that_returns_its_message_meets_the_limits() -> None:
    if not BOT_API.exists():
        pytest.skip(f"{BOT_API} is not here: the methods of the Bot API are not known")
    methods = json.loads(BOT_API.read_text())["methods"]
    for name, method in methods.items():
        returns = " ".join(method.get("returns") or [])
        if "Message" in returns and name not in CHATLESS and not name.startswith("get"):
            assert understand(name, {}).effect is not Effect.FREE, name


@pytest.mark.parametrize(
    ("chat_id", "chat", "in_group"),
    [
        (1001, 1001, False),
        ("1001", 1001, False),
        (-2001, -2001, True),
        ("-1001000000003", -1001000000003, True),
        ("@Free_Internet_News", "@free_internet_news", True),
        (None, None, False),
    ],
)
def test_groups_and_channels_are_told_from_people(
    chat_id: int | str | None, chat: int | str | None, in_group: bool
) -> None:
    call = understand("sendMessage", {"chat_id": chat_id})
    assert (call.chat, call.in_group) == (chat, in_group)


@pytest.mark.parametrize(
    ("data", "messages"),
    [({}, 1), ({"media": [1, 2, 3]}, 3), ({"message_ids": [7, 8]}, 2), ({"media": "one"}, 1)],
)
def test_an_album_is_as_many_messages_as_it_holds(data: dict[str, object], messages: int) -> None:
    assert understand("sendMediaGroup", {"chat_id": 1, **data}) == Call(Effect.MAKES, 1, messages)
