"""The composer against a server that behaves well, slowly, wrongly and maliciously."""

import asyncio
import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaign.answers.composer import Composed, Composer, compose
from campaign.answers.composer.checking import Unfounded, check
from campaign.answers.composer.client import ChatServer as Client
from campaign.answers.composer.client import _content
from campaign.answers.composer.reply import BadReply, read
from tests.campaign.answers.composer.conftest import DEALS, KEY, QUOTES, answer, quote
from tests.chatserver import ChatServer, completion, written

QUESTION = "¿Qué buscan los acuerdos en privado?"
GOOD = "Los acuerdos del INE buscan manipular el resultado de la elección del 1 de julio."
Raw = Callable[[Any], None]


async def composed(composer: Composer, status: str = "answer") -> Composed | None:
    return await composer.compose(QUESTION, "es", answer(status), QUOTES[1:])


async def test_a_checked_text_is_shown_with_the_quotes_it_cites(
    server: ChatServer, composer: Composer
) -> None:
    server.say = lambda body: written((GOOD, [1]), ("Perdió en 2006 y en 2012.", [2]))
    made = await composed(composer)
    assert made is not None
    assert [each.text for each in made.sentences] == [GOOD, "Perdió en 2006 y en 2012."]
    assert made.answer.quotes == QUOTES[:2]
    assert made.answer.status == "answer"


async def test_quotes_are_numbered_as_they_are_shown_and_the_best_is_always_there(
    server: ChatServer, composer: Composer
) -> None:
    text = "El 10 por ciento controla dos tercios de la riqueza [3]."
    server.say = lambda body: written((text, [3]))
    made = await composed(composer)
    assert made is not None
    assert made.answer.quotes == (QUOTES[0], QUOTES[2])
    assert made.sentences[0].quotes == (2,)
    assert "[" not in made.sentences[0].text


async def test_the_server_is_sent_question_language_and_quotes_as_data(
    server: ChatServer, composer: Composer
) -> None:
    await composed(composer)
    assert server.asked()["question"] == QUESTION
    assert server.asked()["language"].startswith("Spanish")
    assert [each["text"] for each in server.asked()["quotes"]] == [q.text for q in QUOTES[:3]]
    body = server.bodies[-1]
    assert (body["model"], body["stream"], body["temperature"]) == ("llama", False, 0)
    assert body["response_format"] == {"type": "json_object"}
    assert QUESTION not in body["messages"][0]["content"]
    assert server.keys == [f"Bearer {KEY}"]
    assert server.paths == ["/v1/chat/completions"]


async def test_quotes_that_overlap_or_would_not_fit_are_not_offered(
    server: ChatServer, composer: Composer
) -> None:
    again, long = quote(DEALS[7:], start=7), quote("Otra cosa. " * 160, "es", article=9)
    await composer.compose(QUESTION, "es", answer(), [again, QUOTES[1], long, QUOTES[2]])
    assert [each["text"] for each in server.asked()["quotes"]] == [DEALS, QUOTES[1].text]


@pytest.mark.parametrize(("status", "lowered"), [("answer", "maybe"), ("maybe", "no")])
async def test_a_judgement_lowers_the_status_by_one_step(
    server: ChatServer, composer: Composer, status: str, lowered: str
) -> None:
    server.say = lambda body: written(answers=False)
    made = await composed(composer, status)
    assert made is not None
    assert made.answer.status == lowered
    assert bool(made.answer.quotes) == (lowered == "maybe")
    assert made.sentences == ()


async def test_a_judgement_never_raises_the_status(server: ChatServer, composer: Composer) -> None:
    server.say = lambda body: written((GOOD, [1]))
    assert await composed(composer, "maybe") is None
    asked = len(server.bodies)
    assert await composed(composer, "no") is None
    assert len(server.bodies) == asked


async def test_a_text_that_is_refused_leaves_the_plain_answer_and_the_next_is_tried(
    server: ChatServer, composer: Composer, caplog: pytest.LogCaptureFixture
) -> None:
    server.say = lambda body: written((GOOD, [1]), ("Ganó Trump en 1999.", [2]))
    with caplog.at_level(logging.DEBUG):
        assert await composed(composer) is None
    assert "a number or a date that is not in its source" in caplog.text
    assert "Trump" not in caplog.text
    server.say = lambda body: written((GOOD, [1]))
    assert await composed(composer) is not None


async def test_a_reply_in_a_fence_is_read(server: ChatServer, composer: Composer) -> None:
    reply = json.dumps(written((GOOD, [1])))
    server.say = lambda body: f"Sure!\n```json\n{reply}\n```\n"
    assert await composed(composer) is not None


async def test_a_server_that_knows_no_options_is_asked_without_them(
    server: ChatServer, composer: Composer
) -> None:
    def fussy(handler: Any) -> None:
        server.status = 400 if "response_format" in server.bodies[-1] else 200
        handler.answer(completion(written((GOOD, [1]))))

    server.raw = fussy
    assert await composed(composer) is not None
    assert await composed(composer) is not None
    assert ["response_format" in body for body in server.bodies] == [True, False, False]


def hanging_up(handler: Any) -> None:
    handler.connection.close()


