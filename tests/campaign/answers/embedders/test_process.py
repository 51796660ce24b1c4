"""Worker processes that fail in every way, and what who asks them sees."""

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest

from campaign.answers.embedders.embedder import BATCH
from campaign.answers.embedders.local import LocalEmbedder
from campaign.answers.embedders.process import CannotStart, Died, NotReady, Worker

PROGRAM = Path(__file__).with_name("fragile_worker.py")
WORKING = [0.6, 0.8]
EMPTY = [0.6, -0.8]
FAILURES = ["fatal", "too long", "no number", "odd"]


@pytest.fixture
async def worker() -> AsyncIterator[Worker]:
    worker = Worker("fragile", program=PROGRAM)
    await worker.start()
    yield worker
    await worker.close()


@pytest.fixture
async def embedder() -> AsyncIterator[LocalEmbedder]:
    worker = Worker("fragile", program=PROGRAM)
    embedder = LocalEmbedder("fragile", worker, await worker.start())
    yield embedder
    await embedder.close()


async def ask(worker: Worker, text: str, wait: float = 10.0) -> list[float]:
    work = 0.5 if text == "endless" else 10.0
    vector = await worker.embed("q", text, wait=wait, work=work)
    return [round(float(each), 6) for each in vector]


def environment_of(pid: int | None) -> bytes:
    return Path(f"/proc/{pid}/environ").read_bytes()


async def test_a_vector_comes_back_with_unit_length(worker: Worker) -> None:
    assert await ask(worker, "what is well") == WORKING


@pytest.mark.parametrize("text", [*FAILURES, "endless"])
async def test_a_worker_that_fails_over_a_text_is_replaced(worker: Worker, text: str) -> None:
    before = worker.pid
    with pytest.raises(Died):
        await ask(worker, text)
    assert await ask(worker, "what is well") == WORKING
    assert worker.pid != before


async def test_a_worker_that_is_killed_while_idle_is_replaced(worker: Worker) -> None:
    before = worker.pid
    assert before is not None
    os.kill(before, signal.SIGKILL)
    with suppress(Died):
        await ask(worker, "what is well")
    assert await ask(worker, "what is well") == WORKING
    assert worker.pid != before


async def test_texts_asked_at_once_are_answered_each(worker: Worker) -> None:
    asked = ["", "one", "", "two", "three"] * 20
    answers = await asyncio.gather(*(ask(worker, text) for text in asked))
    assert answers == [WORKING if text else EMPTY for text in asked]


async def test_one_who_stops_waiting_shifts_nobody_elses_answer(worker: Worker) -> None:
    asking = asyncio.create_task(ask(worker, "endless"))
    await asyncio.sleep(0.05)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    assert await ask(worker, "") == EMPTY


async def test_one_who_finds_no_free_worker_in_time_goes_without(worker: Worker) -> None:
    asking = asyncio.create_task(ask(worker, "endless"))
    await asyncio.sleep(0.01)
    with pytest.raises(NotReady):
        await ask(worker, "what is well", wait=0.05)
    with pytest.raises(Died):
        await asking


async def test_death_upon_death_makes_the_next_worker_wait(worker: Worker) -> None:
    for _ in range(3):
        with pytest.raises(Died):
            await ask(worker, "fatal")
    with pytest.raises(NotReady):
        await ask(worker, "what is well", wait=0.3)


async def test_a_closed_worker_is_not_waited_for(worker: Worker) -> None:
    pid = worker.pid
    await worker.close()
    assert pid is not None
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    with pytest.raises(NotReady):
        await ask(worker, "what is well")


@pytest.mark.parametrize(
    ("engine", "reason"),
    [
        ("broken", "its self-test came out wrong"),
        ("old processor", r"died at its start \(SIGILL\)"),
    ],
)
async def test_a_worker_that_does_not_start_says_why(engine: str, reason: str) -> None:
    with pytest.raises(CannotStart, match=reason):
        await Worker(engine, program=PROGRAM).start()


async def test_a_process_that_cannot_be_started_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/python")
    with pytest.raises(CannotStart, match="no process could be started"):
        await Worker("fragile", program=PROGRAM).start()


async def test_a_machine_that_starts_no_process_for_a_while_gets_a_worker_later(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(sys, "executable", "/no/such/python")
        with pytest.raises(Died):
            await ask(worker, "fatal")
        with pytest.raises(NotReady):
            await ask(worker, "what is well", wait=0.1)
    assert await ask(worker, "what is well") == WORKING


@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="no /proc here")
async def test_a_worker_sees_none_of_the_bots_secrets(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_TOKEN", "1:s3cret")
    twin = worker.twin(niceness=0)
    await twin.start()
    environment = environment_of(twin.pid)
    await twin.close()
    assert b"OMP_NUM_THREADS=1" in environment
    assert b"s3cret" not in environment


@pytest.mark.parametrize("text", [*FAILURES, "endless"])
async def test_a_question_that_kills_the_worker_goes_without_and_the_next_one_does_not(
    embedder: LocalEmbedder, text: str
) -> None:
    assert await embedder.question(text) is None
    while (vector := await embedder.question("what is well")) is None:
        pass
    assert np.allclose(vector, WORKING)


async def test_a_passage_that_kills_every_worker_stops_no_other(embedder: LocalEmbedder) -> None:
    rows = await embedder.passages(["one", "fatal", "two"])
    assert rows is not None
    assert np.allclose(rows, [WORKING, EMPTY, WORKING])


async def test_a_passage_that_kills_its_worker_costs_no_question(embedder: LocalEmbedder) -> None:
    reading = asyncio.create_task(embedder.passages(["fatal"]))
    for _ in range(20):
        assert await embedder.question("what is well") is not None
        await asyncio.sleep(0.01)
    assert await reading is not None


async def test_more_than_a_batch_is_refused(embedder: LocalEmbedder) -> None:
    with pytest.raises(ValueError, match="more than 16"):
        await embedder.passages(["one"] * (BATCH + 1))


async def test_no_passages_give_no_rows(embedder: LocalEmbedder) -> None:
    rows = await embedder.passages([])
    assert rows is not None
    assert rows.shape == (0, 2)


async def test_closing_ends_what_is_being_embedded(embedder: LocalEmbedder) -> None:
    reading = asyncio.create_task(embedder.passages(["endless"]))
    asking = asyncio.create_task(embedder.question("endless"))
    await asyncio.sleep(0.1)
    await embedder.close()
    assert await reading is None
    assert await asking is None
    assert await embedder.question("what is well") is None
    assert await embedder.passages(["one"]) is None
