from typing import Any

import pytest

from rehearsal.errors import Refused
from rehearsal.fields import Upload, read
from rehearsal.shapes import fields

FILE = Upload("a.txt", "text/plain", b"a")
DECLARED = fields(
    "chat_id* Integer|String, text String, count Integer, quiet Boolean, share Float",
    "document InputFile|String, entities Array of MessageEntity",
    "reply_markup InlineKeyboardMarkup|ReplyKeyboardMarkup|ReplyKeyboardRemove|ForceReply",
    "media InputMedia, scope BotCommandScope",
)


def _read(uploads: dict[str, Upload] | None = None, **given: Any) -> dict[str, Any]:
    return read(DECLARED, {"chat_id": "1", **given}, uploads or {})


@pytest.mark.parametrize(
    ("name", "given", "value"),
    [
        ("chat_id", "-100", -100),
        ("chat_id", "@news", "@news"),
        ("text", "[1, 2]", "[1, 2]"),
        ("text", "7", "7"),
        ("count", "7", 7),
        ("count", 7, 7),
        ("quiet", "True", True),
        ("quiet", False, False),
        ("share", "0.5", 0.5),
        ("document", "file-id", "file-id"),
        ("entities", "[]", []),
    ],
)
def test_a_form_value_takes_the_type_of_its_field(name: str, given: Any, value: Any) -> None:
    assert _read(**{name: given})[name] == value


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"chat_id": ""}, "chat_id is empty"),
        ({"colour": "red"}, 'unknown field "colour"'),
        ({"count": "many"}, 'field "count" must be of type Integer'),
        ({"quiet": "perhaps"}, 'field "quiet" must be of type Boolean'),
        ({"share": "half"}, 'field "share" must be of type Float'),
        ({"text": 7}, 'Field "text" must be of type String'),
        ({"share": "nan"}, 'field "share" must be of type Float'),
        ({"entities": "{"}, "can't parse entities JSON object"),
        ({"entities": "[" * 100_000}, "can't parse entities JSON object"),
        ({"entities": '["\\ud800"]'}, "can't parse entities JSON object"),
        ({"entities": "[NaN]"}, "can't parse entities JSON object"),
        ({"entities": '{"type":"bold"}'}, "can't parse entities"),
        ({"entities": '[{"type":"bold","offset":0}]'}, 'Can\'t find field "length"'),
        ({"entities": '[{"type":"bold","offset":"0","length":1}]'}, "must be of type Integer"),
        ({"reply_markup": '{"inline_keyboard":[[{"text":"x","data":"x"}]]}'}, "unknown field"),
        ({"reply_markup": '{"buttons":[]}'}, "the object's kind is unknown"),
        ({"reply_markup": '{"inline_keyboard":[{"text":"x"}]}'}, "must be of type"),
        ({"scope": '{"type":"everywhere"}'}, "the object's kind is unknown"),
        ({"scope": '{"type":"chat"}'}, 'Can\'t find field "chat_id"'),
        ({"document": "attach://nothing"}, "wrong file identifier"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(given: dict[str, Any], reason: str) -> None:
    with pytest.raises(Refused) as refusal:
        _read(**given)
    assert refusal.value.description.startswith("Bad Request: ")
    assert reason in refusal.value.description


def test_a_file_comes_in_its_field_or_by_reference() -> None:
    assert _read({"document": FILE})["document"] is FILE
    assert _read({"part": FILE}, document="attach://part")["document"] is FILE


def test_a_file_that_nothing_refers_to_is_refused() -> None:
    with pytest.raises(Refused, match="unknown field"):
        _read({"part": FILE})


def test_variants_are_told_apart_by_their_type() -> None:
    assert _read(scope={"type": "chat", "chat_id": 5})["scope"]["chat_id"] == 5
    assert _read(media={"type": "photo", "media": "x"})["media"]["type"] == "photo"


def test_a_reply_key_may_be_a_plain_string() -> None:
    markup = _read(reply_markup={"keyboard": [["Yes", {"text": "No"}]]})["reply_markup"]
    assert markup["keyboard"] == [[{"text": "Yes"}, {"text": "No"}]]
