"""Which embedder there is, and why."""

from dataclasses import dataclass
from importlib.util import find_spec

import aiohttp

from campaign.answers.embedders import local, remote
from campaign.answers.embedders.embedder import Embedder
from campaign.answers.embedders.process import CannotStart

WANTED = ("auto", "e5", "use", "http", "none")


@dataclass(frozen=True)
class Choice:
    """An embedder, or None where answers are by words alone; `why` is one sentence."""

    embedder: Embedder | None
    wanted: str
    why: str

    @property
    def refused(self) -> bool:
        """Whether one was asked for by name and cannot be had."""
        return self.embedder is None and self.wanted not in {"auto", "none"}


async def choose(wanted: str, *, url: str = "", model: str = "", key: str = "") -> Choice:
    """The embedder that is wanted (one of `WANTED`), if it works; `auto` takes the first that does.

    `url`, `model` and `key` are those of an OpenAI-compatible server, for `http` alone.
    """
    if wanted == "none":
        return Choice(None, wanted, "because the settings say so.")
    reasons: list[str] = []
    for name in ("e5", "use") if wanted == "auto" else (wanted,):
        try:
            embedder = await (_remote(url, model, key) if name == "http" else _local(name))
        except CannotStart as problem:
            reasons.append(f"{name} does not work here: {problem}")
        else:
            passed = f"{name} passed its self-test"
            return Choice(embedder, wanted, f"because {'; '.join([*reasons, passed])}.")
    return Choice(None, wanted, f"because {'; '.join(reasons)}.")


async def _local(name: str) -> Embedder:
    package = local.PACKAGES[name]
    if find_spec(package) is None:
        raise CannotStart(f"the package {package} is not installed")
    return await local.start(name)


async def _remote(url: str, model: str, key: str) -> Embedder:
    embedder = remote.HttpEmbedder(url, model, key)
    try:
        await embedder.test()
    except (remote.BadAnswer, TimeoutError, aiohttp.ClientError) as problem:
        raise CannotStart(remote.reason(problem)) from None
    finally:
        if not embedder.dimension:
            await embedder.close()
    return embedder
