"""Events are numbered from 0 over everything that is written."""

from proxy.wires.responses.event_stream import EventStream, delta_template


def test_events_and_deltas_share_one_count() -> None:
    stream = EventStream()
    stream.event("response.created", {"a": 1})
    head, tail = delta_template("response.output_text.delta", {"item_id": "m", "logprobs": []})
    stream.delta(head, tail, b'"x"')
    assert stream.take() == (
        b'event: response.created\ndata: {"type":"response.created","sequence_number":0,"a":1}\n\n'
        b"event: response.output_text.delta\n"
        b'data: {"type":"response.output_text.delta","sequence_number":1,"item_id":"m","logprobs":[],"delta":"x"}\n\n'
    )
    assert stream.take() == b""
    stream.event("e", {})
    assert b'"sequence_number":2' in stream.take()
