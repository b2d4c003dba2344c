"""`turnout serve` with less patience and with faults: `python -m tests.lifecycle.faulty_service TIMES WORDS…`.

TIMES is JSON, in seconds: `beat` of the watchdog, `locked` of its last resort, `retry` of the log after an error,
`drain` of streams at the end. GET /api/hello blocks its event loop for ever (with the header `X-Lock` in C code that
holds Python's lock), HEAD /api/hello closes the socket on which it listens. Who takes its place after that is without a
fault.

A request with the header `X-Fault: NAME` makes one of `FAULTS` raise where it is at work for that request.
"""

import json
import os
import re
import sys
import time
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from typing import Any

from aiohttp import web

from app import service, warned, watchdog
from app.cli import main
from proxy import cache_watch, exchange, outlet, recorder, route, server, translation
from proxy.store import thread, writing
from proxy.wires import chat, messages, responses

_proxies: list[server.Proxy] = []
_start = server.Proxy.start


async def harm(request: web.Request) -> web.Response:
    """Do it."""
    if request.method == "HEAD":
        listening = _proxies[0]._listening
        assert listening
        os.close(listening.sockets[0].fileno())
        return web.Response()
    if "X-Lock" in request.headers:
        re.match(r"(a+)+$", "a" * 64 + "b")
    while True:
        time.sleep(1)  # noqa: ASYNC251  # that is the fault


FAULTS: Mapping[str, tuple[tuple[Any, str, int], ...]] = {
    "files": ((service.Service, "refresh", 1),),
    "list": ((server, "openai_list", 1), (server, "anthropic_list", 1)),
    "listener": ((warned.WarnOnce, "__call__", 1),),
    "route": ((route.RouteTable, "candidates", 1),),
    "translate": ((translation.Translation, "__init__", 1),),
    "first": ((translation.Translation, "feed", 1),),
    "late": ((translation.Translation, "feed", 2),),
    "encode": tuple((wire, "reply_encoder", 2) for wire in (chat, messages, responses)),
    "whole": ((translation.Translation, "answer", 1),),
    "keep-alive": ((outlet.Outlet, "watch", 1),),
    "report": ((translation.Translation, "report", 1),),
    "cache": ((cache_watch.CacheWatch, "judge", 1),),
    "finish": ((recorder.Recorder, "_note_error", 1),),
}
"""What raises, from the how manieth call of a request on."""
WRITER_FAULTS: Mapping[str, tuple[Any, str]] = {"mask": (thread, "seal"), "write": (writing, "pack_details")}
"""What raises in the thread of the log."""

_asked: ContextVar[tuple[str, list[int]]] = ContextVar("asked", default=("", []))
_admit = server.Proxy._admit


async def admit(self: server.Proxy, request: web.Request, handler: Any) -> web.StreamResponse:
    """Note which fault a request asks for; its tasks and threads know it too."""
    _asked.set((request.headers.get("X-Fault", ""), []))
    return await _admit(self, request, handler)


def fail(of: object) -> None:
    """Raise, with a value in sight that nobody may write down."""
    secret = "sk-canary-local-0123456789"
    raise RuntimeError(f"made to fail: {len(secret)} {type(of).__name__}")


def break_for(name: str, owner: Any, attribute: str, after: int) -> None:
    """Let it raise in requests that ask for this."""
    whole = getattr(owner, attribute)

    def broken(*given: Any, **named: Any) -> Any:
        fault, calls = _asked.get()
        if fault == name:
            calls.append(1)
            if len(calls) >= after:
                fail(given)
        return whole(*given, **named)

    def broken_encoder(*given: Any, **named: Any) -> Any:
        made = whole(*given, **named)
        return Encoder(made) if _asked.get()[0] == name else made

    class Encoder:
        """One that writes a few events, and then nothing any more."""

        def __init__(self, made: Any) -> None:
            self.made, self.calls = made, 0

        def __getattr__(self, other: str) -> Any:
            return getattr(self.made, other)

        def encode(self, events: Any) -> bytes:
            self.calls += 1
            if self.calls >= after:
                fail(events)
            return bytes(self.made.encode(events))

    setattr(owner, attribute, broken_encoder if attribute == "reply_encoder" else broken)


def break_writer(name: str, owner: Any, attribute: str) -> None:
    """Let it raise for the record of such a request."""
    whole: Callable[..., Any] = getattr(owner, attribute)

    def broken(given: Any) -> Any:
        headers = (
            given.client_headers
            if isinstance(given, exchange.Exchange)
            else given["headers"]["client_request"]
        )
        if headers.get("x-fault") == name:
            fail(given)
        return whole(given)

    setattr(owner, attribute, broken)


async def start(self: server.Proxy, *given: object) -> int:
    """Start as ever, and be found."""
    _proxies.append(self)
    return await _start(self, *given)  # type: ignore[arg-type]


if __name__ == "__main__":
    times = json.loads(sys.argv[1])
    watchdog.BEAT_SECONDS = times.get("beat", watchdog.BEAT_SECONDS)
    watchdog.LOCKED_SECONDS = times.get("locked", watchdog.LOCKED_SECONDS)
    thread.RETRY_SECONDS = times.get("retry", thread.RETRY_SECONDS)
    server.Proxy.stop.__defaults__ = (times.get("drain", server.DRAIN_SECONDS),)
    server.Proxy.start = start  # type: ignore[method-assign,assignment]
    server._nothing = harm  # type: ignore[assignment]
    server.Proxy._admit = admit  # type: ignore[method-assign]
    for fault, places in FAULTS.items():
        for place in places:
            break_for(fault, *place)
    for fault, where in WRITER_FAULTS.items():
        break_writer(fault, *where)
    sys.exit(main(sys.argv[2:]))
