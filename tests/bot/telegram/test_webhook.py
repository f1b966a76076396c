"""The webhook's endpoint: its secret, its registration and its path, however that is written."""

import aiohttp
import pytest

from bot.telegram.update import ALLOWED_UPDATES
from bot.telegram.webhook import HEADER, path_of, registration, secret_of
from tests.bot.telegram.test_run import free_port
from tests.botapi import TOKEN, BotApi
from tests.phones import Phone, running

PATHS = ["/hook", "/a%20b", "/a%3Ab", "/{x}", "/{x:.*}", "/%7Bx%7D", "/sp%C3%A4t", "/a+b", "/100%25", "", "/", "/a/b/"]


def test_the_secret_is_one_of_the_bot_and_tells_nothing_of_its_token():
    assert secret_of(TOKEN) == secret_of(TOKEN) != secret_of(TOKEN + "x")
    assert TOKEN.partition(":")[2] not in secret_of(TOKEN)
    assert len(secret_of(TOKEN)) == 64


def test_the_registration_asks_for_all_that_is_read():
    assert registration("https://example.org/", "s") == {
        "url": "https://example.org/",
        "secret_token": "s",
        "allowed_updates": ALLOWED_UPDATES,
        "max_connections": 100,
    }


@pytest.mark.parametrize(
    ("url", "path"),
    [
        ("https://example.org", "/"),
        ("https://example.org/a%20b?x=1#y", "/a b"),
        ("https://example.org:8443/%7bx%7D", "/{x}"),
        ("/a%3Ab", "/a:b"),
    ],
)
def test_a_path_is_compared_without_its_encoding(url: str, path: str):
    assert path_of(url) == path


@pytest.mark.parametrize("path", PATHS)
async def test_updates_arrive_at_whatever_path_was_registered(api: BotApi, path: str):
    listen = f"127.0.0.1:{free_port()}"
    async with running(api, webhook=f"http://{listen}{path}", listen=listen):
        await api.wait(lambda: api.server.webhook)
        ada = Phone(api)
        await ada.says("/start")
        assert ada.labels
        assert api.server.webhook.last_error is None


async def test_other_paths_and_methods_are_turned_away(api: BotApi):
    listen, right = f"127.0.0.1:{free_port()}", {HEADER: secret_of(TOKEN)}
    async with running(api, webhook=f"http://{listen}/hook", listen=listen), aiohttp.ClientSession() as visitor:
        await api.wait(lambda: api.server.webhook)
        for method, path, status in (("POST", "/hooks", 404), ("POST", "/", 404), ("GET", "/hook", 405)):
            async with visitor.request(method, f"http://{listen}{path}", data=b"{}", headers=right) as answer:
                assert answer.status == status
        async with visitor.post(f"http://{listen}/hook", data=b"{}", headers={HEADER: "guess"}) as answer:
            assert answer.status == 403


async def test_half_a_surrogate_pair_is_read_here_as_well(api: BotApi):
    listen = f"127.0.0.1:{free_port()}"
    async with running(api, webhook=f"http://{listen}/hook", listen=listen):
        await api.wait(lambda: api.server.webhook)
        ada = Phone(api)
        await ada.says("local pay in nigeria \ud83d")
        assert "₦" in ada.text
