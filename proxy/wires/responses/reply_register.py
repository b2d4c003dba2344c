"""Which item of a reply an event speaks of: by id, by output index, by kind, in this order."""

from itertools import count
from typing import TypeVar

from proxy.conversation import Close, Event, Json, Meta, Open
from proxy.json_fields import text_field
from proxy.wires.responses.reply_chunks import Chunk
from proxy.wires.responses.reply_items import CALL_KINDS, CallItem, MessageItem, ReasoningItem, ReplyItem

_Item = TypeVar("_Item", MessageItem, ReasoningItem, CallItem)


class Register:
    """The items of one reply in the order of appearance."""

    def __init__(self) -> None:
        self.next_key = count().__next__
        self._items: list[ReplyItem] = []
        self._by_id: dict[str, ReplyItem] = {}
        self._by_index: dict[int, ReplyItem] = {}

    @property
    def calls(self) -> list[CallItem]:
        """The tool calls."""
        return [item for item in self._items if type(item) is CallItem]

    @property
    def refused(self) -> bool:
        """Whether a refusal was said."""
        return any(type(item) is MessageItem and item.refused for item in self._items)

    @property
    def all_over(self) -> bool:
        """Whether there was something and all of it was ended by the provider."""
        return bool(self._items) and all(item.over for item in self._items)

    def find(self, make: type[_Item], chunk: Chunk) -> _Item:
        """Return the item of a delta (it may be over); a new one where nothing of it came before."""
        item = self._by_id.get(chunk.item_id or "")
        if type(item) is make:
            return item
        shared = False
        if chunk.output_index is not None:
            item = self._by_index.get(chunk.output_index)
            shared = item is not None
            if type(item) is make and (not item.over or not chunk.item_id or not item.id):
                return item
        if chunk.output_index is None or shared:
            # No index, or one that stands for several items.
            last = self._last_open(make)
            if last is not None:
                return last
        made = make(self.next_key)
        self._add(made, chunk.item_id or "", chunk.output_index)
        return made

    def item_of(self, raw: Json, index: int | None, new: bool) -> ReplyItem | None:
        """Return the item that an added (`new`) or done event shows; None for kinds that nobody is shown."""
        make = _kind_of(raw)
        if make is None:
            return None
        item_id = text_field(raw, "id")
        item = self._by_id.get(item_id)
        if type(item) is make:
            return item
        item = self._with_call_id(raw)
        if item is None and index is not None:
            item = self._by_index.get(index)
        elif item is None and not item_id:
            item = next((it for it in reversed(self._items) if type(it) is make and not it.over), None)
        if item is not None and type(item) is make and _may_be(item, raw, new):
            if item_id and not item.id:
                item.id = item_id
                self._by_id[item_id] = item
            return item
        return self._add(make(self.next_key), item_id, index)

    def matching(self) -> "Matching":
        """Start to match the items of the last response object with what came before."""
        return Matching(self, list(self._items))

    def add(self, raw: Json) -> ReplyItem | None:
        """Add an item that only the last response object shows."""
        make = _kind_of(raw)
        return None if make is None else self._add(make(self.next_key), text_field(raw, "id"), None)

    def close_all(self, complete: bool) -> list[Event]:
        """End what is open: a call is judged by its arguments, a text by how the reply ended."""
        events: list[Event] = []
        for item in self._items:
            if not item.over:
                events += item.close(complete or type(item) is CallItem)
        return events

    def abandon_all(self) -> list[Event]:
        """End what is open after a cut or an error: nothing of it is complete."""
        events: list[Event] = []
        for item in self._items:
            if not item.over:
                events += item.close(complete=False)
        return events

    def _with_call_id(self, raw: Json) -> ReplyItem | None:
        call_id = raw.get("call_id")
        return next((call for call in self.calls if call_id and call.call_id == call_id), None)

    def _last_open(self, make: type[_Item]) -> _Item | None:
        for item in reversed(self._items):
            if type(item) is make and not item.over:
                return item
        return None

    def _add(self, item: ReplyItem, item_id: str, index: int | None) -> ReplyItem:
        item.id = item_id
        self._items.append(item)
        if item_id:
            self._by_id[item_id] = item
        if index is not None:
            self._by_index[index] = item
        return item


class Matching:
    """Matches the last response object's items, each with at most one that was streamed."""

    def __init__(self, register: Register, left: list[ReplyItem]) -> None:
        self._register = register
        self._left = left

    def match(self, raw: Json) -> ReplyItem | None:
        """Return the item, a new one where it was not streamed, None for kinds that nobody is shown."""
        make = _kind_of(raw)
        candidates = [item for item in self._left if type(item) is make]
        call_id = text_field(raw, "call_id")
        item = next((item for item in candidates if item.id and item.id == raw.get("id")), None) or next(
            (
                item
                for item in candidates
                if type(item) is not CallItem or not call_id or not item.call_id or item.call_id == call_id
            ),
            None,
        )
        if item is None:
            return self._register.add(raw)
        self._left.remove(item)
        return item


def compaction(raw: Json, key: int) -> list[Event]:
    """Return the events of a compaction item, which only a maker's endpoint sends."""
    sealed = text_field(raw, "encrypted_content")
    return [Open(key, "compaction"), Meta(key, "sealed", sealed), Close(key)]


def _kind_of(raw: Json) -> type[MessageItem] | type[ReasoningItem] | type[CallItem] | None:
    match raw.get("type"):
        case "message":
            return MessageItem
        case "reasoning":
            return ReasoningItem
        case "tool_search_call" if raw.get("execution") == "server":
            return None  # the provider's own search: nothing for the client to do
        case str() as kind if kind in CALL_KINDS:
            return CallItem
        case _:
            return None


def _may_be(item: ReplyItem, raw: Json, new: bool) -> bool:
    """Tell whether an item found by its place can be the one shown, whose id may be another (or none)."""
    if item.over:
        return False
    if type(item) is CallItem and item.call_id and text_field(raw, "call_id"):
        return item.call_id == raw["call_id"]
    # Some gateways give an item another id in each event; but what is added is new.
    return not new or not item.id or not raw.get("id")
