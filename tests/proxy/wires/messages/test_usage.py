"""Token counts, read from an endpoint and told to a client."""

from __future__ import annotations

import pytest

from proxy.conversation import Counted, Json, Stop, Usage
from proxy.wires.messages.usage import UsageCount, usage_object
from tests.proxy.wires.messages.parts import START
from tests.proxy.wires.messages.parts import text as part
from tests.proxy.wires.messages.streams import client_view, encode, feed
from tests.proxy.wires.messages.upstream import STOP, ended, start, text


def test_row_108_usage_of_both_events_and_the_cache() -> None:
    events = feed(
        start(input_tokens=5, cache_read_input_tokens=40, cache_creation_input_tokens=10, output_tokens=1),
        *text(0, "x"),
        ended(output_tokens=7, output_tokens_details={"thinking_tokens": 3}),
        STOP,
    )
    assert events[-2] == Counted(Usage(input=55, output=7, cached=40, cache_write=10, reasoning=3))


def test_row_108_usage_only_at_the_end_and_zeros_undo_nothing() -> None:
    late = feed(start(input_tokens=0, output_tokens=0), ended(input_tokens=12, output_tokens=3), STOP)
    assert Counted(Usage(12, 3)) in late
    early = feed(start(input_tokens=12, output_tokens=1), ended(input_tokens=0, output_tokens=3), STOP)
    assert Counted(Usage(12, 3)) in early
    odd = feed(start(input_tokens=None, output_tokens="7"), ended(input_tokens=-5, output_tokens=4.0), STOP)
    assert Counted(Usage(0, 4)) in odd


def test_no_usage_is_not_counted_as_zero() -> None:
    assert not any(isinstance(event, Counted) for event in feed(start(), *text(0, "x"), ended(), STOP))


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (Usage(100, 7, cached=80), (20, 80, 0, 7)),
        (Usage(55, 7, cached=40, cache_write=10), (5, 40, 10, 7)),
        (Usage(50, 7, cached=80), (0, 80, 0, 7)),
    ],
)
def test_row_087_cached_input_is_not_counted_twice(usage: Usage, expected: tuple[int, ...]) -> None:
    said = client_view(encode(START, *part(0, "x"), Counted(usage), Stop("end")))["usage"]
    names = ("input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens")
    assert tuple(said[name] for name in names) == expected


def test_reasoning_tokens_are_told() -> None:
    said = client_view(encode(START, *part(0, "x"), Counted(Usage(1, 9, reasoning=4)), Stop("end")))["usage"]
    assert said["output_tokens_details"] == {"thinking_tokens": 4}


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        ([], []),
        ([{}], []),
        ([{"service_tier": "standard"}], []),
        ([{"output_tokens": 0}], [Counted(Usage())]),
        ([{"input_tokens": True, "output_tokens": 2}], [Counted(Usage(0, 2))]),
        ([{"output_tokens": 1}, {"output_tokens": 9}, {"output_tokens": 4}], [Counted(Usage(0, 4))]),
        (
            [{"input_tokens": 5, "cache_read_input_tokens": 40}, {"cache_creation_input_tokens": 10}],
            [Counted(Usage(55, 0, 40, 10))],
        ),
        (
            [
                {"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 3}},
                {"output_tokens_details": {"thinking_tokens": 0}},
            ],
            [Counted(Usage(0, 9, reasoning=3))],
        ),
    ],
)
def test_counts_are_totals_gathered_from_all_events(objects: list[Json], expected: list[Counted]) -> None:
    count = UsageCount()
    for usage in objects:
        count.take(usage)
    assert count.counted() == expected


@pytest.mark.parametrize(
    ("usage", "expected"),
    [
        (None, (0, 0, 0, 0)),
        (Usage(), (0, 0, 0, 0)),
        (Usage(55, 7, cached=40, cache_write=10), (5, 10, 40, 7)),
    ],
)
def test_a_usage_object_always_has_its_four_counts(usage: Usage | None, expected: tuple[int, ...]) -> None:
    names = ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens")
    assert usage_object(usage) == dict(zip(names, expected, strict=True))


def test_counts_that_were_told_are_read_back() -> None:
    usage, count = Usage(55, 7, cached=40, cache_write=10, reasoning=3), UsageCount()
    count.take(usage_object(usage))
    assert count.counted() == [Counted(usage)]
