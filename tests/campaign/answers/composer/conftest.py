"""A server to ask, a composer that asks it, and quotes to write from."""

from collections.abc import AsyncIterator, Iterator

import pytest

from campaign.answers import Answer, Quote
from campaign.answers.composer import Composer
from campaign.answers.composer.client import ChatServer as Client
from tests.chatserver import ChatServer, chatting

KEY = "sk-s3cret"
DEALS = (
    "Recent deals between the Mexican National Electoral Institute (INE) and Google, Facebook and "
    "Twitter are aimed at manipulating the outcome of the upcoming election on July 1."
)
RUNS = (
    "He ran unsuccessfully for the presidency in 2006, losing by less than 1 percent, and in 2012 "
    "against the current president, Enrique Peña Nieto."
)
WEALTH = (
    "A study by the United Nations revealed that the top 10 percent controls two-thirds of the "
    "country's wealth. Over 2 million more fall below the official poverty rate."
)
PROTESTS = (
    "El 3 de marzo de 2017 hubo protestas en Oaxaca contra un alza de 20 por ciento, que llamaron "
    "“gasolinazo”."
)


def quote(text: str, language: str = "en", article: int = 1, start: int = 0) -> Quote:
    return Quote(text, article, "T", "", "", None, "", language, start, start + len(text))


QUOTES = (
    quote(DEALS),
    quote(RUNS, article=2),
    quote(WEALTH, article=3),
    quote(PROTESTS, "es", article=4),
)


def answer(status: str = "answer", language: str = "es", best: Quote = QUOTES[0]) -> Answer:
    quotes = (best,) if status != "no" else ()
    return Answer(status, quotes, 0.8, language, "test")  # type: ignore[arg-type]


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with chatting() as server:
        yield server


@pytest.fixture
async def composer(server: ChatServer) -> AsyncIterator[Composer]:
    composer = Composer(Client(server.url, "llama", KEY), "llama")
    yield composer
    await composer.close()


@pytest.fixture
async def hasty(server: ChatServer) -> AsyncIterator[Composer]:
    """A composer that waits for an instant only."""
    composer = Composer(Client(server.url, "llama", KEY, seconds=0.2), "llama")
    yield composer
    await composer.close()
