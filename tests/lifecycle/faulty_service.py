"""`turnout serve` with less patience and with faults: `python -m tests.lifecycle.faulty_service TIMES WORDS…`.

TIMES is JSON, in seconds: `beat` of the watchdog, `retry` of the log after an error, `drain` of streams at the end.
GET /api/hello blocks its event loop for ever, HEAD /api/hello closes the socket on which it listens. Who takes its
place after that is without a fault.
"""

import json
import os
import sys
import time

from aiohttp import web

from app import watchdog
from app.cli import main
from proxy import server
from proxy.store import thread

_proxies: list[server.Proxy] = []
_start = server.Proxy.start


async def harm(request: web.Request) -> web.Response:
    """Do it."""
    if request.method == "HEAD":
        listening = _proxies[0]._listening
        assert listening
        os.close(listening.sockets[0].fileno())
        return web.Response()
    while True:
        time.sleep(1)  # noqa: ASYNC251  # that is the fault


async def start(self: server.Proxy, *given: object) -> int:
    """Start as ever, and be found."""
    _proxies.append(self)
    return await _start(self, *given)  # type: ignore[arg-type]


if __name__ == "__main__":
    times = json.loads(sys.argv[1])
    watchdog.BEAT_SECONDS = times.get("beat", watchdog.BEAT_SECONDS)
    thread.RETRY_SECONDS = times.get("retry", thread.RETRY_SECONDS)
    server.Proxy.stop.__defaults__ = (times.get("drain", server.DRAIN_SECONDS),)
    server.Proxy.start = start  # type: ignore[method-assign,assignment]
    server._nothing = harm  # type: ignore[assignment]
    sys.exit(main(sys.argv[2:]))
