"""What a driver in another process may do, over HTTP: `/_control/<verb>` with a JSON object as the body.

Every answer is a JSON object or list; an error is a 400 with the reason as `{"error": ...}`.
"""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec

from tests.botapi.wire import Answer, Incoming

if TYPE_CHECKING:
    from tests.botapi.api import BotApi

Record = dict[str, Any]

ACT_NAMES = "say send edit tap tap_data react inline choose block unblock deactivate add_bot remove_bot"
ACTS = frozenset(ACT_NAMES.split())
SETTINGS = frozenset({"rich", "keep_history", "query_seconds", "latency_ms"})
LIMITS = frozenset({"enforce", "per_second", "chat_burst", "group_per_minute"})


def encode(value: Any) -> bytes:
    """JSON of anything that the stand-in holds."""
    return msgspec.json.encode(value, enc_hook=str)


class Control:
    """The verbs of the driver's side."""

    def __init__(self, api: "BotApi") -> None:
        self.api = api
        self.verbs: dict[str, Callable[[Record], Any]] = {
            "people": self.people,
            "group": self.group,
            "act": self.act,
            "push": lambda body: [self.api.push(update) for update in body["updates"]],
            "redeliver": lambda body: [self.api.redeliver(number) for number in body["ids"]],
            "jump": lambda body: self.api.updates.jump(),  # noqa: ARG005
            "set": self.set,
            "fault": self.fault,
            "clear_faults": lambda body: self.api.faults.clear(),  # noqa: ARG005
            "screen": lambda body: self.api.screen(body["chat_id"]),
            "transcript": lambda body: self.api.transcript(body["chat_id"]),
            "history": lambda body: self.api.history(body["chat_id"]),
            "violations": lambda body: [str(one) for one in self.api.violations],  # noqa: ARG005
            "errors": lambda body: list(self.api.errors),  # noqa: ARG005
            "requests": self.requests,
            "spinners": lambda body: self.api.spinners(),  # noqa: ARG005
            "stats": self.stats,
            "lags": self.lags,
            "answered": self.answered,
        }

    def answer(self, request: Incoming) -> Answer | Coroutine[None, None, Answer]:
        """The answer to a driver's request."""
        name = request.path.rpartition("/")[2]
        try:
            body: Record = msgspec.json.decode(request.body) if request.body else {}
            if name == "settled":
                return self.settled(body)
            result = self.verbs[name](body)
        except (LookupError, ValueError, TypeError) as error:
            return Answer(400, encode({"error": f"{name}: {error!r}"}))
        return Answer(200, encode(result))

    async def settled(self, body: Record) -> Answer:
        """Wait until the bot has dealt with everything; how long at most is the driver's to say."""
        try:
            await self.api.settled(body.get("timeout", 30.0), body.get("quiet", 0.1))
        except TimeoutError as error:
            return Answer(400, encode({"error": str(error)}))
        return Answer(200, encode(self.stats({})))

    def people(self, body: Record) -> list[int]:
        """`count` new people, with whatever else a person takes; their ids."""
        count = body.pop("count", 1)
        return [self.api.person(**body).id for _ in range(count)]

    def group(self, body: Record) -> int:
        """A new group of the `people`; its id."""
        people = [self.api.people[number] for number in body.pop("people", [])]
        return self.api.group(body.pop("title", "Friends"), *people, **body).id

    def act(self, body: Record) -> list[int | None]:
        """What people do, in order: `acts` is a list of {"do": "say", "person": id, ...}; the update ids."""
        done = []
        for act in body["acts"]:
            name, person = act.pop("do", "say"), self.api.people[act.pop("person")]
            if name not in ACTS:
                raise ValueError(f"nobody can {name!r}; there are {', '.join(sorted(ACTS))}")
            done.append(getattr(person, name)(**act))
        return done

    def set(self, body: Record) -> Record:
        """Settings: rich, keep_history, query_seconds, latency_ms; and `limits` with theirs."""
        for key, value in body.pop("limits", {}).items():
            known(key, LIMITS)
            setattr(self.api.limits, key, value)
        for key, value in body.items():
            known(key, SETTINGS)
            setattr(self.api, key, value)
        return {}

    def fault(self, body: Record) -> Record:
        """Put a fault in force; fields as in `faults.Fault`."""
        self.api.faults.add(**body)
        return {}

    def requests(self, body: Record) -> list[Any]:
        """The last requests, of one `method` if it is given."""
        return [one for one in self.api.requests.log if body.get("method") in {None, one.method}]

    def lags(self, body: Record) -> list[float]:
        """Seconds from what a person did to the bot's next message in that chat; `clear` forgets them."""
        lags = list(self.api.lags)
        if body.get("clear"):
            self.api.lags.clear()
        return lags

    def answered(self, body: Record) -> list[Record]:  # noqa: ARG002
        """The chats in which the bot wrote or rewrote a message since this was last asked, each with the newest one."""
        found = [(chat, message.record) for chat, message in self.api.answered.items()]
        self.api.answered.clear()
        return [
            {
                "chat_id": chat,
                "message_id": record["message_id"],
                "text": record.get("text", ""),
                "choices": [
                    button.get("callback_data")
                    for row in record.get("reply_markup", {}).get("inline_keyboard", ())
                    for button in row
                ],
            }
            for chat, record in found
        ]

    def stats(self, body: Record) -> Record:  # noqa: ARG002
        """Counts of everything, at a glance."""
        api = self.api
        return {
            "requests": dict(api.requests),
            "updates": api.updates.total,
            "pending": len(api.updates.pending),
            "violations": len(api.violations),
            "errors": len(api.errors),
            "spinners": len(api.spinners()),
            "faults": dict(api.faults.fired),
            "peak": api.limits.peak,
            "chat_peak": max(api.limits.chat_peaks.values(), default=0),
            "group_peak": max(api.limits.group_peaks.values(), default=0),
        }


def known(key: str, keys: frozenset[str]) -> None:
    """Raise ValueError for a setting that there is not."""
    if key not in keys:
        raise ValueError(f"no setting is called {key!r}; there are {', '.join(sorted(keys))}")
