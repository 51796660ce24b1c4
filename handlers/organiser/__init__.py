"""The team's side of the chat: articles, updates, questions, results, and the team itself."""

from handlers.context import App
from handlers.organiser import articles, broadcasts, library, questions, results
from handlers.organiser.forms import DRAFTS as DRAFTS


def register(application: App) -> None:
    """Hear the team's commands and buttons."""
    for conversation in (articles, library, broadcasts, questions, results):
        conversation.register(application)
