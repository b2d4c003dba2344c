"""Any order of events keeps the invariants, however they are cut into chunks."""

from collections.abc import Iterable

import orjson
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Event, Fail, Json, Stop
from proxy.reply.fold import Reply, fold
from proxy.sse import SseReader
from proxy.wires.responses import reply_decoder
from tests.proxy.wires.responses.decode_reply.upstream import decode

json_leaves = (
    st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["", "a", "{}", "fc_1", "completed"])
)
any_item = st.fixed_dictionaries(
    {
        "type": st.sampled_from(
            ["message", "reasoning", "function_call", "custom_tool_call", "tool_search_call", "x"]
        )
    },
    optional={
        "id": st.sampled_from(["", "a", "b"]),
        "call_id": st.sampled_from(["", "c", "d"]),
        "name": st.sampled_from(["", "f"]),
        "arguments": st.sampled_from(["", "{", "{}", '{"a":1}']),
        "input": st.sampled_from(["", "raw"]),
        "status": st.sampled_from(["completed", "incomplete", "in_progress"]),
        "content": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["", "a", "ab"])}), max_size=2),
        "summary": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["", "a", "ab"])}), max_size=2),
        "encrypted_content": st.sampled_from(["", "blob"]),
    },
)
kinds = [
    "response.created",
    "response.output_item.added",
    "response.output_item.done",
    "response.output_text.delta",
    "response.output_text.done",
    "response.refusal.delta",
    "response.refusal.done",
    "response.reasoning_text.delta",
    "response.reasoning_summary_text.delta",
    "response.function_call_arguments.delta",
    "response.function_call_arguments.done",
    "response.custom_tool_call_input.delta",
    "response.custom_tool_call_input.done",
    "response.output_text.annotation.added",
    "response.completed",
    "response.incomplete",
    "response.failed",
]
any_event = st.fixed_dictionaries(
    {"type": st.sampled_from(kinds)},
    optional={
        "delta": json_leaves,
        "text": st.sampled_from(["a", "ab"]),
        "refusal": st.sampled_from(["a", "ab"]),
        "arguments": st.sampled_from(["{}", '{"a":1}']),
        "input": st.sampled_from(["raw", ""]),
        "item_id": json_leaves,
        "output_index": json_leaves,
        "content_index": json_leaves,
        "summary_index": json_leaves,
        "item": any_item,
        "response": st.fixed_dictionaries({"output": st.lists(any_item, max_size=3)}),
    },
)


@given(st.lists(any_event, max_size=12))
def test_any_order_of_events_keeps_the_invariants(events: list[Json]) -> None:
    found = decode(events)
    assert type(found[-1]) in (Stop, Fail)


@given(st.lists(any_event, max_size=6), st.integers(1, 40))
def test_chunk_boundaries_do_not_matter(events: list[Json], size: int) -> None:
    stream = b"".join(b"event: x\ndata: %b\n\n" % orjson.dumps(event) for event in events)

    def decoded(chunks: Iterable[bytes]) -> Reply:
        reader, decoder = SseReader(), reply_decoder()
        found: list[Event] = []
        for chunk in chunks:
            for event in reader.feed(chunk):
                found += decoder.feed(event)
        folded = fold(found + decoder.end())
        for part in folded.parts:
            part.id = ""  # may be minted
        return folded

    pieces = [stream[start : start + size] for start in range(0, len(stream), size)]
    assert decoded(pieces) == decoded([stream])
