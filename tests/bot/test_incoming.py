"""Updates over HTTP, fetched or brought: none is lost, and none is begun twice."""

import asyncio
import logging
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiohttp import web
from telegram import Bot, Update

from bot.incoming import WEBHOOK_PATH, Inbox, Poller, TokenRefused, Webhook
from bot.transport import AiohttpRequest
from bot.web import WebServer, build
from db.engine import Database
from rehearsal import acts
from rehearsal.server import Server
from rehearsal.world import World
from tests.bot.conftest import Serve

EMMA, LUCIA = 1001, 1002
KINDS = ("message", "callback_query", "my_chat_member")
SECRET = "a-secret_of_the_webhook"
ROOT = Path(__file__).parents[2]


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server(World())
    server.world.limits.configure({"enforced": False})
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def bot(server: Server) -> AsyncIterator[Bot]:
    async with bot_at(server.bot_url, server.world.token) as bot:
        yield bot


def bot_at(url: str, token: str) -> Bot:
    requests = (AiohttpRequest(), AiohttpRequest())
    return Bot(token, url, request=requests[0], get_updates_request=requests[1])


def write(world: World, person: int, text: str = "Hi") -> int:
    """A person's message; its update's id."""
    acts.write(world, world.chats[person], world.people[person], acts.text_content(text))
    newest: int = world.updates.pending()[-1]["update_id"]
    return newest


class Desk:
    """A handler that takes note, and holds some people's updates until `release`."""

    def __init__(self, *hold: int) -> None:
        self.begun: list[int] = []
        self.texts: list[str] = []
        self.release = asyncio.Event()
        self._hold = hold

    async def __call__(self, update: Update) -> None:
        self.begun.append(update.update_id)
        if update.effective_user and update.effective_user.id in self._hold:
            await self.release.wait()
        if update.message and update.message.text:
            self.texts.append(update.message.text)


