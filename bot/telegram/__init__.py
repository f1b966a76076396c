"""The Telegram channel: python-telegram-bot carries, the dialog stays in `dialogs/`."""

import sys

# python-telegram-bot imports httpx, and that its command line with all of rich: 4 MB in every process, for nobody.
sys.modules.setdefault("httpx._main", None)  # type: ignore[arg-type]
