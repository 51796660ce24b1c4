"""The team's side of the chat: articles, updates, questions, results, and the team itself."""

from handlers.context import App
from handlers.organiser import (
    articles,
    broadcasts,
    delivery,
    invitations,
    library,
    members,
    petition_terms,
    petition_texts,
    petitions,
    questions,
    results,
    setting_aside,
    sieve,
    signatures,
    team,
)
from handlers.organiser.forms import DRAFTS as DRAFTS


def register(application: App) -> None:
    """Hear the team's commands and buttons."""
    for conversation in (
        articles,
        library,
        broadcasts,
        petitions,
        petition_texts,
        petition_terms,
        delivery,
        questions,
        results,
        signatures,
        sieve,
        setting_aside,
        team,
        members,
        invitations,
    ):
        conversation.register(application)
