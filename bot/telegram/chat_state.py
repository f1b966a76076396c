"""What is kept of a Telegram chat between turns: pure, stored as JSON by the store, one record a chat."""

from collections.abc import Iterable
from typing import TypeVar

import msgspec
from msgspec import Struct, field

from bot.telegram.call import Call

KEYBOARDS = 100  # people of a group whose keyboards are kept
TEXTS = 30  # messages of a person whose texts can be told from an edit
BUNDLES = 10  # albums and batches of forwarded messages that were answered
BATCH_SECONDS = 5  # between two messages that were forwarded together
REMARKED = "-"  # in place of a digest: the edit of this message was remarked on

_T = TypeVar("_T")


class ChatState(Struct, frozen=True, omit_defaults=True):
    """Message ids and digests, no text; names of fields in the stored JSON do not change.

    In a group nobody takes away another's buttons, so keyboards are kept by person.
    """

    last: int = 0  # our newest message
    keyboards: dict[int, int] = {}  # user id -> our message with their buttons
    keep: bool = field(default=False, name="keeps")  # the newest message is worth finding again: never edited
    texts: dict[int, str] = {}  # a person's message id -> digest of its text, in a private chat
    bundles: tuple[str, ...] = ()  # albums and batches that had their answer
    moved_to: int = 0  # the supergroup that this group became

    def is_answered(self, bundle: str) -> bool:
        """Whether an album, or a batch of messages forwarded together, had its answer."""
        return any(_is_same_bundle(bundle, known) for known in self.bundles)


_decode = msgspec.json.Decoder(ChatState).decode


def from_json(stored: bytes) -> ChatState:
    """An empty state for nothing, and for what cannot be read."""
    try:
        return _decode(stored) if stored else ChatState()
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return ChatState()


def to_json(state: ChatState) -> bytes:
    """For the store."""
    return msgspec.json.encode(state)


def after_call(state: ChatState, call: Call, result: object, *, sent: bool = True) -> ChatState:
    """The state once a call was carried out, or (`sent` false) refused: what it answered counts as answered."""
    texts, bundles = state.texts, state.bundles
    if call.source and call.digest:
        texts = dict(_newest({**_without(texts, call.source), call.source: call.digest}.items(), TEXTS))
    if call.bundle and call.bundle not in bundles:
        bundles = (*bundles, call.bundle)[-BUNDLES:]
    state = msgspec.structs.replace(state, texts=texts, bundles=bundles)
    if not sent or not call.role:
        return state
    message_id = result.get("message_id", 0) if isinstance(result, dict) else call.params.get("message_id", 0)
    keyboards = _without(state.keyboards, call.user)
    if call.role == "board":
        keyboards[call.user] = message_id
    keyboards = dict(_newest(keyboards.items(), KEYBOARDS))
    return msgspec.structs.replace(state, last=message_id, keyboards=keyboards, keep=call.keep)


def _without(items: dict[int, _T], key: int) -> dict[int, _T]:
    return {known: value for known, value in items.items() if known != key}


def _newest(items: Iterable[_T], count: int) -> list[_T]:
    return list(items)[-count:]


def _is_same_bundle(one: str, other: str) -> bool:
    """Albums by id; forwarded messages by sender and time: a batch is sent within seconds, not in one."""
    if one == other:
        return True
    (kind, owner, at), (other_kind, other_owner, other_at) = _parts(one), _parts(other)
    return kind == other_kind == "forward" and owner == other_owner and abs(at - other_at) <= BATCH_SECONDS


def _parts(bundle: str) -> tuple[str, str, int]:
    kind, _, rest = bundle.partition(":")
    owner, _, at = rest.partition(":")
    return kind, owner, int(at) if at.isdigit() else 0
