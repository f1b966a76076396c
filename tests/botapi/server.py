"""Request handling: token, method, faults, parameters, rules, the method, and the response envelope."""

import asyncio
import re
import time
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import unquote

import msgspec

from tests.botapi import editing, profile, sending  # noqa: F401 - they enter their methods in the registry
from tests.botapi.errors import InvalidError, RefusedError, too_many
from tests.botapi.faults import Fault
from tests.botapi.params import read_params
from tests.botapi.registry import METHODS
from tests.botapi.schema import Schema
from tests.botapi.updates import BY_WEBHOOK
from tests.botapi.webhook import Webhook
from tests.botapi.wire import DROP, Answer, Incoming
from tests.botapi.world import Call, Logged, Record, Violation, World

Answering = Answer | Coroutine[None, None, Answer]

PATH = re.compile(r"/bot(\d+:[\w-]{30,})/(\w+)/?")
FILE = re.compile(r"/file/bot(\d+:[\w-]{30,})/files/([\w-]+)")
NOT_FOUND = RefusedError(404, "Not Found")
UNAUTHORIZED = RefusedError(401, "Unauthorized")
PAGE = b"<html><head><title>%d</title></head><body><center><h1>%d</h1></center><hr>nginx</body></html>"
NO_WEBHOOK: Record = {"url": "", "has_custom_certificate": False}
encode = msgspec.json.Encoder().encode


def failure(refused: RefusedError) -> Answer:
    """A refusal as Telegram writes it."""
    body: Record = {"ok": False, "error_code": refused.code, "description": refused.description}
    if refused.parameters:
        body["parameters"] = refused.parameters
    return Answer(refused.code, encode(body))


