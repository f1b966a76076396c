"""The webhook: Telegram posts an update, and gets its 200 once it is on disk."""

import hashlib
import hmac
import logging
from typing import TYPE_CHECKING, Any

from bot.store.model import StoreError
from bot.telegram.incoming import KINDS, read_update
from bot.telegram.ingest import UpdateIngest

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger("crossroads.telegram")
BODY = 1 << 20  # bytes; an update has a few thousand
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(token: str) -> str:
    """The secret that Telegram sends along: the same for every process of a bot, and telling nothing of its token."""
    return hmac.new(token.encode(), b"crossroads webhook", hashlib.sha256).hexdigest()


def registration(url: str, secret: str) -> dict[str, Any]:
    """The parameters of setWebhook."""
    return {"url": url, "secret_token": secret, "allowed_updates": KINDS, "max_connections": 100}


def make_app(intake: UpdateIngest, secret: str, path: str) -> "web.Application":
    """The endpoint: 403 for whoever does not know the secret, 413 for too much, 503 when it cannot be written down."""

    from aiohttp import web  # noqa: PLC0415 - who polls needs no server, and its 2 MB

    async def receive(request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            _log.warning("a request without the secret was turned away")
            return web.Response(status=403)
        update = read_update(await request.read())
        if update is None:
            _log.warning("a request that is no update was put aside")
            return web.Response()  # else Telegram would send it for ever
        try:
            await intake.receive([update])
        except StoreError:  # Telegram will send it again
            return web.Response(status=503)
        return web.Response()

    app = web.Application(client_max_size=BODY)
    app.router.add_post(path, receive)
    return app