def endless(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.state.over.is_set():
        handler.wfile.write(b" " * 65_536)


def silent(handler: Any) -> None:
    handler.state.over.wait(20)


def dripping(handler: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    while not handler.state.over.wait(0.02):
        handler.wfile.write(b" ")


def redirecting(handler: Any) -> None:
    handler.state.status, handler.state.headers = 307, {"Location": "/v1/elsewhere"}
    handler.answer(b"")


def failing(handler: Any) -> None:
    handler.state.status = 500
    handler.answer(b"out of memory: " + QUESTION.encode())


BAD: dict[Raw, str] = {
    hanging_up: "could not be reached",
    endless: "more than 64 KB",
    silent: "did not answer within",
    dripping: "did not answer within",
    redirecting: "status 307",
    failing: "status 500",
}


@pytest.mark.parametrize("raw", BAD, ids=lambda raw: raw.__name__)
async def test_whatever_the_server_does_the_plain_answer_stays(
    server: ChatServer, hasty: Composer, raw: Raw, caplog: pytest.LogCaptureFixture
) -> None:
    server.raw = raw
    with caplog.at_level(logging.DEBUG):
        assert await composed(hasty) is None
    assert BAD[raw] in caplog.text
    for secret in (KEY, QUESTION, "privado", server.url):
        assert secret not in caplog.text
    assert "/v1/elsewhere" not in server.paths


async def test_a_server_that_is_not_there_leaves_the_plain_answer() -> None:
    composer = Composer(Client("http://127.0.0.1:9/v1", "llama"), "llama")
    assert await composed(composer) is None
    await composer.close()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"\xff\xfe<html>",
        b"[" * 60_000,
        b"{}",
        b'{"choices": []}',
        b'{"choices": [{"message": {"content": null}}]}',
        completion("no JSON"),
        completion({"answers": "yes", "sentences": []}),
        completion({"answers": True}),
        completion({"answers": True, "sentences": [{"text": 1, "quotes": [1]}]}),
        completion({"answers": True, "sentences": [{"text": GOOD, "quotes": ["1"]}]}),
        completion({"answers": True, "sentences": [{"text": GOOD, "quotes": [True]}]}),
        completion(written(*[(GOOD, [1])] * 4)),
        completion("{" * 30_000 + "}"),
        completion(written((GOOD + " " * 50_000, [1]))),
    ],
)
async def test_a_reply_of_another_shape_leaves_the_plain_answer(
    server: ChatServer, composer: Composer, said: bytes
) -> None:
    server.say = lambda body: said
    assert await composed(composer) is None


async def test_after_a_failure_the_server_is_left_alone(
    server: ChatServer, composer: Composer
) -> None:
    server.raw = failing
    assert await composed(composer) is None
    server.raw, server.status, server.say = None, 200, lambda body: written((GOOD, [1]))
    assert await composed(composer) is None
    assert len(server.bodies) == 1
    composer._paused_until = 0.0
    assert await composed(composer) is not None


async def test_no_more_than_a_few_questions_are_with_the_server(
    server: ChatServer, hasty: Composer
) -> None:
    server.raw = silent
    made = await asyncio.gather(*(composed(hasty) for _ in range(compose.AT_ONCE + 5)))
    assert made == [None] * (compose.AT_ONCE + 5)
    assert len(server.bodies) <= compose.AT_ONCE


async def test_a_question_that_is_given_up_makes_room_for_the_next(
    server: ChatServer, composer: Composer
) -> None:
    server.raw = silent
    task = asyncio.create_task(composed(composer))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert composer._under_way == 0


async def test_the_test_tells_whether_what_is_written_would_be_shown(
    server: ChatServer, composer: Composer
) -> None:
    server.say = lambda body: written(("The old lighthouse has 243 steps.", [1]))
    assert await composer.test() == "it writes what the quotes carry"
    server.say = lambda body: written(("The old lighthouse has 244 steps.", [1]))
    assert "would not be shown: a number" in await composer.test()
    server.say = lambda body: written(answers=False)
    assert "takes a passage for none" in await composer.test()


def test_this_machine_is_no_receiver() -> None:
    for url, receiver in (
        ("http://127.0.0.1:11434/v1", ""),
        ("http://localhost:8080/v1", ""),
        ("https://llm.example.org/v1", "llm.example.org"),
    ):
        assert Composer(Client(url, "m"), "m").receiver == receiver


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
)
REPLIES = (
    st.fixed_dictionaries(
        {
            "answers": st.booleans() | JSON,
            "sentences": st.lists(
                st.fixed_dictionaries(
                    {
                        "text": st.text() | st.just(GOOD) | JSON,
                        "quotes": st.lists(st.integers(0, 4) | JSON, max_size=3) | JSON,
                    }
                ),
                max_size=4,
            )
            | JSON,
        }
    )
    | JSON
)


@given(REPLIES.map(json.dumps) | st.text() | st.binary().map(repr))
@settings(suppress_health_check=[HealthCheck.too_slow])
def test_whatever_text_comes_it_is_a_checked_one_or_none(said: str) -> None:
    try:
        reply = read(_content(completion(said)))
        sentences = check(reply.sentences, "es", QUOTES) if reply.answers else ()
    except (BadReply, Unfounded):
        return
    assert all(sentence.text == GOOD for sentence in sentences)


@given(st.binary())
def test_whatever_bytes_come_they_are_a_completion_or_a_bad_reply(payload: bytes) -> None:
    with pytest.raises(BadReply):
        read(_content(payload))
