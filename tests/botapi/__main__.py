"""The stand-in as a process of its own: prints where it listens as one line of JSON, serves until it is ended."""

import argparse
import asyncio
import json
import signal

from tests.botapi.api import TOKEN, BotApi


async def serve(options: argparse.Namespace) -> None:
    """Serve until SIGTERM or SIGINT."""
    ended = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    rich, keep = not options.no_rich, not options.no_history
    async with BotApi.serving(options.token, port=options.port, rich=rich, keep_history=keep) as api:
        told = {"origin": api.origin, "base_url": api.base_url, "token": api.token}
        print(json.dumps(told), flush=True)
        await ended.wait()


def main() -> None:
    """Read the command line and serve."""
    parser = argparse.ArgumentParser(prog="python -m tests.botapi", description="A stand-in for Telegram's Bot API")
    parser.add_argument("--port", type=int, default=0, help="0 takes any that is free")
    parser.add_argument("--token", default=TOKEN)
    parser.add_argument("--no-history", action="store_true", help="keep only the last messages of a chat")
    parser.add_argument("--no-rich", action="store_true", help="answer as before Bot API 10.1")
    asyncio.run(serve(parser.parse_args()))


if __name__ == "__main__":
    main()
