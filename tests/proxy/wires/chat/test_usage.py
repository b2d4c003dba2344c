"""Token counts in every provider's words (translation rows 86 and 87)."""

from typing import Any

import pytest

from proxy.conversation import Usage
from proxy.wires.chat.usage import read_usage, write_usage


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        ({"prompt_tokens": 100, "completion_tokens": 7}, Usage(100, 7)),
        ({"prompt_tokens": 100.0, "completion_tokens": 7}, Usage(100, 7)),
        ({"prompt_tokens": 100, "prompt_tokens_details": {"cached_tokens": 80}}, Usage(100, 0, 80)),
        (
            {"prompt_tokens": 100, "prompt_tokens_details": None, "completion_tokens_details": None},
            Usage(100),
        ),
        (
            {"prompt_tokens": 100, "prompt_cache_hit_tokens": 80, "prompt_cache_miss_tokens": 20},
            Usage(100, 0, 80),
        ),
        ({"prompt_cache_hit_tokens": 80, "prompt_cache_miss_tokens": 20}, Usage(100, 0, 80)),
        ({"prompt_tokens": 100, "cached_tokens": 80}, Usage(100, 0, 80)),
        (
            {
                "prompt_tokens": 100,
                "prompt_tokens_details": {"cached_tokens": 0},
                "prompt_cache_hit_tokens": 80,
            },
            Usage(100, 0, 0),
        ),
        (
            {"prompt_tokens": 100, "prompt_tokens_details": {"cached_tokens": 8, "cache_write_tokens": 9}},
            Usage(100, 0, 8, 9),
        ),
        ({"prompt_tokens": 100, "cache_creation_input_tokens": 9}, Usage(100, 0, 0, 9)),
        (
            {
                "prompt_tokens": 9,
                "completion_tokens": 7,
                "completion_tokens_details": {"reasoning_tokens": 5},
            },
            Usage(9, 7, reasoning=5),
        ),
        ({"prompt_tokens": 9, "completion_tokens": 7, "reasoning_tokens": 5}, Usage(9, 7, reasoning=5)),
        ({"total_tokens": 107, "completion_tokens": 7}, Usage(100, 7)),
        ({"prompt_tokens": 100, "completion_tokens": 7, "total_tokens": 999}, Usage(100, 7)),
        ({}, Usage()),
        ({"prompt_tokens": "many", "completion_tokens": -4}, Usage()),
        ({"prompt_tokens": 10**30}, Usage(1 << 53)),
    ],
)
def test_row_086_every_way_of_counting(usage: Any, expected: Usage) -> None:
    assert read_usage(usage) == expected


def test_output_that_leaves_reasoning_out_is_completed() -> None:
    xai = {
        "prompt_tokens": 10,
        "completion_tokens": 7,
        "total_tokens": 67,
        "completion_tokens_details": {"reasoning_tokens": 50},
    }
    assert read_usage(xai) == Usage(10, 57, reasoning=50)
    without_total = {
        "prompt_tokens": 10,
        "completion_tokens": 7,
        "completion_tokens_details": {"reasoning_tokens": 50},
    }
    assert read_usage(without_total) == Usage(10, 57, reasoning=50)


def test_what_is_written_is_read_back() -> None:
    usage = Usage(100, 7, 80, 5, 3)
    assert read_usage(write_usage(usage)) == usage
    assert write_usage(Usage(1, 2))["prompt_tokens_details"] == {"cached_tokens": 0}
