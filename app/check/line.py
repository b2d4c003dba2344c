"""The line to the provider itself: requests on its own wires, without translation, timed as they come in."""

import asyncio
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any

import aiohttp
import orjson
from msgspec.structs import replace

from app.check.answer import Answer, read, receive
from app.check.evidence import show
from app.check.result import Evidence
from proxy import failures, outbound
from proxy.conversation import (
    Failure,
    Item,
    Json,
    Request,
    Thinking,
    Tool,
    ToolChoice,
    Wire,
)
from proxy.dialect import Dialect
from proxy.mend import Mends
from proxy.outbound import Exits, host_of
from proxy.repairs import repairable
from proxy.route import Endpoint, Route, Target
from proxy.upstream import USER_AGENT, request_headers
from proxy.wires import codec

CONNECT_SECONDS = 10.0
ANSWER_SECONDS = 180.0
"""For one whole reply: reasoning models take a minute for small things."""
QUICK_SECONDS = 45.0
"""The same where somebody looks on and waits."""
RATE_TRIES = 2
"""How often a rate limit is waited for, or a refused request mended."""
_ASKED_ABOUT = ("add_reasoning", "strip_reasoning", "force_stream", "rename_role")
ROOM_TOKENS = 2_048
"""The usual `max_tokens` of a step: room for reasoning before a short answer."""
_NO_WISH = Thinking()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request in neutral words. `dialect`: fields that differ from the endpoint's; `patch`: last changes."""

    items: tuple[Item, ...]
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None
    parallel: bool | None = None
    max_output: int = ROOM_TOKENS
    stream: bool = True
    thinking: Thinking = _NO_WISH
    model: str | None = None
    dialect: Mapping[str, Any] = field(default_factory=dict)
    patch: Callable[[Json], None] | None = None


