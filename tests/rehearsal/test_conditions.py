from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import httpx

from rehearsal.world import World

Json = dict[str, Any]
Call = Callable[..., Awaitable[Json]]


async def test_the_clock_moves_for_everyone(
    call: Call, say: Call, http: httpx.AsyncClient, world: World
) -> None:
    before = (await say(1001, "now"))["date"]
    clock = (await http.post("/rehearsal/clock", json={"advance_seconds": 86400})).json()
    assert clock["ahead_seconds"] == 86400
    assert datetime.fromisoformat(clock["now"]).tzinfo is not None
    assert 86400 <= (await say(1001, "tomorrow"))["date"] - before < 86460


async def test_limits_are_told_and_changed(http: httpx.AsyncClient, world: World) -> None:
    changed = (await http.post("/rehearsal/limits", json={"chat_burst": 7})).json()
    assert changed["chat_burst"] == world.limits.chat_burst == 7
    assert (await http.get("/rehearsal/limits")).json()["refused"] == 0


async def test_a_fault_strikes_until_it_is_cleared(call: Call, http: httpx.AsyncClient) -> None:
    fault = {"method": "getMe", "error_code": 500, "description": "Internal Server Error"}
    assert (await http.post("/rehearsal/faults", json=fault)).status_code == 201
    assert (await call("getMe"))["error_code"] == 500
    assert (await http.delete("/rehearsal/faults")).status_code == 204
    assert (await call("getMe"))["ok"]
