"""A whole reply and the stream of the same events say the same."""

import json

import orjson
from hypothesis import given
from hypothesis import strategies as st

from proxy.conversation import Close, Event, Failure, Open
from proxy.reply.fold import Reply, ReplyPart, fold
from proxy.wires.responses import encode_whole
from tests.proxy.wires.responses.streams import FULL, context, last, replies, run, sdk, without_ids


def test_openai_reads_whole_replies() -> None:
    body = orjson.dumps(encode_whole(fold(FULL), context(stream=False)))
    reply = sdk(body, "application/json").responses.create(model="asked", input="x")
    type(reply).model_validate(reply.model_dump(by_alias=True))
    assert reply.output_text == "Hello"
    assert reply.status == "completed"
    assert b"output_text" in body
    assert "output_text" not in json.loads(body)


@given(replies(), st.booleans())
def test_row_121_whole_reply_is_the_last_object_of_the_stream(events: list[Event], summary: bool) -> None:
    folded = fold(events)
    streamed = last(run(events, show_reasoning_summary=summary))
    whole = encode_whole(folded, context(show_reasoning_summary=summary))
    # Interleaved texts join into one message only where nothing was opened between them.
    assert without_ids(streamed) == without_ids(json.loads(orjson.dumps(whole))) or _interleaved(events)


def _interleaved(events: list[Event]) -> bool:
    open_keys: set[int] = set()
    for event in events:
        match event:
            case Open(key=key):
                if open_keys:
                    return True
                open_keys.add(key)
            case Close(key=key):
                open_keys.discard(key)
            case _:
                pass
    return False


def test_whole_reply_that_failed_or_never_ended() -> None:
    assert encode_whole(Reply(failure=Failure("server", "x")), context())["status"] == "failed"
    assert encode_whole(Reply(parts=[ReplyPart("text", "x")]), context())["status"] == "failed"
