"""What happens to a client's request, step by step; read `answer` as a story."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial

import aiohttp
from aiohttp import web
from msgspec import Struct

from proxy import failures
from proxy.access import AccessKey, client_of, presented_key
from proxy.body import apart, parse_object, read_body
from proxy.cache_watch import CacheWatch
from proxy.conversation import Failure, Json, Note, Request, Wire
from proxy.envelope import Sealer
from proxy.exchange import Exchange
from proxy.failover import Failover
from proxy.json_fields import text_field
from proxy.limits.gate import Gate, Visit
from proxy.mend import Mends
from proxy.raw_relay import RawRelay
from proxy.recorder import Recorder
from proxy.redact import redact_headers
from proxy.refusals import refusing_depth
from proxy.relay import Relay
from proxy.route import RouteTable, Target
from proxy.surrogates import well_formed
from proxy.tasks import surviving
from proxy.translation import Translation
from proxy.upstream import Timeouts, Upstream, UpstreamError
from proxy.wires import Client, HttpReply, RequestError, codec

_log = logging.getLogger(__name__)

MAX_NOTES = 500
"""On one exchange; each is a line in the record, the log and the list of requests."""

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
        path = well_formed(request.path)
        exchange = Exchange(client=client, access_key=key.name, inbound_wire=wire, path=path)
        exchange.client_headers = redact_headers(request.headers)
        replayed = request.headers.get("X-Turnout-Replay-Of")
        exchange.replay_of = well_formed(replayed) if replayed else None
        offered = presented_key(request.headers) or ""  # not `key.key` where that was rotated just now
        self._recorder.begin(exchange, lambda: (key.key, offered, *self.keys_in_use()))
        visit = self.gate.visit(key)
        try:
            visit.check_key()
            return await self._serve(request, wire, client, exchange, visit)
        except (RequestError, UpstreamError) as error:
            return say(error.failure, wire, client, exchange)
        except asyncio.CancelledError:
            exchange.state = "cancelled"  # the client left
            raise
        except (ConnectionError, aiohttp.ClientError) as error:
            exchange.state = "cancelled"  # so it did; aiohttp would log anything else as a fault of ours
            raise asyncio.CancelledError from error
        except Exception:  # noqa: BLE001  # whatever it is, the client is told
            _log.exception("a request could not be served")
            if request.writer.output_size == 0:
                return say(failures.own_fault(), wire, client, exchange)
            # Neither a clean end nor a second answer behind the first one.
            exchange.failure = failures.own_fault()
            if request.transport is not None:
                request.transport.abort()
            raise asyncio.CancelledError from None
        finally:
            with surviving("counting a request"):
                visit.leave(exchange.usage)
            with surviving("recording a request"):
                self._recorder.finish(exchange)

    async def _serve(
        self, request: web.Request, wire: Wire, client: Client, exchange: Exchange, visit: Visit
    ) -> web.StreamResponse:
        body = exchange.client_request = await read_body(request, self.limits.max_body)
        notes = exchange.notes
        parsed = await apart(len(body), parse_object, body)
        raw = any(request.headers.get(name, "").strip().lower() == value for name, value in _RAW_HEADERS)
        decode = partial(_read_raw, wire) if raw else partial(codec(wire).decode_request, notes=notes)
        with refusing_depth():
            decoded = await apart(len(body), decode, parsed)
        _bound(notes)
        exchange.requested_model, exchange.streamed = decoded.model, decoded.stream
        candidates = self._routes.candidates(client, wire, decoded.model)
        targets = [one for one in candidates if visit.may_reach(one.route.profile, one.model)]
        visit.enter(decoded.model, parsed, denied=targets[:1] != candidates[:1])
        del parsed  # a long conversation is many megabytes, and the reply may take minutes

        async def translate(target: Target) -> Translation:
            dialect = self.mends.dialect(target)
            with refusing_depth():
                return await apart(
                    len(body), Translation, decoded, body, target, dialect, self._sealer, client, raw, notes
                )

        targets = [self.mends.known(one) for one in targets]
        # Raw is what this profile's provider does, not another one.
        course = await self.failover.course(
            client, targets[:1] if raw else targets, decoded, translate, exchange
        )
        _bound(notes)
        kind = RawRelay if raw else Relay
        relay = kind(request, exchange, course, self._upstream, self.timeouts, self.mends)
        self._relays.add(relay)
        try:
            return await (relay.stream() if decoded.stream else relay.whole())
        finally:
            self._relays.discard(relay)
            with surviving("the report on a request"):
                target, translation = course.leg.target, course.leg.translation
                translation.report(exchange)
                visit.leave(translation.spent())
                course.end()
                notes += self._cache_watch.judge(decoded, target.route.profile, target.model, exchange.usage)

    def interrupt(self, failure: Failure) -> None:
        """End every exchange that is under way, each in its client's dialect."""
        for relay in tuple(self._relays):
            relay.interrupt(failure)


def _bound(notes: list[Note]) -> None:
    """Keep the record readable: what is wrong a thousand times is said often enough."""
    if len(notes) > MAX_NOTES:
        more = len(notes) - MAX_NOTES
        notes[MAX_NOTES:] = [Note("request", f"{more} more changes like these")]


def _read_raw(wire: Wire, body: Json) -> Request:
    """Return what the record knows of a request that goes on as it is, whether Turnout would take it or not."""
    try:
        return codec(wire).decode_request(body, [])
    except RequestError:
        return Request(wire=wire, model=text_field(body, "model"), stream=body.get("stream") is True)


def say(failure: Failure, wire: Wire, client: Client, exchange: Exchange | None = None) -> web.Response:
    """Return a failure as the wire says it to this client."""
    if exchange is not None:
        exchange.failure = failure  # first: the record knows it even where it cannot be said
    said = codec(wire).say_error(failure, client)
    if exchange is not None:
        exchange.status = said.status
        exchange.client_reply.append((exchange.since(), said.body))
    return plain(said)


def plain(reply: HttpReply) -> web.Response:
    """Return a JSON answer."""
    return web.Response(
        status=reply.status, body=reply.body, headers=dict(reply.headers), content_type="application/json"
    )
