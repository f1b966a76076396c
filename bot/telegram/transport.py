"""Requests to the Bot API: python-telegram-bot's Bot over aiohttp, which costs a third of httpx.

The token is part of every URL, so no URL leaves this module: not in an error, not in a log.
"""

import os
from typing import Any

import aiohttp
import msgspec
from telegram import Bot, InputFile
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.proxy import proxy_of

API = "https://api.telegram.org"
CONNECTIONS = 256
PATIENCE = 15.0  # seconds for one request
POLL = 30  # seconds for which Telegram may hold a poll
os.environ.setdefault("PTB_TIMEDELTA", "true")  # else each 429 comes with a warning about a form to come
_decode = msgspec.json.Decoder(dict[str, Any]).decode
_JSON = {"Content-Type": "application/json"}


class Ready(msgspec.Struct, frozen=True):
    """A request's parameters, as JSON already; python-telegram-bot hands it through without a look."""

    body: bytes


class AiohttpRequest(BaseRequest):
    """One pool of connections, kept alive; errors say what went wrong and never where to.

    `url` is where all requests go: whether a proxy is on the way is looked up once, and not anew for each of them.
    """

    def __init__(self, url: str, connections: int = CONNECTIONS) -> None:
        self._url, self._connections = url, connections
        self._session: aiohttp.ClientSession | None = None
        self._closed = False

    @property
    def read_timeout(self) -> float:
        """Seconds."""
        return PATIENCE

    async def initialize(self) -> None:
        """Make the pool; it belongs to the running loop."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._connections, ttl_dns_cache=300)
            jar = aiohttp.DummyCookieJar()
            self._session = aiohttp.ClientSession(connector=connector, proxy=proxy_of(self._url), cookie_jar=jar)

    async def shutdown(self) -> None:
        """Close the pool."""
        self._closed = True
        if self._session is not None:
            await self._session.close()
            self._session = None

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """The answer; raises TelegramError when it is no JSON object. What it held is nobody's business."""
        try:
            return _decode(payload)
        except (msgspec.MsgspecError, UnicodeDecodeError):
            raise TelegramError("the answer was no JSON") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Ready | None = None,
        read_timeout: Any = None,  # noqa: ANN401 - a float, None, or the sentinel of python-telegram-bot
        write_timeout: Any = None,  # noqa: ANN401, ARG002
        connect_timeout: Any = None,  # noqa: ANN401, ARG002
        pool_timeout: Any = None,  # noqa: ANN401, ARG002
    ) -> tuple[int, bytes]:
        """One request; raises TimedOut or NetworkError."""
        if self._closed:
            raise NetworkError("the bot is ending")
        if self._session is None:
            await self.initialize()
        seconds = read_timeout if isinstance(read_timeout, int | float) else PATIENCE
        data: Any = None
        headers = None
        if isinstance(request_data, Ready):
            data, headers = request_data.body, _JSON
        elif request_data and request_data.contains_files:
            data = aiohttp.FormData()
            for name, value in request_data.json_parameters.items():
                data.add_field(name, value)
            for name, (filename, body, mime) in request_data.multipart_data.items():
                data.add_field(name, body, filename=filename, content_type=mime)
        elif request_data:
            data = request_data.json_parameters
        try:
            assert self._session  # noqa: S101 - made above
            timeout = aiohttp.ClientTimeout(total=seconds)
            async with self._session.request(method, url, data=data, headers=headers, timeout=timeout) as response:
                body = await response.read()
                return response.status, body if response.ok or _is_json(body) else b"{}"
        except TimeoutError:
            raise TimedOut(f"no answer within {seconds:.0f} seconds") from None
        except aiohttp.ClientError as error:
            raise NetworkError(f"no connection ({type(error).__name__})") from None
        except (OSError, ValueError) as error:
            raise NetworkError(f"no request ({type(error).__name__})") from None


class Api(Bot):
    """python-telegram-bot's Bot, and `call` for a request that was made ready before."""

    patience = PATIENCE

    def __init__(self, token: str, url: str = API) -> None:
        requests = AiohttpRequest(url), AiohttpRequest(url, 2)
        super().__init__(token, f"{url}/bot", f"{url}/file/bot", request=requests[0], get_updates_request=requests[1])

    async def call(self, method: str, params: dict[str, Any], seconds: float = 0.0) -> Any:  # noqa: ANN401 - JSON
        """The result of any method of the Bot API, as JSON; raises TelegramError. `seconds` 0 is `patience`."""
        seconds = seconds or self.patience
        if "document" in params:  # the one parameter of ours that is a file
            return await self._post(method, params, read_timeout=seconds)
        request = self._request[0] if method == "getUpdates" else self._request[1]
        body = Ready(msgspec.json.encode(params))
        return await request.post(f"{self.base_url}/{method}", body, read_timeout=seconds)  # type: ignore[arg-type]

    async def hang_up(self) -> None:
        """Close all connections."""
        for request in self._request:
            await request.shutdown()


def to_file(name: str, content: bytes) -> InputFile:
    """A value of `call`'s parameters that is sent as a file."""
    return InputFile(content, name)


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    return error._retry_after.total_seconds()


def _is_json(body: bytes) -> bool:
    """An error's page of HTML is not passed on: it may name the URL, and fills the log."""
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
