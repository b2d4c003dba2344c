"""A provider in a process of its own, `python -m tests.hostile.ticker`: streams that tick, and short answers to large
requests. It prints its port and ends with its standard input."""

import asyncio
import json
import sys

PERIOD_S = 0.01
LARGE_BYTES = 1024 * 1024

_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\n"


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    choice = {"index": 0, "delta": delta, "finish_reason": finish}
    return b"data: %s\n\n" % json.dumps({"id": "c", "model": "m", "choices": [choice]}).encode()


_TICK = _event({"content": "tick "})
_DONE = _event({"content": "done"}) + _event({}, "stop") + b"data: [DONE]\n\n"


async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read a request; tick for ever, or say that it is done where it was a large one."""
    head = await reader.readuntil(b"\r\n\r\n")
    lines = dict(line.lower().split(b": ", 1) for line in head.split(b"\r\n") if b": " in line)
    left = size = int(lines[b"content-length"])
    while left > 0:
        left -= len(await reader.read(left))
    writer.write(_HEAD)
    try:
        if size > LARGE_BYTES:
            writer.write(_DONE)
            await writer.drain()
        else:
            await _tick(writer)
    except ConnectionError:
        pass  # the client left
    finally:
        writer.close()


async def _tick(writer: asyncio.StreamWriter) -> None:
    loop = asyncio.get_running_loop()
    due = loop.time()
    while True:
        writer.write(_TICK)
        await writer.drain()
        due += PERIOD_S
        await asyncio.sleep(max(0.0, due - loop.time()))


async def main() -> None:
    """Serve until standard input ends."""
    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(main())