class Pauses:
    """Sleeps that are noted instead of slept."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)
        await asyncio.sleep(0)


async def until(holds: Callable[[], object]) -> None:
    async with asyncio.timeout(20):
        while not holds():  # noqa: ASYNC110 (what is waited for rings no bell)
            await asyncio.sleep(0.005)


def waiting(world: World) -> list[int]:
    """Ids of the updates that the server still keeps for the bot."""
    return [update["update_id"] for update in world.updates.pending()]


Start = Callable[..., Awaitable[Poller]]


@pytest.fixture
async def start(bot: Bot) -> AsyncIterator[Start]:
    """`await start(handler)`: a poller at work, cut off at the end as by a crash."""
    runs: list[asyncio.Task[None]] = []

    async def start(handle: Any, **options: Any) -> Poller:
        poller = Poller(bot, Inbox(handle), allowed_updates=KINDS, **options)
        runs.append(asyncio.create_task(poller.run()))
        return poller

    yield start
    for run in runs:
        run.cancel()
    await asyncio.gather(*runs, return_exceptions=True)


async def test_an_update_is_confirmed_only_once_it_was_handled(
    server: Server, start: Start
) -> None:
    desk = Desk(EMMA)
    update = write(server.world, EMMA)
    await start(desk)
    await until(lambda: desk.begun)
    await asyncio.sleep(0.2)  # time enough for further polls to confirm it
    assert waiting(server.world) == [update]
    desk.release.set()
    await until(lambda: not waiting(server.world))
    assert desk.begun == [update]


async def test_what_a_crash_interrupts_comes_again(server: Server, bot: Bot) -> None:
    crashed, after = Desk(EMMA), Desk()
    update = write(server.world, EMMA)
    running = asyncio.create_task(Poller(bot, Inbox(crashed), allowed_updates=KINDS).run())
    await until(lambda: crashed.begun)
    running.cancel()
    await asyncio.wait([running])
    poller = Poller(bot, Inbox(after), allowed_updates=KINDS)
    running = asyncio.create_task(poller.run())
    await until(lambda: after.texts)
    await poller.stop()
    await running
    assert after.begun == [update]
    assert not waiting(server.world)


async def test_what_a_kill_interrupts_comes_again(server: Server, start: Start) -> None:
    program = f"""if True:
        import asyncio
        from bot.incoming import Inbox, Poller
        from tests.bot.test_incoming import KINDS, bot_at

        async def hang(update):
            print(update.update_id, flush=True)
            await asyncio.sleep(3600)

        async def main():
            async with bot_at({server.bot_url!r}, {server.world.token!r}) as bot:
                await Poller(bot, Inbox(hang), allowed_updates=KINDS).run()

        asyncio.run(main())
    """
    update = write(server.world, EMMA)
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-c", program, cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    assert child.stdout is not None
    assert await child.stdout.readline() == f"{update}\n".encode()
    child.send_signal(signal.SIGKILL)
    await child.wait()
    desk = Desk()
    await start(desk)
    await until(lambda: desk.texts)
    assert desk.begun == [update]


async def test_while_one_handler_is_slow_others_are_heard_and_it_is_not_begun_again(
    server: Server, start: Start
) -> None:
    desk = Desk(EMMA)
    slow = write(server.world, EMMA, "slow")
    await start(desk)
    await until(lambda: desk.begun)
    quick = [write(server.world, LUCIA, f"quick {number}") for number in range(3)]
    await until(lambda: len(desk.texts) == 3)
    assert desk.texts == ["quick 0", "quick 1", "quick 2"]
    assert desk.begun == [slow, *quick]
    assert waiting(server.world) == [slow, *quick]
    desk.release.set()
    await until(lambda: not waiting(server.world))


async def test_a_slow_handler_makes_no_busy_loop(serve: Serve) -> None:
    polls = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal polls
        if not request.path.endswith("getUpdates"):
            return web.json_response({"ok": True, "result": True})
        polls += 1
        message = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
        update = {"update_id": 5, "message": {**message, "from": person}}
        return web.json_response({"ok": True, "result": [update]})

    person = {"id": 1, "is_bot": False, "first_name": "Emma"}
    desk = Desk(1)
    bot = bot_at(await serve(answer), "1:token")
    await bot._request[0].initialize()
    await bot._request[1].initialize()
    running = asyncio.create_task(Poller(bot, Inbox(desk), allowed_updates=KINDS).run())
    await until(lambda: desk.begun)
    await asyncio.sleep(0.7)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await bot._request[0].shutdown()
    await bot._request[1].shutdown()
    assert 2 <= polls < 10
    assert desk.begun == [5]


async def test_a_flood_by_one_person_hides_nobody(server: Server, start: Start) -> None:
    desk = Desk(EMMA)
    for number in range(150):
        write(server.world, EMMA, f"flood {number}")
    write(server.world, LUCIA, "help")
    await start(desk)
    await until(lambda: "help" in desk.texts)
    desk.release.set()
    await until(lambda: len(desk.texts) == 151)
    assert [text for text in desk.texts if text != "help"] == [f"flood {n}" for n in range(150)]


async def test_an_error_or_an_unreadable_update_stops_nothing(
    server: Server, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    texts: list[str] = []

    async def handle(update: Update) -> None:
        if update.message is not None and update.message.text == "poison":
            raise ValueError
        texts.append(update.message.text or "" if update.message else "bare")

    write(server.world, EMMA, "poison")
    server.world.updates.put("message", {"text": 5})
    server.world.updates.put("something_new", {"id": 1})
    write(server.world, EMMA, "after")
    await start(handle)
    await until(lambda: not waiting(server.world))
    assert sorted(texts) == ["after", "bare", "bare"]
    assert caplog.text.count("Fault") == 2


async def test_lost_connections_are_waited_out_with_growing_pauses(
    server: Server, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "bot.incoming")
    server.world.faults.add({"method": "getUpdates", "drop": True, "times": 3})
    desk, pauses = Desk(), Pauses()
    write(server.world, EMMA)
    await start(desk, sleep=pauses)
    await until(lambda: not waiting(server.world))
    assert desk.texts == ["Hi"]
    limits = [(0.5, 1), (1, 2), (2, 4)]
    assert all(
        low <= seconds <= high for seconds, (low, high) in zip(pauses.seconds, limits, strict=True)
    )
    messages = [record.getMessage() for record in caplog.records if record.name == "bot.incoming"]
    assert [message.split(",")[0] for message in messages] == [
        "No updates from Telegram",
        "Updates flow again",
    ]


async def test_an_answer_that_was_lost_on_its_way_loses_no_update(
    server: Server, start: Start
) -> None:
    server.world.faults.add({"method": "getUpdates", "drop": True, "after": True, "times": 2})
    desk = Desk()
    update = write(server.world, EMMA)
    await start(desk, sleep=Pauses())
    await until(lambda: not waiting(server.world))
    assert desk.begun == [update]


async def test_a_429_is_waited_out_as_long_as_it_asks(server: Server, start: Start) -> None:
    server.world.faults.add(
        {
            "method": "getUpdates",
            "error_code": 429,
            "parameters": {"retry_after": 7},
            "times": 1,
        }
    )
    desk, pauses = Desk(), Pauses()
    write(server.world, EMMA)
    await start(desk, sleep=pauses)
    await until(lambda: desk.texts)
    assert pauses.seconds == [7]


async def test_another_program_that_polls_is_told_in_one_sentence(
    server: Server, start: Start, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.WARNING, "bot.incoming")
    conflict = {"error_code": 409, "description": "Conflict: terminated by other getUpdates"}
    server.world.faults.add({"method": "getUpdates", **conflict, "times": 3})
    desk, pauses = Desk(), Pauses()
    write(server.world, EMMA)
    await start(desk, sleep=pauses)
    await until(lambda: desk.texts)
    assert pauses.seconds == [5, 5, 5]
    assert caplog.text.count("Another program fetches the updates of this bot") == 1


async def test_a_token_that_telegram_refuses_ends_the_polling_with_one_sentence(
    server: Server,
) -> None:
    wrong = "123456789:not-the-one"
    requests = (AiohttpRequest(), AiohttpRequest())
    bot = Bot(wrong, server.bot_url, request=requests[0], get_updates_request=requests[1])
    async with requests[0], requests[1]:
        with pytest.raises(TokenRefused) as caught:
            await Poller(bot, Inbox(Desk()), allowed_updates=KINDS).run()
    assert wrong not in str(caught.value)
    assert caught.value.__suppress_context__


async def test_stopping_lets_handlers_end_and_confirms_them(server: Server, bot: Bot) -> None:
    desk = Desk(EMMA)
    poller = Poller(bot, Inbox(desk), allowed_updates=KINDS)
    running = asyncio.create_task(poller.run())
    write(server.world, EMMA)
    await until(lambda: desk.begun)
    stopping = asyncio.create_task(poller.stop())
    await asyncio.sleep(0.05)
    write(server.world, LUCIA, "too late for this run")
    desk.release.set()
    await stopping
    await running
    assert desk.texts == ["Hi"]
    assert len(waiting(server.world)) == 1


async def test_stopping_is_bounded_and_leaves_what_did_not_end_unconfirmed(
    server: Server, bot: Bot
) -> None:
    desk = Desk(EMMA)
    poller = Poller(bot, Inbox(desk), allowed_updates=KINDS)
    running = asyncio.create_task(poller.run())
    slow = write(server.world, EMMA)
    await until(lambda: desk.begun)
    await poller.stop(patience=0.01)
    await running
    assert waiting(server.world) == [slow]


async def test_stopping_before_the_start_is_nothing(bot: Bot) -> None:
    await Poller(bot, Inbox(Desk()), allowed_updates=KINDS).stop()


async def test_updates_flow_once_telegram_answered(server: Server, start: Start) -> None:
    poller = await start(Desk())
    assert not poller.flowing
    await until(lambda: poller.flowing)


async def test_a_webhook_of_before_is_put_away_and_nothing_with_it(
    server: Server, bot: Bot, start: Start
) -> None:
    await bot.set_webhook("https://nowhere.invalid/")
    desk = Desk()
    write(server.world, EMMA)
    await start(desk)
    await until(lambda: desk.texts)
    assert server.world.updates.webhook is None


@pytest.fixture
async def hook(
    server: Server, bot: Bot, database: Database
) -> AsyncIterator[Callable[..., Awaitable[str]]]:
    """`await hook(handler)`: a webhook that listens; its address without the path."""
    servers: list[WebServer] = []

    async def listen(handle: Any, **options: Any) -> str:
        webhook = Webhook(bot, Inbox(handle), SECRET, **options)
        web_server = WebServer(build(database, lambda: True, webhook), "127.0.0.1", 0)
        await web_server.start()
        servers.append(web_server)
        return f"http://127.0.0.1:{web_server.port}"

    yield listen
    server.world.updates.set_webhook(None)
    for web_server in servers:
        await web_server.stop()


Hook = Callable[..., Awaitable[str]]
SECRET_HEADER = b"X-Telegram-Bot-Api-Secret-Token"
UPDATE = {
    "update_id": 9,
    "message": {
        "message_id": 1,
        "date": 0,
        "chat": {"id": EMMA, "type": "private"},
        "from": {"id": EMMA, "is_bot": False, "first_name": "Emma"},
        "text": "Hi",
    },
}


async def test_telegram_brings_updates_and_forgets_them_once_they_were_handled(
    server: Server, bot: Bot, hook: Hook
) -> None:
    desk = Desk(EMMA)
    url = await hook(desk)
    await Webhook(bot, Inbox(desk), SECRET).announce(url, KINDS)
    update = write(server.world, EMMA)
    await until(lambda: desk.begun)
    assert waiting(server.world) == [update]
    desk.release.set()
    await until(lambda: not waiting(server.world))
    assert desk.texts == ["Hi"]


async def post(url: str, content: Any, secret: str | None = SECRET) -> int:
    headers = [] if secret is None else [(SECRET_HEADER, secret.encode("latin-1"))]
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.post(f"{url}{WEBHOOK_PATH}", json=content, headers=headers)
        return answer.status_code


async def test_who_does_not_know_the_secret_is_not_heard(hook: Hook) -> None:
    desk = Desk()
    url = await hook(desk)
    for secret in (None, "", "wrong", SECRET[:-1], f"{SECRET}x", "ñ"):
        assert await post(url, UPDATE, secret) == 401
    assert desk.begun == []


async def test_what_is_no_update_is_refused(hook: Hook) -> None:
    url = await hook(Desk())
    bodies: list[Any] = ["text", 5, [], {}, {"update_id": "x"}, {"update_id": None}]
    for content in bodies:
        assert await post(url, content) == 400


async def test_a_body_beyond_measure_is_refused(hook: Hook) -> None:
    assert await post(await hook(Desk()), {**UPDATE, "filler": "x" * (1 << 20)}) == 413


async def test_any_other_path_or_verb_leads_nowhere(hook: Hook) -> None:
    url = await hook(Desk())
    async with httpx.AsyncClient(trust_env=False) as client:
        assert (await client.get(f"{url}{WEBHOOK_PATH}")).status_code == 405
        assert (
            await client.post(f"{url}/webhook/other", headers={SECRET_HEADER: SECRET.encode()})
        ).status_code == 404


async def test_an_update_that_is_brought_twice_is_handled_once(hook: Hook) -> None:
    desk = Desk()
    url = await hook(desk)
    assert [*await asyncio.gather(post(url, UPDATE), post(url, UPDATE))] == [200, 200]
    assert await post(url, UPDATE) == 200
    assert desk.begun == [9]


async def test_a_slow_handler_is_not_confirmed_before_its_end(hook: Hook) -> None:
    desk = Desk(EMMA)
    url = await hook(desk, patience=0.02)
    assert await post(url, UPDATE) == 503
    desk.release.set()
    await until(lambda: desk.texts)
    assert await post(url, UPDATE) == 200
    assert desk.begun == [9]


async def test_an_error_is_not_brought_again(hook: Hook) -> None:
    async def fail(update: Update) -> None:
        raise ValueError

    assert await post(await hook(fail), UPDATE) == 200


async def test_a_webhook_with_a_refused_token_is_told_in_one_sentence(server: Server) -> None:
    bot = Bot("123456789:wrong", server.bot_url, request=(request := AiohttpRequest()))
    async with request:
        with pytest.raises(TokenRefused):
            await Webhook(bot, Inbox(Desk()), SECRET).announce("https://example.org", KINDS)
