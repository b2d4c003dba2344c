"""One request's way to the provider's wire and its reply's way back, as values: no sockets here."""

import logging
from collections.abc import Callable

import orjson

from proxy.conversation import (
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Note,
    Request,
    Start,
    Stop,
    Usage,
    Wire,
)
from proxy.dialect import Dialect
from proxy.envelope import PREFIX, Sealer
from proxy.exchange import Exchange
from proxy.failures import classify, cut
from proxy.large_json import MAX_VALUES, has_too_many_values, write_json
from proxy.passes import lower
from proxy.refusals import is_too_deep
from proxy.reply.fold import fold
from proxy.reply.judge import judge_end, judge_model
from proxy.reply.stages import ReplyStages, stages_for
from proxy.route import Target
from proxy.sse import EventTooLongError, SseEvent, SseReader
from proxy.surrogates import read_json
from proxy.verbatim import with_model
from proxy.wires import Client, ReplyContext, RequestError, codec

_log = logging.getLogger(__name__)

_TOO_DEEP = Failure(
    kind="server",
    fault="provider",
    code="translation_error",
    message="The provider's reply is JSON nested too deeply.",
)
_TOO_MANY = Failure(
    "server", f"The provider's reply has more than {MAX_VALUES:,} values.", code="reply_too_large"
)
MAX_LETTERS = 8 * 1024 * 1024
"""No model says as much (some two million tokens), and decoder and encoder keep what is said until the reply ends."""
_SEAL_MARK = f'"{PREFIX}.v1.'.encode()
"""A body with our seals in it cannot go on byte for byte: the wire's maker would refuse them."""


