"""What is masked, wherever it stands."""

import pytest

from proxy.exchange import Exchange
from proxy.redact import MASK, redact_headers, redact_secrets, redact_url

SECRET = "sk-canary-0123456789abcdef"


def test_headers() -> None:
    headers = {
        "Authorization": f"Bearer {SECRET}", "X-Api-Key": SECRET, "Cookie": "a=b", "api-key": SECRET,
        "chatgpt-account-id": "1", "Proxy-Authorization": "x", "User-Agent": "codex", "Accept": "*/*",
    }  # fmt: skip
    shown = redact_headers(headers)
    assert shown == {name.lower(): MASK for name in list(headers)[:6]} | {
        "user-agent": "codex",
        "accept": "*/*",
    }


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://x/v1?key=abc&a=1", f"https://x/v1?key={MASK}&a=1"),
        ("https://x/v1?a=1&api_key=abc#f", f"https://x/v1?a=1&api_key={MASK}#f"),
        ("https://user:pass@x/v1", f"https://{MASK}@x/v1"),
        ("https://x/v1/chat/completions", "https://x/v1/chat/completions"),
    ],
)
def test_urls(url: str, shown: str) -> None:
    assert redact_url(url) == shown


def test_a_secret_across_chunks() -> None:
    exchange = Exchange(client="other", access_key="default", inbound_wire="chat", path="/")
    exchange.upstream_reply = [(0.1, b"your key sk-cana"), (0.2, b"ry-0123456789abcdef is bad")]
    exchange.client_reply = [(0.1, b"fine"), (0.2, f"{SECRET} and {SECRET}".encode())]
    redact_secrets(exchange, (SECRET, "x"))
    upstream = b"".join(chunk for _, chunk in exchange.upstream_reply)
    assert upstream == f"your key {MASK} is bad".encode()
    assert exchange.client_reply == [(0.1, b"fine"), (0.2, f"{MASK} and {MASK}".encode())]
