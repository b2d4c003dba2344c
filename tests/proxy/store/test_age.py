"""What is too old, while somebody sets the clock."""

from datetime import timedelta

import pytest

from proxy.store.age import Age
from tests.fakes.clocks import NOON, TurnedClock

HOUR = 3_600_000_000


def hours(age: Age) -> float:
    """Since the begin."""
    return (age.now() - NOON // 1000) / HOUR


@pytest.mark.parametrize("days", [1, -1, 400])
def test_requirement_059_a_clock_that_is_set_makes_nothing_old(days: int) -> None:
    clock = TurnedClock()
    age = Age(clock)
    clock.go(hours=2)
    assert hours(age) == 2
    clock.set(timedelta(days=days))
    assert hours(age) == 2
    clock.go(hours=5)
    assert hours(age) == 7
    clock.set(timedelta(days=-days))  # mended
    clock.go(hours=30)
    assert hours(age) == 37


def test_one_that_stays_is_believed() -> None:
    clock = TurnedClock()
    age = Age(clock)
    clock.set(timedelta(days=3))
    assert hours(age) == 0
    clock.go(hours=24)
    assert hours(age) == 72 + 24


def test_small_corrections_count_at_once() -> None:
    clock = TurnedClock()
    age = Age(clock)
    for _ in range(5):
        clock.set(timedelta(minutes=30))
        age.now()
    assert hours(age) == 2.5