class Server:
    """Answers requests out of a world, and keeps a record of them there."""

    def __init__(self, world: World, control: Callable[[Incoming], Answering]) -> None:
        self.world = world
        self.schema = Schema()
        self.control = control
        self.latency = 0.0  # seconds, half on the way in and half on the way out
        self.webhook: Webhook | None = None
        self.backoff = 0.05
        self.busy = 0
        self.last_stir = time.monotonic()

    def answer(self, request: Incoming) -> Answering:
        """The reply to any request, at once where nothing has to be waited for."""
        match = PATH.fullmatch(request.path)
        if match is None:
            return self.other(request)
        if match[1] != self.world.token:
            return failure(UNAUTHORIZED)
        name = self.schema.names.get(match[2].lower())
        if name is None:
            self.world.requests[match[2]] += 1
            self.world.violations.append(Violation(match[2], "there is no such method", {}))
            return failure(NOT_FOUND)
        self.world.requests[name] += 1
        fault = self.world.faults.strike(name, self.chat_of(name, request)) if self.world.faults.active else None
        if fault or self.latency:
            return self.counted(name, request, fault)
        return self.carry_out(name, request)

    def chat_of(self, name: str, request: Incoming) -> int | None:
        """The chat that a request is about, where a fault asks for it."""
        if all(fault.chat is None for fault in self.world.faults.active):
            return None
        try:
            params, _ = read_params(request, self.schema.method(name))
        except InvalidError:
            return None
        chat = params.get("chat_id")
        return chat if isinstance(chat, int) else None

    def other(self, request: Incoming) -> Answering:
        """A request that is no method call: a file, or a driver's."""
        if request.path.startswith("/_control/"):
            return self.control(request)
        file = FILE.fullmatch(unquote(request.path))
        if file and file[1] == self.world.token and file[2] in self.world.files:
            upload = self.world.files[file[2]]
            return Answer(200, upload.content, "application/octet-stream")
        return failure(NOT_FOUND)

    async def counted(self, name: str, request: Incoming, fault: Fault | None) -> Answer:
        """As `troubled`, while it counts as under way; a poll does not, since one always is."""
        weight = 0 if name == "getUpdates" else 1
        self.busy += weight
        try:
            return await self.troubled(name, request, fault)
        finally:
            self.busy -= weight
            self.last_stir = time.monotonic()

    async def troubled(self, name: str, request: Incoming, fault: Fault | None) -> Answer:
        """As `carry_out`, over a slow line or with something going wrong."""
        await asyncio.sleep(self.latency / 2)
        kind = fault.kind if fault else ""
        if fault and kind in {"flood", "status", "drop_before", "hang"}:
            return await self.fail(name, fault)
        if fault and kind == "slow":
            await asyncio.sleep(fault.seconds)
        answer = self.carry_out(name, request)
        if not isinstance(answer, Answer):
            answer = await answer
        await asyncio.sleep(self.latency / 2)
        if kind == "garbage":
            return Answer(200, b'{"ok":tru\xff<')
        return DROP if kind == "drop_after" else answer

    async def fail(self, name: str, fault: Fault) -> Answer:
        """The answer of a fault that keeps the request from being carried out."""
        self.log(name, {}, 0, f"fault: {fault.kind}")
        if fault.kind == "hang":
            await asyncio.Event().wait()
        if fault.kind == "drop_before":
            return DROP
        if fault.kind == "flood":
            return failure(too_many(fault.retry_after))
        if fault.html:
            return Answer(fault.status, PAGE % (fault.status, fault.status), "text/html")
        usual = "Internal Server Error" if fault.status == 500 else "Bad Gateway"
        return failure(RefusedError(fault.status, fault.says or usual))

    def carry_out(self, name: str, request: Incoming) -> Answering:
        """Read, check and do what a request asks."""
        params: Record = {}
        try:
            call = self.read(name, request)
            params = call.params
            if name == "getUpdates":
                return self.poll(call)
            if name in {"setWebhook", "deleteWebhook"}:
                return self.hook(call)
            result = self.do(call)
        except InvalidError as error:
            return self.refused(name, params, RefusedError(400, error.description))
        except RefusedError as error:
            return self.refused(name, params, error)
        except Exception as error:
            self.world.violations.append(Violation(name, f"the stand-in failed: {error!r}", params))
            return failure(RefusedError(500, "Internal Server Error"))
        self.log(name, params, 200)
        return Answer(200, b'{"ok":true,"result":%b}' % encode(result))

    def read(self, name: str, request: Incoming) -> Call:
        """The call that a request stands for; what keeps it from being one is a violation, and raised as InvalidError."""
        fields = self.schema.method(name)
        params: Record = {}
        try:
            params, files = read_params(request, fields)
            fields.check(params)
            formatted = {rule.key: rule.read(params) for rule in fields.formatted if rule.key in params}
        except InvalidError as error:
            self.world.violations.append(Violation(name, str(error), params))
            raise
        return Call(name, params, files, formatted)

    def do(self, call: Call) -> Any:
        """The result of a call; a method that is not modelled does nothing and says True."""
        if call.method == "getWebhookInfo":
            waiting = {"pending_update_count": len(self.world.updates.pending)}
            return self.webhook.info if self.webhook else NO_WEBHOOK | waiting
        method = METHODS.get(call.method)
        return method(self.world, call) if method else True

    def refused(self, name: str, params: Record, error: RefusedError) -> Answer:
        """The answer to a request that cannot be carried out now."""
        self.log(name, params, error.code, error.description)
        return failure(error)

    def log(self, name: str, params: Record, status: int, description: str = "") -> None:
        """Remember a request and that something happened."""
        self.last_stir = time.monotonic()
        entry = Logged(name, params, status, description, self.last_stir)
        self.world.requests.log.append(entry)
        if status != 200:
            self.world.errors.append(entry)

    async def poll(self, call: Call) -> Answer:
        """The answer to getUpdates, when there is something or the time is up."""
        updates, params = self.world.updates, call.params
        updates.ask(params.get("allowed_updates"))
        try:
            batch = await updates.poll(params.get("offset", 0), params.get("limit", 100), params.get("timeout", 0))
        except RefusedError as error:
            return self.refused(call.method, params, error)
        if batch:
            self.log(call.method, params, 200)
        return Answer(200, b'{"ok":true,"result":[%b]}' % b",".join(map(updates.encode, batch)))

    async def hook(self, call: Call) -> Answer:
        """Set or delete the webhook."""
        updates = self.world.updates
        while self.webhook:  # while it is stopped, somebody else may set another
            old, self.webhook = self.webhook, None
            await old.stop()
        if call.params.get("drop_pending_updates"):
            updates.pending.clear()
        if call.params.get("url"):
            updates.ask(call.params.get("allowed_updates"))
            updates.interrupt(BY_WEBHOOK)
            self.webhook = Webhook(call.params, updates, self.from_webhook, self.backoff)
            self.webhook.start()
        self.log(call.method, call.params, 200)
        return Answer(200, b'{"ok":true,"result":true}')

    def from_webhook(self, body: Record) -> None:
        """Carry out a call that came as the answer to a delivery."""
        name = self.schema.names.get(str(body.pop("method")).lower(), "")
        if name:
            self.world.requests[name] += 1
            self.carry_out(name, Incoming("POST", "", "", "application/json", encode(body)))
