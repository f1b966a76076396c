"""How long until the first prompt, beside a bare interpreter."""

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

ROUNDS = 15


def measure() -> Iterator[str]:
    chat = [sys.executable, "-c", "from bot.cli.main import main; main()", "chat", "--plain"]
    bare: list[float] = []
    first: list[float] = []
    for _ in range(ROUNDS):
        bare.append(until_first_line([sys.executable, "-c", "print('x')"]))
        first.append(until_first_line(chat))
    ratio = statistics.median(first) / statistics.median(bare)
    yield (
        f"first prompt of chat --plain: {statistics.median(first) * 1e3:.0f} ms, {ratio:.1f} times a bare interpreter "
        f"({statistics.median(bare) * 1e3:.0f} ms); at most 20 times"
    )


def until_first_line(command: list[str]) -> float:
    started = time.perf_counter()
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        took = time.perf_counter() - started
        process.stdout.read()
    return took
