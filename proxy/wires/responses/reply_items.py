"""The items of a reply while they come in: what was passed on, what is still missing, when it is over."""

from collections.abc import Callable
from secrets import token_hex
from typing import ClassVar, Literal, TypeAlias

import orjson

from proxy.conversation import Close, Delta, Event, Json, Meta, Open, ToolKind
from proxy.json_fields import as_object, list_field, objects_field, text_field
from proxy.wires.responses.decode_tools import TOOL_SEARCH

Kind: TypeAlias = Literal["message", "reasoning", "tool"]
NextKey: TypeAlias = Callable[[], int]

CALL_KINDS: dict[str, ToolKind] = {
    "function_call": "function",
    "custom_tool_call": "custom",
    "tool_search_call": "search",
}


class Run:
    """One open text or refusal of a message; `pieces` are what was passed on."""

    __slots__ = ("annotations", "index", "key", "kind", "pieces")

    def __init__(self, key: int, kind: Literal["text", "refusal"], index: int) -> None:
        self.key, self.kind, self.index = key, kind, index
        self.pieces: list[str] = []
        self.annotations: list[object] = []


class MessageItem:
    """A message: text and refusal runs, opened when they have something to say."""

    kind: ClassVar[Kind] = "message"
    __slots__ = ("_next_key", "_run", "_said", "id", "over", "refused")

    def __init__(self, next_key: NextKey) -> None:
        self.id = ""
        self.over = False
        self.refused = False
        self._next_key = next_key
        self._run: Run | None = None
        self._said = ""  # the text of runs that are closed

    @property
    def run(self) -> Run | None:
        """The run that is open."""
        return self._run

    def delta(self, kind: Literal["text", "refusal"], index: int, text: str) -> list[Event]:
        """Pass on a piece; a new content index or kind ends the run before it."""
        run, events = self._run, []
        if run is None or run.index != index or run.kind != kind:
            events = self._end_run(complete=True)
            run = self._run = Run(self._next_key(), kind, index)
            self.refused = self.refused or kind == "refusal"
            events.append(Open(run.key, kind))
        run.pieces.append(text)
        events.append(Delta(run.key, text))
        return events

    def annotate(self, annotation: object) -> None:
        """Keep a citation for the end of the run."""
        if self._run is not None and annotation:
            self._run.annotations.append(annotation)

    def fill(self, kind: Literal["text", "refusal"], index: int, text: str) -> list[Event]:
        """Pass on what is missing of a content part whose whole text is known now."""
        run = self._run
        if run is None:
            # Of a message whose runs are over every piece has been passed on.
            return self.delta(kind, index, text) if text and not self._said else []
        if (run.kind, run.index) != (kind, index):
            return []  # the whole item will tell
        return self._rest("".join(run.pieces), text)

    def read(self, raw: Json) -> list[Event]:
        """Pass on what is missing of the whole item; nothing where the texts contradict each other."""
        contents = objects_field(raw, "content")
        have = self._said + ("".join(self._run.pieces) if self._run is not None else "")
        events: list[Event] = []
        if not have:
            for index, part in enumerate(contents):
                refusal = text_field(part, "refusal")
                text = refusal or text_field(part, "text")
                if text:
                    events += self.delta("refusal" if refusal else "text", index, text)
                    self._set_annotations(part)
            return events
        whole = "".join(text_field(part, "refusal") or text_field(part, "text") for part in contents)
        events = self._rest(have, whole)
        if contents:
            self._set_annotations(contents[-1])
        return events

    def finish(self, raw: Json) -> list[Event]:
        """Take the item that the provider ended; a cut one (`incomplete`) says so itself."""
        return [*self.read(raw), *self.close(complete=raw.get("status") != "incomplete")]

    def close(self, complete: bool) -> list[Event]:
        """End the item."""
        self.over = True
        return self._end_run(complete)

    def _rest(self, have: str, whole: str) -> list[Event]:
        run = self._run
        if run is None or len(whole) <= len(have) or not whole.startswith(have):
            return []
        return self.delta(run.kind, run.index, whole[len(have) :])

    def _set_annotations(self, part: Json) -> None:
        annotations = list_field(part, "annotations")
        if annotations and self._run is not None:
            self._run.annotations = annotations

    def _end_run(self, complete: bool) -> list[Event]:
        run, self._run = self._run, None
        if run is None:
            return []
        self._said += "".join(run.pieces)
        events: list[Event] = []
        if run.annotations:
            events.append(Meta(run.key, "annotations", run.annotations))
        events.append(Close(run.key, complete))
        return events


