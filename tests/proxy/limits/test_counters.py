"""What a key has used, kept over a restart."""

from typing import Any

import pytest

from proxy.limits.counters import MOST, Counters
from proxy.limits.rules import AccessRules
from tests.fakes.clocks import SECOND, TurnedClock

SAVED: dict[str, Any] = {"since": "s", "tokens": 7, "day": "2026-11-21", "requests": 2, "minute": [[100, 2]]}


def test_there_and_back() -> None:
    clock = TurnedClock()
    before = Counters("s")
    before.tokens = 7
    for _ in range(3):
        before.minute.add(clock.now().steady)
        before.day.add(clock.now())
    saved = before.saved(clock.now())
    saved["minute"] = [list(pair) for pair in saved["minute"]]  # type: ignore[attr-defined]  # as JSON has it
    after = Counters.restored(saved, 20 * SECOND, clock.go(20))
    assert after.figures(clock.now()) == {"minute": 3, "day": 3, "tokens": 7, "active": 0}
    assert after.figures(clock.go(40)) == {"minute": 0, "day": 3, "tokens": 7, "active": 0}


def test_another_begin_counts_anew_but_for_what_is_under_way() -> None:
    clock = TurnedClock()
    counters = Counters.restored(SAVED, 0, clock.now())
    counters.active = 1
    counters.follow(AccessRules(counted_since="s"))
    assert counters.tokens == 7
    counters.follow(AccessRules(counted_since="t"))
    assert counters.figures(clock.now()) == {"minute": 0, "day": 0, "tokens": 0, "active": 1}


@pytest.mark.parametrize(
    "damage",
    [
        {"tokens": "7"},
        {"since": None},
        {"minute": {}},
        {"minute": [[1]]},
        {"minute": [[1, -1]]},
        {"minute": [[1, MOST + 1]]},
        {"minute": [[1.5, 1]]},
        {"day": 5},
    ],
)
def test_damage(damage: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no counters"):
        Counters.restored(SAVED | damage, 0, TurnedClock().now())
