"""What can be sent besides words."""

import pytest

from tests.rehearsal.page.staging import EMMA, LUCIA, Json, Stage

pytestmark = pytest.mark.browser


def _attach(emma: Stage, what: str) -> None:
    emma.page.get_by_role("button", name="Attach").click()
    emma.page.get_by_role("listbox", name="Attach").get_by_role("option", name=what).click()


def _sent(emma: Stage) -> Json:
    contact: Json = emma.next_update("message")["contact"]
    return contact


def test_ones_own_contact_is_sent(emma: Stage) -> None:
    _attach(emma, "My contact")
    assert _sent(emma)["user_id"] == EMMA


def test_the_contact_of_another_person_is_sent_as_theirs(emma: Stage) -> None:
    _attach(emma, "Somebody's contact")
    dialog = emma.page.get_by_role("dialog", name="A contact of another person")
    dialog.get_by_label("Whose").select_option("Lucía Hernández")
    dialog.get_by_role("button", name="Send").click()
    assert (_sent(emma)["user_id"], EMMA) == (LUCIA, emma.bot("getChat", chat_id=EMMA)["id"])


def test_a_contact_without_an_id_is_sent_from_the_keyboard(emma: Stage) -> None:
    press = emma.page.keyboard.press
    emma.page.get_by_role("button", name="Attach").press("Enter")
    press("ArrowDown")
    press("ArrowDown")
    press("Enter")
    dialog = emma.page.get_by_role("dialog", name="A contact of another person")
    dialog.get_by_label("Whose").select_option("Someone who is not on Telegram")
    dialog.get_by_label("Number").fill("+34 611 222 333")
    dialog.get_by_label("Number").press("Enter")
    assert _sent(emma) == {"phone_number": "+34 611 222 333", "first_name": "Ana"}


def test_a_place_is_sent(emma: Stage) -> None:
    _attach(emma, "A place")
    assert round(emma.next_update("message")["location"]["longitude"]) == -99
