"""Which embedder there is, and why."""

from dataclasses import dataclass
from importlib.util import find_spec

from campaign.answers.embedders import local
from campaign.answers.embedders.embedder import Embedder
from campaign.answers.embedders.process import CannotStart

WANTED = ("auto", "e5", "use", "http", "none")


@dataclass(frozen=True)
class Choice:
    """An embedder, or None where answers are by words alone; `why` is one sentence."""

    embedder: Embedder | None
    wanted: str
    why: str


async def choose(wanted: str, *, url: str = "", model: str = "", key: str = "") -> Choice:
    """The embedder that is wanted (one of `WANTED`), if it works; `auto` takes the first that does.

    `url`, `model` and `key` are those of an OpenAI-compatible server, for `http` alone.
    """
    if wanted == "none":
        return Choice(None, wanted, "EMBEDDER is none.")
    reasons: list[str] = []
    for name in ("e5", "use") if wanted == "auto" else (wanted,):
        try:
            embedder = await _started(name)
        except CannotStart as problem:
            reasons.append(f"{name} cannot be had ({problem})")
        else:
            return Choice(embedder, wanted, _why(wanted, name, reasons))
    return Choice(None, wanted, f"{' and '.join(reasons)}.")


async def _started(name: str) -> Embedder:
    if find_spec(local.PACKAGES[name]) is None:
        raise CannotStart(f"the package {local.PACKAGES[name]} is not installed")
    return await local.start(name)


def _why(wanted: str, name: str, reasons: list[str]) -> str:
    passed = "its self-test passed"
    if wanted == name:
        return f"EMBEDDER is {name}, and {passed}."
    return f"{' and '.join([*reasons, passed])}."
