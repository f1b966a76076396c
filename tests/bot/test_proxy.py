"""Which proxy is used: as curl reads the environment."""

import pytest

from bot.proxy import ProxyError, proxy_of

API = "https://api.telegram.org"


@pytest.mark.parametrize(
    ("environment", "proxy"),
    [
        ({}, None),
        ({"HTTPS_PROXY": "http://host:3128"}, "http://host:3128"),
        ({"HTTPS_PROXY": "host:3128"}, "http://host:3128"),
        ({"HTTPS_PROXY": "host"}, "http://host:1080"),
        ({"HTTPS_PROXY": "https://host"}, "https://host:443"),
        ({"HTTPS_PROXY": '"host:3128"'}, "http://host:3128"),
        ({"HTTPS_PROXY": "ada:s%40cret@10.0.0.1:8080/"}, "http://ada:s%40cret@10.0.0.1:8080"),
        ({"HTTPS_PROXY": "[::1]:3128"}, "http://[::1]:3128"),
        ({"ALL_PROXY": "host:1"}, "http://host:1"),
        ({"all_proxy": "host:1", "https_proxy": "other:2"}, "http://other:2"),
        ({"https_proxy": "small:1", "HTTPS_PROXY": "large:2"}, "http://small:1"),
        ({"HTTPS_PROXY": " "}, None),
        ({"HTTP_PROXY": "host:1", "http_proxy": "host:1"}, None),
    ],
)
def test_a_proxy_is_read_as_curl_reads_it(environment, proxy):
    assert proxy_of(API, environment) == proxy


def test_http_proxy_in_capitals_is_not_read():
    assert proxy_of("http://host:8081", {"HTTP_PROXY": "proxy:1"}) is None
    assert proxy_of("http://host:8081", {"HTTP_PROXY": "proxy:1", "ALL_PROXY": "other:2"}) == "http://other:2"


@pytest.mark.parametrize(
    ("exempt", "used"),
    [
        ("api.telegram.org", False),
        ("telegram.org", False),
        (".telegram.org, example.org", False),
        ("example.org API.Telegram.ORG", False),
        ("*", False),
        ('"telegram.org"', False),
        ("telegram.org.", False),
        ("gram.org", True),
        ("api", True),
        ("10.0.0.0/8", True),
        ("", True),
    ],
)
def test_what_is_exempt_needs_no_proxy(exempt, used):
    assert bool(proxy_of(API, {"HTTPS_PROXY": "host:1", "NO_PROXY": exempt})) is used


@pytest.mark.parametrize(
    ("url", "exempt"),
    [("http://10.1.2.3:8081", "10.0.0.0/8"), ("http://127.0.0.1:1", "127.0.0.1"), ("http://[::1]:1", "::1")],
)
def test_networks_and_addresses_are_exempt(url, exempt):
    assert proxy_of(url, {"http_proxy": "host:1"}) == "http://host:1"
    assert proxy_of(url, {"http_proxy": "host:1", "no_proxy": exempt}) is None


@pytest.mark.parametrize("kind", ["socks5", "socks5h", "socks4", "SOCKS", "ftp"])
def test_a_kind_that_is_not_supported_is_said(kind):
    with pytest.raises(ProxyError, match=f"ALL_PROXY: a proxy of the kind '{kind}' is not supported; name an http"):
        proxy_of(API, {"ALL_PROXY": f"{kind}://ada:secret@host:1080"})


@pytest.mark.parametrize(
    "proxy", ["http://", "host:port", "ho st:1", "http://host:99999", "http:/host:1", "$PROXY", "h:1,g:2"]
)
def test_what_cannot_be_read_is_said_without_a_password(proxy):
    with pytest.raises(ProxyError, match="HTTPS_PROXY: cannot be read"):
        proxy_of(API, {"HTTPS_PROXY": proxy})
