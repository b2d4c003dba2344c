"""Pieces of calls, below the reply: what proves arguments, and when a call is shown."""

from itertools import count

import pytest

from proxy.conversation import Close, Delta, Event, Open
from proxy.wires.chat.chunk import CustomDelta, FunctionDelta, ToolDelta
from proxy.wires.chat.tool_deltas import Proof, ToolCalls, is_object, mint_call_id


def entry(index: int | None, call_id: str | None, name: str | None, arguments: str | None) -> ToolDelta:
    return ToolDelta(index, call_id, FunctionDelta(name, arguments))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("{}", True),
        (' {"a": 1} ', True),
        ("", False),
        ("[]", False),
        ('"{}"', False),
        ('{"a": 1', False),
        ("{a}", False),
        ("{}{}", False),
    ],
)
def test_is_object(text: str, expected: bool) -> None:
    assert is_object(text) is expected


def test_minted_ids_are_new_and_legal() -> None:
    ids = {mint_call_id() for _ in range(100)}
    assert len(ids) == 100
    assert all(len(call_id) == 29 and call_id.isascii() for call_id in ids)


@pytest.mark.parametrize(
    ("proof", "arguments", "closed"),
    [
        ("finish", '{"a"', [True]),
        ("finish", "", [True]),
        ("object", '{"a"', [False]),
        ("object", '{"a":1}', [True]),
        ("object", "", []),
        ("none", '{"a":1}', [False]),
        ("none", "", []),
    ],
)
def test_finding_2_what_proves_that_arguments_are_whole(
    proof: Proof, arguments: str, closed: list[bool]
) -> None:
    calls, events = ToolCalls(count()), list[Event]()
    calls.take([entry(0, "a", "f", arguments)], events)
    assert calls.close(proof, events) == closed.count(True)
    assert [event.complete for event in events if isinstance(event, Close)] == closed


def test_a_custom_call_that_was_cut_is_never_proven() -> None:
    calls, events = ToolCalls(count()), list[Event]()
    calls.take([ToolDelta(0, "a", custom=CustomDelta("p", "{}"))], events)
    assert calls.are_whole()
    assert calls.close("object", events) == 0


def test_whole_means_every_named_call() -> None:
    calls, events = ToolCalls(count()), list[Event]()
    calls.take([entry(0, "a", "f", "{}"), entry(1, "b", None, '{"x')], events)
    assert calls.are_whole()
    assert calls.named == 1
    calls.take([entry(1, None, "g", None)], events)
    assert not calls.are_whole()


def test_an_entry_without_anything_continues_the_last_call() -> None:
    calls, events = ToolCalls(count()), list[Event]()
    calls.take([entry(None, "a", "f", '{"a"')], events)
    calls.take([ToolDelta()], events)
    calls.take([entry(None, None, None, ":1}")], events)
    calls.close("finish", events)
    assert events == [Open(0, "tool", id="a", name="f"), Delta(0, '{"a"'), Delta(0, ":1}"), Close(0)]


def test_keys_are_shared_with_the_other_parts() -> None:
    keys = count(7)
    calls, events = ToolCalls(keys), list[Event]()
    calls.take([entry(0, "a", "f", "{ ")], events)
    assert next(keys) == 8
    assert not ToolCalls(keys)
    assert calls


ARGUMENTS = entry(0, None, None, "{}")


@pytest.mark.parametrize(
    ("pieces", "expected"),
    [
        ([entry(0, "call_", "f", ""), entry(0, "ab", None, ""), ToolDelta(0, "c"), ARGUMENTS], "call_abc"),
        ([entry(0, "a", "f", ""), entry(0, "b", None, '{"x":'), entry(0, "c", None, "1}")], "a"),
        ([entry(0, "a", "f", ""), entry(0, "a", None, ""), ARGUMENTS], "a"),
        ([entry(0, None, "f", ""), entry(0, "a", None, ""), ARGUMENTS], "a"),
    ],
    ids=["in pieces", "a new one with each piece of arguments", "repeated", "late"],
)
def test_the_id_of_a_call(pieces: list[ToolDelta], expected: str) -> None:
    calls, events = ToolCalls(count()), list[Event]()
    for piece in pieces:
        calls.take([piece], events)
    calls.close("finish", events)
    assert [event.id for event in events if isinstance(event, Open)] == [expected]
