"""A whole reply is what its events add up to."""

from proxy.conversation import Close, Counted, Delta, Meta, Open, Stop, Usage
from proxy.reply.fold import Reply, ReplyPart, fold
from tests.fakes.replies import BROKEN, END, START, call, text, thought


def test_row_121_parts_in_the_order_of_opening() -> None:
    reply = fold(
        [
            START,
            *thought("a", "b", native={"signature": "s"}),
            Open(1, "text"),
            Open(2, "tool", "call_1", "run", "ns", "custom"),
            Delta(2, "x"),
            Delta(1, "c"),
            Delta(2, "y"),
            Meta(1, "annotations", [1]),
            Close(2),
            Close(1, complete=False),
            Counted(Usage(1, 1)),
            Counted(Usage(2, 2)),
            Stop("tool_use"),
        ]
    )
    assert (reply.id, reply.model, reply.usage, reply.stop, reply.failure) == (
        "id",
        "model",
        Usage(2, 2),
        Stop("tool_use"),
        None,
    )
    assert reply.parts == [
        ReplyPart("reasoning", "ab", complete=True, native={"signature": "s"}),
        ReplyPart("text", "c", annotations=[1]),
        ReplyPart("tool", "xy", "call_1", "run", "ns", "custom", True),
    ]


def test_replies_share_nothing() -> None:
    first = fold([START, *text("a"), END])
    second = fold([START, *call("run", "{}"), BROKEN])
    assert len(first.parts) == len(second.parts) == 1
    assert second.failure == BROKEN.failure
    assert Reply().parts == []
