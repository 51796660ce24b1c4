import asyncio
import threading

import pytest

from rehearsal.journal import Journal, Ring, Signal


def test_a_ring_keeps_the_last_entries_and_their_numbers() -> None:
    ring = Ring(kept=3)
    for name in "abcde":
        ring.add({"name": name})
    assert [(entry["n"], entry["name"]) for entry in ring.after(0)] == [
        (3, "c"),
        (4, "d"),
        (5, "e"),
    ]
    assert [entry["name"] for entry in ring.after(4)] == ["e"]
    assert ring.after(5) == []


def test_a_number_from_another_rehearsal_means_all() -> None:
    ring = Ring()
    ring.add({"name": "a"})
    assert [entry["name"] for entry in ring.after(900)] == ["a"]


def test_deliveries_are_counted_by_chat_text_and_method() -> None:
    journal = Journal()
    for chat_id in (1, 2, 2):
        journal.deliver("sendMessage", chat_id, "An update for all")
    journal.deliver("sendPhoto", 1, "An update with a chart")
    assert journal.delivered("sendMessage", "update") == {1: 1, 2: 2}
    assert journal.delivered(None, "update").total() == 4
    assert journal.delivered(None, "nothing").total() == 0


def test_the_oldest_texts_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("rehearsal.journal.KEPT_TEXTS", 2)
    journal = Journal()
    for text in ("one", "two", "three"):
        journal.deliver("sendMessage", 1, text)
    assert journal.delivered(None, "").total() == 2


async def test_a_signal_wakes_all_who_wait_from_any_thread() -> None:
    signal = Signal()
    waiting = [asyncio.create_task(signal.wait(30)) for _ in range(3)]
    await asyncio.sleep(0)
    thread = threading.Thread(target=signal.set)
    thread.start()
    assert await asyncio.gather(*waiting) == [True, True, True]
    thread.join()


async def test_a_signal_that_does_not_come_is_not_waited_for() -> None:
    assert await Signal().wait(0.01) is False
