"""Tool calls and results in an order and under ids that every upstream accepts; no empty turns.

Rules (each broken by a real client or peer): the results of a batch stand directly behind it in the order
of its calls; what was said in between comes after; a call always has a result and a result a call; ids are
legal and unique; reasoning stands before what it led to and never crosses over to another turn.
"""

import re
from collections.abc import Callable
from hashlib import sha256
from operator import is_

import msgspec

from proxy.conversation import (
    Item,
    Message,
    Note,
    Part,
    Reasoning,
    Request,
    Text,
    ToolCall,
    ToolResult,
    Wire,
    replace,
)
from proxy.dialect import Dialect
from proxy.passes.turns import speaker

ABORTED = "aborted"
"""What stands in for a result that never came; Codex 0.169.0 says the same of a call it gave up."""

_MESSAGES_ID = re.compile(r"[A-Za-z0-9_-]+")
_ILLEGAL = re.compile(r"[^A-Za-z0-9_-]")
_MESSAGES_ID_MAX = 64


def order_history(request: Request, wire: Wire, dialect: Dialect, notes: list[Note]) -> Request:
    """Return the request with its items paired, ordered and named so that the upstream accepts them."""
    items = request.items
    answers, strays = _pair(items)
    history = _History(wire, dialect, answers, notes)
    for position, item in enumerate(items):
        if type(item) is ToolResult:
            if position in strays:
                history.stray(item)
            else:
                history.answered()
        elif type(item) is ToolCall:
            history.call(position, item)
        elif speaker(item) == "assistant":
            history.assistant(item)
        else:
            history.other(item)
    history.close_turn()
    out = history.out
    if len(out) == len(items) and all(map(is_, out, items)):
        return request
    return replace(request, items=tuple(out))


def _pair(items: tuple[Item, ...]) -> tuple[dict[int, ToolResult], set[int]]:
    """Return the result for each call's position, and the positions of results without a call.

    A result belongs to the newest batch that waits for its id: some providers count ids anew in each turn.
    """
    batch = 0
    waiting: dict[str, list[tuple[int, int]]] = {}
    answers: dict[int, ToolResult] = {}
    strays: set[int] = set()
    for position, item in enumerate(items):
        if type(item) is ToolCall:
            waiting.setdefault(item.id, []).append((batch, position))
        elif type(item) is ToolResult:
            batch += 1
            if calls := waiting.get(item.call_id):
                newest = calls[-1][0]
                first = 0
                while calls[first][0] != newest:
                    first += 1
                answers[calls.pop(first)[1]] = item
            else:
                strays.add(position)
        elif speaker(item) != "assistant":
            batch += 1
    return answers, strays


