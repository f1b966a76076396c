"""A request to the Bot API as it waits in the outbox. Stored as JSON: the names of its fields there do not change."""

from typing import Any

import msgspec
from msgspec import Struct, field

from dialogs.replies import Picture

ANSWER = "answerCallbackQuery"
_OPTIONAL = ("entities", "reply_parameters", "link_preview_options")  # what a message can do without
# In small letters: python-telegram-bot capitalises what Telegram answers.
_NO_TOPIC = ("message thread not found", "topic_deleted", "topic_id_invalid")


class Call(Struct, frozen=True, omit_defaults=True):
    """One request, with what becomes of it.

    `role` is `page` for a message of ours, `board` for one with buttons, and '' for the rest. `fallback` are the
    parameters to send instead when it is refused; of an answer to a button press, those to use when the message before
    it was refused. `user` is whose turn it belongs to; `forget` erases them once it is sent. `source`, `digest` and
    `bundle` are of the message that it answers: see `ChatState`. `picture` is what a photo shows: drawn when sent.
    """

    method: str
    params: dict[str, Any]
    role: str = ""
    keep: bool = field(default=False, name="keeps")
    forget: bool = False
    fallback: dict[str, Any] | None = field(default=None, name="otherwise")
    user: int = 0
    source: int = 0
    digest: str = ""
    bundle: str = ""
    picture: Picture | None = None

    def plainer(self) -> "Call | None":
        """The form to send when this one is refused: without a table, then without marks; None when there is none."""
        if self.fallback is None or self.method == ANSWER:
            return None
        return msgspec.structs.replace(
            self, method="sendMessage", params=self.fallback, fallback=_plain(self.fallback), picture=None
        )

    def with_fallback(self) -> "Call":
        """With the plain form of its own text as fallback, unless it has one."""
        if self.method != "sendMessage" or self.fallback:
            return self
        return msgspec.structs.replace(self, fallback=_plain(self.params))

    def without_thread(self) -> "Call":
        """To the chat instead of one of its topics, which is gone."""
        fallback = without_topic(self.fallback) if self.fallback else None
        return msgspec.structs.replace(self, params=without_topic(self.params), fallback=fallback)

    def after(self, *, delivered: bool) -> "Call":
        """An answer to a press: with its words where the message that should have said more was refused."""
        return self if delivered or not self.fallback else msgspec.structs.replace(self, params=self.fallback)


def is_topic_gone(params: dict[str, Any], error: object) -> bool:
    """Whether a message was refused for its topic, and may be sent to the chat instead."""
    return "message_thread_id" in params and any(gone in str(error).lower() for gone in _NO_TOPIC)


def without_topic(params: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a message to the chat instead of one of its topics."""
    return _without(params, "message_thread_id")


def _plain(params: dict[str, Any]) -> dict[str, Any] | None:
    plain = _without(params, *_OPTIONAL)
    return plain if plain != params else None


def _without(params: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in params.items() if name not in names}
