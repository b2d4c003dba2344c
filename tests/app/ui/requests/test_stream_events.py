"""Events out of the pieces of a stream."""

from app.ui.requests.stream_events import StreamEvent, read_events
from tests.fakes.summaries import detail


def test_both_sides_in_the_order_of_their_times() -> None:
    found = read_events(detail()["events"])
    assert [(event.ms, event.side, event.kind) for event in found[:3]] == [
        (800, "upstream", "data"),
        (801, "client", "response.output_text.delta"),
        (840, "upstream", "data"),
    ]
    assert found[-1] == StreamEvent(1_000, "upstream", "[DONE]", "[DONE]")
    assert found[1].data == '{"delta": "Re"}'


def test_pieces_hold_several_events_or_parts() -> None:
    pieces = [
        {"side": "upstream", "ms": 1, "data": 'data: {"type":"a"}\n\ndata: {"ty'},
        {"side": "upstream", "ms": 2, "data": 'pe":"b"}\r\n\r\n: ping\n\nhalf'},
        {"side": "client", "ms": 3, "data": "event: x\ndata: one\ndata: two\n\n"},
        {"side": "client", "ms": 4, "data": "data: [1]\n\ndata: nothing\n\n\n\n"},
    ]
    assert [(event.ms, event.kind, event.data) for event in read_events(pieces)] == [
        (1, "a", '{"type":"a"}'),
        (2, "b", '{"type":"b"}'),
        (2, "comment", ": ping"),
        (2, "text", "half"),
        (3, "x", "one\ntwo"),
        (4, "text", "[1]"),
        (4, "text", "nothing"),
    ]
    assert read_events([]) == []
