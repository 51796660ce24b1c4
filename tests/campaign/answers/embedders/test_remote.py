"""The embedder `http`, against a server that behaves well, slowly, wrongly and maliciously."""

import asyncio
import json
import logging
import math
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from hypothesis import given
from hypothesis import strategies as st

from campaign.answers.embedders import choose, remote
from campaign.answers.embedders.remote import BadAnswer, HttpEmbedder

KEY = "sk-s3cret"
Answer = Callable[[web.Request, list[str]], Awaitable[web.StreamResponse]]


@dataclass
class Server:
    """An embeddings server whose next answers a test decides."""

    url: str = ""
    answer: Answer | None = None
    bodies: list[dict[str, Any]] = field(default_factory=list)
    keys: list[str | None] = field(default_factory=list)

    async def embeddings(self, request: web.Request) -> web.StreamResponse:
        body = await request.json()
        self.bodies.append(body)
        self.keys.append(request.headers.get("Authorization"))
        answer = self.answer or well
        return await answer(request, body["input"])


def vectors(texts: list[str], dimension: int = 3) -> list[dict[str, Any]]:
    return [
        {
            "object": "embedding",
            "index": index,
            "embedding": [float(len(text)), 1.0, 2.0, 5.0][:dimension],
        }
        for index, text in enumerate(texts)
    ]


