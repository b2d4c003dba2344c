"""The one place for the invariants of a reply; what it lets through, an encoder may take at its word.

- Start comes first; exactly one Stop or Fail comes last, when every part is closed.
- Keys are unique; Delta and Meta come only between the Open and the Close of their part.
- Call ids are there and unique. A tool call is closed as complete only when its arguments are proven:
  for functions and searches a JSON object. A closed call is an executed command (Codex 0.169.0, Claude
  Code 2.1.329), so a reply that ends well with an unproven call ends as a failure.
- A reply that says and does nothing is no success.
"""

import secrets

import orjson

from proxy.conversation import (
    Close,
    Counted,
    Delta,
    Event,
    Fail,
    Failure,
    Meta,
    Note,
    Open,
    Start,
    Stop,
    StopReason,
)
from proxy.failures import empty_reply
from proxy.large_json import MAX_VALUES, has_too_many_values
from proxy.surrogates import encodable

_CUT_SHORT: frozenset[StopReason] = frozenset({"max_tokens", "context_window", "content_filter"})
"""With these a part that is still open was not finished."""
_WELL: frozenset[StopReason] = frozenset({"end", "tool_use"})
"""The provider says the reply is whole: then it has to be."""
_PROVEN_AS_OBJECT = frozenset({"function", "search"})


class Guard:
    """Stage: mends the order of events where that is safe, and fails the reply where it is not.

    `model` stands in for a Start that the decoder did not give. Dropped events are noted.
    """

    __slots__ = (
        "_aliases",
        "_arguments",
        "_broken",
        "_call_ids",
        "_calls",
        "_live",
        "_model",
        "_notes",
        "_open",
        "_plain",
        "_seen",
        "_started",
        "ended",
        "said",
        "thought",
    )

    def __init__(self, notes: list[Note], model: str = "") -> None:
        self.ended = False
        """Stop or Fail is out."""
        self._notes = notes
        self._model = model
        self._started = False
        self._plain: set[int] = set()
        """Keys of open parts whose deltas pass as they are: the hot path."""
        self._live: dict[int, list[str]] = {}
        """Keys of open calls whose arguments pass as they are, to be proven at the end: hot as well."""
        self._open: dict[int, Open] = {}
        self._arguments: dict[int, _Arguments] = {}
        self._aliases: dict[int, int] = {}
        """Where a key came a second time: the one it goes by now."""
        self._seen: set[int] = set()
        self._call_ids: set[str] = set()
        self._calls = 0
        self._broken = ""
        self.said = False
        """The reply has words to see, or a whole call."""
        self.thought = False
        """The reply has reasoning."""

    def feed(self, events: list[Event]) -> list[Event]:
        plain, live = self._plain, self._live
        passed = 0
        for event in events:
            if type(event) is not Delta or not event.text:
                break
            if event.key not in plain:
                pieces = live.get(event.key)
                if pieces is None:
                    break
                pieces.append(event.text)
            passed += 1
        else:
            return events
        out = events[:passed]
        for event in events[passed:]:
            if self.ended:
                break
            self._take(event, out)
        return out

    def _take(self, event: Event, out: list[Event]) -> None:
        if type(event) is Start:
            if not self._started:
                self._started = True
                out.append(event)
            return
        if not self._started:
            self._started = True
            out.append(Start("", self._model))
        match event:
            case Delta(key=key, text=text):
                self._take_delta(key, text, out)
            case Open():
                self._take_open(event, out)
            case Meta(key=key, field=field, value=value):
                self._take_meta(key, field, value, out)
            case Close(key=key, complete=complete):
                self._close(self._aliases.get(key, key), complete, out)
            case Counted():
                out.append(event)
            case Stop():
                self._stop(event, out)
            case Fail():
                self._fail(event, out)

    def _take_open(self, event: Open, out: list[Event]) -> None:
        key = event.key
        current = self._aliases.get(key, key)
        if current in self._open:
            self._drop(f"a part was opened while open: {event.kind}")
            self._close(current, False, out)
        if key in self._seen:
            key = max(self._seen) + 1
            self._aliases[event.key] = key
        self._seen.add(key)
        call_id = event.id
        if event.kind == "tool":
            if not event.name:
                self._drop("a tool call without a name")
                return
            if not call_id or call_id in self._call_ids:
                call_id = f"call_{secrets.token_hex(12)}"
                self._notes.append(Note(f"reply.{event.name}.id", "missing or given twice: a new one made"))
            self._call_ids.add(call_id)
            if event.tool in _PROVEN_AS_OBJECT:
                self._arguments[key] = _Arguments()
        if key != event.key or call_id != event.id:
            event = Open(key, event.kind, call_id, event.name, event.namespace, event.tool)
        self._open[key] = event
        out.append(event)

    def _take_delta(self, key: int, text: str, out: list[Event]) -> None:
        own = key not in self._aliases and key not in self._aliases.values()
        key = self._aliases.get(key, key)
        part = self._open.get(key)
        if part is None:
            self._drop("text of a part that is not open")
        elif not text:
            return
        elif (arguments := self._arguments.get(key)) is not None:
            if text := arguments.take(text):
                out.append(Delta(key, text))
            if arguments.live and own:
                self._live[key] = arguments.pieces
        else:
            self._mark(part)
            if own:
                self._plain.add(key)
            out.append(Delta(key, text))

    def _take_meta(self, key: int, field: str, value: object, out: list[Event]) -> None:
        key = self._aliases.get(key, key)
        part = self._open.get(key)
        if part is None:
            self._drop(f"{field} of a part that is not open")
            return
        if value and field != "annotations":
            self._mark(part)
        try:
            out.append(Meta(key, field, encodable(value)))  # type: ignore[arg-type]
        except RecursionError:
            self._drop(f"{field} nested beyond reason")

    def _mark(self, part: Open) -> None:
        """Remember that the reply has something in it."""
        if part.kind == "reasoning":
            self.thought = True
        elif part.kind != "tool":
            self.said = True

    def _close(self, key: int, complete: bool, out: list[Event]) -> None:
        part = self._open.pop(key, None)
        if part is None:
            return
        self._plain.discard(key)
        self._live.pop(key, None)
        if part.kind == "tool":
            arguments = self._arguments.pop(key, None)
            if arguments is not None:
                rest, proven = arguments.close()
                complete = complete and proven
                if rest and (complete or not proven):
                    out.append(Delta(key, rest))
            if complete:
                self._calls += part.tool != "server"
                self.said = True
            else:
                self._broken = self._broken or part.name
        out.append(Close(key, complete))

    def _stop(self, event: Stop, out: list[Event]) -> None:
        for key, part in list(self._open.items()):
            self._close(key, part.kind != "tool" and event.reason not in _CUT_SHORT, out)
        reason = event.reason
        if reason in _WELL:
            if self._broken:
                out.append(Fail(_unproven(self._broken)))
                self._end()
                return
            reason = "tool_use" if self._calls else "end"
            if not self.said and not self.thought:
                out.append(Fail(empty_reply()))
                self._end()
                return
        out.append(event if reason == event.reason else Stop(reason, event.sequence))
        self._end()

    def _fail(self, event: Fail, out: list[Event]) -> None:
        for key in list(self._open):
            self._close(key, False, out)
        out.append(event)
        self._end()

    def _end(self) -> None:
        self.ended = True

    def _drop(self, what: str) -> None:
        note = Note("reply", f"dropped: {what}")
        if note not in self._notes:
            self._notes.append(note)


