"""The embedders that come in packages, with the texts of ordinary people and of others."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from campaign.answers.embedders import BATCH, Floats, texts
from campaign.answers.embedders.local import LocalEmbedder

ROOT = Path(__file__).parents[4]
LINUX = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
QUESTION = "¿Quién creó los bots del gasolinazo?"
PASSAGES = (
    "The automated accounts of the protests against fuel prices were made by a marketing firm.",
    "Bread rises for two hours before it goes into the oven.",
)
HOSTILE = {
    "a letter that grows": "\ufdfa" * 5_000,
    "emoji": "😀" * 4_096,
    "many emoji": "".join(chr(0x1F300 + number % 600) for number in range(4_096)),
    "half characters": "a\ud800b\udfff" * 500,
    "nul": "\x00" * 100 + "why" + "\x00" * 100,
    "a megabyte": "why? " * 200_000,
    "a megabyte in one word": "a" * 1_000_000,
    "marks upon marks": "e" + "\u0301\u0323" * 10_000,
    "every script": "".join(chr(number) for number in range(0x20, 0x3000)),
    "signs alone": "?!¿¡" * 300,
    "nothing": "",
    "white space": " \n\t" * 1_000,
}
WORKER_OF_A_PROGRAM = """
import asyncio
from campaign.answers.embedders import local

async def main():
    embedder = await local.start("e5")
    await embedder.passages(["one"])
    print(embedder._asked.pid, embedder._reading.pid, flush=True)
    await asyncio.sleep(3_600)

asyncio.run(main())
"""


def memory(pid: int | None) -> int:
    """Megabytes of a process that are in memory."""
    lines = Path(f"/proc/{pid}/status").read_text("utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) // 1024


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in {"Z", "X"}


async def patiently(embedder: LocalEmbedder, question: str) -> Floats:
    """The vector of a question, however busy the machine."""
    return await embedder._asked.embed("q", texts.question(question), wait=20, work=20)


async def test_a_question_is_nearer_to_what_answers_it_in_the_other_language(
    embedder: LocalEmbedder,
) -> None:
    question = await embedder.question(QUESTION)
    passages = await embedder.passages(PASSAGES)
    assert question is not None
    assert passages is not None
    assert question.shape == (embedder.dimension,)
    assert passages.shape == (2, embedder.dimension)
    assert {question.dtype.name, passages.dtype.name} == {"float32"}
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-5)
    assert passages[0] @ question > passages[1] @ question + 0.05


async def test_a_passage_has_one_vector_alone_and_among_others(embedder: LocalEmbedder) -> None:
    alone = [await embedder.passages([text]) for text in PASSAGES]
    together = await embedder.passages(PASSAGES)
    assert all(each is not None for each in alone)
    assert together is not None
    assert np.allclose(np.vstack([each for each in alone if each is not None]), together)


async def test_the_model_is_named_with_its_version(embedder: LocalEmbedder) -> None:
    model, _, package = embedder.model.partition("@")
    assert model
    assert package.rpartition("-")[2][0].isdigit()


@pytest.mark.parametrize("kind", HOSTILE)
async def test_a_hostile_text_has_a_vector_and_its_worker_lives(
    e5: LocalEmbedder, kind: str
) -> None:
    worker = e5._asked.pid
    question = await patiently(e5, HOSTILE[kind])
    passages = await e5.passages([HOSTILE[kind], PASSAGES[0]])
    assert passages is not None
    assert np.isfinite(question).all()
    assert np.isfinite(passages).all()
    assert e5._asked.pid == worker


@LINUX
async def test_memory_stays_bounded_over_many_embeddings(e5: LocalEmbedder) -> None:
    await embed_everything(e5, rounds=1)
    before = memory(e5._asked.pid)
    await embed_everything(e5, rounds=2)
    assert memory(e5._asked.pid) < before + 16
    assert before < 150


@LINUX
@pytest.mark.long
async def test_memory_stays_bounded_over_thousands_of_embeddings(embedder: LocalEmbedder) -> None:
    await embed_everything(embedder, rounds=2)
    before = memory(embedder._asked.pid)
    await embed_everything(embedder, rounds=100)
    assert memory(embedder._asked.pid) < before + 16


async def embed_everything(embedder: LocalEmbedder, rounds: int) -> None:
    for number in range(rounds):
        for text in (*HOSTILE.values(), *(f"{QUESTION} {number} {each}" for each in range(8))):
            await patiently(embedder, text)


async def test_a_worker_killed_in_the_middle_of_a_question_costs_that_question_alone(
    e5: LocalEmbedder,
) -> None:
    pid = e5._asked.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    asking = asyncio.create_task(e5.question(QUESTION))
    await asyncio.sleep(0.1)
    os.kill(pid, signal.SIGKILL)
    assert await asking is None
    while (vector := await e5.question(QUESTION)) is None:
        pass
    assert vector.shape == (e5.dimension,)


async def test_a_worker_that_hangs_is_not_waited_for(e5: LocalEmbedder) -> None:
    pid = e5._asked.pid
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    assert await e5.question(QUESTION) is None
    while await e5.question(QUESTION) is None:
        pass
    assert e5._asked.pid != pid


async def test_questions_go_ahead_while_a_library_is_read(e5: LocalEmbedder) -> None:
    reading = asyncio.create_task(e5.passages([PASSAGES[0] * 12] * BATCH))
    await asyncio.sleep(0.3)
    assert await e5.question(QUESTION) is not None
    assert not reading.done()
    await e5.close()
    assert await reading is None


@LINUX
@pytest.mark.usefixtures("e5")
@pytest.mark.parametrize("hanging", [False, True])
def test_no_worker_outlives_its_program(hanging: bool) -> None:
    program = subprocess.Popen(
        [sys.executable, "-c", WORKER_OF_A_PROGRAM], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with program:
        assert program.stdout is not None
        workers = [int(pid) for pid in program.stdout.readline().split()]
        assert len(workers) == 2
        for pid in workers if hanging else ():
            os.kill(pid, signal.SIGSTOP)
        program.kill()
    deadline = time.monotonic() + 20
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not any(alive(pid) for pid in workers)
