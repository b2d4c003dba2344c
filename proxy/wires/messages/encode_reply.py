"""Events as a Messages stream: one block at a time, the front one live, later ones kept until it closes."""

from collections import deque
from collections.abc import Sequence

import orjson

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Json,
    Meta,
    Open,
    PartKind,
    Start,
    Stop,
    Usage,
)
from proxy.wires import ReplyContext
from proxy.wires.messages.errors import error_object
from proxy.wires.messages.reply_fields import (
    call_id,
    citation_objects,
    message_id,
    message_object,
    stop_reason,
)
from proxy.wires.messages.usage import usage_object

_PING = b'event: ping\ndata: {"type": "ping"}\n\n'

_DELTAS: dict[PartKind, tuple[bytes, bytes]] = {
    "text": (b"text_delta", b"text"),
    "refusal": (b"text_delta", b"text"),
    "reasoning": (b"thinking_delta", b"thinking"),
    "tool": (b"input_json_delta", b"partial_json"),
    "compaction": (b"text_delta", b"text"),
}
_DELTA_HEAD = (
    b'event: content_block_delta\ndata: {"type":"content_block_delta","index":%d,"delta":{"type":"%b","%b":'
)
_DELTA_END = b"}}\n\n"


class _Block:
    """A part on its way out. `index` -1: nothing of it was sent yet."""

    __slots__ = ("annotations", "closed", "index", "opened", "pieces", "sealed", "sent")

    def __init__(self, opened: Open) -> None:
        self.opened = opened
        self.index = -1
        self.pieces: list[str] = []
        self.sent = False
        self.closed: bool | None = None
        self.sealed = ""
        self.annotations: object = None


