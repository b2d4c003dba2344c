"""A reply on its way to the client, with the troubles the script put in it."""

from __future__ import annotations

import asyncio
import socket
import struct
import time
from collections.abc import Mapping, Sequence
from typing import Any

from aiohttp import web

from tests.fakes.asked import Ask
from tests.fakes.frames import Frame
from tests.fakes.script import NOTHING, Cut, Eof, ErrorInStream, Extra, Hold, Reply, Silence

#: Bytes before a reset get this long (seconds) to reach the peer: a reset may discard what is under way.
BEFORE_RESET = 0.05
#: How often (seconds) a held reply looks whether it may go on.
HOLD_STEP = 0.01


class AwayError(Exception):
    """The reply ends here: the connection is gone (by us)."""


class NeverReleasedError(Exception):
    """A test forgot a `Hold`."""


async def send_whole(
    request: web.Request, ask: Ask, reply: Reply, data: bytes, headers: Mapping[str, str]
) -> web.StreamResponse:
    """Send one JSON body; a cut or an end of file halves it."""
    for trouble in reply.troubles:
        match trouble:
            case Silence() | Hold() if trouble.where != "headers":
                await wait(trouble)
            case Cut():
                await reset(request)
                raise AwayError
            case Eof():
                data = data[: len(data) // 2]
            case _:
                pass
    ask.status = 200
    return web.Response(body=data, headers={"Content-Type": "application/json", **headers})


async def send_stream(
    request: web.Request,
    ask: Ask,
    reply: Reply,
    frames: Sequence[Frame],
    errors: Any,
    headers: Mapping[str, str],
) -> web.StreamResponse:
    """Send the events; `errors(trouble)` gives the bytes of an error in the manner of the wire."""
    response = web.StreamResponse(
        headers={
            "Content-Type": "text/event-stream; charset=utf-8",
            "Cache-Control": "no-cache",
            **headers,
        }
    )
    ask.status = 200
    await response.prepare(request)
    await pause(reply.troubles, "start")
    left = [
        trouble
        for trouble in reply.troubles
        if isinstance(trouble, (Cut, Eof, ErrorInStream, Extra))
        or (isinstance(trouble, (Silence, Hold)) and trouble.where == "middle")
    ]
    deltas = 0
    for number, frame in enumerate(frames):
        for trouble in list(left):
            if _is_due(trouble.after, number, deltas, frame):
                left.remove(trouble)
                if await _strike(request, response, trouble, errors):
                    return response
        await _write(response, frame.encode(), reply.write)
        deltas += frame.kind == "delta"
        if reply.gap:
            await asyncio.sleep(reply.gap)
    ask.finished_at = time.monotonic()
    await response.write_eof()
    return response


def _is_due(after: int, number: int, deltas: int, frame: Frame) -> bool:
    """A trouble strikes before the first event, after its number of deltas, or at the latest before the end."""
    if after == NOTHING:
        return number == 0
    if after == 0 and frame.kind == "open":
        return False
    return deltas >= after or frame.kind == "end"


async def _strike(request: web.Request, response: web.StreamResponse, trouble: Any, errors: Any) -> bool:
    """Do what the trouble says; True when the reply is over."""
    match trouble:
        case Silence() | Hold():
            await wait(trouble)
        case Extra(data):
            await response.write(data)
        case Cut(reset=True):
            await reset(request)
            raise AwayError
        case Cut():
            await asyncio.sleep(BEFORE_RESET)
            if request.transport:
                request.transport.close()
            raise AwayError
        case Eof():
            await response.write_eof()
            return True
        case ErrorInStream():
            await response.write(errors(trouble))
            await response.write_eof()
            return True
    return False


async def pause(troubles: Sequence[Any], where: str) -> None:
    """Wait out what the script wants at this place."""
    for trouble in troubles:
        if isinstance(trouble, (Silence, Hold)) and trouble.where == where:
            await wait(trouble)


async def wait(trouble: Silence | Hold) -> None:
    if isinstance(trouble, Silence):
        await asyncio.sleep(trouble.seconds)
        return
    deadline = time.monotonic() + trouble.limit
    while not trouble.until.is_set():
        if time.monotonic() > deadline:
            raise NeverReleasedError
        await asyncio.sleep(HOLD_STEP)


async def reset(request: web.Request) -> None:
    """End the connection with RST."""
    await asyncio.sleep(BEFORE_RESET)
    transport = request.transport
    if transport is None:
        return
    sock = transport.get_extra_info("socket")
    if sock is not None:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    transport.abort()


async def _write(response: web.StreamResponse, data: bytes, size: int | None) -> None:
    if size is None:
        await response.write(data)
        return
    for start in range(0, len(data), size):
        await response.write(data[start : start + size])
        await asyncio.sleep(0)