class ReasoningItem:
    """Thinking: summary parts or plain text joined with blank lines, and the provider's own blob."""

    kind: ClassVar[Kind] = "reasoning"
    __slots__ = ("_index", "_key", "_native", "_next_key", "_pieces", "_source", "id", "over")

    def __init__(self, next_key: NextKey) -> None:
        self.id = ""
        self.over = False
        self._next_key = next_key
        self._key: int | None = None
        self._pieces: list[str] = []
        self._source = ""
        self._index: int | None = None
        self._native: Json | None = None

    def delta(self, source: Literal["summary", "content"], index: int | None, text: str) -> list[Event]:
        """Pass on a piece. Where both forms come, the one that came first is followed."""
        if self._source and source != self._source:
            return []
        self._source = source
        if index is not None:
            if self._pieces and index != self._index:
                text = "\n\n" + text
            self._index = index
        return self._say(text)

    def read(self, raw: Json) -> list[Event]:
        """Pass on what is missing of the whole item and keep its blob (that of `added` may be partial)."""
        encrypted = raw.get("encrypted_content")
        if isinstance(encrypted, str) and encrypted:
            self._native = {"encrypted_content": encrypted}
            if item_id := text_field(raw, "id"):
                self._native["id"] = item_id
        names = (self._source,) if self._source else ("content", "summary")
        for name in names:
            texts = [text for part in objects_field(raw, name) if (text := text_field(part, "text"))]
            whole, have = "\n\n".join(texts), "".join(self._pieces)
            if len(whole) > len(have) and whole.startswith(have):
                self._source = name
                return self._say(whole[len(have) :])
        return []

    def finish(self, raw: Json) -> list[Event]:
        """Take the item that the provider ended."""
        return [*self.read(raw), *self.close(complete=raw.get("status") != "incomplete")]

    def close(self, complete: bool) -> list[Event]:
        """End the item; without text and blob there never was one."""
        self.over = True
        events: list[Event] = []
        if self._key is None:
            if self._native is None:
                return []
            events = self._open()
        assert self._key is not None  # noqa: S101 - opened just now at the latest
        if self._native is not None:
            events.append(Meta(self._key, "native", self._native))
        events.append(Close(self._key, complete))
        return events

    def _say(self, text: str) -> list[Event]:
        events = self._open() if self._key is None else []
        assert self._key is not None  # noqa: S101 - as above
        self._pieces.append(text)
        events.append(Delta(self._key, text))
        return events

    def _open(self) -> list[Event]:
        self._key = self._next_key()
        return [Open(self._key, "reasoning")]


class CallItem:
    """A tool call: opened when its name is known, its arguments passed on as they come."""

    kind: ClassVar[Kind] = "tool"
    __slots__ = (
        "_added_arguments",
        "_damaged",
        "_key",
        "_name",
        "_namespace",
        "_next_key",
        "_pieces",
        "_tool",
        "call_id",
        "id",
        "over",
        "whole",
    )

    def __init__(self, next_key: NextKey) -> None:
        self.id = ""
        self.call_id = ""
        self.over = False
        self.whole = False
        self._next_key = next_key
        self._key: int | None = None
        self._name = ""
        self._namespace: str | None = None
        self._tool: ToolKind = "function"
        self._pieces: list[str] = []
        self._added_arguments = ""
        self._damaged = False

    def identify(self, raw: Json, name: str = "") -> list[Event]:
        """Learn id, name and kind from an item (or a name alone) and open the call when they suffice."""
        if self._key is not None:
            return []
        self._tool = CALL_KINDS.get(text_field(raw, "type"), self._tool)
        self.call_id = self.call_id or text_field(raw, "call_id")
        self._name = text_field(raw, "name") or name or self._name
        if self._tool == "search":
            self._name = TOOL_SEARCH
        self._namespace = text_field(raw, "namespace") or self._namespace
        self._added_arguments = _arguments_of(raw) or self._added_arguments
        if not self._name:
            return []
        self.call_id = self.call_id or self.id or f"call_{token_hex(12)}"
        self._key = self._next_key()
        events: list[Event] = [
            Open(
                self._key,
                "tool",
                id=self.call_id,
                name=self._name,
                namespace=self._namespace,
                tool=self._tool,
            )
        ]
        if self._pieces:
            events.append(Delta(self._key, "".join(self._pieces)))
        return events

    def delta(self, text: str) -> list[Event]:
        """Pass on a piece of the arguments, or keep it until the name is known."""
        self._pieces.append(text)
        return [Delta(self._key, text)] if self._key is not None else []

    def fill(self, arguments: str) -> list[Event]:
        """Pass on what is missing of the whole arguments."""
        have = "".join(self._pieces)
        if not arguments or arguments == have:
            return []
        if arguments.startswith(have):
            return self.delta(arguments[len(have) :])
        # A provider may write the same JSON anew; anything else means that pieces were lost.
        self._damaged = self._tool == "custom" or not is_json_object(have)
        return []

    def read(self, raw: Json) -> list[Event]:
        """Pass on what is missing of the whole item."""
        return [*self.identify(raw), *self.fill(_arguments_of(raw))]

    def finish(self, raw: Json) -> list[Event]:
        """Take the call that the provider ended."""
        ended = raw.get("status") != "incomplete"
        return [*self.read(raw), *self.close(complete=ended, proven=ended)]

    def close(self, complete: bool, *, proven: bool = False) -> list[Event]:
        """End the call. `proven`: the provider itself ended this call; else only whole JSON is complete."""
        self.over = True
        if self._key is None:
            return []
        events = self.fill(self._added_arguments) if not self._pieces else []
        arguments = "".join(self._pieces)
        whole = proven or (self._tool != "custom" and is_json_object(arguments))
        self.whole = complete and whole and not self._damaged
        events.append(Close(self._key, self.whole))
        return events

    @property
    def named(self) -> bool:
        """Whether the call could be passed on at all."""
        return self._key is not None


ReplyItem: TypeAlias = MessageItem | ReasoningItem | CallItem


def is_json_object(text: str) -> bool:
    """Tell whether a text is one whole JSON object."""
    try:
        return as_object(orjson.loads(text)) is not None
    except orjson.JSONDecodeError:
        return False


def as_arguments(value: object) -> str:
    """Return arguments as text, also where a provider sends an object."""
    if isinstance(value, str):
        return value
    return orjson.dumps(value).decode() if isinstance(value, dict) and value else ""


def _arguments_of(raw: Json) -> str:
    return as_arguments(raw.get("input" if raw.get("type") == "custom_tool_call" else "arguments"))
