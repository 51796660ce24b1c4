"""The one writer: changes that wait at the same moment share a transaction and its sync to disk."""

import asyncio
import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

T = TypeVar("T")
Item = TypeVar("Item")

ChangeEach = Callable[[Connection, Sequence[Item]], Sequence[T | Exception]]
"""One change for many items: what came of each, in their order; an exception is its error."""

SHARED_COMMIT_LIMIT = 128
VACUUM_LIMIT = 64_000_000  # bytes: a file of this size takes 0.7 s, in which nobody can write
_SIZE = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"


class WriterClosed(Exception):
    "The database was closed before this change began"


@dataclass(frozen=True, slots=True)
class _Waiting:
    """An item of a change, and the caller to tell once it is durable."""

    change: "ChangeEach[Any, Any]"
    item: Any
    future: "asyncio.Future[Any]"
    loop: asyncio.AbstractEventLoop


@dataclass(frozen=True, slots=True)
class _Outcome:
    """What came for one caller: a value, or the error that undid their change alone."""

    waiting: _Waiting
    value: Any = None
    error: BaseException | None = None


class Writer:
    """Runs changes one after the other on a thread of its own, many to a commit.

    Each change has a savepoint: one that raises is undone alone, and its caller gets the error.
    A caller hears of success only after the commit, so what it confirms to a person is on disk.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._waiting: queue.SimpleQueue[_Waiting | None] = queue.SimpleQueue()
        self._closed = False
        self._scrubbing = asyncio.Lock()
        self._scrubs_asked = self._scrubs_done = 0
        self._scrubbed = True
        self._thread = threading.Thread(target=self._run, name="db-writer", daemon=True)
        self._thread.start()

    async def write(self, change: Callable[[Connection], T]) -> T:
        """The value of `change(conn)`, once it is durable; its error, if it raised one."""
        return await self.write_each(lambda conn, _: [change(conn)], None)

    async def write_each(self, change: ChangeEach[Item, T], item: Item) -> T:
        """What `change(conn, items)` gives for this item, once it is durable, or its error.

        `items` are those of all who wait with the same function at the same moment: a statement for
        all of them costs little more than one for each.
        """
        if self._closed:
            raise WriterClosed
        loop = asyncio.get_running_loop()
        future: asyncio.Future[T] = loop.create_future()
        self._waiting.put(_Waiting(change, item, future, loop))
        return await future

    async def scrub(self) -> bool:
        """Leave nothing of what was deleted before this call in the file and its log.

        False when someone read so long that the log could not be emptied: it is to be done again.

        `secure_delete` clears deleted rows, not the copies that stay in a page's unused part when
        rows move to another page; only `VACUUM` writes a file without those, up to `VACUUM_LIMIT`.
        Calls that wait at the same moment share one run.
        """
        self._scrubs_asked += 1
        mine = self._scrubs_asked
        async with self._scrubbing:
            if self._scrubs_done < mine:
                done = self._scrubs_asked
                self._scrubbed = await asyncio.to_thread(self._scrub)
                self._scrubs_done = done
            return self._scrubbed

    def _scrub(self) -> bool:
        raw = self._engine.raw_connection()
        try:
            cursor = raw.cursor()
            (size,) = cursor.execute(_SIZE).fetchone()
            if size <= VACUUM_LIMIT:
                cursor.execute("VACUUM")
            busy, *_ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not busy
        finally:
            raw.close()

    async def close(self) -> None:
        """Finish what waits, then let the connection go."""
        self._closed = True
        self._waiting.put(None)
        await asyncio.to_thread(self._thread.join)
        self._engine.dispose()

    def _run(self) -> None:
        with self._engine.connect() as conn:
            while (first := self._waiting.get()) is not None:
                batch, last = self._gather(first)
                _tell(_commit(conn, batch))
                if last:
                    return

    def _gather(self, first: _Waiting) -> tuple[list[_Waiting], bool]:
        batch = [first]
        while len(batch) < SHARED_COMMIT_LIMIT:
            try:
                waiting = self._waiting.get_nowait()
            except queue.Empty:
                break
            if waiting is None:
                return batch, True
            batch.append(waiting)
        return batch, False


def _commit(conn: Connection, batch: list[_Waiting]) -> list[_Outcome]:
    try:
        with conn.begin():
            if len(batch) == 1:  # nobody else's change to keep: the transaction is savepoint enough
                (value,) = batch[0].change(conn, [batch[0].item])
                return [_outcome(batch[0], value)]
            return [outcome for group in _groups(batch) for outcome in _attempt(conn, group)]
    except BaseException as error:
        _reset(conn)
        return [_Outcome(waiting, error=error) for waiting in batch]


def _groups(batch: list[_Waiting]) -> Iterator[list[_Waiting]]:
    """Those with the same change together, where the first of them stood."""
    groups: dict[ChangeEach[Any, Any], list[_Waiting]] = {}
    for waiting in batch:
        groups.setdefault(waiting.change, []).append(waiting)
    yield from groups.values()


def _attempt(conn: Connection, group: list[_Waiting]) -> list[_Outcome]:
    savepoint = conn.begin_nested()
    try:
        values = group[0].change(conn, [waiting.item for waiting in group])
        savepoint.commit()
    except BaseException as error:
        if not _in_transaction(conn):
            raise  # SQLite rolled the whole transaction back (a full disk): nobody's change stands
        savepoint.rollback()
        if len(group) == 1:
            return [_Outcome(group[0], error=error)]
        # One of them may be at fault: each by itself, so that the others' changes stand.
        return [outcome for waiting in group for outcome in _attempt(conn, [waiting])]
    return [_outcome(waiting, value) for waiting, value in zip(group, values, strict=True)]


def _outcome(waiting: _Waiting, value: object) -> _Outcome:
    if isinstance(value, Exception):
        return _Outcome(waiting, error=value)
    return _Outcome(waiting, value=value)


def _in_transaction(conn: Connection) -> bool:
    return bool(conn.connection.dbapi_connection.in_transaction)  # type: ignore[union-attr]


def _reset(conn: Connection) -> None:
    try:
        conn.rollback()
    except DBAPIError:
        conn.invalidate()


def _tell(outcomes: list[_Outcome]) -> None:
    by_loop: dict[asyncio.AbstractEventLoop, list[_Outcome]] = {}
    for outcome in outcomes:
        by_loop.setdefault(outcome.waiting.loop, []).append(outcome)
    for loop, told in by_loop.items():
        try:
            loop.call_soon_threadsafe(_resolve, told)
        except RuntimeError:
            continue  # the loop is gone, and its callers with it


def _resolve(outcomes: list[_Outcome]) -> None:
    for outcome in outcomes:
        future = outcome.waiting.future
        if future.done():
            continue  # the caller was cancelled; the change stands all the same
        if outcome.error is None:
            future.set_result(outcome.value)
        else:
            future.set_exception(outcome.error)
