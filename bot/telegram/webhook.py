"""The webhook: Telegram posts an update, and gets its 200 once it is on disk."""

import hashlib
import hmac
import logging
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from bot.store.model import StoreError
from bot.telegram.ingest import UpdateIngest
from bot.telegram.update import ALLOWED_UPDATES, read_update

if TYPE_CHECKING:
    from aiohttp import web

_log = logging.getLogger("crossroads.telegram")
MAX_BODY = 1 << 20  # bytes; an update has a few thousand
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_of(token: str) -> str:
    """The secret that Telegram sends along: the same in every process of a bot, and revealing nothing of its token."""
    return hmac.new(token.encode(), b"crossroads webhook", hashlib.sha256).hexdigest()


def registration(url: str, secret: str) -> dict[str, Any]:
    """The parameters of setWebhook."""
    return {"url": url, "secret_token": secret, "allowed_updates": ALLOWED_UPDATES, "max_connections": 100}


def path_of(url: str) -> str:
    """The path of an address without percent-encoding: Telegram and proxies encode it each in their own way."""
    return unquote(urlsplit(url).path) or "/"


def make_app(ingest: UpdateIngest, secret: str, url: str) -> "web.Application":
    """The endpoint: 404 beside the path of `url`, 403 without the secret, 413 for too much, 503 without the store."""

    from aiohttp import web  # noqa: PLC0415 - who polls needs no server, and its 2 MB

    path = path_of(url)

    async def receive(request: web.Request) -> web.Response:
        if path_of(request.raw_path) != path:
            return web.Response(status=404)
        given = request.headers.get(HEADER, "")
        if not hmac.compare_digest(given.encode(), secret.encode()):
            _log.warning("a request without the secret was turned away")
            return web.Response(status=403)
        update = read_update(await request.read())
        if update is None:
            _log.warning("a request that is no update was put aside")
            return web.Response()  # else Telegram would send it for ever
        try:
            await ingest.receive([update])
        except StoreError:  # Telegram will send it again
            return web.Response(status=503)
        return web.Response()

    app = web.Application(client_max_size=MAX_BODY)
    app.router.add_post("/{path:.*}", receive)  # compared above: a route takes {x} for a variable, and % for itself
    return app
