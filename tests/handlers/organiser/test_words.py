"""The team's words are there in every language, with the same values in them."""

import string
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

import handlers
from handlers.wording import languages

LOCALES = Path(handlers.__file__).parent / "locales"


def texts(language: str) -> dict[str, Message]:
    with (LOCALES / language / "LC_MESSAGES" / "organisers.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    return {_key(message): message for message in catalogue if message.id}


def _key(message: Message) -> str:
    return message.id if isinstance(message.id, str) else message.id[0]


def forms(message: Message) -> tuple[str, ...]:
    said = message.string
    return (said,) if isinstance(said, str) else tuple(said or ())


def values(form: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(form) if name}


@pytest.mark.parametrize("language", languages())
def test_every_language_says_the_same_things(language: str) -> None:
    english, other = texts("en"), texts(language)
    assert other.keys() == english.keys()
    for key, message in other.items():
        assert all(forms(message)), key
        wanted = values(forms(english[key])[-1])
        assert all(values(form) == wanted for form in forms(message)), key


@pytest.mark.parametrize("language", languages())
def test_alerts_fit_what_telegram_shows_for_a_tap(language: str) -> None:
    for key, message in texts(language).items():
        if key.startswith("refusal."):
            assert all(len(form) <= 200 for form in forms(message)), key
