"""A proxy as a process of its own, with its log on disk: `python -m tests.streams.served UPSTREAM_URL FOLDER`.

It says its port, and ends with its standard input.
"""

import asyncio
import sys
from pathlib import Path

from proxy.conversation import WIRES
from proxy.store import Store
from proxy.upstream import Timeouts
from tests.fakes.relay import make_route, running_proxy

IDLE_SECONDS = 4.0
KEEPALIVE_SECONDS = 1.0


async def main(url: str, folder: str) -> None:
    store = Store(Path(folder) / "log.db")
    routes = [make_route(url, wire, profile=wire) for wire in WIRES]
    timeouts = Timeouts(idle=IDLE_SECONDS, keepalive=KEEPALIVE_SECONDS)
    async with running_proxy(*routes, log=store, timeouts=timeouts) as running:
        store.start(running.proxy.recorder.settle)
        sys.stdout.write(f"{running.proxy.port}\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)
    store.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
