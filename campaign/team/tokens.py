"""One-time links are kept by their hash alone, and shown buttons name them by a part of it."""

import hashlib

MARK_LENGTH = 16


def hashed(token: str) -> str:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def mark_of(token_hash: str) -> str:
    """What names the link in a button: it leads to nothing without a role."""
    return token_hash[:MARK_LENGTH]
