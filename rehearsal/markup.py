"""Telegram's HTML: tags to entities, and broken markup refused in Telegram's words.

Rules: https://core.telegram.org/bots/api#html-style
"""

import re
from dataclasses import dataclass, field

from rehearsal.errors import Refused, bad_request
from rehearsal.shapes import Json

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "span": "spoiler",
    "a": "text_link",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
}
_SCHEMES = frozenset({"http", "https", "tg", "mailto", "tel", "ton"})
_NAMED = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_REFERENCE = re.compile(r"&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]+));?")
_ATTRIBUTE = re.compile(r"""\s+([^\s=>"']+)(?:\s*=\s*("[^"]*"|'[^']*'|[^\s"'>]+))?""")
_NAME = re.compile(r"[^\s>]*")


def utf16(text: str) -> int:
    """Length in UTF-16 code units, which Telegram counts by."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def address(url: str) -> str | None:
    """A link's address as Telegram keeps it, None for one that it would not open."""
    scheme, colon, _ = url.partition(":")
    if colon and scheme.lower() in _SCHEMES:
        return url
    if re.fullmatch(r"[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#]\S*)?", url):
        return f"http://{url}"
    return None


@dataclass(slots=True)
class _Open:
    tag: str
    attributes: dict[str, str]
    offset: int


@dataclass(slots=True)
class _Reader:
    source: str
    position: int = 0
    length: int = 0
    parts: list[str] = field(default_factory=list)
    opened: list[_Open] = field(default_factory=list)
    entities: list[Json] = field(default_factory=list)

    def text(self, part: str) -> None:
        self.parts.append(part)
        self.length += utf16(part)

    def fail(self, reason: str, at: int) -> Refused:
        offset = len(self.source[:at].encode())
        return bad_request(f"can't parse entities: {reason.format(at=f'byte offset {offset}')}")


def parse_html(source: str) -> tuple[str, list[Json]]:
    """The plain text and its entities, outermost first; offsets count UTF-16 units."""
    if "<" not in source and "&" not in source:
        return source, []
    reader = _Reader(source)
    while reader.position < len(source):
        here = source[reader.position]
        if here == "<":
            closing = source.startswith("</", reader.position)
            (_end_tag if closing else _start_tag)(reader)
        elif here == "&":
            _reference(reader)
        else:
            _plain(reader)
    if reader.opened:
        tag = reader.opened[-1].tag
        raise bad_request(
            f"can't parse entities: Can't find end tag corresponding to start tag \"{tag}\""
        )
    return "".join(reader.parts), reader.entities


def _plain(reader: _Reader) -> None:
    end = len(reader.source)
    for mark in "<&":
        found = reader.source.find(mark, reader.position)
        end = found if 0 <= found < end else end
    reader.text(reader.source[reader.position : end])
    reader.position = end


def _reference(reader: _Reader) -> None:
    match = _REFERENCE.match(reader.source, reader.position)
    character = _character(match) if match else None
    if match is None or character is None:
        reader.text("&")
        reader.position += 1
        return
    reader.text(character)
    reader.position = match.end()


def _character(match: re.Match[str]) -> str | None:
    decimal, hexadecimal, named = match.groups()
    if named:
        return _NAMED.get(named)
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if 0 < code < 0x110000 and not 0xD800 <= code < 0xE000 else None


def _start_tag(reader: _Reader) -> None:
    start, source = reader.position, reader.source
    name = _NAME.match(source, start + 1)
    end = name.end() if name else start + 1
    tag = source[start + 1 : end].lower()
    if end >= len(source):
        raise reader.fail("Unclosed start tag at {at}", start)
    if tag not in _TAGS:
        raise reader.fail(f'Unsupported start tag "{tag}" at {{at}}', start)
    attributes: dict[str, str] = {}
    while match := _ATTRIBUTE.match(source, end):
        key, value = match.groups()
        attributes[key.lower()] = _unescape((value or "").strip("\"'"))
        end = match.end()
    closing = len(source) - len(source[end:].lstrip())
    if closing >= len(source):
        raise reader.fail(f'Unclosed start tag "{tag}" at {{at}}', start)
    if source[closing] != ">":
        raise reader.fail(f'Empty attribute name in the tag "{tag}" at {{at}}', start)
    if tag == "span" and attributes.get("class") != "tg-spoiler":
        raise reader.fail('Tag "span" must have class "tg-spoiler" at {at}', start)
    reader.opened.append(_Open(tag, attributes, reader.length))
    reader.position = closing + 1


def _unescape(value: str) -> str:
    return _REFERENCE.sub(lambda match: _character(match) or match.group(), value)


def _end_tag(reader: _Reader) -> None:
    start, source = reader.position, reader.source
    name = _NAME.match(source, start + 2)
    end = name.end() if name else start + 2
    tag = source[start + 2 : end].lower()
    if not reader.opened:
        raise reader.fail("Unexpected end tag at {at}", start)
    closing = len(source) - len(source[end:].lstrip())
    if closing >= len(source) or source[closing] != ">":
        raise reader.fail("Unclosed end tag at {at}", start)
    opened = reader.opened.pop()
    if tag and tag != opened.tag:
        raise reader.fail(
            f'Unmatched end tag at {{at}}, expected "</{opened.tag}>", found "</{tag}>"', start
        )
    reader.position = closing + 1
    if reader.length > opened.offset:
        _close(reader, opened)


def _close(reader: _Reader, opened: _Open) -> None:
    entity: Json = {
        "type": _TAGS[opened.tag],
        "offset": opened.offset,
        "length": reader.length - opened.offset,
    }
    match opened.tag:
        case "a":
            url = address(opened.attributes.get("href", ""))
            if url is None:
                return
            entity["url"] = url
        case "blockquote" if "expandable" in opened.attributes:
            entity["type"] = "expandable_blockquote"
        case "code" if _inside_pre(reader, opened):
            language = opened.attributes.get("class", "")
            if language.startswith("language-"):
                reader.opened[-1].attributes["language"] = language.removeprefix("language-")
            return
        case "pre" if opened.attributes.get("language"):
            entity["language"] = opened.attributes["language"]
        case "tg-emoji":
            entity["custom_emoji_id"] = opened.attributes.get("emoji-id", "")
    reader.entities.append(entity)


def _inside_pre(reader: _Reader, opened: _Open) -> bool:
    return (
        bool(reader.opened)
        and reader.opened[-1].tag == "pre"
        and opened.offset == (reader.opened[-1].offset)
    )
