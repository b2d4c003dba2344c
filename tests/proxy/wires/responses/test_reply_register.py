"""Which item an event speaks of, by whatever the provider gives to tell it by."""

from typing import TypeVar

from proxy.conversation import Close, Json, Meta, Open
from proxy.wires.responses.reply_chunks import Chunk
from proxy.wires.responses.reply_items import CallItem, MessageItem, ReasoningItem, ReplyItem
from proxy.wires.responses.reply_register import Register, compaction

Item = TypeVar("Item", MessageItem, ReasoningItem, CallItem)


def call(item_id: str = "", call_id: str = "") -> Json:
    return {"type": "function_call", "id": item_id, "call_id": call_id, "name": "f"}


def added(register: Register, raw: Json, index: int | None = None) -> ReplyItem:
    item = register.item_of(raw, index, new=True)
    assert item is not None
    if type(item) is CallItem:
        item.identify(raw)
    return item


def test_by_id_before_index() -> None:
    register = Register()
    a = added(register, call("a", "ca"), 0)
    b = added(register, call("b", "cb"), 1)
    assert register.find(CallItem, Chunk(item_id="a", output_index=1)) is a
    assert register.find(CallItem, Chunk(item_id="unknown", output_index=1)) is b
    assert register.item_of(call("b"), 0, new=False) is b


def test_by_call_id_where_ids_change() -> None:
    register = Register()
    a = added(register, call("a", "ca"), 0)
    added(register, call("b", "cb"), 1)
    assert register.item_of(call("z", "ca"), 1, new=False) is a


def test_without_anything_the_last_open_one() -> None:
    register = Register()
    first = added(register, call("", "ca"))
    second = added(register, call("", "cb"))
    assert first is not second
    assert register.find(CallItem, Chunk()) is second
    assert register.item_of(call(), None, new=False) is second
    message = register.find(MessageItem, Chunk())
    assert register.find(MessageItem, Chunk()) is message


def test_what_is_over_is_found_for_its_late_events_and_not_for_new_ones() -> None:
    register = Register()
    a = added(register, call("a", "ca"), 0)
    a.close(complete=True)
    assert register.find(CallItem, Chunk(item_id="a")) is a
    assert register.find(CallItem, Chunk(output_index=0)) is a
    assert register.find(CallItem, Chunk(item_id="b", output_index=0)) is not a
    assert register.item_of({"type": "message", "id": "m"}, 0, new=True) is not a


def test_item_made_by_a_delta_gets_its_id_later() -> None:
    register = Register()
    early = register.find(CallItem, Chunk(output_index=0))
    assert register.item_of(call("a", "ca"), 0, new=True) is early
    assert register.find(CallItem, Chunk(item_id="a")) is early


def test_kinds_that_nobody_is_shown() -> None:
    register = Register()
    for raw in (
        {"type": "web_search_call", "id": "x"},
        {"type": "tool_search_call", "execution": "server"},
        {},
    ):
        assert register.item_of(raw, 0, new=True) is None
        assert register.add(raw) is None
    assert not register.all_over


def test_last_object_is_matched_item_by_item() -> None:
    register = Register()
    first = register.find(MessageItem, Chunk(item_id="m1", output_index=0))
    tool = added(register, call("a", "ca"), 1)
    second = register.find(MessageItem, Chunk(item_id="m2", output_index=2))
    matching = register.matching()
    assert matching.match({"type": "message", "id": "m2"}) is second
    assert matching.match({"type": "message", "id": "new"}) is first
    assert matching.match(call("z", "ca")) is tool
    extra = matching.match(call("y", "cy"))
    assert extra is not tool
    assert matching.match({"type": "web_search_call"}) is None


def test_ends() -> None:
    register = Register()
    assert not register.all_over
    message = register.find(MessageItem, Chunk(item_id="m"))
    message.delta("refusal", 0, "No.")
    added(register, call("a", "ca")).close(complete=True)
    assert register.refused
    assert [item.call_id for item in register.calls] == ["ca"]
    assert register.close_all(complete=False) == [Close(0, complete=False)]
    assert register.all_over
    other = Register()
    other.find(MessageItem, Chunk()).delta("text", 0, "x")
    other.find(CallItem, Chunk()).identify(call("a", "ca"))
    assert other.abandon_all() == [Close(0, complete=False), Close(1, complete=False)]


def test_compaction() -> None:
    assert compaction({"encrypted_content": "blob"}, 7) == [
        Open(7, "compaction"),
        Meta(7, "sealed", "blob"),
        Close(7),
    ]
