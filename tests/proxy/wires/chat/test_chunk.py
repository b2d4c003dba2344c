"""Odd chunks are read, never raised on."""

from typing import Any

import orjson
import pytest

from proxy.wires.chat.chunk import Choice, Chunk, ChunkReader, MessageDelta, NotJsonError, json_text


def read(value: Any) -> Chunk | None:
    return ChunkReader().read(value if isinstance(value, bytes) else orjson.dumps(value))


def delta_of(value: Any) -> MessageDelta:
    chunk = read({"choices": [{"index": 0, "delta": value}]})
    assert chunk is not None and chunk.choices is not None
    delta = chunk.choices[0].delta
    assert delta is not None
    return delta


@pytest.mark.parametrize("data", [b"", b"[DONE]", b"ping", b"{", b'{"a":', b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_json_says_so(data: bytes) -> None:
    with pytest.raises(NotJsonError):
        read(data)


@pytest.mark.parametrize("value", [None, 5, "x", [], [1], True])
def test_what_is_no_object_is_no_chunk(value: Any) -> None:
    assert read(value) is None


def test_fields_of_wrong_types_count_as_absent() -> None:
    chunk = read({"id": 5, "model": {}, "choices": {"index": 0}, "usage": [], "x_groq": 1, "base_resp": "x"})
    assert chunk == Chunk(id="5", choices=[])
    chunk = read({"choices": [None, {"index": "0", "delta": "x", "finish_reason": 1, "usage": 3}]})
    assert chunk == Chunk(choices=[Choice(finish_reason="1")])


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("x", "x"),
        ({"type": "text", "text": "x"}, "x"),
        ([{"type": "text", "text": "x"}, "y", 5, {"type": "other"}, {"content": "z"}], "xyz"),
        (5, None),
    ],
)
def test_content_of_any_form(content: Any, said: str | None) -> None:
    assert delta_of({"content": content, "tool_calls": "odd"}).content == said


def test_reasoning_of_any_form() -> None:
    assert delta_of({"reasoning": {"content": "why"}}).reasoning_content == "why"
    assert delta_of({"reasoning_content": [{"text": "why"}]}).reasoning_content == "why"
    assert delta_of({"content": [{"thinking": "why"}]}).reasoning_content == "why"


def test_calls_of_any_form() -> None:
    delta = delta_of(
        {
            "tool_calls": [
                {"index": 1.0, "id": 7, "function": {"name": "f", "arguments": {"a": 1}}},
                {"name": "g", "arguments": "{}"},
                {"custom": {"name": "p", "input": ["x"]}},
                {"function": "odd"},
                None,
            ],
            "function_call": {"name": "h", "arguments": {}},
        }
    )
    assert delta.tool_calls is not None
    first, flat, custom, odd = delta.tool_calls
    assert (first.index, first.id, first.function) == (1, "7", type(first.function)("f", '{"a":1}'))
    assert flat.function is not None and flat.function.name == "g"
    assert custom.custom is not None and custom.custom.input == '["x"]'
    assert odd.function is None and odd.custom is None
    assert delta.function_call is not None and delta.function_call.arguments == "{}"


def test_what_no_utf_8_can_hold_is_replaced_everywhere() -> None:
    lone = b'{"choices":[{"index":0,"delta":{"reasoning_details":[{"\\ud800":["\\ud800",NaN,1e999,%s]}],' % (
        b"9" * 400
    )
    chunk = read(lone + b'"tool_calls":[{"id":"\\udc00","function":{"name":"\\udc00"}}]}}]}')
    assert chunk is not None and chunk.choices is not None
    delta = chunk.choices[0].delta
    assert delta is not None and delta.reasoning_details is not None
    orjson.dumps(delta.reasoning_details)


def test_nesting_without_end_is_no_json() -> None:
    arguments = b'{"a":' * 300 + b"1" + b"}" * 300
    call = b'{"choices":[{"delta":{"tool_calls":[{"function":{"name":"f","arguments":%s}}]}}]}' % arguments
    with pytest.raises(NotJsonError):
        read(call)
    details = b"[" * 900 + b"]" * 900
    with pytest.raises(NotJsonError):
        read(b'{"choices":[{"delta":{"reasoning_details":[{"a":%s,"b":NaN}]}}]}' % details)


def test_a_first_half_that_nothing_follows_is_dropped() -> None:
    reader = ChunkReader()
    half = reader.read(b'{"choices":[{"delta":{"content":"a\\ud83e"}}]}')
    assert half is not None and half.choices is not None and half.choices[0].delta is not None
    assert half.choices[0].delta.content == "a"
    rest = reader.read(b'{"choices":[{"delta":{"content":"b","x":NaN}}]}')
    assert rest is not None and rest.choices is not None and rest.choices[0].delta is not None
    assert rest.choices[0].delta.content == "\ufffdb"


@pytest.mark.parametrize(
    ("value", "text"), [(None, None), ("x", "x"), ({"a": [1]}, '{"a":[1]}'), (5, "5"), (10**30, "1e+30")]
)
def test_arguments_as_text(value: Any, text: str | None) -> None:
    assert json_text(value) == text
