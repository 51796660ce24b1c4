"""The live progress of every broadcast under way, in the message whose last button sent it."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from telegram import Bot
from telegram.error import BadRequest, Forbidden, TelegramError

from campaign import broadcasts
from campaign.broadcasts import Broadcast, Progress
from db.engine import Database
from handlers.context import Services
from handlers.organiser.reader import reader
from handlers.views.organiser import broadcasts as views
from handlers.views.view import View
from handlers.wording import words


@dataclass(frozen=True, eq=False)
class _Board:
    """What is shown now. It only spares edits that would change nothing: a restart edits once more.

    One at a time works on it, so that no late edit puts an old figure over a report.
    """

    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    shown: dict[int, str] = field(default_factory=dict)


_boards: "WeakKeyDictionary[Database, _Board]" = WeakKeyDictionary()


async def refresh_progress(services: Services, bot: Bot, now: datetime) -> None:
    """Bring every progress message up to date; where all is done it becomes the report.

    Called every 3 seconds. A message that cannot be reached holds up no other one.
    """
    board = _boards.setdefault(services.database, _Board())
    async with board.turn:
        for broadcast, progress in await broadcasts.under_way(services.database):
            try:
                await _show(services, bot, board, broadcast, progress)
            except (BadRequest, Forbidden):
                pass  # the organiser deleted the chat or blocked the bot: nobody looks at it
            except TelegramError:
                continue  # Telegram cannot be reached now: the report must not be lost
            if progress.waiting == 0:
                await broadcasts.finish(services.database, broadcast.id, now)
                board.shown.pop(broadcast.id, None)


async def _show(
    services: Services, bot: Bot, board: _Board, broadcast: Broadcast, progress: Progress
) -> None:
    chat_id = broadcast.progress_chat_id or broadcast.created_by
    if chat_id is None:
        return
    view = await _view(services, chat_id, broadcast, progress)
    if board.shown.get(broadcast.id) == view.text:
        return
    await _put(services, bot, broadcast, chat_id, view, over=progress.waiting == 0)
    board.shown[broadcast.id] = view.text


async def _view(services: Services, chat_id: int, broadcast: Broadcast, progress: Progress) -> View:
    speak = words((await reader(services, chat_id)).language)
    if progress.waiting or broadcast.message_id is None:
        return views.progress(speak, broadcast.id, progress)
    reasons = await broadcasts.failures(services.database, broadcast.message_id)
    return views.report(speak, progress, reasons)


async def _put(
    services: Services, bot: Bot, broadcast: Broadcast, chat_id: int, view: View, *, over: bool
) -> None:
    """Edit the message; where the organiser deleted it, only the report is worth a new one."""
    content: dict[str, Any] = {"parse_mode": "HTML", "reply_markup": view.keyboard}
    if broadcast.progress_message_id is not None:
        try:
            await bot.edit_message_text(
                view.text, chat_id, broadcast.progress_message_id, **content
            )
        except BadRequest as error:
            if "not modified" in error.message or not over:
                return
        else:
            return
    sent = await bot.send_message(chat_id, view.text, **content)
    await broadcasts.show_progress_in(
        services.database, broadcast.id, sent.chat_id, sent.message_id
    )
