"""A compaction is exactly one item."""

from proxy.conversation import Close, Delta, Meta, Open, Stop
from tests.proxy.wires.responses.streams import (
    COUNTED,
    START,
    TEXT,
    done_items,
    last,
    run,
    types,
    without_ids,
)


def test_compaction_is_exactly_one_item() -> None:
    events = run(
        [
            START,
            Open(0, "reasoning"),
            Delta(0, "t"),
            Close(0),
            Open(1, "text"),
            Delta(1, "summary"),
            Close(1),
            Open(2, "tool", id="c", name="f"),
            Delta(2, "{}"),
            Close(2),
            Open(3, "compaction"),
            Delta(3, "summary"),
            Meta(3, "sealed", "tn.v1.s"),
            Close(3),
            Open(4, "compaction"),
            Meta(4, "sealed", "tn.v1.t"),
            Close(4),
            COUNTED,
            Stop("end"),
        ],
        client="codex",
        compaction=True,
    )
    items = done_items(events)
    assert without_ids(items) == [{"type": "compaction", "encrypted_content": "tn.v1.s"}]
    assert types(events) == ["created", "in_progress", "output_item.added", "output_item.done", "completed"]


def test_compaction_without_a_summary_fails() -> None:
    for parts in ([], [Open(0, "compaction"), Close(0)], TEXT):
        events = run([START, *parts, Stop("end")], client="codex", compaction=True)
        assert done_items(events) == []
        assert last(events)["status"] == "failed"
