"""The Bot API, one function a method. https://core.telegram.org/bots/api#available-methods"""

from rehearsal.methods import (
    chats,
    copying,
    deleting,
    editing,
    media,
    polling,
    profiles,
    queries,
    sending,
)
from rehearsal.methods.registry import METHODS, Call, Method

__all__ = [
    "METHODS",
    "Call",
    "Method",
    "chats",
    "copying",
    "deleting",
    "editing",
    "media",
    "polling",
    "profiles",
    "queries",
    "sending",
]
