"""`make bench`: run every benchmark and print one line a figure."""

from bench import start, turn


def main() -> None:
    for part in (turn, start):
        for line in part.measure():
            print(line, flush=True)


main()
