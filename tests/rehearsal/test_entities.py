from typing import Any

import pytest

from rehearsal.entities import completed, formatted, message_caption, message_text
from rehearsal.errors import Refused


def _kinds(text: str) -> list[tuple[str, str]]:
    return [
        (entity["type"], text[entity["offset"] : entity["offset"] + entity["length"]])
        for entity in completed(text, [])
    ]


def test_addresses_commands_and_names_are_found() -> None:
    text = "/start see https://x.org/a_b?c=d. Write to me@x.org, @pliego_bot or #libre; wsws.org!"
    assert _kinds(text) == [
        ("bot_command", "/start"),
        ("url", "https://x.org/a_b?c=d"),
        ("email", "me@x.org"),
        ("mention", "@pliego_bot"),
        ("hashtag", "#libre"),
        ("url", "wsws.org"),
    ]


@pytest.mark.parametrize("text", ["and/or", "1/2", "#1", "e.g. this", "a@b", "x.y"])
def test_what_only_looks_like_an_entity_is_left_alone(text: str) -> None:
    assert _kinds(text) == []


def test_offsets_of_what_is_found_count_utf16_units() -> None:
    assert completed("😀 /help", []) == [{"type": "bot_command", "offset": 3, "length": 5}]


def test_code_keeps_its_addresses_plain() -> None:
    _, entities = formatted("<code>https://x.org</code>", "HTML", None)
    assert [entity["type"] for entity in entities] == ["code"]


def test_white_space_around_a_text_goes_and_entities_move_along() -> None:
    text, entities = formatted("\n <b> hello </b> ", "HTML", None)
    assert text == "hello"
    assert entities == [{"type": "bold", "offset": 0, "length": 5}]


def test_control_characters_become_spaces() -> None:
    assert formatted("a\x00b\tc\nd", None, None)[0] == "a b c\nd"


@pytest.mark.parametrize("mode", ["MarkdownV2", "Markdown", "plain"])
def test_only_html_is_a_parse_mode_here(mode: str) -> None:
    with pytest.raises(Refused, match="unsupported parse_mode"):
        formatted("x", mode, None)


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "bold", "offset": -1, "length": 1},
        {"type": "bold", "offset": 0, "length": 0},
        {"type": "loud", "offset": 0, "length": 1},
        {"type": "text_link", "offset": 0, "length": 1},
        {"type": "bold", "offset": 1, "length": 1},
        {"type": "bold", "offset": 0, "length": 1},
    ],
)
def test_entities_that_do_not_fit_are_refused(entity: dict[str, Any]) -> None:
    with pytest.raises(Refused):
        formatted("😀ab", None, [entity])


def test_a_text_may_have_4096_utf16_units_after_parsing() -> None:
    assert message_text({"text": f"<b>{'x' * 4096}</b>", "parse_mode": "HTML"})
    with pytest.raises(Refused, match="message is too long"):
        message_text({"text": "😀" * 2049})


def test_a_caption_may_have_1024_utf16_units() -> None:
    assert message_caption({"caption": "x" * 1024})
    with pytest.raises(Refused, match="message caption is too long"):
        message_caption({"caption": "x" * 1025})


def test_a_text_of_white_space_is_empty() -> None:
    with pytest.raises(Refused, match="message text is empty"):
        message_text({"text": " \n "})
