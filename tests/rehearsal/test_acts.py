from collections.abc import Awaitable, Callable
from typing import Any

import httpx

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]


async def _shared(http: httpx.AsyncClient, call: Call, **told: Any) -> Json:
    answer = await http.post("/rehearsal/chats/1001/contacts", json={"from": 1001, **told})
    assert answer.status_code == 201
    contact: Json = (await call("getUpdates"))["result"][-1]["message"]["contact"]
    return contact


async def test_a_persons_own_contact_carries_their_own_number_and_id(
    call: Call, http: httpx.AsyncClient
) -> None:
    first = await _shared(http, call)
    assert first == {
        "phone_number": "+525500001001",
        "first_name": "Emma",
        "last_name": "Reyes-Clark",
        "user_id": 1001,
    }
    assert await _shared(http, call) == first


async def test_the_contact_of_another_person_carries_theirs(
    call: Call, http: httpx.AsyncClient
) -> None:
    contact = await _shared(http, call, of=1002)
    assert (contact["user_id"], contact["phone_number"]) == (1002, "+525500001002")


async def test_the_contact_of_someone_not_on_telegram_has_no_id(
    call: Call, http: httpx.AsyncClient
) -> None:
    contact = await _shared(http, call, phone_number="+34 600 000 000", first_name="Ana")
    assert contact == {"phone_number": "+34 600 000 000", "first_name": "Ana"}


async def test_any_contact_whatever_can_be_sent_as_a_hostile_client_would(
    call: Call, http: httpx.AsyncClient
) -> None:
    contact = {"phone_number": "1", "first_name": "x", "user_id": 1002}
    await http.post("/rehearsal/chats/1001/messages", json={"from": 1001, "contact": contact})
    assert (await call("getUpdates"))["result"][0]["message"]["contact"] == contact


async def test_two_people_can_share_a_phone(call: Call, http: httpx.AsyncClient) -> None:
    ana = {"first_name": "Ana", "language_code": "es", "phone": "+525500001001"}
    added = (await http.post("/rehearsal/people", json=ana)).json()
    await http.post(f"/rehearsal/chats/{added['id']}/contacts", json={"from": added["id"]})
    contact = (await call("getUpdates"))["result"][0]["message"]["contact"]
    assert contact["phone_number"] == "+525500001001"
    assert contact["user_id"] == added["id"]


async def test_a_place_reaches_the_bot(call: Call, http: httpx.AsyncClient) -> None:
    place = {"latitude": 19.43, "longitude": -99.13}
    await http.post("/rehearsal/chats/1001/messages", json={"from": 1001, "location": place})
    assert (await call("getUpdates"))["result"][0]["message"]["location"] == place
