"""The minute and the day: never more than the limit, never less, whatever a clock does."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proxy.limits.windows import GRAIN_MS, MINUTE_NS, DayCount, MinuteWindow
from tests.fakes.clocks import SECOND, TurnedClock

GAPS = st.lists(st.integers(0, 40 * SECOND), min_size=1, max_size=60)


@settings(deadline=None)
@given(GAPS, st.integers(1, 8))
def test_any_sixty_seconds_have_at_most_the_limit_and_nobody_waits_in_vain(
    gaps: list[int], limit: int
) -> None:
    window, passed, now = MinuteWindow(), list[int](), 0
    for gap in gaps:
        now += gap
        inside = [at for at in passed if at > now - MINUTE_NS]
        wait = window.wait(limit, now)
        assert (wait == 0) == (len(inside) < limit)
        assert 0 <= wait <= MINUTE_NS
        if wait:
            assert window.wait(limit, now + wait - 1) == 1
            now += wait
            assert window.wait(limit, now) == 0
        window.add(now)
        passed.append(now)
    for at in passed:
        assert sum(at - MINUTE_NS < other <= at for other in passed) <= limit


@settings(deadline=None)
@given(GAPS, st.integers(1, 8), st.integers(0, 90 * SECOND))
def test_a_restart_loses_no_request_of_the_minute(gaps: list[int], limit: int, away: int) -> None:
    window, now = MinuteWindow(), 7 * SECOND
    passed = []
    for gap in gaps:
        now += gap
        window.add(now)
        passed.append(now)
    after, later = MinuteWindow(), 99 * SECOND
    after.restore(window.saved(now), away, later)
    inside = sum(at > now + away - MINUTE_NS for at in passed)
    # Rounded to the grain, always towards younger: a request may count a tenth of a second too long.
    rounded = sum(at > now + away - MINUTE_NS - GRAIN_MS * 1_000_000 for at in passed)
    assert inside <= after.count(later) <= rounded
    assert after.wait(limit, later) <= MINUTE_NS
    assert len(window.saved(now)) <= 60_000 // GRAIN_MS


def test_a_lower_limit_counts_at_once() -> None:
    window = MinuteWindow()
    for second in range(5):
        window.add(second * SECOND)
    assert window.wait(6, 5 * SECOND) == 0
    assert window.wait(2, 5 * SECOND) == 58 * SECOND
    window.clear()
    assert window.count(5 * SECOND) == 0


def day_with(number: int, clock: TurnedClock) -> DayCount:
    day = DayCount()
    for _ in range(number):
        day.add(clock.now())
    return day


def test_a_day_ends_at_midnight() -> None:
    clock = TurnedClock()
    day = day_with(3, clock)
    assert day.count(clock.go(hours=11.9)) == 3
    assert day.count(clock.go(hours=0.2)) == 0
    day.add(clock.now())
    assert day.count(clock.go(hours=23)) == 1
    assert day.count(clock.go(hours=48)) == 0


@pytest.mark.parametrize("days", [-4000, -1, 1, 365])
def test_a_clock_that_is_set_neither_frees_nor_locks_out(days: int) -> None:
    clock = TurnedClock()
    day = day_with(3, clock)
    assert day.count(clock.set(timedelta(days=days))) == 3
    day.add(clock.now())
    assert day.count(clock.go(hours=11.5)) == 4
    assert day.count(clock.go(hours=1)) == 0, "the next midnight ends it"


def test_a_jump_while_nobody_asks_is_noticed_too() -> None:
    clock = TurnedClock()
    day = day_with(3, clock)
    clock.go(hours=2)
    clock.set(timedelta(days=30))
    clock.go(hours=2)
    assert day.count(clock.now()) == 3


def test_a_clock_that_is_mended_is_no_jump() -> None:
    clock = TurnedClock()
    day = day_with(3, clock)
    clock.go(hours=11.95)
    assert day.count(clock.set(timedelta(minutes=5))) == 0


def test_a_date_that_goes_back_by_itself_keeps_the_count() -> None:
    clock = TurnedClock()
    day = day_with(3, clock)
    now = clock.go(hours=1)
    west = type(now)(now.steady, now.wall, "2026-11-20")
    assert day.count(west) == 3
    assert day.count(now) == 0


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["go", "set"]), st.integers(1, 400)), max_size=30))
def test_days_in_any_order(steps: list[tuple[str, int]]) -> None:
    """Setting the clock never frees; at most 24 hours of going end every day."""
    clock = TurnedClock()
    day, before = day_with(5, clock), 5
    for what, amount in steps:
        if what == "set":
            clock.set(timedelta(hours=(amount - 200) * 7))
            assert day.count(clock.now()) == before
        else:
            clock.go(hours=amount / 20)
            before = day.count(clock.now())
    for _ in range(25):
        before = day.count(clock.go(hours=1))
    assert before == 0


def test_over_a_restart_the_wall_clock_is_believed() -> None:
    clock = TurnedClock()
    saved = day_with(3, clock).saved()
    same, next_day, set_back = DayCount(), DayCount(), DayCount()
    same.restore(*saved, clock.go(hours=1))
    assert same.count(clock.now()) == 3
    next_day.restore(*saved, clock.go(hours=24))
    assert next_day.count(clock.now()) == 0
    set_back.restore(*saved, clock.set(timedelta(days=-9)))
    assert set_back.count(clock.now()) == 3
    set_back.clear()
    assert set_back.count(clock.now()) == 0


def test_a_minute_is_all_that_is_kept_also_where_nobody_asks() -> None:
    window = MinuteWindow()
    for second in range(600):
        window.add(second * 1_000_000_000)
    assert len(window._passed) == 60
