"""Formatted texts: entities given or parsed, checked, trimmed and completed.

A text's entities count UTF-16 code units. https://core.telegram.org/bots/api#messageentity
"""

import re
from collections.abc import Iterable

from rehearsal.errors import bad_request
from rehearsal.markup import address, parse_html, utf16
from rehearsal.shapes import Json

MAX_TEXT = 4096
MAX_CAPTION = 1024
MAX_ENTITIES = 100

KINDS = frozenset(
    [
        "mention",
        "hashtag",
        "cashtag",
        "bot_command",
        "url",
        "email",
        "phone_number",
        "bold",
        "italic",
        "underline",
        "strikethrough",
        "spoiler",
        "blockquote",
        "expandable_blockquote",
        "code",
        "pre",
        "text_link",
        "text_mention",
        "custom_emoji",
        "date_time",
    ]
)
_FOUND_BY_SERVER = frozenset(
    ["mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number"]
)
_CLOSED_TO_OTHERS = frozenset({"code", "pre", "text_link", "text_mention"})

_SPACES = {code: " " for code in range(32) if chr(code) != "\n"}

_FOUND = re.compile(
    r"(?P<url>https?://[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?)\]}'’])"
    r"|(?<![\w.+-])(?P<email>[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
    r"|(?<![\w/@])(?P<mention>@[A-Za-z]\w{3,31})\b"
    r"|(?<![\w/@<])(?P<bot_command>/[A-Za-z0-9_]{1,64}(?:@[A-Za-z]\w{3,31})?)(?![\w/])"
    r"|(?<![\w#&])(?P<hashtag>#\w*[^\W\d]\w*)"
    r"|(?<![\w/@.-])(?P<domain>(?:[\w-]+\.)+(?:com|org|net|mx|me|es|io|info)(?:/[^\s<>\"]*[\w/])?)"
    r"(?!\w)"
)


def formatted(
    text: str, parse_mode: str | None, entities: list[Json] | None
) -> tuple[str, list[Json]]:
    """A text as Telegram keeps it, with its entities.

    HTML is parsed; any other parse mode is refused. White space around the text goes.
    """
    if parse_mode is not None:
        if parse_mode.lower() != "html":
            raise bad_request("unsupported parse_mode")
        text, given = parse_html(text)
    else:
        given = _checked(text, entities or [])
    text, given = _trimmed(_clean(text), given)
    return text, completed(text, given)


def _clean(text: str) -> str:
    """Control characters become spaces, so that offsets stay."""
    return text if text.isprintable() else text.translate(_SPACES)


def _checked(text: str, entities: list[Json]) -> list[Json]:
    length = utf16(text)
    if len(entities) > MAX_ENTITIES:
        entities = entities[:MAX_ENTITIES]
    for entity in entities:
        _check(entity, length)
    if entities and not text.isascii():
        _check_bounds(text, entities)
    return [_kept(entity) for entity in entities if _is_kept(entity)]


def _is_kept(entity: Json) -> bool:
    if entity["type"] == "text_link":
        return address(entity["url"]) is not None
    return entity["type"] not in _FOUND_BY_SERVER


def _kept(entity: Json) -> Json:
    link = {"url": address(entity["url"])} if entity["type"] == "text_link" else {}
    return {**entity, **link}


def _check(entity: Json, length: int) -> None:
    if entity["type"] not in KINDS:
        raise bad_request("can't parse MessageEntity: Unsupported type specified")
    if entity["offset"] < 0 or entity["length"] <= 0:
        raise bad_request("can't parse MessageEntity: wrong offset or length specified")
    if entity["offset"] + entity["length"] > length:
        raise bad_request("ENTITY_BOUNDS_INVALID")
    if entity["type"] == "text_link" and not entity.get("url"):
        raise bad_request("can't parse MessageEntity: Can't find field \"url\"")


def _check_bounds(text: str, entities: list[Json]) -> None:
    """Bounds inside of a surrogate pair are refused."""
    inside = set()
    at = 0
    for char in text:
        if ord(char) > 0xFFFF:
            inside.add(at + 1)
            at += 1
        at += 1
    for entity in entities:
        if entity["offset"] in inside:
            raise bad_request("entity begins in a middle of a UTF-16 symbol")
        if entity["offset"] + entity["length"] in inside:
            raise bad_request("entity ends in a middle of a UTF-16 symbol")


def _trimmed(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    stripped = text.strip()
    if len(stripped) == len(text):
        return text, _sorted(entities)
    before = utf16(text[: len(text) - len(text.lstrip())])
    length = utf16(stripped)
    kept = []
    for entity in entities:
        start = max(0, entity["offset"] - before)
        end = min(length, entity["offset"] - before + entity["length"])
        if end > start:
            kept.append({**entity, "offset": start, "length": end - start})
    return stripped, _sorted(kept)


def _sorted(entities: list[Json]) -> list[Json]:
    return sorted(entities, key=lambda entity: (entity["offset"], -entity["length"]))


def completed(text: str, entities: list[Json]) -> list[Json]:
    """With the addresses, mentions, commands and hashtags that Telegram finds by itself."""
    closed = [entity for entity in entities if entity["type"] in _CLOSED_TO_OTHERS]
    found = [entity for entity in _find(text) if not _overlaps(entity, closed)]
    return _sorted([*entities, *found]) if found else entities


def _find(text: str) -> list[Json]:
    if not any(mark in text for mark in "/@#."):
        return []
    return [
        {
            "type": "url" if match.lastgroup == "domain" else match.lastgroup,
            "offset": utf16(text[: match.start()]),
            "length": utf16(match.group()),
        }
        for match in _FOUND.finditer(text)
    ]


def _overlaps(entity: Json, others: Iterable[Json]) -> bool:
    end = entity["offset"] + entity["length"]
    return any(
        entity["offset"] < other["offset"] + other["length"] and other["offset"] < end
        for other in others
    )


def message_text(params: Json) -> Json:
    """The `text` and `entities` of a message, from a call's `text`, `parse_mode`, `entities`."""
    text, entities = formatted(params["text"], params.get("parse_mode"), params.get("entities"))
    if not text:
        raise bad_request("message text is empty")
    if utf16(text) > MAX_TEXT:
        raise bad_request("message is too long")
    return {"text": text, **({"entities": entities} if entities else {})}


def message_caption(params: Json) -> Json:
    """The same for a caption, which may be missing."""
    if not params.get("caption"):
        return {}
    text, entities = formatted(
        params["caption"], params.get("parse_mode"), params.get("caption_entities")
    )
    if utf16(text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    caption: Json = {"caption": text} if text else {}
    if text and entities:
        caption["caption_entities"] = entities
    return caption
