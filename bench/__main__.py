"""`make bench`: run every benchmark and print one line a figure."""

from bench import midway, start, store, telegram, turn, understanding


def main() -> None:
    for part in (turn, start, store, understanding, midway, telegram):
        for line in part.measure():
            print(line, flush=True)


main()