class _Arguments:
    """A call's arguments on their way: live from the first brace on, held back as long as there is none.

    What does not begin with a brace is no object as it stands, so that nothing is lost by waiting: ""
    and `null` stand for `{}` (many providers, where a tool has no parameters), and a JSON string may hold
    the object (arguments encoded twice).
    """

    __slots__ = ("live", "pieces")

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.live = False

    def take(self, text: str) -> str:
        """Take a piece, return what may go on."""
        self.pieces.append(text)
        if self.live:
            return text
        held = "".join(self.pieces).lstrip()
        if held.startswith("{"):
            self.live = True
            self.pieces[:] = [held]
            return held
        return ""

    def close(self) -> tuple[str, bool]:
        """Return what is still to go on, and whether the whole is a JSON object."""
        whole = "".join(self.pieces)
        if self.live:
            return "", isinstance(_parse(whole), dict)
        if whole.strip() in ("", "null"):
            return "{}", True
        inner = _parse(whole)
        if isinstance(inner, str) and (not inner.strip() or isinstance(_parse(inner), dict)):
            return inner.strip() or "{}", True
        return whole, False


def _parse(text: str) -> object:
    """Return the value, or a float NaN, which no JSON text means, where the text is no JSON or beyond reason."""
    if has_too_many_values(text):
        return float("nan")
    try:
        value: object = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError):
        return float("nan")
    return value


def _unproven(name: str) -> Failure:
    return Failure(
        "truncated",
        f"The provider ended its reply, but the arguments of its call of `{name}` are not whole"
        f" (or have more than {MAX_VALUES:,} values)",
        "provider",
        "tool_arguments_invalid",
    )
