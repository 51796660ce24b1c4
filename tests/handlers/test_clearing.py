"""A chat is cleared from its newest message back, and no further than Telegram allows."""

from collections.abc import Sequence
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram.error import BadRequest, Forbidden, TelegramError
from telegram.ext import ExtBot

from handlers.clearing import TRAILING, clear

ANA = 7_200_000_001


class Chat:
    """Telegram's side of one chat: messages by id, of which those up to `old` must stay."""

    def __init__(
        self, messages: set[int], old: int = 0, error: TelegramError | None = None
    ) -> None:
        self.messages = messages
        self.old = old
        self.error = error
        self.dice = 0
        self.asked: list[Sequence[int]] = []

    async def delete_messages(self, chat: int, ids: Sequence[int]) -> bool:
        assert chat == ANA
        assert 1 <= len(ids) <= 100
        self.asked.append(ids)
        if self.error is not None:
            raise self.error
        if self.dice in ids or any(each in self.messages and each <= self.old for each in ids):
            raise BadRequest("message can't be deleted for everyone")
        self.messages -= set(ids)
        return True


async def _clear(chat: Chat, before: int, known: Sequence[int] = ()) -> set[int]:
    await clear(cast(ExtBot[Any], chat), ANA, before, known)
    return chat.messages


async def test_everything_below_goes_and_the_last_message_stays() -> None:
    assert await _clear(Chat(set(range(900, 1001))), 1000) == {1000}


async def test_what_is_known_goes_however_far_back_it_is() -> None:
    before = 50_000
    assert await _clear(Chat({7, before - TRAILING - 1, before - TRAILING}), before, [7]) == {
        before - TRAILING - 1
    }


@given(st.sets(st.integers(1, 1500), max_size=60), st.integers(0, 1500))
async def test_one_old_message_keeps_none_of_the_younger(messages: set[int], old: int) -> None:
    chat = Chat(set(messages), old)
    left = await _clear(chat, 1501, sorted(messages))
    assert left == {each for each in messages if each <= old}
    assert len(chat.asked) <= 16 + 2 * 8 * 5


async def test_one_message_that_has_to_stay_does_not_keep_the_older_ones() -> None:
    chat = Chat(set(range(1, 300)))
    chat.dice = 250
    assert await _clear(chat, 300) == {250}


@pytest.mark.parametrize("error", [Forbidden("bot was blocked by the user"), TelegramError("?")])
async def test_what_cannot_be_done_is_not_tried_again_and_again(error: TelegramError) -> None:
    chat = Chat({5}, error=error)
    await _clear(chat, 1000)
    assert len(chat.asked) == 1


async def test_a_new_chat_has_no_messages_below_one() -> None:
    chat = Chat({1, 2})
    assert await _clear(chat, 2) == {2}
    assert all(min(ids) >= 1 for ids in chat.asked)
