"""Errors of requests: InvalidError for one that is never valid, RefusedError for one that cannot be done now."""

from typing import Any


class InvalidError(ValueError):
    """A request that breaks the Bot API's rules whatever the state of the chats; it becomes a violation.

    `says` is Telegram's own wording, where it is known; `what` is exact, and is what a failing test prints.
    """

    def __init__(self, what: str, says: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.says = says
        self.path: list[str] = []

    def under(self, step: str | int) -> "InvalidError":
        """The same error, seen from one level further out."""
        self.path.insert(0, f"[{step}]" if isinstance(step, int) else f".{step}")
        return self

    @property
    def where(self) -> str:
        """The place in the request, as in `reply_markup.inline_keyboard[0][1].callback_data`."""
        return "".join(self.path).lstrip(".")

    def __str__(self) -> str:
        return f"{self.where}: {self.what}" if self.path else self.what

    @property
    def description(self) -> str:
        """What the bot is told."""
        return f"Bad Request: {self.says or self}"


class RefusedError(Exception):
    """A well-formed request that Telegram turns down because of what is the case; no violation."""

    def __init__(self, code: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.parameters = parameters


def bad(description: str, **parameters: Any) -> RefusedError:
    """A 400 in Telegram's words."""
    return RefusedError(400, f"Bad Request: {description}", **parameters)


def forbidden(description: str) -> RefusedError:
    """A 403 in Telegram's words."""
    return RefusedError(403, f"Forbidden: {description}")


def too_many(seconds: int) -> RefusedError:
    """A 429 that asks to wait for so many seconds."""
    return RefusedError(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
