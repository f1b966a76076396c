"""The Telegram channel: updates in, requests to the Bot API out. The dialog itself is in `dialogs/`."""

import sys

# python-telegram-bot imports httpx, and httpx its command line with all of rich: 4 MB in each process, never used.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
