"""The team's side of the chat: articles, updates, questions and results."""

from collections.abc import Mapping

from handlers.context import App
from handlers.organiser import articles, broadcasts, library, questions, results
from handlers.organiser.access import Step

DRAFTS: Mapping[str, Step] = {
    articles.KIND: articles.take_message,
    broadcasts.KIND: broadcasts.take_message,
    library.KIND: library.take_message,
    questions.KIND: questions.take_message,
}
"""Who takes the message that an open draft waits for."""


def register(application: App) -> None:
    """Hear the team's commands and buttons."""
    for conversation in (articles, library, broadcasts, questions, results):
        conversation.register(application)
