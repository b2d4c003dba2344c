"""The two clocks."""

import time

from proxy.limits.clock import Clock, steady_ns
from proxy.usage import day_of


def test_a_moment_has_both_and_the_local_day() -> None:
    now = Clock(lambda: 1_700_000_000_000_000_000, lambda: 5).now()
    assert (now.steady, now.wall) == (5, 1_700_000_000_000_000_000)
    assert now.day == day_of(1_700_000_000_000_000)


def test_the_real_ones_go_on() -> None:
    first = steady_ns()
    now = Clock().now()
    assert first <= now.steady <= steady_ns()
    assert abs(now.wall - time.time_ns()) < 60_000_000_000
