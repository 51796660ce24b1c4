"""Reads the values of a call: generic over the declared shapes, with Telegram's 400 texts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rehearsal.errors import bad_request
from rehearsal.shapes import OBJECTS, REFUSED_OBJECTS, VARIANTS, Field, Fields, Json

_INTEGER = re.compile(r"-?\d{1,19}")
_FLOAT = re.compile(r"[-+]?(?:\d{1,20}(?:\.\d{0,30})?|\.\d{1,30})(?:[eE][-+]?\d{1,2})?")
_FLAGS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}

_MISSING = {
    "action": "wrong parameter action in request",
    "callback_query_id": ("query is too old and response timeout expired or query ID is invalid"),
    "chat_id": "chat_id is empty",
    "file_id": "file_id is not specified",
    "from_chat_id": "from_chat_id is empty",
    "message_id": "message identifier is not specified",
    "message_ids": "message identifiers are not specified",
    "question": "poll question must be non-empty",
    "text": "message text is empty",
    "user_id": "invalid user_id specified",
} | {
    kind: f"there is no {kind} in the request"
    for kind in ("animation", "audio", "document", "photo", "sticker", "video", "voice")
}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a call."""

    name: str
    content_type: str
    data: bytes


def parse_json(text: str | bytes) -> Any:
    """JSON as Telegram reads it; `ValueError` for what is not, and for half characters."""
    try:
        parsed = json.loads(text, parse_constant=_refuse_constant)
        if ("\\ud" if isinstance(text, str) else b"\\ud") in text.lower():  # type: ignore[operator]
            json.dumps(parsed, ensure_ascii=False).encode()
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return parsed


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is no number")


def read(declared: Fields, given: Mapping[str, Any], uploads: Mapping[str, Upload]) -> Json:
    """The values of a call by field, converted and checked; unknown fields are refused.

    Form values arrive as strings and only structured fields among them are JSON.
    """
    values: Json = {}
    for name, value in given.items():
        field = declared.get(name)
        if field is None:
            raise bad_request(f'unknown field "{name}"')
        if value is not None and value != "":
            values[name] = _value(field, value, uploads)
    _take_uploads(declared, given, uploads, values)
    for field in declared.values():
        if field.required and field.name not in values:
            raise bad_request(_MISSING.get(field.name, f'parameter "{field.name}" is required'))
    return values


def _take_uploads(
    declared: Fields, given: Mapping[str, Any], uploads: Mapping[str, Upload], values: Json
) -> None:
    for name, upload in uploads.items():
        field = declared.get(name)
        if field is not None and "InputFile" in field.types:
            values[name] = upload
        elif not any(f"attach://{name}" in str(value) for value in given.values()):
            raise bad_request(f'unknown field "{name}"')


def _value(field: Field, value: Any, uploads: Mapping[str, Upload]) -> Any:
    if "InputFile" in field.types:
        return _file(field, value, uploads)
    if isinstance(value, str) and _is_structured(field):
        try:
            value = parse_json(value)
        except ValueError:
            raise bad_request(f"can't parse {_words(field.name)} JSON object") from None
    elif isinstance(value, str):
        return _from_text(field, value)
    return _checked(field, value, _words(field.name))


def _is_structured(field: Field) -> bool:
    return not {"Integer", "Float", "Boolean", "String"}.intersection(field.types)


def _file(field: Field, value: Any, uploads: Mapping[str, Upload]) -> Upload | str:
    if isinstance(value, str) and value.startswith("attach://"):
        return attached(value, uploads)
    if isinstance(value, str) and "String" in field.types:
        return value
    raise bad_request(f"wrong file identifier/HTTP URL specified in {field.name}")


def attached(reference: str, uploads: Mapping[str, Upload]) -> Upload:
    """The upload that `attach://name` points to."""
    upload = uploads.get(reference.removeprefix("attach://"))
    if upload is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return upload


def _from_text(field: Field, text: str) -> Any:
    """A form value for a field of plain type."""
    if "Integer" in field.types and _INTEGER.fullmatch(text):
        return int(text)
    if "String" in field.types:
        return text
    if "Boolean" in field.types and text.lower() in _FLAGS:
        return _FLAGS[text.lower()]
    if "Float" in field.types and _FLOAT.fullmatch(text):
        return float(text)
    raise bad_request(f'field "{field.name}" must be of type {_names(field)}')


def _checked(field: Field, value: Any, owner: str) -> Any:
    """A JSON value, if one of the field's types fits."""
    if field.pinned is not None and value != field.pinned:
        raise bad_request(f'can\'t parse {owner}: Field "{field.name}" must be {field.pinned}')
    for kind in field.types:
        if _is_plain(kind, value):
            return value
        if kind.startswith("Array of ") and isinstance(value, list):
            return _list(field, value)
    if isinstance(value, dict) and not all(kind.startswith("Array of ") for kind in field.types):
        return _object(_candidates(field.types), value, owner)
    if isinstance(value, str) and "KeyboardButton" in field.types:
        return {"text": value}
    raise bad_request(f'can\'t parse {owner}: Field "{field.name}" must be of type {_names(field)}')


def _is_plain(kind: str, value: Any) -> bool:
    match kind:
        case "String":
            return isinstance(value, str)
        case "Integer":
            return isinstance(value, int) and not isinstance(value, bool)
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "User":
            return isinstance(value, dict)
    return False


def _list(field: Field, items: list[Any]) -> list[Any]:
    of = tuple(kind.removeprefix("Array of ") for kind in field.types)
    item = Field(field.name, of, required=True)
    return [_checked(item, value, _words(of[0])) for value in items]


def _candidates(types: tuple[str, ...]) -> list[str]:
    found: list[str] = []
    for kind in types:
        found.extend(VARIANTS.get(kind, (kind,)))
    return found


def _object(candidates: list[str], value: Json, owner: str) -> Json:
    name = _pick(candidates, value)
    if name is None:
        raise bad_request(f"can't parse {owner}: the object's kind is unknown")
    if name in REFUSED_OBJECTS or name not in OBJECTS:
        raise bad_request(f"the rehearsal does not play {name}")
    declared, words = OBJECTS[name], _words(name)
    for key in value:
        if key not in declared:
            raise bad_request(f'can\'t parse {words}: unknown field "{key}"')
    for field in declared.values():
        if field.required and value.get(field.name) is None:
            raise bad_request(f"can't parse {words}: Can't find field \"{field.name}\"")
    return {
        key: _checked(declared[key], item, words) for key, item in value.items() if item is not None
    }


def _pick(candidates: list[str], value: Json) -> str | None:
    """The variant that a value means: told by its pinned fields, then by its required ones."""
    if len(candidates) == 1:
        return candidates[0]
    alike = [name for name in candidates if _is_marked(OBJECTS.get(name, {}), value)]
    whole = [name for name in alike if _has_required(OBJECTS[name], value)]
    return next(iter(whole or alike), None)


def _is_marked(declared: Fields, value: Json) -> bool:
    pinned = [field for field in declared.values() if field.pinned]
    if not pinned:
        return bool(declared) and _has_required(declared, value)
    return all(value.get(field.name) == field.pinned for field in pinned)


def _has_required(declared: Fields, value: Json) -> bool:
    required = [field for field in declared.values() if field.required]
    return bool(required) and all(field.name in value for field in required)


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).replace("_", " ").lower()


def _names(field: Field) -> str:
    return " or ".join(field.types)
