"""Replies in private chats are noted where they leave; nothing else is."""

from datetime import datetime
from typing import Any

import pytest

from bot.limiter import Answer, Lane
from bot.noting import NotingLimiter
from handlers.sent import Sent

ANA = 7_100_000_001
GROUP = -1_001_234_567_890


async def _call(
    limiter: NotingLimiter, answer: Answer, lane: Lane | None = None, method: str = "sendMessage"
) -> Answer:
    async def callback() -> Answer:
        return answer

    return await limiter.process_request(callback, (), {}, method, {"chat_id": ANA}, lane)


def _message(chat: int, message_id: int = 7) -> dict[str, Any]:
    kind = "private" if chat > 0 else "supergroup"
    return {"message_id": message_id, "chat": {"id": chat, "type": kind}, "text": "Hello"}


@pytest.mark.parametrize("lane", [None, Lane.NOTICE])
async def test_a_reply_and_a_notice_are_noted(lane: Lane | None, now: datetime) -> None:
    sent = Sent()
    answer = await _call(NotingLimiter(sent, lambda: now), _message(ANA), lane)
    assert answer == _message(ANA)
    assert sent.take(ANA, now) == {7}


@pytest.mark.parametrize("lane", [Lane.DIGEST, Lane.BROADCAST])
async def test_what_the_outbox_knows_is_not(lane: Lane, now: datetime) -> None:
    sent = Sent()
    await _call(NotingLimiter(sent, lambda: now), _message(ANA), lane)
    assert len(sent) == 0


async def test_groups_and_answers_that_are_no_message_are_not(now: datetime) -> None:
    sent = Sent()
    limiter = NotingLimiter(sent, lambda: now)
    await _call(limiter, _message(GROUP))
    await _call(limiter, True, method="deleteMessages")
    await _call(limiter, {"id": 1, "is_bot": True}, method="getMe")
    assert len(sent) == 0