class _History:
    """Takes items in order; `out` is the history in its new order."""

    def __init__(
        self, wire: Wire, dialect: Dialect, answers: dict[int, ToolResult], notes: list[Note]
    ) -> None:
        self.out: list[Item] = []
        self._wire = wire
        self._answers = answers
        self._notes = notes
        self._turn: list[Item] = []
        self._results: list[ToolResult] = []
        self._gap = False  # something vanished between two things the user said
        self._delivered: dict[str, tuple[Part, ...]] = {}
        self._name_id = _id_namer(wire, dialect)
        signed = wire == "messages" and not dialect.reasoning_plain
        self._reasoning_may_move = not (signed or dialect.reasoning_back == "encrypted")

    def assistant(self, item: Item) -> None:
        """Take what the model says or thinks."""
        if type(item) is Message:
            item = self._without_empty_text(item)
            if not item.parts:
                self._vanish()
                return
        self._turn.append(item)

    def call(self, position: int, call: ToolCall) -> None:
        name = self._name_id(call.id)
        if name != call.id:
            self._notes.append(Note(f"items.{position}.id", f"call id {call.id!r} travels as {name!r}"))
        result = self._answers.get(position)
        if result is None:
            self._notes.append(Note(f"items.{position}", "call without a result: it is said to be aborted"))
            result = ToolResult(call_id=name, parts=(Text(ABORTED),), kind=call.kind)
        else:
            self._delivered[call.id] = result.parts
            parts = _without_empty(result.parts, blank=self._wire == "messages")
            if name != result.call_id or call.kind != result.kind or parts is not result.parts:
                result = msgspec.structs.replace(result, call_id=name, kind=call.kind, parts=parts)
        self._turn.append(call if name == call.id else msgspec.structs.replace(call, id=name))
        self._results.append(result)

    def answered(self) -> None:
        """A result of this or an earlier batch came: a later call belongs to a new turn.

        One of an earlier batch is gone from here: what the user says around it is one message.
        """
        if self._results:
            self.close_turn()
        else:
            self._gap = True

    def stray(self, result: ToolResult) -> None:
        if self._delivered.get(result.call_id) == result.parts:
            self._notes.append(Note("items", f"second result of call {result.call_id!r} dropped"))
            self.answered()
            return
        self._notes.append(Note("items", "tool result without a call became user text"))
        whose = f" (call {result.call_id})" if result.call_id else ""
        parts = (Text(f"Result of a tool call that is not part of this conversation{whose}:"), *result.parts)
        self.other(Message(role="user", parts=parts))

    def other(self, item: Item) -> None:
        """Take what the user or the system says."""
        if type(item) is Message:
            item = self._without_empty_text(item)
            if not item.parts:
                self._notes.append(Note("items", f"empty {item.role} message dropped"))
                return
        self.close_turn()
        last = self.out[-1] if self.out else None
        if self._gap and type(item) is type(last) is Message and item.role == last.role == "user":
            self.out[-1] = msgspec.structs.replace(last, parts=(*last.parts, *item.parts))
        else:
            self.out.append(item)
        self._gap = False

    def close_turn(self) -> None:
        """Write down the assistant's turn and what its calls gave."""
        if not self._turn:
            return  # and so there are no results either
        turn, self._turn = self._turn, []
        results, self._results = self._results, []
        turn = self._arranged(turn)
        if not turn:
            self._vanish()
            return
        self._gap = False
        self.out += turn
        self.out += results

    def _arranged(self, turn: list[Item]) -> list[Item]:
        """Return the turn with reasoning before the rest of it and calls last."""
        if type(turn[-1]) is Reasoning:
            kept = len(turn)
            while kept > 0 and type(turn[kept - 1]) is Reasoning:
                kept -= 1
            trailing, turn = turn[kept:], turn[:kept]
            if turn and self._reasoning_may_move:
                front = next(i for i, item in enumerate(turn) if type(item) is not Reasoning)
                turn[front:front] = trailing
                self._notes.append(Note("items", "reasoning at the end of a turn moved before it"))
            else:
                self._notes.append(Note("items", "reasoning that led to nothing dropped"))
        if self._wire != "responses" and len(turn) > 1:
            # Messages and chat have one place for calls: behind the words of the turn.
            turn.sort(key=lambda item: type(item) is ToolCall)
        return turn

    def _vanish(self) -> None:
        if not self._turn:
            self._gap = True

    def _without_empty_text(self, message: Message) -> Message:
        parts = _without_empty(message.parts, blank=self._wire == "messages")
        return message if parts is message.parts else msgspec.structs.replace(message, parts=parts)


def _without_empty(parts: tuple[Part, ...], *, blank: bool) -> tuple[Part, ...]:
    """Drop text without content; messages refuses text of white space alone, too (`blank`)."""
    for part in parts:
        if _is_empty(part, blank):
            return tuple(part for part in parts if not _is_empty(part, blank))
    return parts


def _is_empty(part: Part, blank: bool) -> bool:
    return type(part) is Text and (not part.text or (blank and part.text.isspace()))


def _id_namer(wire: Wire, dialect: Dialect) -> Callable[[str], str]:
    """Return a function that gives each call in turn an id that is legal upstream and not taken.

    It depends on the calls before alone, so that a growing history keeps its ids (and its cached prefix).
    """
    limit = min(dialect.tool_id_max, _MESSAGES_ID_MAX) if wire == "messages" else dialect.tool_id_max
    taken: set[str] = set()

    def name(call_id: str) -> str:
        legal = call_id or "call_1"
        if wire == "messages" and not _MESSAGES_ID.fullmatch(legal):
            legal = f"{_ILLEGAL.sub('_', legal)[: limit - 9]}_{_short_hash(call_id)}"
        elif len(legal) > limit:
            legal = f"{legal[: limit - 9]}_{_short_hash(call_id)}"
        unique, count = legal, 1
        while unique in taken:
            count += 1
            unique = f"{legal[: limit - len(str(count)) - 1]}_{count}"
        taken.add(unique)
        return unique

    return name


def _short_hash(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