async def well(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.json_response({"object": "list", "data": vectors(texts)})


async def shuffled(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.json_response({"data": vectors(texts)[::-1]})


async def of_another_dimension(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.json_response({"data": vectors(texts, dimension=4)})


async def too_few(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.json_response({"data": vectors(texts)[1:]})


async def ragged(request: web.Request, texts: list[str]) -> web.StreamResponse:
    rows = vectors([*texts, "one more"])
    rows[0]["embedding"] = [1.0]
    return web.json_response({"data": rows})


async def of_no_length(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.json_response({"data": [{"index": 0, "embedding": [0, 0, 0]}]})


async def no_numbers(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.Response(text='{"data": [{"index": 0, "embedding": [NaN, 1, 2]}]}')


async def garbage(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.Response(body=b"\xff\xfe<html>" + b"[" * 100_000)


async def failing(request: web.Request, texts: list[str]) -> web.StreamResponse:
    return web.Response(status=500, text="out of memory")


async def redirecting(request: web.Request, texts: list[str]) -> web.StreamResponse:
    raise web.HTTPTemporaryRedirect("/v1/embeddings?elsewhere")


async def hanging_up(request: web.Request, texts: list[str]) -> web.StreamResponse:
    assert request.transport is not None
    request.transport.abort()
    return web.Response()


async def endless(request: web.Request, texts: list[str]) -> web.StreamResponse:
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b" " * (1 << 20))


async def silent(request: web.Request, texts: list[str]) -> web.StreamResponse:
    await asyncio.Event().wait()
    return web.Response()


BAD: dict[Answer, str] = {
    of_another_dimension: "4 numbers instead of 3",
    too_few: "something other than vectors",
    ragged: "1 numbers instead of 3",
    of_no_length: "no length",
    no_numbers: "no length",
    garbage: "something other than vectors",
    failing: "status 500",
    redirecting: "status 307",
    hanging_up: "could not be reached",
    endless: "more than 8 MB",
    silent: "did not answer in time",
}


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    application = web.Application()
    application.router.add_post("/v1/embeddings", server.embeddings)
    async with TestServer(application, host="127.0.0.1") as listening:
        server.url = str(listening.make_url("/v1"))
        yield server


@pytest.fixture
async def embedder(server: Server) -> AsyncIterator[HttpEmbedder]:
    embedder = HttpEmbedder(server.url, "nomic", KEY)
    await embedder.test()
    yield embedder
    await embedder.close()


async def test_a_server_that_works_is_chosen_and_its_dimension_learned(server: Server) -> None:
    choice = await choose("http", url=server.url, model="nomic")
    assert choice.embedder is not None
    assert (choice.embedder.name, choice.embedder.dimension) == ("http", 3)
    assert choice.embedder.model.startswith("nomic@127.0.0.1:")
    assert choice.why == "because http passed its self-test."
    await choice.embedder.close()


@pytest.mark.parametrize("answer", [failing, garbage, redirecting, hanging_up])
async def test_a_server_that_fails_is_refused_with_the_reason(
    server: Server, answer: Answer
) -> None:
    server.answer = answer
    choice = await choose("http", url=server.url, model="nomic", key=KEY)
    assert choice.refused
    assert BAD[answer] in choice.why
    assert KEY not in choice.why


async def test_a_server_that_is_not_there_is_refused_with_the_reason() -> None:
    choice = await choose("http", url="http://127.0.0.1:9/v1", model="nomic")
    assert choice.refused
    assert "could not be reached" in choice.why


async def test_texts_are_sent_cleaned_in_one_call_with_model_and_key(
    server: Server, embedder: HttpEmbedder
) -> None:
    rows = await embedder.passages(["one\x00 text", "a" * 5_000, ""])
    assert rows is not None
    assert rows.shape == (3, 3)
    assert np.allclose(np.linalg.norm(rows, axis=1), 1)
    assert server.bodies[-1] == {"model": "nomic", "input": ["one text", "a" * 1_200, "."]}
    assert server.keys[-1] == f"Bearer {KEY}"


async def test_without_a_key_no_header_is_sent(server: Server) -> None:
    embedder = HttpEmbedder(f"{server.url}/embeddings", "nomic", "")
    await embedder.test()
    await embedder.close()
    assert server.keys == [None]


async def test_rows_come_in_the_order_of_asking(server: Server, embedder: HttpEmbedder) -> None:
    texts = ["a", "four", "seventeen letters"]
    ordered = await embedder.passages(texts)
    server.answer = shuffled
    again = await embedder.passages(texts)
    assert ordered is not None
    assert again is not None
    assert (ordered == again).all()


@pytest.mark.parametrize("answer", BAD, ids=lambda answer: answer.__name__)
async def test_a_question_goes_without_whatever_the_server_does(
    server: Server, embedder: HttpEmbedder, answer: Answer, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = answer
    with caplog.at_level(logging.DEBUG):
        assert await embedder.question("who asks in private?") is None
    assert BAD[answer] in caplog.text
    assert KEY not in caplog.text
    assert "in private" not in caplog.text


async def test_after_a_failure_questions_leave_the_server_alone(
    server: Server, embedder: HttpEmbedder
) -> None:
    server.answer = failing
    assert await embedder.question("one") is None
    server.answer, asked = well, len(server.bodies)
    assert await embedder.question("two") is None
    assert len(server.bodies) == asked


async def test_rows_of_unlike_length_are_no_vectors(
    server: Server, embedder: HttpEmbedder, caplog: pytest.LogCaptureFixture
) -> None:
    server.answer = ragged
    assert await embedder.passages(["one", "two"]) is None
    assert "something other than vectors" in caplog.text


async def test_passages_are_tried_again_after_a_failure(
    server: Server, embedder: HttpEmbedder
) -> None:
    server.answer = failing
    assert await embedder.passages(["one"]) is None
    server.answer = well
    assert await embedder.passages(["one"]) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.sampled_from(["data", "index", "embedding", "x"]), inner)
    ),
)


@given(
    JSON
    | st.fixed_dictionaries(
        {"data": st.lists(st.fixed_dictionaries({"index": JSON, "embedding": JSON}))}
    )
)
def test_whatever_json_comes_it_is_vectors_of_unit_length_or_a_bad_answer(said: Any) -> None:
    try:
        rows = remote._vectors(json.dumps(said).encode(), 1, 0)
    except BadAnswer:
        return
    assert rows.shape[0] == 1
    assert all(math.isclose(np.linalg.norm(row), 1, abs_tol=1e-4) for row in rows)
