"""`make bench`: run every benchmark and print one line a figure."""

from bench import midway, start, turn, understanding


def main() -> None:
    for part in (turn, start, understanding, midway):
        for line in part.measure():
            print(line, flush=True)


main()
