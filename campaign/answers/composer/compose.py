"""The composer: asks the model, trusts nothing it says, and falls back on the quotes alone."""

import asyncio
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import aiohttp

from campaign.answers.answer import Answer, Quote, Status
from campaign.answers.composer.checking import Sentence, Unfounded, check
from campaign.answers.composer.client import ChatServer, reason
from campaign.answers.composer.prompt import messages
from campaign.answers.composer.reply import BadReply, Reply, read

log = logging.getLogger(__name__)

MOST_QUOTES = 3
LONGEST_QUOTES = 1_800
"""UTF-16 units of all quotes together: they are shown below the text, in the same message."""

AT_ONCE = 4
"""Questions that are with the server at a time; one more is answered without it."""

PAUSE_SECONDS = 30.0
_LOWERED: dict[Status, Status] = {"answer": "maybe", "maybe": "no", "no": "no"}
_HERE = {"localhost", "127.0.0.1", "::1"}
_FAILURES = (BadReply, TimeoutError, aiohttp.ClientError)


@dataclass(frozen=True, slots=True)
class Composed:
    """The answer to show instead, its status never higher, and what was written from its quotes.

    The numbers in `sentences` count the quotes of `answer` from 1; without sentences the answer
    was only judged.
    """

    answer: Answer
    sentences: tuple[Sentence, ...] = ()


class Composer:
    """Writes at most three sentences from the quotes that were found, and doubts them.

    After a failure it leaves the server alone for `PAUSE_SECONDS`.
    """

    def __init__(self, server: ChatServer, model: str) -> None:
        self._server = server
        self._under_way = 0
        self._paused_until = 0.0
        self.model = model

    @property
    def receiver(self) -> str:
        """The host that is sent the questions; empty where it is this machine itself."""
        return "" if self._server.host in _HERE else self._server.host

    async def compose(
        self, question: str, language: str, answer: Answer, passages: Sequence[Quote]
    ) -> Composed | None:
        """What to show for an answer, given further passages; None for the plain answer."""
        if answer.status == "no" or not answer.quotes:
            return None
        quotes = tuple(_offered([*answer.quotes, *passages]))
        reply = await self._ask(question, language, quotes)
        if reply is None:
            return None
        if not reply.answers:
            return Composed(_lowered(answer))
        if answer.status != "answer":
            return None
        try:
            # The question may be a hostile one; a second of regular expressions may not hold
            # up everyone else.
            sentences = await asyncio.to_thread(check, reply.sentences, language, quotes)
        except Unfounded as problem:
            log.info("what was composed is not shown: %s", problem)
            return None
        return _shown(answer, quotes, sentences)

    async def test(self) -> str:
        """What the server does with a question whose answer is known, as half a sentence.

        Raises `BadReply`, `TimeoutError` and `aiohttp.ClientError`.
        """
        reply = read(await self._server.ask(messages(_QUESTION, "en", [_QUOTE])))
        if not reply.answers:
            return "it answers, but takes a passage for none that helps"
        try:
            check(reply.sentences, "en", [_QUOTE])
        except Unfounded as problem:
            return f"it answers, but what it wrote would not be shown: {problem}"
        return "it writes what the quotes carry"

    async def close(self) -> None:
        """Close the connection to the server."""
        await self._server.close()

    async def _ask(self, question: str, language: str, quotes: tuple[Quote, ...]) -> Reply | None:
        loop = asyncio.get_running_loop()
        if self._under_way >= AT_ONCE or loop.time() < self._paused_until:
            return None
        self._under_way += 1
        try:
            return read(await self._server.ask(messages(question, language, quotes)))
        except _FAILURES as problem:
            log.warning("the composer's server failed: %s", reason(problem))
            self._paused_until = loop.time() + PAUSE_SECONDS
            return None
        finally:
            self._under_way -= 1


def composer(url: str, model: str, key: str = "") -> Composer:
    """The composer that asks a model of the server at `url`."""
    return Composer(ChatServer(url, model, key), model)


def why(problem: BaseException) -> str:
    """What went wrong in `Composer.test`, without the address or the key."""
    return reason(problem)


def _lowered(answer: Answer) -> Answer:
    status = _LOWERED[answer.status]
    return replace(answer, status=status, quotes=answer.quotes if status != "no" else ())


def _offered(quotes: Sequence[Quote]) -> Iterator[Quote]:
    """The first quotes, without what overlaps, as many as can be shown below the text."""
    taken: list[Quote] = []
    size = 0
    for quote in quotes:
        size += len(quote.text.encode("utf-16-le", errors="replace")) // 2
        if len(taken) == MOST_QUOTES or (taken and size > LONGEST_QUOTES):
            return
        if not any(_overlap(quote, other) for other in taken):
            taken.append(quote)
            yield quote


def _overlap(one: Quote, other: Quote) -> bool:
    return one.article == other.article and one.start < other.end and other.start < one.end


def _shown(answer: Answer, quotes: Sequence[Quote], sentences: Sequence[Sentence]) -> Composed:
    """The best quote and those that are cited, numbered anew in the order of their being found."""
    cited = {number for sentence in sentences for number in sentence.quotes}
    kept = sorted({1, *cited})
    number_now = {number: place for place, number in enumerate(kept, start=1)}
    return Composed(
        replace(answer, quotes=tuple(quotes[number - 1] for number in kept)),
        tuple(
            Sentence(each.text, tuple(number_now[number] for number in each.quotes))
            for each in sentences
        ),
    )


_QUESTION = "How many steps does the old lighthouse have?"
_STEPS = "The old lighthouse has 243 steps, and the keeper climbs them twice a day."
_QUOTE = Quote(_STEPS, 0, "The lighthouse", "", "", None, "", "en", 0, len(_STEPS))
