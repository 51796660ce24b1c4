"""A web server for what is fetched."""

from collections.abc import AsyncIterator

import pytest

from tests.webserver import Site, serving


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    async with serving() as up:
        yield up
