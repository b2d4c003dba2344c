"""Exchanges as the proxy would have made them, and their way through a recorder."""

from random import Random
from typing import Any

from proxy.conversation import Failure, Usage
from proxy.exchange import Attempt, Exchange
from proxy.recorder import Recorder

CANARY = "sk-canary-0123456789abcdef"


def make_exchange(size: int = 100, **fields: Any) -> Exchange:
    """Return a streamed request of Codex under way, with bodies of about so many bytes that do not compress."""
    exchange = Exchange(client="codex", access_key="codex", inbound_wire="responses", path="/v1/responses")
    exchange.profile, exchange.requested_model, exchange.upstream_model = "fake", "asked", "upstream"
    exchange.streamed, exchange.status = True, 200
    exchange.attempts = [Attempt("fake", "https://provider.test/v1", 1.26, 200, 20.04)]
    exchange.client_headers = {"user-agent": "codex_exec/0.169.0 (test)", "session-id": "s-1"}
    exchange.client_request = Random(f"request {exchange.number}").randbytes(size // 2)
    exchange.upstream_request = b'{"model":"upstream"}'
    exchange.upstream_reply = [(0.0123, b"data: 1\n\n"), (0.05, b"data: \xff\n\n")]
    exchange.client_reply = [(0.0567, Random(f"reply {exchange.number}").randbytes(size // 2))]
    exchange.usage = Usage(input=100, cached=40, output=20, reasoning=5)
    for name, value in fields.items():
        setattr(exchange, name, value)
    return exchange


def fail(exchange: Exchange, message: str = "boom") -> Exchange:
    """Let it have failed at the provider."""
    exchange.failure = Failure("server", message, code="server_error")
    return exchange


def record(recorder: Recorder, exchange: Exchange, *secrets: str) -> Exchange:
    """Begin it and end it."""
    recorder.begin(exchange, lambda: secrets)
    recorder.finish(exchange)
    return exchange
