"""`make bench`: run every benchmark and print one line a figure."""

from bench import start, store, telegram, turn, understanding


def main() -> None:
    for part in (turn, start, store, understanding, telegram):
        for line in part.measure():
            print(line, flush=True)


main()
