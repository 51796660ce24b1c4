"""Texts as embedders get them: normal, without control characters, and short.

The bounds are for safety as much as for speed: the C embedder trusts what it is given, and a flood
of combining marks takes `unicodedata` a time that grows with its square.
"""

import unicodedata

QUESTION = 600
"""Characters of a question that are read."""

PASSAGE = 1_200
"""Characters of a passage that are read."""

_DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}


def question(text: str) -> str:
    """A question as embedders get it; cleaning twice changes nothing."""
    return _clean(text, QUESTION)


def passage(text: str) -> str:
    """A passage or a sentence as embedders get it; cleaning twice changes nothing."""
    return _clean(text, PASSAGE)


def _clean(text: str, limit: int) -> str:
    printable = "".join(
        character
        for character in " ".join(text[: 4 * limit].split())
        if unicodedata.category(character) not in _DROPPED
    )
    normal = unicodedata.normalize("NFKC", printable[: 2 * limit])
    return " ".join(normal.split())[:limit].rstrip()
