"""A recorded request once more, as its client sent it, to the same or another profile."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Any

import aiohttp
import orjson

from app.errors import AppError
from proxy.exchange import Exchange
from proxy.recorder import Recorder
from proxy.redact import MASK
from proxy.tasks import spawn

BEGIN_SECONDS = 10
"""The request goes to this very service, which takes it up at once; longer means it hangs."""

_OWN = frozenset(
    ("accept-encoding", "authorization", "connection", "content-encoding", "content-length", "host")
).union(("transfer-encoding", "x-api-key", "x-turnout-replay-of"))
"""Headers that are written anew: they describe the bytes or the caller of then."""


class Replayer:
    """`base_url`: where the service listens; `access_key`: the key of an access key's name."""

    def __init__(
        self, recorder: Recorder, base_url: Callable[[], str], access_key: Callable[[str], str]
    ) -> None:
        self._recorder, self._base_url, self._access_key = recorder, base_url, access_key
        self._running: set[asyncio.Task[None]] = set()

    async def replay(self, detail: dict[str, Any], profile: str | None = None) -> str:
        """Send the request again and return the new one's id, as soon as it has begun.

        Raises `AppError` where the request's body was not kept.
        """
        body = _body(detail, profile)
        begun: asyncio.Future[str] = asyncio.get_running_loop().create_future()

        def notice(exchange: Exchange) -> None:
            if exchange.replay_of == detail["id"] and not begun.done():
                begun.set_result(exchange.id)

        stop_listening = self._recorder.listen(notice)
        task = spawn(self._send(detail, body), "replay")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        try:
            async with asyncio.timeout(BEGIN_SECONDS):
                return await begun
        except TimeoutError:
            raise AppError("The request could not be sent again.", "Is Turnout stopping?", "replay") from None
        finally:
            stop_listening()

    async def stop(self) -> None:
        """End what runs."""
        for task in tuple(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    async def _send(self, detail: dict[str, Any], body: bytes) -> None:
        kept = detail["headers"]["client_request"]
        headers = {name: value for name, value in kept.items() if name.lower() not in _OWN and value != MASK}
        headers |= {
            "Content-Type": "application/json",
            "Authorization": f"Bearer {self._access_key(detail['access_key'])}",
            "X-Turnout-Replay-Of": detail["id"],
        }
        # No limit of our own: the service has its timeouts, and the record its bounds.
        timeout = aiohttp.ClientTimeout(total=None)
        with contextlib.suppress(aiohttp.ClientError):  # its record says what became of it
            async with (
                aiohttp.ClientSession(timeout=timeout) as session,
                session.post(f"{self._base_url()}{detail['path']}", data=body, headers=headers) as answer,
            ):
                async for _ in answer.content.iter_any():
                    pass


def _body(detail: dict[str, Any], profile: str | None) -> bytes:
    try:
        body = orjson.loads(detail["bodies"]["client_request"])
    except orjson.JSONDecodeError:
        body = None
    if not isinstance(body, dict):
        raise AppError(
            "The body of this request was not kept, so it cannot be sent again.",
            "The setting record_bodies says which are kept: never, errors or all.",
            "body_not_kept",
        )
    if profile is not None:
        model = str(body.get("model") or "").rpartition("@")
        body["model"] = f"{model[0] or model[2]}@{profile}"
    return orjson.dumps(body)
