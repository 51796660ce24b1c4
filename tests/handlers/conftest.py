"""The conversations, at the same desk as the team's."""

from tests.handlers.organiser.conftest import desk, open_desk, server

__all__ = ["desk", "open_desk", "server"]
