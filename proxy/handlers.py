"""What happens to a client's request, step by step; read `answer` as a story."""

import asyncio
import logging
from collections.abc import Callable

import aiohttp
from aiohttp import web
from msgspec import Struct

from proxy import failures
from proxy.access import AccessKey, client_of, presented_key
from proxy.body import parse_object, read_body
from proxy.cache_watch import CacheWatch
from proxy.conversation import Failure, Wire
from proxy.envelope import Sealer
from proxy.exchange import Exchange
from proxy.failover import Failover
from proxy.limits.gate import Gate, Visit
from proxy.mend import Mends
from proxy.recorder import Recorder
from proxy.redact import redact_headers
from proxy.relay import Relay
from proxy.route import RouteTable, Target
from proxy.translation import Translation
from proxy.upstream import Timeouts, Upstream, UpstreamError
from proxy.wires import Client, HttpReply, RequestError, codec

_log = logging.getLogger(__name__)

_RAW_HEADERS = (("X-Codex-Mode", "raw"), ("X-Codex-Raw-Passthrough", "true"))


class Limits(Struct, frozen=True):
    """`max_body` in bytes, after decompression."""

    max_body: int = 64 * 1024 * 1024


class Exchanges:
    """Answers requests on the three wires."""

    def __init__(self, routes: RouteTable, recorder: Recorder, upstream: Upstream, sealer: Sealer) -> None:
        self.timeouts = Timeouts()
        self.limits = Limits()
        self.gate = Gate()
        self._routes, self._recorder, self._upstream, self._sealer = routes, recorder, upstream, sealer
        self.mends = Mends()
        self.failover = Failover()
        self._cache_watch = CacheWatch()
        self._relays: set[Relay] = set()
        self.keys_in_use: Callable[[], tuple[str, ...]] = tuple
        """The providers' keys in memory: the record leaves them out."""

    async def answer(self, request: web.Request, wire: Wire, key: AccessKey) -> web.StreamResponse:
        """Answer one request on a wire; every failure is said in the client's dialect."""
        client = client_of(key, request.headers)
        exchange = Exchange(client=client, access_key=key.name, inbound_wire=wire, path=request.path)
        exchange.client_headers = redact_headers(request.headers)
        exchange.replay_of = request.headers.get("X-Turnout-Replay-Of")
        offered = presented_key(request.headers) or ""  # not `key.key` where that was rotated just now
        self._recorder.begin(exchange, lambda: (key.key, offered, *self.keys_in_use()))
        visit = self.gate.visit(key)
        try:
            visit.check_key()
            return await self._serve(request, wire, client, exchange, visit)
        except (RequestError, UpstreamError) as error:
            return say(error.failure, wire, client, exchange)
        except (asyncio.CancelledError, ConnectionError, aiohttp.ClientError):
            exchange.state = "cancelled"  # the client left
            raise
        except Exception:  # noqa: BLE001  # whatever it is, the client is told
            _log.exception("a request could not be served")
            return say(failures.own_fault(), wire, client, exchange)
        finally:
            visit.leave(exchange.usage)
            self._recorder.finish(exchange)

    async def _serve(
        self, request: web.Request, wire: Wire, client: Client, exchange: Exchange, visit: Visit
    ) -> web.StreamResponse:
        body = exchange.client_request = await read_body(request, self.limits.max_body)
        notes = exchange.notes
        parsed = parse_object(body)
        decoded = codec(wire).decode_request(parsed, notes)
        exchange.requested_model, exchange.streamed = decoded.model, decoded.stream
        visit.enter(decoded.model, parsed)
        del parsed  # a long conversation is many megabytes, and the reply may take minutes
        raw = any(request.headers.get(name, "").lower() == value for name, value in _RAW_HEADERS)

        def translate(target: Target) -> Translation:
            return Translation(
                decoded, body, target, self.mends.dialect(target), self._sealer, client, raw, notes
            )

        targets = [self.mends.known(one) for one in self._routes.candidates(client, wire, decoded.model)]
        course = self.failover.course(client, targets, decoded, translate, exchange)
        relay = Relay(request, exchange, course, self._upstream, self.timeouts, self.mends)
        self._relays.add(relay)
        try:
            return await (relay.stream() if decoded.stream else relay.whole())
        finally:
            self._relays.discard(relay)
            target, translation = course.leg.target, course.leg.translation
            translation.report(exchange)
            course.end()
            notes += self._cache_watch.judge(decoded, target.route.profile, target.model, exchange.usage)

    def interrupt(self, failure: Failure) -> None:
        """End every exchange that is under way, each in its client's dialect."""
        for relay in tuple(self._relays):
            relay.interrupt(failure)


def say(failure: Failure, wire: Wire, client: Client, exchange: Exchange | None = None) -> web.Response:
    """Return a failure as the wire says it to this client."""
    said = codec(wire).say_error(failure, client)
    if exchange is not None:
        exchange.failure = failure
        exchange.status = said.status
        exchange.client_reply.append((exchange.since(), said.body))
    return plain(said)


def plain(reply: HttpReply) -> web.Response:
    """Return a JSON answer."""
    return web.Response(
        status=reply.status, body=reply.body, headers=dict(reply.headers), content_type="application/json"
    )
