"""Stream events, token counts and reasons, as providers really write them."""

import orjson
import pytest

from proxy.conversation import Json, StopReason, Usage
from proxy.surrogates import Halves
from proxy.wires.responses.reply_chunks import Chunk, incomplete_reason, read_chunk, read_usage


def test_unknown_fields_are_skipped() -> None:
    data = orjson.dumps({"type": "t", "delta": "d", "obfuscation": "x", "logprobs": [], "output_index": None})
    assert read_chunk(data, Halves()) == Chunk(type="t", delta="d")


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"type": "t", "delta": {"a": 1}}, Chunk(type="t", delta='{"a":1}')),
        ({"type": "t", "delta": 5}, Chunk(type="t")),
        ({"type": 5, "output_index": 1.0, "item_id": 3}, Chunk(output_index=1)),
        ({"type": "t", "item": [], "response": "x", "delta": []}, Chunk(type="t")),
        ({"type": "t", "summary_index": "0", "text": "x", "name": "n"}, Chunk(type="t", text="x", name="n")),
    ],
)
def test_odd_types_count_as_absent(event: Json, expected: Chunk) -> None:
    assert read_chunk(orjson.dumps(event), Halves()) == expected


@pytest.mark.parametrize("data", [b"", b"[DONE]", b"[1]", b"{", b"\xff\xfe", b'"x"', b"null"])
def test_what_is_no_object_is_nothing(data: bytes) -> None:
    assert read_chunk(data, Halves()) is None


def test_bytes_that_json_does_not_allow_are_read_all_the_same() -> None:
    chunk = read_chunk(b'{"type":"t","delta":"a\nb\xff\\ud83d"}', Halves())
    assert chunk is not None
    assert chunk.delta == "a\nb\ufffd"  # the half waits for the other one


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"input_tokens": 10, "output_tokens": 5, "total_tokens": 15}, Usage(10, 5)),
        ({"input_tokens": 10.0, "output_tokens": None}, Usage(10)),
        (
            {
                "prompt_tokens": 10,
                "completion_tokens": 5,
                "prompt_tokens_details": {"cached_tokens": 4},
                "completion_tokens_details": {"reasoning_tokens": 2},
            },
            Usage(10, 5, 4, reasoning=2),
        ),
        ({"input_tokens": 10, "output_tokens": 5, "prompt_cache_hit_tokens": 7}, Usage(10, 5, 7)),
        ({"total_tokens": 15, "output_tokens": 5}, Usage(10, 5)),
        ({"input_tokens": 8, "input_tokens_details": {"cache_creation_tokens": 3}}, Usage(8, cache_write=3)),
        ({"input_tokens": -1, "input_tokens_details": None}, Usage()),
    ],
)
def test_row_086_token_counts(usage: Json, expected: Usage) -> None:
    assert read_usage(usage) == expected


@pytest.mark.parametrize(
    ("reason", "stop"),
    [
        ("", "max_tokens"),
        ("max_output_tokens", "max_tokens"),
        ("length", "max_tokens"),
        ("context_length_exceeded", "context_window"),
        ("content_filter", "content_filter"),
        ("interrupted", None),
    ],
)
def test_row_110_reasons(reason: str, stop: StopReason | None) -> None:
    assert incomplete_reason(reason) == stop
