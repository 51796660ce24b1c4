"""The declared methods and objects agree with Telegram's own list."""

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rehearsal.methods import METHODS, Method
from rehearsal.shapes import OBJECTS, REFUSED_OBJECTS, VARIANTS, Field, fields

BOT_API = Path(__file__).parents[3] / "shared" / "telegram" / "bot-api.json"
PLAIN = {"Integer", "String", "Boolean", "Float", "InputFile", "User"}


@cache
def _bot_api() -> dict[str, Any]:
    if not BOT_API.exists():
        pytest.skip("Telegram's machine-readable list of methods is not on this machine")
    loaded: dict[str, Any] = json.loads(BOT_API.read_text())
    return loaded


def _listed(listed: list[dict[str, Any]]) -> dict[str, tuple[set[str], bool]]:
    return {field["name"]: (set(field["types"]), field["required"]) for field in listed}


def _declared(declared: dict[str, Field]) -> dict[str, tuple[set[str], bool]]:
    return {name: (set(field.types), field.required) for name, field in declared.items()}


@pytest.mark.parametrize("method", [METHODS[name] for name in sorted(METHODS)])
def test_a_method_has_exactly_the_fields_that_telegram_lists(method: Method) -> None:
    listed = _bot_api()["methods"][method.name].get("fields", [])
    assert _declared(method.fields) == _listed(listed)


@pytest.mark.parametrize("name", sorted(OBJECTS))
def test_an_object_has_exactly_the_fields_that_telegram_lists(name: str) -> None:
    assert _declared(OBJECTS[name]) == _listed(_bot_api()["types"][name].get("fields", []))


def test_the_variants_of_an_object_are_telegrams() -> None:
    for name, variants in VARIANTS.items():
        assert set(variants) <= set(_bot_api()["types"][name]["subtypes"])


def test_every_type_that_is_named_is_declared_or_refused() -> None:
    named = {
        kind.replace("Array of ", "")
        for declared in [*OBJECTS.values(), *(played.fields for played in METHODS.values())]
        for field in declared.values()
        for kind in field.types
    }
    assert named <= PLAIN | set(OBJECTS) | set(VARIANTS) | REFUSED_OBJECTS


def test_the_notation_reads_names_types_and_stars() -> None:
    read = fields("chat_id* Integer|String, tags Array of String", "type* String=photo")
    assert read["chat_id"] == Field("chat_id", ("Integer", "String"), required=True)
    assert read["tags"] == Field("tags", ("Array of String",), required=False)
    assert read["type"].pinned == "photo"


def test_a_line_that_is_no_field_is_told() -> None:
    with pytest.raises(ValueError, match="not a field"):
        fields("chat_id")
