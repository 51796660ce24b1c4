"""Embedders as they run: skipped with a reason where their package is not installed."""

from collections.abc import AsyncIterator
from importlib.util import find_spec

import pytest

from campaign.answers.embedders import local
from campaign.answers.embedders.local import LocalEmbedder


async def started(name: str) -> AsyncIterator[LocalEmbedder]:
    package = local.PACKAGES[name]
    if find_spec(package) is None:
        pytest.skip(f"the optional package {package} is not installed")
    embedder = await local.start(name)
    yield embedder
    await embedder.close()


@pytest.fixture
async def e5() -> AsyncIterator[LocalEmbedder]:
    async for embedder in started("e5"):
        yield embedder


@pytest.fixture(params=["e5", "use"])
async def embedder(request: pytest.FixtureRequest) -> AsyncIterator[LocalEmbedder]:
    async for embedder in started(request.param):
        yield embedder