class Line:
    """Asks one provider. Use it as an async context manager."""

    def __init__(
        self,
        route: Route,
        endpoints: Mapping[Wire, Endpoint],
        patience: float,
        on_answer: Callable[[Answer], None],
    ) -> None:
        """`patience`: the longest wait for a rate limit, in seconds. `on_answer` sees every answer."""
        self.route, self.endpoints, self.model = route, dict(endpoints), route.model or ""
        self.secrets: tuple[str, ...] = ()
        self.limit = ANSWER_SECONDS
        """Seconds for one whole reply."""
        self.mended: dict[Wire, list[str]] = {}
        """What had to be changed before the provider took a request: Turnout does the same."""
        self._mends = Mends()
        self._patience, self._on_answer = patience, on_answer
        self._exits = Exits()

    async def __aenter__(self) -> "Line":
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._exits.close()

    def show(self, answer: Answer) -> Evidence:
        """Return an exchange as evidence."""
        return show(answer.sent, answer.body, answer.status, answer.headers, self.secrets)

    # ------------------------------------------------------------------ asking
    async def ask(self, wire: Wire, ask: Ask) -> Answer:
        """Ask on a wire; a rate limit is waited for."""
        endpoint = self.endpoints[wire]
        for attempt in range(RATE_TRIES + 1):
            answer = await self.post(endpoint, orjson.dumps(self.write(wire, ask)), ask.stream)
            failure = answer.failure
            if failure is None or attempt == RATE_TRIES:
                break
            if failure.kind == "rate_limited":
                await asyncio.sleep(min(failure.retry_after or 2.0 * (attempt + 1), self._patience))
            elif not self._mend(wire, answer):
                break
        self._on_answer(answer)
        return answer

    def _mend(self, wire: Wire, answer: Answer) -> bool:
        """Learn from a refusal what Turnout learns from it too; what the steps ask about is left to them."""
        repair = repairable(answer.failure, answer.body) if answer.failure is not None else None
        if repair is None or repair.action in _ASKED_ABOUT or not repair.lasting:
            return False
        target = self._target(wire)
        if self._mends.learn(target, repair, self._mends.dialect(target)) is None:
            return False
        self.mended.setdefault(wire, []).append(f"{repair.action} {repair.field}".rstrip())
        return True

    def _target(self, wire: Wire) -> Target:
        return Target(self.route, self.endpoints[wire], self.model)

    def write(self, wire: Wire, ask: Ask) -> Json:
        """Return the body of a request in the words of the endpoint's dialect."""
        dialect: Dialect = self._mends.dialect(self._target(wire))
        if ask.dialect:
            dialect = replace(dialect, **ask.dialect)
        model = self.model if ask.model is None else ask.model
        request = Request(
            wire=wire,
            model=model,
            items=ask.items,
            tools=ask.tools,
            tool_choice=ask.tool_choice,
            parallel_tool_calls=ask.parallel,
            thinking=ask.thinking,
            max_output=ask.max_output,
            stream=ask.stream,
        )
        body = codec(wire).encode_request(request, dialect, [])
        body["model"], body["stream"] = model, ask.stream
        if not ask.stream:
            body.pop("stream_options", None)
        for name in dialect.refused_fields:
            body.pop(name, None)
        if ask.patch is not None:
            ask.patch(body)
        return body

    async def post(self, endpoint: Endpoint, body: bytes, stream: bool, *, path: str = "") -> Answer:
        """Post a body to an endpoint (`path` is put behind its URL) and read all of the answer."""
        answer = Answer(endpoint.wire, body)
        target = Target(self.route, endpoint, self.model)
        headers = await request_headers(target, {}, False, stream)
        await self._exchange("POST", endpoint.url + path, headers, body, answer)
        read(answer)
        return answer

    async def get(self, url: str, wire: Wire) -> Answer:
        """Fetch an address with the key."""
        answer = Answer(wire, b"")
        endpoint = self.endpoints[wire]
        headers = await request_headers(Target(self.route, endpoint, self.model), {}, False, False)
        headers.pop("Content-Type", None)
        await self._exchange("GET", url, headers, None, answer)
        if answer.status >= 300:
            answer.failure = failures.classify(answer.status, answer.headers, answer.body)
        return answer

    async def _exchange(
        self, method: str, url: str, headers: Mapping[str, str], body: bytes | None, answer: Answer
    ) -> None:
        began = perf_counter()
        proxy: str | None = None
        try:
            way = self._exits.way(url, self.route.proxy, self.route.private_network)
            proxy = way.proxy
            async with (
                asyncio.timeout(self.limit),
                way.session.request(
                    method,
                    url,
                    data=body,
                    headers={"User-Agent": USER_AGENT, **headers},
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(total=None, sock_connect=CONNECT_SECONDS),
                    proxy=way.http_proxy,
                    ssl=way.ssl,
                ) as reply,
            ):
                answer.status, answer.headers = reply.status, dict(reply.headers)
                await receive(reply, answer, began)
        except outbound.errors(proxy) as error:
            answer.failure = self._failure_of(error, url, proxy, answer)
        answer.ms = (perf_counter() - began) * 1000

    def _failure_of(self, error: Exception, url: str, proxy: str | None, answer: Answer) -> Failure:
        found = outbound.refused_address(error) or outbound.proxy_failure(proxy, error)
        if found is not None:
            return found
        if isinstance(error, TimeoutError):
            phase = "idle" if answer.body else "first_byte" if answer.sent else "connect"
            return failures.timed_out(phase, self.limit)
        if isinstance(error, aiohttp.ClientConnectorError | aiohttp.InvalidURL | ValueError):
            return failures.unreachable(host_of(url), _why(error))
        if answer.status:
            return failures.cut(f"{len(answer.body)} bytes ({type(error).__name__})")
        return failures.hung_up(host_of(url))


def tls_trouble(error: BaseException) -> bool:
    """Tell whether a connection failed over its certificate."""
    return isinstance(error, aiohttp.ClientConnectorCertificateError | ssl.SSLError)


def _why(error: Exception) -> str:
    if tls_trouble(error) or isinstance(error, aiohttp.ClientConnectorSSLError):
        return f"TLS failed ({error.__class__.__name__}): {error}"[:200]
    cause = getattr(error, "os_error", None) or error
    return str(getattr(cause, "strerror", None) or cause) or type(error).__name__