class MessagesReplyEncoder:
    """One streamed reply. Of open parts only the first is on the wire: SDKs do not take interleaved blocks.

    A tool call that turns out cut has been streamed but gets no `content_block_stop`: at that event
    Claude Code 2.1.329 runs it.
    """

    def __init__(self, context: ReplyContext) -> None:
        self._context = context
        self._blocks: dict[int, _Block] = {}
        self._queue: deque[_Block] = deque()
        self._live: int | None = None  # a key may be any number
        self._live_head = b""
        self._next_index = 0
        self._ids: set[str] = set()
        self._usage: Usage | None = None
        self._started = self._over = False
        self._called = self._refused = self._said = False

    def encode(self, events: Sequence[Event]) -> bytes:
        """Return the bytes for these events."""
        out: list[bytes] = []
        for event in events:
            if type(event) is Delta and event.key == self._live:
                out += (self._live_head, _quoted(event.text), _DELTA_END)
            elif not self._over:
                self._take(event, out)
        return b"".join(out)

    def keepalive(self) -> bytes:
        """Return a ping; legal anywhere before the end, also in front of `message_start`."""
        return b"" if self._over else _PING

    def _take(self, event: Event, out: list[bytes]) -> None:
        match event:
            case Start(id=id_):
                self._start(id_, out)
            case Open(key=key):
                self._blocks[key] = _Block(event)
                self._queue.append(self._blocks[key])
                self._advance(out)
            case Delta(key=key, text=text):
                self._blocks[key].pieces.append(text)
                self._advance(out)
            case Meta(key=key, field="sealed", value=value):
                self._blocks[key].sealed = str(value)
            case Meta(key=key, field="annotations", value=value):
                self._blocks[key].annotations = value
            case Close(key=key, complete=complete):
                self._blocks[key].closed = complete
                self._advance(out)
            case Counted(usage=usage):
                self._usage = usage
            case Stop():
                self._stop(event, out)
            case Fail(failure=failure):
                self._fail(failure, out)

    # ------------------------------------------------------------------ the message
    def _start(self, id_: str, out: list[bytes]) -> None:
        if not self._started:
            self._started = True
            message = message_object(message_id(id_), self._context.model, [], None, usage_object(None))
            out += (_event("message_start", {"message": message}), _PING)

    def _stop(self, stop: Stop, out: list[bytes]) -> None:
        self._start("", out)
        while self._queue:
            block = self._queue.popleft()
            if block.opened.kind == "tool" and not block.closed:
                continue  # cut: what was sent of it stays without its stop
            self._flush(block, out)
            self._end(block, out)
        reason = stop_reason(stop, called=self._called, refused=self._refused, said=self._said)
        sequence = stop.sequence if reason == "stop_sequence" else None
        delta = {"stop_reason": reason, "stop_sequence": sequence}
        out += (
            _event("message_delta", {"delta": delta, "usage": usage_object(self._usage)}),
            _event("message_stop", {}),
        )
        self._live, self._over = None, True

    def _fail(self, failure: Failure, out: list[bytes]) -> None:
        """End without `message_stop`: a failure is never made to look like an end."""
        out.append(b"event: error\ndata: " + orjson.dumps(error_object(failure)) + b"\n\n")
        self._live, self._over = None, True

    # ------------------------------------------------------------------ blocks
    def _advance(self, out: list[bytes]) -> None:
        """Send what can be sent: the front part as it comes, those behind it once it is closed."""
        while self._queue:
            block = self._queue[0]
            if block.closed is False:
                return  # cut: whether it gets a stop depends on how the reply ends
            if block.opened.kind == "tool":
                self._begin(block, out)
            self._flush(block, out)
            if block.closed is None:
                return
            self._queue.popleft()
            self._end(block, out)

    def _begin(self, block: _Block, out: list[bytes]) -> None:
        """Open the block on the wire."""
        if block.index >= 0:
            return
        self._start("", out)
        opened = block.opened
        block.index, self._next_index = self._next_index, self._next_index + 1
        content: Json
        if opened.kind == "tool":
            id_ = call_id(opened.id, self._ids)
            self._ids.add(id_)
            content = {"type": "tool_use", "id": id_, "name": opened.name, "input": {}}
        elif opened.kind == "reasoning":
            content = {"type": "thinking", "thinking": "", "signature": ""}
        else:
            content = {"type": "text", "text": ""}
            self._said, self._refused = True, self._refused or opened.kind == "refusal"
        out.append(_event("content_block_start", {"index": block.index, "content_block": content}))

    def _flush(self, block: _Block, out: list[bytes]) -> None:
        """Send the text that was kept, from then on the part is live; one without text is not begun."""
        text = "".join(block.pieces)
        block.pieces.clear()
        if text:
            self._begin(block, out)
            name, field = _DELTAS[block.opened.kind]
            self._live, self._live_head = block.opened.key, _DELTA_HEAD % (block.index, name, field)
            out += (self._live_head, _quoted(text), _DELTA_END)
            block.sent = True

    def _end(self, block: _Block, out: list[bytes]) -> None:
        """Close the block; thinking without text goes out as redacted, other empty parts not at all."""
        kind = block.opened.kind
        if kind == "tool":
            self._begin(block, out)
            self._called = True
            if not block.sent:  # the input of a block's start is ignored: even an empty one takes a delta
                out.append(_delta(block, {"type": "input_json_delta", "partial_json": "{}"}))
        elif block.index < 0:
            if kind == "reasoning" and block.sealed:
                self._redacted(block.sealed, out)
            return
        elif kind == "reasoning":
            out.append(_delta(block, {"type": "signature_delta", "signature": block.sealed}))
        else:
            citations = citation_objects(block.annotations)
            out += (
                _delta(block, {"type": "citations_delta", "citation": citation}) for citation in citations
            )
        out.append(_event("content_block_stop", {"index": block.index}))
        self._live = None

    def _redacted(self, sealed: str, out: list[bytes]) -> None:
        self._start("", out)
        index, self._next_index = self._next_index, self._next_index + 1
        content = {"type": "redacted_thinking", "data": sealed}
        out.append(_event("content_block_start", {"index": index, "content_block": content}))
        out.append(_event("content_block_stop", {"index": index}))


def _event(name: str, fields: Json) -> bytes:
    return b"event: %b\ndata: %b\n\n" % (name.encode(), orjson.dumps({"type": name, **fields}))


def _delta(block: _Block, delta: Json) -> bytes:
    return _event("content_block_delta", {"index": block.index, "delta": delta})


def _quoted(text: str) -> bytes:
    try:
        return orjson.dumps(text)
    except orjson.JSONEncodeError:  # half of a surrogate pair: no JSON reader would take it
        return orjson.dumps(text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))
