"""Token counts that a client can go by: estimated where the provider gave none, mended where impossible."""

import orjson

from proxy.conversation import (
    Counted,
    Delta,
    Event,
    File,
    Foreign,
    Image,
    Message,
    Note,
    Open,
    Part,
    Reasoning,
    Request,
    Stop,
    ToolCall,
    ToolResult,
    Usage,
)
from proxy.warning import USAGE_MISSING

BYTES_PER_TOKEN = 4
"""UTF-8 bytes per token, good to about a third for English, code and Chinese alike."""
IMAGE_TOKENS = 1_500
"""What a picture or a page is taken for: between a thumbnail and a screenshot."""


class CountUsage:
    """Stage: the Counted before a Stop is always there and sane.

    Both clients compact by what is reported (Codex 0.169.0 never compacts on a null usage), so an estimate
    from the size of `request` and of the reply is better than none; it is flagged. None: no estimate.
    """

    __slots__ = ("_bytes", "_notes", "_reasoning", "_reasoning_keys", "_request", "_usage")

    def __init__(self, request: Request | None, notes: list[Note]) -> None:
        self._request = request
        self._notes = notes
        self._usage: Usage | None = None
        self._bytes = 0
        self._reasoning = 0
        self._reasoning_keys: set[int] = set()

    def feed(self, events: list[Event]) -> list[Event]:
        ended = False
        for event in events:
            if type(event) is Delta:
                text = event.text
                size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
                self._bytes += size
                if event.key in self._reasoning_keys:
                    self._reasoning += size
            elif type(event) is Open:
                if event.kind == "reasoning":
                    self._reasoning_keys.add(event.key)
            elif type(event) is Counted or type(event) is Stop:
                ended = True
        return self._count(events) if ended else events

    def so_far(self) -> Usage:
        """Return what a reply has used that broke off: at least the request and what was said by then."""
        usage = self._usage or Usage()
        given = usage.input or (tokens_of(self._request) if self._request is not None else 0)
        return Usage(
            given,
            max(usage.output, _tokens(self._bytes)),
            usage.cached,
            usage.cache_write,
            usage.reasoning,
            estimated=True,
        )

    def _count(self, events: list[Event]) -> list[Event]:
        """Put the right figures where there are figures, or where they belong."""
        out: list[Event] = []
        for event in events:
            if type(event) is Counted:
                self._usage = self._mend(event.usage)
                out.append(Counted(self._usage))
                continue
            if type(event) is Stop and (estimate := self._estimate()) is not None:
                out.append(Counted(estimate))
            out.append(event)
        return out

    def _mend(self, usage: Usage) -> Usage:
        """Return usage in which no part is larger than the whole and nothing is negative."""
        whole = max(usage.input, 0)
        output = max(usage.output, 0)
        cached = min(max(usage.cached, 0), whole)
        written = min(max(usage.cache_write, 0), whole - cached)
        mended = Usage(whole, output, cached, written, min(max(usage.reasoning, 0), output), usage.estimated)
        if mended == usage:
            return usage
        self._notes.append(Note("reply.usage", "figures that cannot be were cut to those that can"))
        return mended

    def _estimate(self) -> Usage | None:
        """Return usage with estimates where the provider's figures are missing or zero, None if none are."""
        usage = self._usage or Usage()
        needs_input = self._request is not None and not usage.input
        needs_output = self._request is not None and not usage.output and self._bytes > 0
        if not needs_input and not needs_output:
            return None
        self._notes.append(Note("reply.usage", "not given by the provider: estimated", USAGE_MISSING))
        return Usage(
            tokens_of(self._request) if needs_input and self._request is not None else usage.input,
            _tokens(self._bytes) if needs_output else usage.output,
            usage.cached,
            usage.cache_write,
            _tokens(self._reasoning) if needs_output else usage.reasoning,
            estimated=True,
        )


def tokens_of(request: Request) -> int:
    """Estimate the input tokens of a request: its texts, calls, results, tools and pictures."""
    size, media = 0, 0
    for item in request.items:
        match item:
            case Message(parts=parts) | ToolResult(parts=parts):
                text, pictures = _measure(parts)
                size, media = size + text, media + pictures
            case Reasoning(text=text) | Foreign(text=text):
                size += _size(text)
            case ToolCall(name=name, arguments=arguments):
                size += _size(name) + _size(arguments)
            case _:
                pass
    for tool in request.tools:
        if not tool.deferred:
            size += _size(tool.name) + _size(tool.description)
            size += len(orjson.dumps(tool.schema or tool.grammar or tool.raw or {}))
    return _tokens(size) + media * IMAGE_TOKENS


def _measure(parts: tuple[Part, ...]) -> tuple[int, int]:
    size = sum(_size(part.text) for part in parts if not isinstance(part, Image | File))
    return size, sum(isinstance(part, Image | File) for part in parts)


def _size(text: str) -> int:
    return len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))


def _tokens(size: int) -> int:
    return -(-size // BYTES_PER_TOKEN)
