"""A worker process as its parent sees it: started, asked, watched, and replaced when it dies."""

import asyncio
import json
import logging
import os
import signal
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np

from campaign.answers.embedders.embedder import Floats

log = logging.getLogger(__name__)

PROGRAM = Path(__file__).with_name("worker.py")
_START_SECONDS = 20
_LONGEST_FRAME = 1 << 16
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 60.0
_INHERITED = ("PATH", "LD_LIBRARY_PATH", "LANG", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")

Role = Literal["q", "p"]


class CannotStart(Exception):
    "The worker did not start, or its self-test failed: the reason"


class NotReady(Exception):
    "No worker is there to ask now"


class Died(Exception):
    "The worker died or was ended over this text"


@dataclass(frozen=True)
class Model:
    """What a worker embeds with: the model with its version, and the length of its vectors."""

    name: str
    dimension: int


class Worker:
    """One worker and, when that dies, the next; one text at a time, in the order of asking."""

    def __init__(self, engine: str, *, niceness: int = 0, program: Path = PROGRAM) -> None:
        self._engine = engine
        self._niceness = niceness
        self._program = program
        self._process: Process | None = None
        self._ready = asyncio.Event()
        self._turn = asyncio.Lock()
        self._deaths = 0
        self._keeper: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """The process that would be asked now."""
        return self._process.pid if self._process and self._ready.is_set() else None

    def twin(self, niceness: int) -> "Worker":
        """Another one of the same kind, not started."""
        return Worker(self._engine, niceness=niceness, program=self._program)

    async def start(self) -> Model:
        """Start the worker and keep one there from now on; raises `CannotStart`."""
        process, model = await self._started()
        self._take(process)
        self._keeper = asyncio.create_task(self._keep(process))
        return model

    async def embed(self, role: Role, text: str, *, wait: float, work: float) -> Floats:
        """The vector of a cleaned text, of unit length.

        Raises `NotReady` when no worker is free within `wait` seconds, `Died` when it takes more
        than `work` seconds or does not survive the text. A worker whose caller is cancelled is
        ended as well, since its answer would be taken for the next one's.
        """
        try:
            async with asyncio.timeout(wait):
                await self._ready.wait()
                await self._turn.acquire()
        except TimeoutError:
            raise NotReady from None
        try:
            return await self._exchange(role, text, work)
        finally:
            self._turn.release()

    async def close(self) -> None:
        """End the worker; whoever waits for it gets `NotReady`."""
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)
        process, self._process = self._process, None
        if process is not None:
            _end(process)
            await process.wait()
        self._ready.set()

    async def _exchange(self, role: Role, text: str, seconds: float) -> Floats:
        process = self._process
        if process is None or not self._ready.is_set():
            raise NotReady
        try:
            async with asyncio.timeout(seconds):
                vector = await _ask(process, role.encode() + text.encode())
        except (TimeoutError, OSError, EOFError, ValueError):
            self._drop(process)
            raise Died from None
        except asyncio.CancelledError:
            self._drop(process)
            raise
        self._deaths = 0
        return vector

    async def _keep(self, process: Process) -> None:
        while True:
            await process.wait()
            self._drop(process)
            self._deaths += 1
            log.warning("the worker of %s died (%s)", self._engine, _last_words(process))
            process = await self._next()
            self._take(process)

    async def _next(self) -> Process:
        while True:
            # The first death costs no pause; each further one without an answer doubles it.
            if self._deaths > 1:
                await asyncio.sleep(min(_FIRST_PAUSE * 2 ** min(self._deaths, 16), _LONGEST_PAUSE))
            try:
                process, _ = await self._started()
            except CannotStart as problem:
                self._deaths += 1
                log.warning("no new worker of %s: %s", self._engine, problem)
            else:
                return process

    async def _started(self) -> tuple[Process, Model]:
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-I",
                str(self._program),
                self._engine,
                str(self._niceness),
                stdin=PIPE,
                stdout=PIPE,
                stderr=DEVNULL,
                env=_environment(),
                start_new_session=True,
            )
        except OSError as problem:
            raise CannotStart(f"no process could be started ({type(problem).__name__})") from None
        try:
            async with asyncio.timeout(_START_SECONDS):
                return process, _model(json.loads(await _frame(process)))
        except BaseException as problem:
            _end(process)
            await process.wait()
            if isinstance(problem, Exception):
                raise CannotStart(_reason(problem, process)) from None
            raise

    def _take(self, process: Process) -> None:
        self._process = process
        self._ready.set()

    def _drop(self, process: Process) -> None:
        if process is self._process:
            self._ready.clear()
        _end(process)


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    # A second thread gains a third on a quiet machine, and costs several times that on a busy one.
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}


async def _ask(process: Process, payload: bytes) -> Floats:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(struct.pack("<I", len(payload)) + payload)
    await process.stdin.drain()
    vector = np.frombuffer(await _frame(process), dtype="<f4").astype(np.float32)
    length = float(np.linalg.norm(vector))
    if not 0 < length < np.inf:
        raise ValueError
    return vector / np.float32(length)


async def _frame(process: Process) -> bytes:
    if process.stdout is None:
        raise EOFError
    (length,) = struct.unpack("<I", await process.stdout.readexactly(4))
    if length > _LONGEST_FRAME:
        raise ValueError
    return await process.stdout.readexactly(length)


def _model(said: dict[str, str]) -> Model:
    if "error" in said:
        raise CannotStart(said["error"])
    return Model(said["model"], int(said["dimension"]))


def _reason(problem: Exception, process: Process) -> str:
    if isinstance(problem, CannotStart):
        return str(problem)
    if isinstance(problem, TimeoutError):
        return f"it did not start within {_START_SECONDS} seconds"
    return f"it died at its start ({_last_words(process)})"


def _last_words(process: Process) -> str:
    code = process.returncode or 0
    return signal.Signals(-code).name if code < 0 else f"status {code}"


def _end(process: Process) -> None:
    if process.stdin is not None:
        process.stdin.close()
    # `Process.kill` would look for the end itself, and take it from the loop that is told why.
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