class Translation:
    """Made from a decoded request and its target. Raises `RequestError` where raw is asked of another wire.

    Attributes:
        body: what goes upstream.
        dialect: by which it was written.
        stream: whether a stream is asked for there.
        verbatim: the request and the bytes of its reply pass untouched (the wire's own maker, or raw asked
            for); the reply is decoded all the same, for the record and so that a cut never looks like an end.
        encoder: the client's stream; one for the exchange, also when the request is sent again.
        failure: why the reply failed, once it did.
        notes: what was dropped or changed.
    """

    def __init__(
        self,
        request: Request,
        raw_body: bytes,
        target: Target,
        dialect: Dialect,
        sealer: Sealer,
        client: Client,
        raw: bool,
        notes: list[Note],
    ) -> None:
        self.notes = notes
        self._decoded = len(notes)
        """So many notes are about the request as it came; what follows is written anew when it is sent again."""
        self.failure: Failure | None = None
        self._request, self._target, self._sealer, self._client = request, target, sealer, client
        self._served_model: str | None = None
        self._stop: Stop | None = None
        self._usage: Usage | None = None
        self._letters = 0
        same_wire = request.wire == target.endpoint.wire
        self._raw = raw
        self._override = target.override
        if raw:
            if not same_wire:
                raise _not_raw(request.wire, target)
            notes.append(Note("request", "raw: passed on byte for byte, credentials and model aside"))
            if self._override is not None:
                notes.append(Note("request", "raw: what the profile sets in the body was left out"))
                self._override = None
        self.dialect = dialect
        self.verbatim = same_wire and (raw or (dialect.maker and _SEAL_MARK not in raw_body))
        if self.verbatim:
            self.stream = request.stream
            self.body = raw_body if target.model == request.model else with_model(raw_body, target.model)
            if self._override is not None:
                self.body = self._override.on_bytes(self.body, request.wire, notes)
            self._stages = self._plain_stages()
            self._start_reading()
            compaction = False
        else:
            compaction = self.lower(dialect)
        self._context = ReplyContext(
            model=request.model,
            client=client,
            stream=request.stream,
            include_usage=request.include_usage,
            show_reasoning_summary=request.thinking.summary,
            compaction=compaction,
        )
        self.encoder = codec(request.wire).reply_encoder(self._context)

    def again(self, dialect: Dialect, note: Note) -> None:
        """Make ready to be sent a second time, by a dialect, with a note that says what is different."""
        del self.notes[self._decoded :]
        self.notes.append(note)
        self._decoded += 1
        self.failure = None
        self.verbatim = self.verbatim and dialect.maker
        if self.verbatim:
            self._stages = self._plain_stages()
            self._start_reading()
        else:
            self.lower(dialect)

    def _plain_stages(self) -> ReplyStages:
        target = self._target
        return stages_for(
            notes=self.notes,
            upstream=target.endpoint.wire,
            model=target.model,
            model_only=self._model_only,
            counted=self._request,
        )

    def lower(self, dialect: Dialect) -> bool:
        """Write the upstream body by a dialect.

        Returns whether a compaction is asked for.
        """
        self.dialect = dialect
        target, wire, override = self._target, self._target.endpoint.wire, self._override
        if override is not None:
            dialect = override.on_dialect(dialect, wire)
        lowered = lower(
            self._request if override is None else override.on_request(self._request, self.notes),
            wire,
            dialect,
            self._sealer,
            self.notes,
            provider=target.route.provider,
            model=target.model,
            policies=target.route.policies,
        )
        self.stream = self._request.stream or dialect.stream_only
        body = codec(wire).encode_request(lowered.request, dialect, self.notes)
        body["model"] = target.model
        body["stream"] = self.stream
        if not self.stream:
            body.pop("stream_options", None)
        for field in dialect.refused_fields:
            body.pop(field, None)
        if override is not None:
            body = override.on_body(body, self.notes)
        self.body = write_json(body)
        self._stages = stages_for(
            notes=self.notes,
            upstream=wire,
            model=target.model,
            request=lowered.request,
            table=lowered.tools,
            sealer=self._sealer,
            fingerprint=lowered.fingerprint,
            compaction=lowered.compaction,
            stop=lowered.emulate_stop,
            model_only=self._model_only,
        )
        self._start_reading()
        return lowered.compaction

    @property
    def _model_only(self) -> bool:
        return not self._raw and self._target.route.policies.get("model_mismatch") == "error"

    def _start_reading(self) -> None:
        self._reader = SseReader()
        self._decoder = codec(self._target.endpoint.wire).reply_decoder()

    # ------------------------------------------------------------------ the reply
    @property
    def ended(self) -> bool:
        """The reply is over: nothing more will come of what the provider still sends."""
        return self._stages.ended

    def feed(self, chunk: bytes) -> list[Event]:
        """Take bytes of the provider's stream."""
        events: list[Event] = []
        try:
            self._decode(self._reader.feed(chunk), events)
        except EventTooLongError as error:
            events.append(_too_long(error))
        except Exception as error:  # noqa: BLE001  # whatever a provider sends must end in a clear failure
            events.append(self._own_fault(error))
        return self._pass(events) if events else events

    def end(self) -> list[Event]:
        """Take the end of the provider's stream."""

        def read() -> list[Event]:
            events: list[Event] = []
            try:
                last = self._reader.end()
            except EventTooLongError as error:
                return [_too_long(error)]
            self._decode([event for event in last if not _is_cut(event.data)], events)
            return events + self._decoder.end()

        return self._pass(self._safely(read)) + self._tally(self._stages.end())

    def whole(self, body: bytes) -> list[Event]:
        """Take a whole JSON reply."""

        def read() -> list[Event]:
            if has_too_many_values(body):
                return [Fail(_TOO_MANY)]
            try:
                parsed = read_json(body)
            except orjson.JSONDecodeError:
                broken = body.lstrip().startswith(b"{")
                return [Fail(cut(f"{len(body)} bytes") if broken else classify(200, {}, body))]
            return (
                self._decoder.whole(parsed) if isinstance(parsed, dict) else [Fail(classify(200, {}, body))]
            )

        return self._pass(self._safely(read)) + self._tally(self._stages.end())

    def answer(self, body: bytes, streamed: bool) -> bytes:
        """Return the whole reply as the client's wire says it; `failure` is set where there is none."""
        events = self.feed(body) + self.end() if streamed else self.whole(body)
        reply = fold(events)
        if self.failure is not None:
            return b""
        if self.verbatim and not streamed:
            return body
        try:
            return write_json(codec(self._request.wire).encode_whole(reply, self._context))
        except (RecursionError, TypeError) as error:
            if not is_too_deep(error):
                raise
            self.failure = _TOO_DEEP
            return b""

    def fail(self, failure: Failure) -> bytes:
        """Return how the client's stream ends when the provider's broke."""
        return self.encoder.encode(self._pass([Fail(failure)]))

    def report(self, exchange: Exchange) -> None:
        """Write what is known of the reply into the record."""
        exchange.served_model = self._served_model
        exchange.usage = self._usage
        exchange.stop = self._stop.reason if self._stop else None
        self.notes += judge_model(self._target.model, self._served_model)
        if self._stop is not None:
            limit, stages = self._request.max_output, self._stages
            self.notes += judge_end(self._stop, self._usage, stages.said, stages.thought, limit)
        if self.failure is not None and exchange.failure is None:
            exchange.failure = self.failure

    def spent(self) -> Usage | None:
        """Return the tokens that a quota counts.

        Providers give their figures last: of a reply that broke off, or whose client left, what was said counts.
        """
        return self._usage if self._stop is not None or not self._letters else self._stages.used

    # ------------------------------------------------------------------ inside
    def _decode(self, read: list[SseEvent], events: list[Event]) -> None:
        """Add what the provider's events say."""
        feed = self._decoder.feed
        for event in read:
            if len(event.data) > MAX_VALUES and has_too_many_values(event.data):
                events.append(Fail(_TOO_MANY))
            else:
                events += feed(event)

    def _pass(self, events: list[Event]) -> list[Event]:
        passed = self._tally(self._stages.feed(events))
        if self._letters > MAX_LETTERS and not self._stages.ended:
            message = f"The provider's reply is over {MAX_LETTERS // 1024**2} million characters."
            passed += self._tally(
                self._stages.feed([Fail(Failure("server", message, code="reply_too_large"))])
            )
        return passed

    def _tally(self, events: list[Event]) -> list[Event]:
        for event in events:
            if type(event) is Delta:
                self._letters += len(event.text)
                continue
            if type(event) is Start:
                self._served_model = event.model or None
            elif type(event) is Counted:
                self._usage = event.usage
            elif type(event) is Stop:
                self._stop = event
            elif type(event) is Fail:
                self.failure = event.failure
        return events

    def _safely(self, read: Callable[[], list[Event]]) -> list[Event]:
        try:
            return read()
        except Exception as error:  # noqa: BLE001  # as in feed
            return [self._own_fault(error)]

    def _own_fault(self, error: Exception) -> Event:
        """A reply that Turnout cannot read is Turnout's fault, said to the client and logged with its cause."""
        if is_too_deep(error):
            return Fail(_TOO_DEEP)
        _log.exception("the reply could not be translated")
        message = "Turnout could not translate the provider's reply; turnout log show has what it sent."
        return Fail(Failure(kind="server", message=message, fault="translation", code="translation_error"))


def _not_raw(wire: Wire, target: Target) -> RequestError:
    profile, spoken = target.route.profile, target.endpoint.wire
    return RequestError(
        Failure(
            kind="bad_request",
            fault="client",
            code="raw_not_possible",
            status=400,
            message=(
                f"Raw mode passes bytes on untouched, but this is a {wire} request and profile {profile} speaks"
                f" {spoken}. Leave X-Codex-Mode and X-Codex-Raw-Passthrough out, or choose a profile that speaks"
                f" {wire}."
            ),
        )
    )


def _too_long(error: EventTooLongError) -> Event:
    return Fail(
        Failure(
            kind="server", message=f"The provider's reply was broken off: {error}.", code="event_too_long"
        )
    )


def _is_cut(data: bytes) -> bool:
    """Tell whether a stream ended in the middle of this event; a whole one may lack its blank line."""
    if data.strip() == b"[DONE]":
        return False
    try:
        read_json(data)
    except orjson.JSONDecodeError:
        return True
    return False
