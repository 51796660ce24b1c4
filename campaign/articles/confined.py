"""Reading a stranger's page in a process of its own, bounded in time and memory.

Some pages take a parser minutes or gigabytes, by accident or on purpose. The process that reads
one knows no setting and no key, and is killed when it takes too long.
"""

import asyncio
import json
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from campaign.articles import sources
from campaign.articles.article import ArticleDraft
from campaign.refusals import Refusal

SECONDS = 20
MEMORY = 1_500_000_000
"""Bytes of address space."""

_ROOT = Path(__file__).parents[2]
_KEPT = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
_REFUSALS: dict[str, type[Refusal]] = {
    refusal.__name__: refusal
    for refusal in (sources.BadFrontMatter, sources.EmptyArticle, sources.NotText)
}


class Unreadable(Refusal):
    "The page is built so that it cannot be read within the bounds"


async def read(kind: str, text: str, link: str = "", *, seconds: float = SECONDS) -> ArticleDraft:
    """`sources.read_text` in a process of its own; raises what it raises, and `Unreadable`."""
    asked = await asyncio.to_thread(_asked, kind, text, link)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        __name__,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_ROOT,
        env=_environment(),
    )
    try:
        async with asyncio.timeout(seconds):
            said, _ = await process.communicate(asked)
    except TimeoutError:
        raise Unreadable from None
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    return _draft(said)


async def read_file(name: str, data: bytes) -> ArticleDraft:
    """`sources.read` for a file from afar; raises what it raises, and `Unreadable`."""
    kind, text = sources.text_in(name, data)
    if kind in sources.PAGES:
        return await read(kind, text)
    return await asyncio.to_thread(sources.read_text, kind, text)


def _asked(kind: str, text: str, link: str) -> bytes:
    return json.dumps({"kind": kind, "text": text, "link": link}).encode()


def _environment() -> dict[str, str]:
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {"OPENBLAS_NUM_THREADS": "1", **kept}


def _draft(said: bytes) -> ArticleDraft:
    try:
        told: dict[str, Any] = json.loads(said)
    except ValueError:
        raise Unreadable from None
    if "refusal" in told:
        raise _REFUSALS.get(told["refusal"], Unreadable)
    published = told.pop("published")
    return ArticleDraft(**told, published=date.fromisoformat(published) if published else None)


def main() -> None:
    """What the process does: one page in by standard input, a draft or a refusal out."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    os.nice(10)
    asked = json.load(sys.stdin.buffer)
    try:
        draft = sources.read_text(asked["kind"], asked["text"], asked["link"])
    except Refusal as refusal:
        told: dict[str, object] = {"refusal": type(refusal).__name__}
    else:
        told = {**asdict(draft), "published": draft.published and draft.published.isoformat()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
