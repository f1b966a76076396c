"""Requests to the Bot API: python-telegram-bot's Bot with aiohttp as HTTP client, for a third of the CPU of httpx.

The token is part of every URL, so no URL leaves this module: not in an error, not in a log.
"""

import mimetypes
import os
import re
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import msgspec
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.lenient_json import parse_json
from bot.proxy import proxy_of

API = "https://api.telegram.org"
CONNECTIONS = 256
PATIENCE = 15.0  # seconds: timeout of one request
POLL = 30  # seconds: timeout of a long poll
os.environ.setdefault("PTB_TIMEDELTA", "true")  # else each RetryAfter warns that its type will change
_UPDATE_ID = re.compile(rb'"update_id"\s*:\s*(\d{1,15})')
_JSON = {"Content-Type": "application/json"}
_BOT = re.compile(r"/bot(\d+:[\w-]+|<token>|\{token\})?/*$")  # what other libraries want behind the address


def server_of(url: str) -> str:
    """The address of a Bot API server, without slashes, '/bot' or a token behind it. Raises ValueError for none."""
    url = _BOT.sub("", url.strip()).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment:
        raise ValueError("no address")
    _ = parts.port  # raises, where it is none
    return url


class JsonBody(msgspec.Struct, frozen=True):
    """A request's parameters, encoded as JSON at once; BaseRequest hands it to `do_request` without a look."""

    content: bytes


class Upload(msgspec.Struct, frozen=True):
    """A value of `call`'s parameters that is sent as a file."""

    name: str
    content: bytes


class FormBody(msgspec.Struct, frozen=True):
    """As `JsonBody`, where a file is among the parameters."""

    params: dict[str, Any]

    def encode(self) -> aiohttp.FormData:
        """As multipart/form-data; what is no text is JSON in it."""
        form = aiohttp.FormData()
        for name, value in self.params.items():
            if isinstance(value, Upload):
                kind = mimetypes.guess_type(value.name)[0] or "application/octet-stream"
                form.add_field(name, value.content, filename=value.name, content_type=kind)
            else:
                form.add_field(name, value if isinstance(value, str) else msgspec.json.encode(value).decode())
        return form


class UnreadableAnswerError(TelegramError):
    """An answer that is no JSON object; `update_ids` are those that can be made out in it, in order."""

    def __init__(self, content: bytes, what: str = "the answer was no JSON") -> None:
        super().__init__(what)
        self.update_ids = [int(number) for number in _UPDATE_ID.findall(content)]


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
        """The answer; raises UnreadableAnswerError, which does not quote it, when it is no JSON object."""
        try:
            answer = parse_json(payload)
        except ValueError:
            answer = None
        if not isinstance(answer, dict):
            raise UnreadableAnswerError(payload) from None
        return answer

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | JsonBody | FormBody | None = None,
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
        if isinstance(request_data, JsonBody):
            data, headers = request_data.content, _JSON
        elif isinstance(request_data, FormBody):
            data = request_data.encode()
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
    """python-telegram-bot's Bot, and `call` for any method with parameters as JSON."""

    patience = PATIENCE

    def __init__(self, token: str, url: str = API) -> None:
        url = server_of(url)
        self._is_own = url != API
        self._requests, self._polls = AiohttpRequest(url), AiohttpRequest(url, 2)
        super().__init__(
            token, f"{url}/bot", f"{url}/file/bot", request=self._requests, get_updates_request=self._polls
        )

    @property
    def is_own(self) -> bool:
        """Whether it speaks to a Bot API server of whoever runs the bot."""
        return self._is_own

    async def call(self, method: str, params: dict[str, Any], seconds: float = 0.0) -> Any:  # noqa: ANN401 - JSON
        """The result of any method of the Bot API, as JSON; raises TelegramError. `seconds` 0 is `patience`."""
        seconds = seconds or self.patience
        request = self._polls if method == "getUpdates" else self._requests
        has_file = any(isinstance(value, Upload) for value in params.values())
        body = FormBody(params) if has_file else JsonBody(msgspec.json.encode(params))
        try:
            return await request.post(f"{self.base_url}/{method}", body, read_timeout=seconds)  # type: ignore[arg-type]
        except KeyError:  # python-telegram-bot takes for granted that there is one
            raise UnreadableAnswerError(b"", "the answer held no result") from None

    async def hang_up(self) -> None:
        """Close all connections."""
        await self._polls.shutdown()
        await self._requests.shutdown()


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    seconds = error.retry_after
    return seconds.total_seconds() if isinstance(seconds, timedelta) else float(seconds)


def _is_json(body: bytes) -> bool:
    """Whether it is a JSON object: an HTML error page is dropped, it may quote the URL."""
    try:
        return isinstance(msgspec.json.decode(body), dict)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return False
