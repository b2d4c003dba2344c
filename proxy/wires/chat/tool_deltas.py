"""Pieces of `tool_calls` put together to calls, whatever a provider does with index, id and name."""

import secrets
from collections.abc import Iterator
from typing import Literal

import orjson

from proxy.conversation import Close, Delta, Event, Open, ToolKind
from proxy.wires.chat.chunk import FunctionDelta, ToolDelta

_PLACEHOLDERS = ("", "null", "{}")
"""Arguments that say nothing yet: some providers send them first and the real ones after."""

Proof = Literal["finish", "object", "none"]
"""What shows that arguments are whole: the provider's word (finish), that they are a JSON object, nothing."""


class Call:
    """One logical call. `held` is what came before its arguments began to pass."""

    __slots__ = (
        "batch",
        "begun",
        "held",
        "id",
        "index",
        "key",
        "kind",
        "name",
        "opened",
        "pieces",
        "sent_id",
    )

    def __init__(self, index: int | None) -> None:
        self.index = index
        self.id = ""
        self.sent_id = ""
        self.name = ""
        self.kind: ToolKind = "function"
        self.key = -1
        self.opened = False
        self.begun = False
        self.held = ""
        self.pieces: list[str] = []
        self.batch = 0

    def is_blank(self) -> bool:
        """Tell whether the arguments say nothing (yet)."""
        if self.begun:
            return False
        return self.held.strip() in _PLACEHOLDERS if self.kind == "function" else not self.held

    def is_whole(self) -> bool:
        """Tell whether the arguments are a JSON object."""
        return is_object("".join(self.pieces))


def is_object(text: str) -> bool:
    """Tell whether the text is a JSON object."""
    if not (text.lstrip().startswith("{") and text.rstrip().endswith("}")):
        return False
    try:
        return isinstance(orjson.loads(text), dict)
    except orjson.JSONDecodeError:
        return False


def mint_call_id() -> str:
    """Return a new call id."""
    return "call_" + secrets.token_hex(12)


class ToolCalls:
    """All calls of one reply. Keys of parts come from `keys`.

    A call is opened when its name is known and its arguments begin, so that an id or the rest of a name
    may still arrive; from then on arguments pass without delay.
    """

    __slots__ = ("_batch", "_by_id", "_by_index", "_calls", "_keys", "_last")

    def __init__(self, keys: Iterator[int]) -> None:
        self._keys = keys
        self._calls: list[Call] = []
        self._by_index: dict[int, Call] = {}
        self._by_id: dict[str, Call] = {}
        self._last: Call | None = None
        self._batch = 0

    def __bool__(self) -> bool:
        return bool(self._calls)

    @property
    def named(self) -> int:
        """How many calls have a name (so far); the others are dropped in the end."""
        return sum(bool(call.name) for call in self._calls)

    def are_whole(self) -> bool:
        """Tell whether the arguments of all calls could be all of them (the provider has not said so)."""
        functions = (call for call in self._calls if call.name and call.kind == "function")
        return all(call.is_blank() or call.is_whole() for call in functions)

    def take(self, entries: list[ToolDelta], events: list[Event]) -> None:
        """Take the `tool_calls` of one chunk."""
        self._batch += 1
        for entry in entries:
            call = self._call_of(entry)
            call.batch = self._batch
            self._last = call
            if entry.id and entry.id not in self._by_id:
                # Its first piece alone would be the same for each call of a conversation ("call_").
                call.id = call.id + entry.id if _is_rest_of_id(entry, call) else call.id or entry.id
                call.sent_id = call.sent_id or entry.id
                self._by_id[entry.id] = call
            if entry.custom is not None:
                call.kind = "custom"
                _add_name(call, entry.custom.name)
                self._add_text(call, entry.custom.input, events)
            elif entry.function is not None:
                _add_name(call, entry.function.name)
                self._add_text(call, entry.function.arguments, events)

    def take_function_call(self, piece: FunctionDelta, events: list[Event]) -> None:
        """Take a legacy `function_call`: there is but one in a reply."""
        self.take([ToolDelta(index=-1, function=piece)], events)

    def close(self, proof: Proof, events: list[Event]) -> int:
        """Close all calls in order; return how many are complete."""
        complete = 0
        for call in self._calls:
            if not call.name:
                continue
            whole = proof == "finish" or (proof == "object" and call.kind == "function" and call.is_whole())
            complete += whole
            if not call.opened:
                if not whole:
                    continue  # Nothing but a name: not worth showing.
                self._open(call, events)
            if call.is_blank() and whole:
                call.held = "{}" if call.kind == "function" else ""
            if call.held and whole:
                events.append(Delta(call.key, call.held))
            events.append(Close(call.key, whole))
        return complete

    def _call_of(self, entry: ToolDelta) -> Call:
        call = self._by_id.get(entry.id) if entry.id else None
        if call is not None and (entry.index is None or call.index in (None, entry.index)):
            return call
        call = self._last if entry.index is None else self._by_index.get(entry.index)
        if call is None or self._begins_another(entry, call):
            call = Call(entry.index)
            self._calls.append(call)
            if entry.index is not None:
                self._by_index[entry.index] = call
        return call

    def _begins_another(self, entry: ToolDelta, call: Call) -> bool:
        """Tell whether an entry with the index of `call` (or none) is the start of a new call."""
        part = entry.custom or entry.function
        name = part.name if part is not None else None
        if entry.id and call.sent_id and entry.id != call.sent_id:
            # Without a name it may be a provider that makes up a new id for each piece.
            return bool(name) or call.is_whole()
        if not name or not call.name:
            return False
        if call.batch == self._batch:
            return True
        if not call.pieces:
            return False  # The name once more, or the rest of it.
        if name != call.name:
            return True
        more = entry.function.arguments if entry.function is not None else None
        return bool(more) and call.is_whole()

    def _add_text(self, call: Call, text: str | None, events: list[Event]) -> None:
        if not text:
            return
        if call.begun:
            call.pieces.append(text)
            events.append(Delta(call.key, text))
            return
        if call.kind == "function" and call.held in _PLACEHOLDERS and text.lstrip().startswith("{"):
            call.held = ""
            call.pieces.clear()
        call.held += text
        call.pieces.append(text)
        if call.name and not call.is_blank():
            for earlier in self._calls[: self._calls.index(call) + 1]:
                if earlier.name and not earlier.opened:
                    self._open(earlier, events)
            call.begun = True
            events.append(Delta(call.key, call.held))
            call.held = ""

    def _open(self, call: Call, events: list[Event]) -> None:
        call.key = next(self._keys)
        call.id = call.id or mint_call_id()
        call.opened = True
        events.append(Open(call.key, "tool", id=call.id, name=call.name, tool=call.kind))


def _is_rest_of_id(entry: ToolDelta, call: Call) -> bool:
    """Tell whether an id that has begun goes on: it comes alone, before anything of the arguments."""
    if not call.id or call.opened or call.pieces or entry.custom is not None:
        return False
    return entry.function is None or not (entry.function.name or entry.function.arguments)


def _add_name(call: Call, name: str | None) -> None:
    """Take a name: whole, repeated, or in pieces as long as no arguments came."""
    if not name or call.opened or name == call.name:
        return
    if not call.name or name.startswith(call.name):
        call.name = name
    elif not call.pieces:
        call.name += name
