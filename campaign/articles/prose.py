"""The one shape of every body: paragraphs, headings and list items with blank lines between."""

import re
import unicodedata
from urllib.parse import urlsplit

_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2060\ufeff]")
_SPACES = re.compile(r"[ \t\u00a0]+")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\(([^()\s]*)\)")
_EMPHASIS = [
    re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]*?[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]*?[^\s_])\1(?![\w_])"),
]
_HEADING_LINE = re.compile(r"^(#{1,6}) +(.*?)[ #]*$", re.MULTILINE)


def clean(text: str) -> str:
    """NFC, one kind of line end and space, no control characters, no byte-order mark."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = text.replace("\u2028", "\n").replace("\u2029", "\n\n").replace("\f", "\n")
    return _SPACES.sub(" ", _CONTROLS.sub("", text))


def blocks(text: str) -> list[str]:
    """The paragraphs of a text, without the blank lines between."""
    return [block.strip() for block in _BLANK.split(text.strip("\n")) if block.strip()]


def tidy(body: str) -> str:
    """A body in its one shape; doing it twice changes nothing."""
    parted = _HEADING_LINE.sub(lambda h: f"\n\n## {h[2]}\n\n" if h[2] else "", clean(body))
    lines = ("\n".join(line.strip() for line in block.split("\n")) for block in blocks(parted))
    return "\n\n".join(lines)


def unmarked(text: str) -> str:
    """A text without the marks of emphasis (`*x*`, `_x_`) and links (`[x](y)`)."""
    text = _LINK.sub(r"\1", text)
    for emphasis in _EMPHASIS:
        text = emphasis.sub(r"\2", text)
    return text


def web_link(link: str) -> str:
    """The link if it is one to the web, else nothing."""
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return ""
    return link.strip() if parts.scheme in ("http", "https") and parts.hostname else ""
