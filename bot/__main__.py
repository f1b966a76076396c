"""`python -m bot` is the command `crossroads`."""

from bot.cli.main import main

if __name__ == "__main__":
    main()
