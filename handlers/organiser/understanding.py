"""How far the articles are understood, below a new one, until it is done."""

from dataclasses import dataclass
from weakref import WeakKeyDictionary

from telegram import Bot, Message
from telegram.error import BadRequest, Forbidden, TelegramError

from db.engine import Database
from handlers.context import Services
from handlers.organiser.reader import reader
from handlers.views.organiser import articles as views
from handlers.wording import words


@dataclass(slots=True)
class _Note:
    """The message that a chat sees, and what it says."""

    message_id: int
    text: str


_notes: "WeakKeyDictionary[Database, dict[int, _Note]]" = WeakKeyDictionary()
"""One for each chat. A restart forgets them: what is left is worked through all the same."""


async def follow(services: Services, bot: Bot, chat_id: int) -> None:
    """Say below a new article how far it is; in place of what an earlier one's note said."""
    if not services.answerer.understands:
        return
    notes = _notes.setdefault(services.database, {})
    view = views.understanding(words((await reader(services, chat_id)).language), None)
    earlier = notes.pop(chat_id, None)
    sent: Message = await bot.send_message(chat_id, view.text, "HTML")
    notes[chat_id] = _Note(sent.message_id, view.text)
    if earlier is not None:
        try:
            await bot.delete_message(chat_id, earlier.message_id)
        except TelegramError:
            return


async def refresh(services: Services, bot: Bot) -> None:
    """Bring every note up to date, and leave it alone once all is understood.

    Called every 3 seconds. A message that cannot be reached holds up no other one.
    """
    notes = _notes.get(services.database)
    if not notes:
        return
    progress = await services.answerer.progress()
    if progress is None:
        return
    for chat_id, note in list(notes.items()):
        speak = words((await reader(services, chat_id)).language)
        view = views.understanding(speak, progress)
        try:
            if view.text != note.text:
                await bot.edit_message_text(view.text, chat_id, note.message_id, parse_mode="HTML")
                note.text = view.text
        except (BadRequest, Forbidden):
            notes.pop(chat_id, None)  # the organiser deleted it: nobody looks at it
        except TelegramError:
            continue
        else:
            if progress.over and notes.get(chat_id) is note:
                del notes[chat_id]
