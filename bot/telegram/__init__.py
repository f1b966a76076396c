"""The Telegram channel: python-telegram-bot carries, the dialog stays in `dialogs/`."""
