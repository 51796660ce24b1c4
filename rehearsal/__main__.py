"""`python -m rehearsal`: the rehearsal by itself, for any bot to connect to."""

import argparse
import asyncio
import contextlib
import signal
import sys

from rehearsal.server import Server
from rehearsal.world import BOT_USERNAME, TOKEN, World


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m rehearsal", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8081, help="0 takes any free port")
    parser.add_argument("--token", default=TOKEN, help="the bot's pretend token")
    parser.add_argument("--bot-username", default=BOT_USERNAME)
    chosen = parser.parse_args()
    world = World(token=chosen.token, bot_username=chosen.bot_username)
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_serve(Server(world, chosen.host, chosen.port)))


async def _serve(server: Server) -> None:
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    await server.start()
    sys.stdout.write(f"The rehearsal's page: {server.url}\nFor the bot: {server.bot_url}\n")
    sys.stdout.flush()
    await stop.wait()
    await server.stop()


if __name__ == "__main__":
    main()
