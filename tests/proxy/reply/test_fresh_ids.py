"""A call's id is its own in the whole conversation."""

from proxy.conversation import Close, Delta, Event, Note, Open, ToolCall
from proxy.reply.fresh_ids import FreshIds

HISTORY = (ToolCall("call_0", "read", "{}"), ToolCall("call_0_2", "read", "{}"))


def opened(events: list[Event]) -> list[str]:
    return [event.id for event in events if isinstance(event, Open)]


def test_an_id_of_the_history_is_replaced_and_said() -> None:
    notes: list[Note] = []
    stage = FreshIds(HISTORY, notes)
    events: list[Event] = [Open(0, "tool", "call_0", "read", "files", "custom"), Delta(0, "{}"), Close(0)]
    out = stage.feed(events)
    assert out == [Open(0, "tool", "call_0_3", "read", "files", "custom"), Delta(0, "{}"), Close(0)]
    assert "call_0_3" in notes[0].action


def test_two_calls_of_one_reply_differ() -> None:
    stage = FreshIds((), [])
    one = stage.feed([Open(0, "tool", "call_0", "a")])
    two = stage.feed([Open(1, "tool", "call_0", "b"), Open(2, "tool", "call_0", "c")])
    assert opened(one + two) == ["call_0", "call_0_2", "call_0_3"]


def test_everything_else_passes_as_it_is() -> None:
    notes: list[Note] = []
    events: list[Event] = [Open(0, "text"), Delta(0, "call_0"), Open(1, "tool", "call_9", "read")]
    assert FreshIds(HISTORY, notes).feed(events) is events
    assert notes == []
